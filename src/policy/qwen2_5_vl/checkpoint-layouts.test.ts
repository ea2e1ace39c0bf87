import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  float32Data,
  hostTensor,
  numbersOf,
  readSafetensors,
  writeSafetensors,
  type HostTensor,
} from '../../tensor/index.ts';
import { fixturePath } from '../../testing/fixtures.ts';
import { compareFixture } from '../qwen2/testing/compare-fixture.ts';
import { readQwenConfig } from './config.ts';
import { QwenModel } from './model.ts';

const record = z.record(z.string(), z.unknown());

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'qwen-'));
  await cp(fixturePath('tiny_qwen2_5_vl/model'), folder, { recursive: true });
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

const file = (name: string) => path.join(folder, name);
const readRecord = async (name: string) => record.parse(JSON.parse(await readFile(file(name), 'utf8')));
const writeJson = async (name: string, value: unknown) => writeFile(file(name), JSON.stringify(value));
const tensorsOf = async () => (await readSafetensors(file('model.safetensors'))).tensors;

async function rewrite(change: (name: string, tensor: HostTensor) => [string, HostTensor]): Promise<void> {
  const changed = new Map([...(await tensorsOf())].map(([name, tensor]) => change(name, tensor)));
  await rm(file('model.safetensors'));
  await writeSafetensors(file('model.safetensors'), changed);
}

/** What a model computes of a text and of a video: enough to tell every weight. */
async function results(): Promise<Float32Array[]> {
  const model = await QwenModel.open(folder);
  const { vision } = model.config;
  if (vision === undefined) throw new RangeError('The fixture has no vision tower.');
  const size = vision.config.channels * vision.config.temporalPatchSize * vision.config.patchSize ** 2;
  const patches = {
    grid: { time: 2, height: 4, width: 6 },
    data: Float32Array.from({ length: 48 * size }, (_, i) => Math.sin(i)),
  };
  const video = await model.encodeVideo(patches, 1);
  const prompt = model.prompt('<|vision_start|><|video_pad|><|vision_end|>When?', [video]);
  const { logits } = await model.inspect(prompt);
  return [video.rows, logits];
}

function expectSame(computed: Float32Array[], expected: Float32Array[], tolerance: number): void {
  const { wrong } = compareFixture(
    expected,
    computed,
    () => tolerance,
    () => false,
  );
  expect(wrong).toEqual([]);
}

/** The configuration as released folders have it: everything of the language model at the top. */
async function flatConfig(): Promise<Record<string, unknown>> {
  const { text_config: text, vision_config: vision, ...top } = await readRecord('config.json');
  const { rope_parameters: rope, model_type: _, ...inner } = record.parse(text);
  const { rope_theta: theta, mrope_section: sections } = record.parse(rope);
  const { in_channels: channels, rope_parameters: __, ...tower } = record.parse(vision);
  return {
    ...inner,
    ...top,
    rope_theta: theta,
    rope_scaling: { type: 'mrope', mrope_section: sections },
    vision_config: { ...tower, in_chans: channels },
  };
}

