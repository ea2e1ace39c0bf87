import { describe, expect, it } from 'vitest';
import type { AdamWConfig } from './adamw.ts';
import { evaluateTraining, mlp, mlpBatch, mlpInputs, mlpLoss, mlpStore } from './testing/small-model.ts';
import { float32Data } from './host-tensor.ts';
import { constantFill } from './initialize.ts';
import { createForward, type Forward, type Net } from './model-graph.ts';
import * as op from './ops/index.ts';
import { ParameterStore } from './parameter-store.ts';
import { Random } from './random.ts';
import { worst } from './testing/check-gradient.ts';
import { createGradientStep, createTrainStep, createUpdateStep, type TrainStep } from './trainer-session.ts';

const optimizer = { weightDecay: 0.05, maxGradNorm: 1 };
const newStep = (store: ParameterStore, threads = 1, config: AdamWConfig = optimizer): Promise<TrainStep> =>
  createTrainStep({
    store,
    inputs: mlpInputs,
    optimizer: config,
    session: { threads },
    build: (net) => ({ loss: mlpLoss(net), outputs: { prediction: mlp(net) } }),
  });
const bits = (store: ParameterStore) =>
  Buffer.concat([...store.state().tensors.values()].map((t) => Buffer.from(float32Data(t).slice().buffer)));

/** Trains a new store for some steps. */
async function train(steps: number, threads = 1, seed = 1, config: AdamWConfig = optimizer) {
  const store = mlpStore(seed);
  const step = await newStep(store, threads, config);
  const random = Random.seeded(9);
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    losses.push((await step.run(mlpBatch(random), { learningRate: 0.02 })).loss);
  }
  await step.dispose();
  return { store, losses };
}

