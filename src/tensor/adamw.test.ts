import { describe, expect, it } from 'vitest';
import { unnoticedChanges } from '../testing/fixtures.ts';
import type { AdamWConfig } from './adamw.ts';
import { Random } from './random.ts';
import { cosineWithWarmup } from './schedule.ts';
import { adamWSession, clipped, type Clipped, type StepResult } from './testing/adamw-session.ts';
import { worst } from './testing/check-gradient.ts';
import { optimFixture, type AdamWCase } from './testing/optim-fixture.ts';

interface Moments {
  readonly p: Float64Array;
  readonly m: Float64Array;
  readonly v: Float64Array;
}
interface Options extends Required<Omit<AdamWConfig, 'maxGradNorm' | 'normType'>> {
  readonly maxGradNorm?: number;
}

/** AdamW in doubles, written out from the paper (Loshchilov and Hutter 2019, algorithm 2). */
function referenceStep(
  state: Moments[],
  grads: Float64Array[],
  o: Options,
  rate: number,
  t: number,
): Moments[] {
  const norm = Math.sqrt(grads.flatMap((g) => [...g]).reduce((sum, g) => sum + g * g, 0));
  const clip = o.maxGradNorm === undefined ? 1 : Math.min(1, o.maxGradNorm / (norm + 1e-6));
  return state.map((s, k) => {
    const g = (grads[k] ?? new Float64Array(0)).map((x) => x * clip);
    const m = s.m.map((x, i) => o.beta1 * x + (1 - o.beta1) * (g[i] ?? NaN));
    const v = s.v.map((x, i) => o.beta2 * x + (1 - o.beta2) * (g[i] ?? NaN) ** 2);
    const p = s.p.map((x, i) => {
      const mHat = (m[i] ?? NaN) / (1 - o.beta1 ** t);
      const vHat = (v[i] ?? NaN) / (1 - o.beta2 ** t);
      return x * (1 - rate * o.weightDecay) - (rate * mHat) / (Math.sqrt(vHat) + o.epsilon);
    });
    return { p, m, v };
  });
}

/** Whether every number agrees: `tolerance` of the expected one, or of `floor` for those that came to be by cancellation. */
function close(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, floor = 0): boolean {
  if (got.length !== expected.length) return false;
  return Array.from(expected).every(
    (x, i) => Math.abs((got[i] ?? NaN) - x) <= tolerance * Math.max(floor, Math.abs(x)),
  );
}

const f64 = { dtype: 'float64', tolerance: 1e-12 } as const;
const f32 = { dtype: 'float32', tolerance: 2e-6 } as const;

const largest = (tensors: readonly number[][]) => Math.max(...tensors.flat().map(Math.abs));

/** Runs a case through the graph, and says whether numbers expected of it agree with what came out. */
async function runCase(test: AdamWCase): Promise<(expected: AdamWCase) => boolean> {
  const { dtype, tolerance } = test.dtype === 'torch.float64' ? f64 : f32;
  const { lr, betas, eps, weight_decay: weightDecay, max_grad_norm: limit, amsgrad, schedule } = test.config;
  const [beta1, beta2] = betas;
  const clip = limit === null ? {} : { maxGradNorm: limit };
  const config = { beta1, beta2, epsilon: eps, weightDecay, ...clip };
  const session = await adamWSession(test.initial_params, config, { dtype, amsgrad });
  const results: (StepResult & { rate: number; cut: Clipped | undefined })[] = [];
  for (const { step, lr: rate, grads } of test.steps) {
    const result = await session.step(grads, rate, step);
    const factor =
      schedule === null
        ? 1
        : cosineWithWarmup(step - 1, schedule.num_warmup_steps, schedule.num_training_steps);
    const cut = limit === null ? undefined : await clipped(grads, limit, 2, dtype);
    results.push({ ...result, rate: lr * factor, cut });
  }
  await session.dispose();
  const same = (got: ArrayLike<number>, expected: ArrayLike<number>, floor = 0) =>
    close(got, expected, tolerance, floor);
  return (expected) =>
    expected.steps.every((s, t) => {
      const got = results[t];
      if (got === undefined) return false;
      const { state, norm, cut, rate } = got;
      // Parameters and first moments are sums of both signs, as exact as the largest of them; the rest has no cancellation.
      const [aroundP, aroundM] = [largest(s.params), largest(s.exp_avg ?? [])];
      return (
        s.step === t + 1 &&
        close([s.lr], [rate], 1e-12) &&
        s.params.every((p, i) => same(state[i]?.p ?? [], p, aroundP)) &&
        (s.exp_avg ?? []).every((m, i) => same(state[i]?.m ?? [], m, aroundM)) &&
        (s.exp_avg_sq ?? []).every((v, i) => same(state[i]?.v ?? [], v)) &&
        (s.clipped_grads ?? []).every((g, i) => same(cut?.clipped[i] ?? [], g)) &&
        (s.total_norm_before_clip === null || same([norm], [s.total_norm_before_clip]))
      );
    });
}

