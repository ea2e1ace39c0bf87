import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { fixtureJson, fixturePath } from '../testing/fixtures.ts';
import { gradients } from './autodiff/gradients.ts';
import { widened } from './half.ts';
import { hostTensor, numbersOf } from './host-tensor.ts';
import { readAdapter, writeAdapter } from './lora-adapter.ts';
import { lora, loraNames, loraParameters, loraScale } from './lora.ts';
import { createForward, Net } from './model-graph.ts';
import * as op from './ops/index.ts';
import { ParameterStore } from './parameter-store.ts';
import { Random } from './random.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { worst } from './testing/check-gradient.ts';
import { evaluate } from './testing/evaluate.ts';
import { createTrainStep } from './trainer-session.ts';
import type { Value } from './value.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lora-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

const layer = { module: 'model.layers.0.self_attn.q_proj', in: 5, out: 3 };
const config = { rank: 2, alpha: 6 };
const { a, b } = loraNames(layer.module);
const inputs = { x: { dtype: 'float32', shape: [2, 4, 5] } } as const;
const weight = Float32Array.from({ length: 15 }, (_, i) => Math.sin(i + 1));

function layerWithAdapter(net: Net): Value {
  const x = net.input('x');
  const w = net.graph.constant(hostTensor('float32', [3, 5], weight));
  return lora(net, layer.module, x, op.linear(x, w), config);
}

/** y = x W^T + scale (x A^T) B^T, written out. */
function reference(
  x: ArrayLike<number>,
  down: ArrayLike<number>,
  up: ArrayLike<number>,
  scale: number,
): number[] {
  const rows = x.length / 5;
  return Array.from({ length: rows * 3 }, (_, i) => {
    const [row, o] = [Math.floor(i / 3), i % 3];
    let y = 0;
    for (let k = 0; k < 5; k++) {
      let w = weight[o * 5 + k] ?? NaN;
      for (let r = 0; r < 2; r++) w += scale * (up[o * 2 + r] ?? NaN) * (down[r * 5 + k] ?? NaN);
      y += w * (x[row * 5 + k] ?? NaN);
    }
    return y;
  });
}

const filled = (n: number, random: Random) => Float32Array.from({ length: n }, () => random.normal());