describe('TrainStep', () => {
  // With a limit on the norm every update waits for all gradients; without one, updates may run before other nodes have
  // read the parameters.
  for (const config of [optimizer, { weightDecay: 0.05 }]) {
    const clipping = 'maxGradNorm' in config ? 'with clipping' : 'without clipping';
    it(`follows a training in doubles ${clipping}: no step reads what another node has already written`, async () => {
      const { store, losses } = await train(20, 1, 1, config);
      const reference = evaluateTraining(20, { maxGradNorm: Infinity, ...config }, 0.02);
      expect(worst(losses, reference.losses)).toBeLessThan(1e-5);
      for (const name of store.names) {
        expect(worst(store.read(name), reference.parameters.get(name) ?? [])).toBeLessThan(2e-5);
      }
      expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2);
    });
  }

  it('writes into memory apart from what it reads, which stays as it was', async () => {
    const store = mlpStore();
    const step = await newStep(store);
    const random = Random.seeded(9);
    for (let i = 0; i < 3; i++) {
      const read = store.names.flatMap((name) => {
        const { value, m, v } = store.slot(name);
        return [value, m, v].flatMap((b) => (b === undefined ? [] : [b.data]));
      });
      const before = read.map((data) => data.slice());
      await step.run(mlpBatch(random), { learningRate: 0.1 });
      const now = new Set(
        store.names.flatMap((name) => {
          const { value, m, v } = store.slot(name);
          return [value, m, v].map((b) => b?.data.buffer);
        }),
      );
      for (const [k, data] of read.entries()) {
        expect(data).toEqual(before[k]);
        expect(now.has(data.buffer)).toBe(false);
      }
    }
    await step.dispose();
  });

  it('gives the same bits for the same seed, with one thread and with two', async () => {
    for (const threads of [1, 2]) {
      const first = await train(5, threads);
      const second = await train(5, threads);
      expect(bits(second.store).equals(bits(first.store))).toBe(true);
      expect(bits((await train(5, threads, 2)).store).equals(bits(first.store))).toBe(false);
    }
  });

  it('goes on from a saved state as if it had never stopped', async () => {
    const whole = await train(6);
    const random = Random.seeded(9);
    const half = mlpStore();
    const one = await newStep(half);
    for (let i = 0; i < 3; i++) await one.run(mlpBatch(random), { learningRate: 0.02 });
    await one.dispose();
    const state = half.state();
    const resumed = mlpStore(77);
    const other = await newStep(resumed);
    resumed.restore(state);
    for (let i = 0; i < 3; i++) await other.run(mlpBatch(random), { learningRate: 0.02 });
    await other.dispose();
    expect(bits(resumed).equals(bits(whole.store))).toBe(true);
    expect(resumed.steps('')).toBe(6);
  });

  it('changes nothing when gradients are not finite', async () => {
    const { store } = await train(2);
    const before = bits(store);
    const step = await newStep(store);
    const batch = mlpBatch(Random.seeded(1));
    batch.x[0] = NaN;
    const result = await step.run(batch, { learningRate: 0.1 });
    expect(result.applied).toBe(false);
    expect(result.gradNorm).toBeNaN();
    expect(bits(store).equals(before)).toBe(true);
    expect(store.steps('')).toBe(2);
    const next = await step.run(mlpBatch(Random.seeded(1)), { learningRate: 0.1 });
    expect(next.applied).toBe(true);
    expect(next.loss).toBeGreaterThan(0);
    await step.dispose();
  });

  it('shares its parameters with forward graphs of another size, at once', async () => {
    const { store } = await train(1);
    const forward = await createForward({
      store,
      inputs: { x: { dtype: 'float32', shape: [1, 3] } },
      build: (net) => ({ prediction: mlp(net) }),
    });
    const step = await newStep(store);
    const ask = async () => {
      const { prediction } = await forward.run({ x: Float32Array.of(0.3, -1, 2) });
      return prediction === undefined ? [] : [...float32Data(prediction)];
    };
    const before = await ask();
    const batch = mlpBatch(Random.seeded(4));
    batch.x.set([0.3, -1, 2]);
    const { outputs } = await step.run(batch, { learningRate: 0.1 });
    // The step's own prediction was made with the parameters before it.
    expect(
      worst(before, [outputs['prediction']?.data[0], outputs['prediction']?.data[1]].map(Number)),
    ).toBeLessThan(1e-6);
    expect(await ask()).not.toEqual(before);
    await Promise.all([forward.dispose(), step.dispose()]);
  });

  it('leaves a frozen forward graph as it was when it was made', async () => {
    const store = mlpStore();
    const options = { store, inputs: { x: mlpInputs.x }, build: (net: Net) => ({ y: mlp(net) }) };
    const [live, frozen] = [await createForward(options), await createForward({ ...options, frozen: true })];
    const { x, target } = mlpBatch(Random.seeded(4));
    const ask = async (forward: Forward) => {
      const { y } = await forward.run({ x });
      return y === undefined ? [] : [...float32Data(y)];
    };
    const before = await ask(frozen);
    expect(worst(await ask(live), before)).toBeLessThan(1e-6);
    const step = await newStep(store);
    await step.run({ x, target }, { learningRate: 0.1 });
    expect(await ask(frozen)).toEqual(before);
    expect(worst(await ask(live), before)).toBeGreaterThan(0.01);
    await Promise.all([live, frozen, step].map((s) => s.dispose()));
  });

  it('takes steps asked for at once one after another, and no other parameters between', async () => {
    const one = mlpStore();
    const step = await newStep(one);
    const random = Random.seeded(9);
    const running = Array.from({ length: 4 }, () => step.run(mlpBatch(random), { learningRate: 0.02 }));
    expect(() => one.restore(mlpStore().state())).toThrow('while a step over them is running');
    const losses = (await Promise.all(running)).map((r) => r.loss);
    await step.dispose();
    const other = await train(4);
    expect(losses).toEqual(other.losses);
    expect(bits(one).equals(bits(other.store))).toBe(true);
    one.restore(mlpStore().state());
  });

  it('can be tried again after a run that failed', async () => {
    const store = mlpStore();
    const step = await newStep(store);
    const batch = mlpBatch(Random.seeded(4));
    await expect(step.run({ x: batch.x }, { learningRate: 0.1 })).rejects.toThrow('target is missing');
    expect((await step.run(batch, { learningRate: 0.1 })).applied).toBe(true);
    await step.dispose();
  });

  it('wants a learning rate for each group', async () => {
    const step = await newStep(mlpStore());
    await expect(step.run(mlpBatch(Random.seeded(1)), { learningRate: {} })).rejects.toThrow('group ""');
    for (const learningRate of [NaN, Infinity, -1, 1e39])
      await expect(step.run(mlpBatch(Random.seeded(1)), { learningRate })).rejects.toThrow('>= 0');
    await step.dispose();
  });
});