describe('a checkpoint folder', () => {
  it('means the same with a flat configuration, renamed weights, and in shards', async () => {
    const expected = await results();
    await writeJson('config.json', await flatConfig());
    expectSame(await results(), expected, 0);

    await rewrite((name, tensor) => [
      name.replace(/^model\./, 'model.language_model.').replace(/^visual\./, 'model.visual.'),
      tensor,
    ]);
    expectSame(await results(), expected, 0);

    const all = [...(await tensorsOf())];
    await rm(file('model.safetensors'));
    const weightMap: Record<string, string> = {};
    for (const [i, part] of [all.slice(0, 20), all.slice(20)].entries()) {
      const shard = `model-0000${i + 1}-of-00002.safetensors`;
      await writeSafetensors(file(shard), new Map(part));
      for (const [name] of part) weightMap[name] = shard;
    }
    await writeJson('model.safetensors.index.json', { weight_map: weightMap });
    expectSame(await results(), expected, 0);
  });

  it('in bfloat16 computes what the same numbers in float32 compute', async () => {
    const bits = (tensor: HostTensor) =>
      Uint16Array.from(new Uint32Array(float32Data(tensor).slice().buffer), (word) => word >>> 16);
    const wide = (words: Uint16Array) =>
      new Float32Array(Uint32Array.from(words, (word) => word << 16).buffer);
    const single = await tensorsOf();
    await rewrite((name, t) => [name, hostTensor('float32', t.shape, wide(bits(t)))]);
    const expected = await results();
    await rm(file('model.safetensors'));
    const half = [...single].map(([name, t]): [string, HostTensor] => [
      name,
      hostTensor('bfloat16', t.shape, bits(t)),
    ]);
    await writeSafetensors(file('model.safetensors'), new Map(half));
    expectSame(await results(), expected, 1e-5);
  });

  it('with tied embeddings reads the table for both', async () => {
    const table = (await tensorsOf()).get('model.embed_tokens.weight');
    if (table === undefined) throw new RangeError('The fixture has no embeddings.');
    await rewrite((name, t) => [name, name === 'lm_head.weight' ? table : t]);
    const expected = await results();
    const config = await readRecord('config.json');
    await writeJson('config.json', { ...config, tie_word_embeddings: true });
    const kept = [...(await tensorsOf())].filter(([name]) => name !== 'lm_head.weight');
    await rm(file('model.safetensors'));
    await writeSafetensors(file('model.safetensors'), new Map(kept));
    expectSame(await results(), expected, 0);
    await writeJson('config.json', { ...config, tie_word_embeddings: false });
    await expect(QwenModel.open(folder)).rejects.toThrow('has no lm_head.weight');
  });

  it('is refused with a sentence where weights are missing, misshapen or of another type', async () => {
    const tensors = await tensorsOf();
    const name = 'model.layers.1.mlp.up_proj.weight';
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new RangeError(`The fixture has no ${name}.`);
    const [out = 0, inner = 0] = tensor.shape;
    const attempts: [(found: string) => HostTensor | undefined, RegExp][] = [
      [(n) => (n === name ? undefined : tensors.get(n)), /lacks the weight model\.layers\.1\.mlp\.up_proj/],
      [
        (n) => (n === name ? { ...tensor, shape: [inner, out] } : tensors.get(n)),
        new RegExp(`of shape \\[${inner},${out}\\], but its config.json asks for \\[${out},${inner}\\]`),
      ],
      [
        (n) =>
          n === name ? hostTensor('int32', tensor.shape, Int32Array.from(numbersOf(tensor))) : tensors.get(n),
        /as int32; only float32, float16 and bfloat16/,
      ],
      [(n) => (n.startsWith('visual.') ? undefined : tensors.get(n)), /has no vision tower/],
      [(n) => (n.startsWith('model.') ? undefined : tensors.get(n)), /has no language model/],
    ];
    for (const [keep, message] of attempts) {
      const kept = [...tensors.keys()].flatMap((n): [string, HostTensor][] => {
        const found = keep(n);
        return found === undefined ? [] : [[n, found]];
      });
      await writeSafetensors(file('model.safetensors'), new Map(kept));
      await expect(QwenModel.open(folder)).rejects.toThrow(message);
    }
  });
});

describe('a configuration', () => {
  it('of both layouts reads the same', async () => {
    const nested = await readQwenConfig(folder);
    await writeJson('config.json', await flatConfig());
    expect(await readQwenConfig(folder)).toEqual(nested);
    expect(nested.stopTokens).toHaveLength(1);
    await writeJson('generation_config.json', { eos_token_id: [3, 4] });
    expect((await readQwenConfig(folder)).stopTokens).toEqual([3, 4]);
  });

  it('is refused with a sentence where it is incomplete, contradictory or not supported', async () => {
    const flat = await flatConfig();
    const vision = record.parse(flat['vision_config']);
    const attempts: [Record<string, unknown>, RegExp][] = [
      [{ model_type: 'llama' }, /is of a llama model; only qwen2 and qwen2_5_vl/],
      [{ quantization_config: { bits: 4 } }, /is of a quantized checkpoint/],
      [{ hidden_size: undefined }, /does not fit: hidden_size/],
      [{ hidden_act: 'gelu' }, /does not fit: hidden_act/],
      [{ num_attention_heads: 7 }, /does not give an even size/],
      [{ num_key_value_heads: 3 }, /does not divide/],
      [{ use_sliding_window: true }, /sliding-window attention/],
      [{ rope_scaling: { type: 'yarn', factor: 4 } }, /type yarn, which are not supported/],
      [{ rope_scaling: { type: 'mrope', mrope_section: [2, 2, 2] } }, /has mrope_section 2\+2\+2/],
      [{ rope_scaling: null }, /does not give mrope_section/],
      [{ rope_theta: undefined }, /does not give rope_theta/],
      [{ eos_token_id: null }, /which token ends an answer/],
      [{ vision_config: { ...vision, out_hidden_size: 32 } }, /gives 32 numbers to a decoder/],
      [{ vision_config: { ...vision, num_heads: 3 } }, /do not divide by four/],
      // Each layer is looked up in the checkpoint: so many would keep the program busy for hours.
      [{ num_hidden_layers: 1e9 }, /does not fit: num_hidden_layers/],
      [{ vision_config: { ...vision, depth: 1e9 } }, /does not fit: vision_config\.depth/],
      [{ vision_config: { ...vision, window_size: 4 } }, /smaller than a token/],
      [{ vision_config: { ...vision, fullatt_block_indexes: [9] } }, /has no block 9/],
    ];
    for (const [change, message] of attempts) {
      await writeJson('config.json', { ...flat, ...change });
      await expect(readQwenConfig(folder)).rejects.toThrow(message);
    }
    await writeFile(file('config.json'), '{');
    await expect(readQwenConfig(folder)).rejects.toThrow('config.json is not JSON; download it again');
    await rm(file('config.json'));
    await expect(readQwenConfig(folder)).rejects.toThrow('is missing; choose the folder of a checkpoint');
  });
});