describe('an adapter', () => {
  it('adds nothing at first, and (x A^T) B^T alpha / rank later', async () => {
    const random = Random.seeded(3);
    const store = new ParameterStore(loraParameters([layer], config), random);
    const forward = await createForward({ store, inputs, build: (net) => ({ y: layerWithAdapter(net) }) });
    const x = filled(40, random);
    const first = await forward.run({ x });
    expect(
      worst(
        numbersOf(first['y'] ?? hostTensor('float32', [0], new Float32Array())),
        reference(x, store.read(a), new Float32Array(6), 3),
      ),
    ).toBeLessThan(1e-6);
    store.read(b).set(filled(6, random));
    const later = await forward.run({ x });
    await forward.dispose();
    expect(later['y']?.shape).toEqual([2, 4, 3]);
    expect(
      worst(
        later['y'] === undefined ? [] : numbersOf(later['y']),
        reference(x, store.read(a), store.read(b), 3),
      ),
    ).toBeLessThan(1e-6);
    expect(loraScale({ ...config, rank: 4, rankStabilized: true })).toBe(3);
  });

  it('has the gradients of both matrices and of what goes in', () => {
    const random = Random.seeded(4);
    const store = new ParameterStore(loraParameters([layer], config), random);
    const net = new Net('g', store, inputs);
    const y = layerWithAdapter(net);
    const wrt = [net.parameter(a), net.parameter(b), net.input('x')];
    const loss = op.reduceSum(op.mul(y, y));
    const found = gradients(net.graph, loss, wrt);
    const numbers = new Map(
      wrt.map((v) => [
        v,
        Float64Array.from(
          filled(
            v.shape.reduce((p, n) => p * n, 1),
            random,
          ),
        ),
      ]),
    );
    const exact = evaluate(net.graph, numbers, found);
    const lossAt = () => evaluate(net.graph, numbers, [loss])[0]?.data[0] ?? NaN;
    for (const [i, value] of wrt.entries()) {
      const data = numbers.get(value) ?? new Float64Array();
      const slopes = data.map((_, k) => {
        const before = data[k] ?? NaN;
        data[k] = before + 1e-5;
        const up = lossAt();
        data[k] = before - 1e-5;
        const down = lossAt();
        data[k] = before;
        return (up - down) / 2e-5;
      });
      expect(worst(exact[i]?.data ?? [], slopes)).toBeLessThan(1e-6);
    }
  });

  it('learns while other groups stay frozen', async () => {
    const random = Random.seeded(5);
    const store = new ParameterStore(
      [
        ...loraParameters([layer], config, 'lora'),
        { name: 'head', shape: [3, 1], init: (s, r) => filled(s[0] ?? 0, r) },
      ],
      random,
    );
    const step = await createTrainStep({
      store,
      inputs: { ...inputs, target: { dtype: 'float32', shape: [2, 4, 1] } },
      groups: ['lora'],
      build: (net) => {
        const error = op.sub(op.matmul(layerWithAdapter(net), net.parameter('head')), net.input('target'));
        return { loss: op.reduceMean(op.mul(error, error)) };
      },
    });
    const head = store.read('head').slice();
    const feeds = { x: filled(40, random), target: filled(8, random) };
    const losses: number[] = [];
    for (let i = 0; i < 60; i++) losses.push((await step.run(feeds, { learningRate: 0.02 })).loss);
    await step.dispose();
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) * 0.5);
    expect(store.read('head')).toEqual(head);
  });

  it('is refused where it does not fit', () => {
    const store = new ParameterStore(loraParameters([layer], config), Random.seeded(1));
    const net = new Net('g', store, { x: { dtype: 'float32', shape: [2, 4] } });
    const x = net.input('x');
    expect(() => lora(net, layer.module, x, x, config)).toThrow('does not fit the layer');
    expect(() => lora(net, 'other', x, x, config)).toThrow(
      'no parameter called base_model.model.other.lora_A.weight',
    );
    expect(() => loraParameters([layer], { rank: 0, alpha: 1 })).toThrow("can't have the rank 0");
  });
});