describe('AdamW against PyTorch', () => {
  for (const test of optimFixture().adamw) {
    it(`${test.name} gives the same parameters and moments, and each number matters`, async () => {
      const agrees = await runCase(test);
      const steps = test.steps.map((s) => ({ ...s, grads: undefined }));
      const withGrads = (changed: typeof steps) => ({
        ...test,
        steps: changed.map((s, t) => ({ ...s, grads: test.steps[t]?.grads ?? [] })),
      });
      expect(agrees(test)).toBe(true);
      const noticed = (changed: typeof steps) => agrees(withGrads(changed));
      expect(unnoticedChanges(steps, noticed)).toEqual([]);
      // However small the number is; in float32 its rounding hides such a change.
      if (test.dtype === 'torch.float64')
        expect(unnoticedChanges(steps, noticed, (x) => x + 1e-6 * Math.max(0.01, Math.abs(x)))).toEqual([]);
    });
  }
});

describe('Clipping against PyTorch', () => {
  for (const test of optimFixture().clip_grad_norm) {
    it(`norm ${test.norm_type} up to ${test.max_norm}, and each number matters`, async () => {
      const got = await clipped(test.grads, test.max_norm, test.norm_type, 'float64');
      const { total_norm, clipped: cut } = test;
      const agrees = (e: { total_norm: number; cut: number[][] }) =>
        close([got.norm], [e.total_norm], f64.tolerance) &&
        e.cut.every((g, i) => close(got.clipped[i] ?? [], g, f64.tolerance));
      expect(unnoticedChanges({ total_norm, cut }, agrees)).toEqual([]);
    });
  }
});

describe('A norm', () => {
  it('is not finite when one number of a gradient is not, wherever it stands', async () => {
    for (const type of [1, 2, 'inf'] as const) {
      for (let place = 0; place < 9; place++) {
        for (const bad of [NaN, Infinity]) {
          const gradient = Float64Array.from({ length: 9 }, (_, i) => (i === place ? bad : i));
          const { norm } = await clipped([[1, 2], gradient, [3]], 1, type, 'float32');
          expect(Number.isFinite(norm), `${type} with ${bad} at ${place}`).toBe(false);
        }
      }
    }
  });
});

describe('AdamW against the paper in doubles', () => {
  const options = { beta1: 0.9, beta2: 0.98, epsilon: 1e-7, weightDecay: 0.1, maxGradNorm: 0.7 };
  const variants: [string, { rateScale?: number; decay?: boolean }, number, number][] = [
    ['plainly', {}, 1, 0.1],
    ['with a rate scale', { rateScale: 0.25 }, 0.25, 0.1],
    ['without decay for a parameter', { decay: false }, 1, 0],
  ];
  for (const [name, slot, scale, weightDecay] of variants) {
    it(`steps ${name}`, async () => {
      const random = Random.seeded(3);
      const draw = (n: number) => Float64Array.from({ length: n }, () => random.normal());
      let state: Moments[] = [4, 3].map((n) => ({
        p: Float64Array.from(Float32Array.from(draw(n))),
        m: new Float64Array(n),
        v: new Float64Array(n),
      }));
      const session = await adamWSession(
        state.map((s) => s.p),
        options,
        slot,
      );
      for (let t = 1; t <= 30; t++) {
        const grads = [draw(4), draw(3)];
        const rate = 0.01 / t;
        state = referenceStep(state, grads, { ...options, weightDecay }, rate * scale, t);
        const got = await session.step(grads, rate, t);
        for (const [i, s] of state.entries()) {
          expect(worst(got.state[i]?.p ?? [], s.p)).toBeLessThan(3e-6);
          expect(worst(got.state[i]?.v ?? [], s.v)).toBeLessThan(3e-6);
        }
      }
      await session.dispose();
    });
  }
});