describe('gradients over several batches', () => {
  it('give what one step over all of them gives', async () => {
    const options = {
      inputs: mlpInputs,
      build: (net: Parameters<typeof mlpLoss>[0]) => ({ loss: mlpLoss(net) }),
    };
    const batch = mlpBatch(Random.seeded(4));
    const together = mlpStore();
    const whole = await createTrainStep({ ...options, store: together, optimizer });
    const parts = mlpStore();
    const gradient = await createGradientStep({ ...options, store: parts });
    const update = await createUpdateStep({ store: parts, optimizer });
    // The same batch three times with weights that add to one is that batch; twice, so that sums start anew.
    for (let i = 0; i < 2; i++) {
      const one = await whole.run(batch, { learningRate: 0.05 });
      for (const weight of [0.5, 0.25, 0.25]) {
        expect((await gradient.run(batch, { weight })).loss).toBeCloseTo(one.loss, 6);
      }
      const { gradNorm, applied } = await update.run({ learningRate: 0.05 });
      expect(applied).toBe(true);
      expect(worst([gradNorm], [one.gradNorm])).toBeLessThan(1e-5);
      for (const name of together.names) {
        expect(worst(parts.read(name), together.read(name))).toBeLessThan(1e-5);
      }
    }
    await Promise.all([whole, gradient, update].map((s) => s.dispose()));
  });

  it('forget gradients that were not finite', async () => {
    const store = mlpStore();
    const gradient = await createGradientStep({
      store,
      inputs: mlpInputs,
      build: (net) => ({ loss: mlpLoss(net) }),
    });
    const update = await createUpdateStep({ store, optimizer });
    const bad = mlpBatch(Random.seeded(4));
    bad.x[0] = Infinity;
    await gradient.run(bad);
    expect((await update.run({ learningRate: 0.1 })).applied).toBe(false);
    await gradient.run(mlpBatch(Random.seeded(4)));
    expect((await update.run({ learningRate: 0.1 })).applied).toBe(true);
    await Promise.all([gradient, update].map((s) => s.dispose()));
  });
});

describe('groups of parameters', () => {
  const store = () =>
    new ParameterStore(
      [
        { name: 'a', shape: [2], init: constantFill(1), decay: false },
        { name: 'b', shape: [2], init: constantFill(1), group: 'slow', decay: false, rateScale: 0.5 },
      ],
      Random.seeded(1),
    );
  const inputs = { x: { dtype: 'float32', shape: [2] } } as const;

  it('are trained alone and count their own steps; the others are only read', async () => {
    const params = store();
    const options = { store: params, inputs, optimizer: { weightDecay: 0 } };
    const only = await createTrainStep({
      ...options,
      groups: ['slow'],
      build: (net) => ({
        loss: op.reduceSum(op.mul(op.mul(net.parameter('a'), net.parameter('b')), net.input('x'))),
      }),
    });
    await only.run({ x: Float32Array.of(1, 2) }, { learningRate: 0.1 });
    // AdamW's first step moves each number by the rate, whatever the gradient's size.
    expect([...params.read('a')]).toEqual([1, 1]);
    expect(worst(params.read('b'), [0.95, 0.95])).toBeLessThan(1e-6);
    expect([params.steps(''), params.steps('slow')]).toEqual([0, 1]);
    const both = await createTrainStep({
      ...options,
      build: (net) => ({
        loss: op.reduceSum(op.mul(op.mul(net.parameter('a'), net.parameter('b')), net.input('x'))),
      }),
    });
    await both.run({ x: Float32Array.of(1, 2) }, { learningRate: { '': 0.2, slow: 0 } });
    expect(worst(params.read('a'), [0.8, 0.8])).toBeLessThan(1e-6);
    expect(worst(params.read('b'), [0.95, 0.95])).toBeLessThan(1e-6);
    expect([params.steps(''), params.steps('slow')]).toEqual([1, 2]);
    await Promise.all([only.dispose(), both.dispose()]);
  });
});