describe('adapter files', () => {
  it("of peft are read, and written back as peft's", async () => {
    const given = fixturePath('tiny_decoder/lora_adapter');
    const adapter = await readAdapter(given);
    const { lora: stated } = z
      .object({ lora: z.object({ r: z.number(), alpha: z.number() }) })
      .parse(fixtureJson('tiny_decoder/expected_lora.json'));
    expect(adapter.config).toEqual({ rank: stated.r, alpha: stated.alpha });
    expect(adapter.layers.length * 2).toBe(adapter.weights.size);
    await writeAdapter(path.join(folder, 'new', 'adapter'), adapter);
    const written = path.join(folder, 'new', 'adapter');
    const again = await readAdapter(written);
    expect(again.config).toEqual(adapter.config);
    const original = await readSafetensors(path.join(given, 'adapter_model.safetensors'));
    const sorted = (tensors: ReadonlyMap<string, unknown>) =>
      [...tensors].toSorted(([x], [y]) => (x < y ? -1 : 1));
    expect(sorted((await readSafetensors(path.join(written, 'adapter_model.safetensors'))).tensors)).toEqual(
      sorted(original.tensors),
    );
    const theirs: unknown = JSON.parse(await readFile(path.join(given, 'adapter_config.json'), 'utf8'));
    const ours: unknown = JSON.parse(await readFile(path.join(written, 'adapter_config.json'), 'utf8'));
    const pick = (c: unknown) =>
      ['peft_type', 'r', 'lora_alpha', 'bias', 'use_rslora', 'fan_in_fan_out', 'lora_dropout'].map((key) =>
        typeof c === 'object' && c !== null ? Reflect.get(c, key) : undefined,
      );
    expect(pick(ours)).toEqual(pick(theirs));
  });

  it('load into a store of the same layers', async () => {
    const adapter = await readAdapter(fixturePath('tiny_decoder/lora_adapter'));
    const store = new ParameterStore(loraParameters(adapter.layers, adapter.config), Random.seeded(1));
    store.loadWeights(adapter.weights);
    for (const [name, tensor] of adapter.weights) expect([...store.read(name)]).toEqual(numbersOf(tensor));
  });

  it('in 16 bits are widened', async () => {
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000, 0x3555);
    expect([...widened(hostTensor('float16', [6], bits))]).toEqual([
      1,
      -2,
      2 ** -24,
      65504,
      -0,
      0.333251953125,
    ]);
    const brain = Uint16Array.of(0x3f80, 0xc040, 0x7f80);
    expect([...widened(hostTensor('bfloat16', [3], brain))]).toEqual([1, -3, Infinity]);
    expect(() => widened(hostTensor('int32', [1], Int32Array.of(1)))).toThrow('it is int32');
  });

  it('that ask for more than plain LoRA, or do not fit together, are refused', async () => {
    const adapter = await readAdapter(fixturePath('tiny_decoder/lora_adapter'));
    const wrong: [object, RegExp][] = [
      [{ peft_type: 'LOHA' }, /not of a plain LoRA adapter \(see peft_type\)/],
      [{ use_dora: true }, /see use_dora/],
      [{ bias: 'all' }, /see bias/],
      [{ rank_pattern: { q_proj: 8 } }, /see rank_pattern/],
      [{ modules_to_save: ['lm_head'] }, /see modules_to_save/],
      [{ r: 3 }, /do not fit the rank 3/],
      // These begin by taking something out of the checkpoint's own weights.
      [{ init_lora_weights: 'pissa_niter_16' }, /see init_lora_weights/],
      [{ init_lora_weights: 'olora' }, /see init_lora_weights/],
      [{ init_lora_weights: 'loftq' }, /see init_lora_weights/],
      [{ alora_invocation_tokens: [1] }, /see alora_invocation_tokens/],
      [{ kasa_config: {} }, /see kasa_config/],
      [{ use_bdlora: { nblocks: 2 } }, /see use_bdlora/],
    ];
    for (const [change, message] of wrong) {
      await writeAdapter(folder, adapter);
      const file = path.join(folder, 'adapter_config.json');
      const content: unknown = JSON.parse(await readFile(file, 'utf8'));
      await writeFile(file, JSON.stringify(Object.assign({}, content, change)));
      await expect(readAdapter(folder)).rejects.toThrow(message);
    }
    await writeAdapter(folder, adapter);
    const settings = path.join(folder, 'adapter_config.json');
    const content: unknown = JSON.parse(await readFile(settings, 'utf8'));
    await writeFile(settings, JSON.stringify(Object.assign({}, content, { init_lora_weights: 'gaussian' })));
    expect((await readAdapter(folder)).config).toEqual(adapter.config);
    const file = path.join(folder, 'adapter_model.safetensors');
    const [[first, tensor] = []] = [...adapter.weights];
    if (first === undefined || tensor === undefined) throw new RangeError('The adapter is empty.');
    await writeSafetensors(file, new Map([[first, tensor]]));
    await expect(readAdapter(folder)).rejects.toThrow('has only one matrix of');
    await writeSafetensors(file, new Map([['lm_head.weight', tensor]]));
    await expect(readAdapter(folder)).rejects.toThrow('which is no matrix of a LoRA adapter');
    await rm(path.join(folder, 'adapter_config.json'));
    await expect(readAdapter(folder)).rejects.toThrow('adapter_config.json could not be read as JSON');
  });
});