describe("a tokenizer's folder", () => {
  const template = '{{ messages[0].content }}!';

  it('may keep its chat template in any of three places', async () => {
    const render = async () =>
      (await QwenModel.open(folder)).tokenizer.chat([{ role: 'user', content: 'hi' }], false);
    const settings = await readRecord('tokenizer_config.json');
    await rm(file('chat_template.jinja'));
    await expect(render()).rejects.toThrow('has no chat template');
    await writeJson('tokenizer_config.json', { ...settings, chat_template: template });
    expect(await render()).toBe('hi!');
    const several = [
      { name: 'tools', template: 'no' },
      { name: 'default', template: `${template}!` },
    ];
    await writeJson('tokenizer_config.json', { ...settings, chat_template: several });
    expect(await render()).toBe('hi!!');
    await writeJson('chat_template.json', { chat_template: `${template}?` });
    expect(await render()).toBe('hi!?');
    await writeFile(file('chat_template.jinja'), '{% for m in %}');
    await expect(render()).rejects.toThrow('has a chat template that can not be read');
    await writeFile(file('chat_template.jinja'), "{{ raise_exception('no such role') }}");
    await expect(render()).rejects.toThrow('has a chat template that failed');
  });

  it('is refused with a sentence where it is no byte-pair tokenizer or lacks a token', async () => {
    const { tokenizer } = await QwenModel.open(folder);
    expect(() => tokenizer.tokenId('<|nothing|>')).toThrow('has no token <|nothing|> in its vocabulary');
    await writeJson('tokenizer.json', { model: { type: 'Unigram' }, added_tokens: [] });
    await expect(QwenModel.open(folder)).rejects.toThrow('does not fit: model.type');
    await rm(file('tokenizer.json'));
    await expect(QwenModel.open(folder)).rejects.toThrow('tokenizer.json is missing');
  });
});

describe("an adapter's folder", () => {
  it('is refused where it does not fit the decoder', async () => {
    const adapter = path.join(folder, 'adapter');
    await cp(fixturePath('tiny_decoder/lora_adapter'), adapter, { recursive: true });
    const open = () => QwenModel.open(folder, { adapter });
    // The decoder's adapter names the same layers, without `language_model`.
    expect((await open()).decoder.adapter?.store.names.length).toBeGreaterThan(0);
    const weights = path.join(adapter, 'adapter_model.safetensors');
    const { tensors } = await readSafetensors(weights);
    const renamed = async (change: (name: string) => string) =>
      writeSafetensors(weights, new Map([...tensors].map(([name, t]) => [change(name), t])));
    await renamed((name) => name.replace('layers.1.', 'layers.9.'));
    await expect(open()).rejects.toThrow(/changes model\.layers\.9\.\S+, which is no linear layer/);
    await renamed((name) => name.replace('self_attn.k_proj', 'mlp.up_proj'));
    await expect(open()).rejects.toThrow(/mlp\.up_proj as \[\d+,\d+\], but this model's is/);
    const twice = [...tensors].map(([name, t]): [string, HostTensor] => [
      name.replace('model.model.', 'model.model.language_model.'),
      t,
    ]);
    await writeSafetensors(weights, new Map([...tensors, ...twice]));
    await expect(open()).rejects.toThrow('changes a layer twice');
  });
});
