import {
  adamW,
  adamWCorrections,
  clipFactor,
  globalNorm,
  type AdamWConfig,
  type NormType,
} from '../adamw.ts';
import { GraphBuilder } from '../graph.ts';
import { allocate, type HostTensor, type TensorData } from '../host-tensor.ts';
import { mul } from '../ops/elementwise.ts';
import { createSession } from '../session.ts';

/** The types that AdamW's graph is tested in. */
export type Precision = 'float32' | 'float64';

/** One parameter with its running means. */
export interface AdamWState {
  readonly p: ArrayLike<number>;
  readonly m: ArrayLike<number>;
  readonly v: ArrayLike<number>;
  readonly largestV: ArrayLike<number>;
}

export interface StepOptions {
  readonly dtype?: Precision;
  readonly rateScale?: number;
  readonly decay?: boolean;
  readonly amsgrad?: boolean;
}

export interface StepResult {
  readonly norm: number;
  readonly state: readonly AdamWState[];
}

export interface Clipped {
  readonly norm: number;
  readonly clipped: readonly ArrayLike<number>[];
}

const parts = ['p', 'm', 'v', 'largestV'] as const;

/** A session that does one step of AdamW at a time, from these parameters on. */
export async function adamWSession(
  start: readonly ArrayLike<number>[],
  config: AdamWConfig,
  options: StepOptions = {},
) {
  const { dtype = 'float32', rateScale = 1, decay = true, amsgrad = false } = options;
  const graph = new GraphBuilder('adamw');
  const scalar = (name: string) => graph.input(name, dtype, []);
  const inputs = { rate: scalar('rate'), correction1: scalar('c1'), correction2: scalar('c2') };
  const slots = start.map(({ length }, i) => {
    const vector = (name: string) => graph.input(`${name}${i}`, dtype, [length]);
    const slot = { parameter: vector('p'), gradient: vector('g'), m: vector('m'), v: vector('v') };
    return { ...slot, rateScale, decay, inputs, ...(amsgrad && { largestV: vector('largestV') }) };
  });
  const { updated, gradNorm } = adamW(graph, slots, config);
  for (const [i, { parameter, m, v, largestV }] of updated.entries()) {
    for (const [name, value] of Object.entries({ p: parameter, m, v })) graph.output(`${name}${i}'`, value);
    if (largestV !== undefined) graph.output(`largestV${i}'`, largestV);
  }
  graph.output('norm', gradNorm);
  const session = await createSession(graph);
  const zeros = (n: number) => new Float64Array(n);
  let state: AdamWState[] = start.map((p) => {
    const rest = { m: zeros(p.length), v: zeros(p.length), largestV: zeros(p.length) };
    return { p, ...rest };
  });
  const used = amsgrad ? parts : parts.slice(0, 3);
  return {
    async step(grads: readonly ArrayLike<number>[], rate: number, t: number): Promise<StepResult> {
      const { first, second } = adamWCorrections(config, t);
      const feeds: Record<string, TensorData> = {};
      const feed = (name: string, numbers: ArrayLike<number>) => (feeds[name] = filled(dtype, numbers));
      feed('rate', [rate]);
      feed('c1', [first]);
      feed('c2', [second]);
      for (const [i, each] of state.entries()) {
        for (const part of used) feed(`${part}${i}`, each[part]);
        feed(`g${i}`, grads[i] ?? []);
      }
      const out = await session.run(feeds);
      state = state.map((old, i) => ({
        p: floats(out, `p${i}'`),
        m: floats(out, `m${i}'`),
        v: floats(out, `v${i}'`),
        largestV: amsgrad ? floats(out, `largestV${i}'`) : old.largestV,
      }));
      return { norm: floats(out, 'norm')[0] ?? NaN, state };
    },
    dispose: () => session.dispose(),
  };
}

/** Gradients clipped by the graph's own factor, and their norm before. */
export async function clipped(
  grads: readonly ArrayLike<number>[],
  limit: number,
  type: NormType,
  dtype: Precision,
): Promise<Clipped> {
  const graph = new GraphBuilder('clip');
  const values = grads.map(({ length }, i) => graph.input(`g${i}`, dtype, [length]));
  const norm = globalNorm(graph, values, type);
  const factor = clipFactor(norm, limit);
  for (const [i, value] of values.entries()) graph.output(`g${i}'`, mul(value, factor));
  graph.output('norm', norm);
  const session = await createSession(graph);
  const out = await session.run(Object.fromEntries(grads.map((g, i) => [`g${i}`, filled(dtype, g)])));
  await session.dispose();
  return { norm: floats(out, 'norm')[0] ?? NaN, clipped: grads.map((_, i) => floats(out, `g${i}'`)) };
}

function filled(dtype: Precision, numbers: ArrayLike<number>): TensorData {
  const data = allocate(dtype, numbers.length);
  if (data instanceof Float32Array || data instanceof Float64Array) data.set(numbers);
  return data;
}

function floats(out: Record<string, HostTensor>, name: string): Float32Array | Float64Array {
  const data = out[name]?.data;
  if (data instanceof Float32Array || data instanceof Float64Array) return data;
  throw new RangeError(`The run gave no ${name}.`);
}
