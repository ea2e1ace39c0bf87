import { describe, expect, it } from 'vitest';
import { adamW, adamWCorrections, type AdamWConfig } from './adamw.ts';
import { GraphBuilder } from './graph.ts';
import { float32Data, type HostTensor } from './host-tensor.ts';
import { Random } from './random.ts';
import { createSession } from './session.ts';
import { worst } from './testing/check-gradient.ts';
import { optimFixture } from './testing/optim-fixture.ts';

interface Moments {
  readonly p: Float64Array;
  readonly m: Float64Array;
  readonly v: Float64Array;
}
interface Options extends Required<Omit<AdamWConfig, 'maxGradNorm'>> {
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

/** A session that does one step for parameters of these sizes. */
async function stepSession(
  sizes: readonly number[],
  config: AdamWConfig,
  slot: { rateScale?: number; decay?: boolean } = {},
) {
  const graph = new GraphBuilder('adamw');
  const scalar = (name: string) => graph.input(name, 'float32', []);
  const inputs = { rate: scalar('rate'), correction1: scalar('c1'), correction2: scalar('c2') };
  const slots = sizes.map((n, i) => ({
    parameter: graph.input(`p${i}`, 'float32', [n]),
    gradient: graph.input(`g${i}`, 'float32', [n]),
    m: graph.input(`m${i}`, 'float32', [n]),
    v: graph.input(`v${i}`, 'float32', [n]),
    rateScale: slot.rateScale ?? 1,
    decay: slot.decay ?? true,
    inputs,
  }));
  const { updated, gradNorm } = adamW(graph, slots, config);
  for (const [i, next] of updated.entries()) {
    graph.output(`p${i}'`, next.parameter);
    graph.output(`m${i}'`, next.m);
    graph.output(`v${i}'`, next.v);
  }
  graph.output('norm', gradNorm);
  const session = await createSession(graph);
  let state: { p: Float32Array; m: Float32Array; v: Float32Array }[] = sizes.map((n) => ({
    p: new Float32Array(n),
    m: new Float32Array(n),
    v: new Float32Array(n),
  }));
  const data = (out: Record<string, HostTensor>, name: string) => {
    const tensor = out[name];
    if (tensor === undefined) throw new RangeError(`No output ${name}.`);
    return float32Data(tensor);
  };
  return {
    start: (params: readonly (readonly number[])[]) => {
      state = params.map((p) => ({
        p: Float32Array.from(p),
        m: new Float32Array(p.length),
        v: new Float32Array(p.length),
      }));
    },
    async step(grads: readonly ArrayLike<number>[], rate: number, t: number) {
      const { first, second } = adamWCorrections(config, t);
      const out = await session.run({
        rate: Float32Array.of(rate),
        c1: Float32Array.of(first),
        c2: Float32Array.of(second),
        ...Object.fromEntries(
          state.flatMap((s, i) => [
            [`p${i}`, s.p],
            [`m${i}`, s.m],
            [`v${i}`, s.v],
            [`g${i}`, Float32Array.from(grads[i] ?? [])],
          ]),
        ),
      });
      state = sizes.map((_, i) => ({
        p: data(out, `p${i}'`),
        m: data(out, `m${i}'`),
        v: data(out, `v${i}'`),
      }));
      return { norm: data(out, 'norm')[0] ?? NaN, state };
    },
    dispose: () => session.dispose(),
  };
}

describe('AdamW against PyTorch', () => {
  for (const test of optimFixture().adamw) {
    it(`${test.name} gives the same parameters and moments`, async () => {
      const { betas, eps, weight_decay: weightDecay, max_grad_norm: limit } = test.config;
      const [beta1, beta2] = betas;
      const config = {
        beta1,
        beta2,
        epsilon: eps,
        weightDecay,
        ...(limit === null ? {} : { maxGradNorm: limit }),
      };
      const session = await stepSession(
        test.initialParams.map((p) => p.length),
        config,
      );
      session.start(test.initialParams);
      for (const [t, s] of test.steps.entries()) {
        const { norm, state } = await session.step(s.grads, s.lr, t + 1);
        if (s.norm !== null) expect(worst([norm], [s.norm])).toBeLessThan(2e-6);
        for (const [i, expected] of s.params.entries()) {
          expect(worst(state[i]?.p ?? [], expected)).toBeLessThan(2e-6);
        }
        if (t === 0) {
          for (const [i, now] of state.entries()) {
            expect(worst(now.m, test.firstMoments.m[i] ?? [])).toBeLessThan(2e-6);
            expect(worst(now.v, test.firstMoments.v[i] ?? [])).toBeLessThan(2e-6);
          }
        }
      }
      await session.dispose();
    });
  }
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
      const session = await stepSession([4, 3], options, slot);
      let state: Moments[] = [4, 3].map((n) => ({
        p: Float64Array.from(Float32Array.from(draw(n))),
        m: new Float64Array(n),
        v: new Float64Array(n),
      }));
      session.start(state.map((s) => [...s.p]));
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
