import { f32, f64 } from '../indexing.ts';
import { EVIDENCE, overlapRatio } from './candidates.ts';
import type { Progress } from './grammar.ts';

/** Numbers per candidate that do not depend on what was emitted: its evidence, then its place and length. */
export const STATICS = EVIDENCE + 8;
/** Numbers per ordered pair of candidates: before, after, overlap, longer, gap. */
export const RELATIONS = 5;
/** Numbers per candidate that depend on what was emitted. */
export const STATE = 14;
/** Numbers about stopping that depend on what was emitted. */
export const STOPPING = 15;
/** Centres of the radial basis that makes counts linear: 0, 1, ... 5. */
export const COUNT_CENTRES = 6;
const COUNT_WIDTH = 0.6;

/** Place and evidence of one candidate on a video of `duration` seconds. */
export function writeStatics(
  out: Float32Array,
  row: number,
  span: { readonly start: number; readonly end: number; readonly isOption: boolean },
  evidence: Float32Array,
  duration: number,
): void {
  const { start, end, isOption } = span;
  const base = row * STATICS;
  for (let i = 0; i < EVIDENCE; i++) out[base + i] = f32(evidence, i);
  const length = end - start;
  const place = [
    start / duration,
    end / duration,
    (start + end) / 2 / duration,
    Math.log(length + 0.1),
    length / duration,
    isOption ? 1 : 0,
    start < 0.3 ? 1 : 0,
    end > duration - 0.3 ? 1 : 0,
  ];
  out.set(place, base + EVIDENCE);
}

/** Interval algebra of all ordered pairs (i, j): is j before i, after i, how much they overlap, is j longer, the gap. */
export function relationsOf(start: Float64Array, end: Float64Array): Float32Array {
  const count = start.length;
  const out = new Float32Array(count * count * RELATIONS);
  for (let i = 0; i < count; i++) {
    const [from, to] = [f64(start, i), f64(end, i)];
    for (let j = 0; j < count; j++) {
      const [a, b] = [f64(start, j), f64(end, j)];
      const middle = (a + b) / 2;
      const base = (i * count + j) * RELATIONS;
      out[base] = middle < from ? 1 : 0;
      out[base + 1] = middle > to ? 1 : 0;
      out[base + 2] = overlapRatio(from, to, a, b);
      out[base + 3] = b - a > to - from ? 1 : 0;
      out[base + 4] = Math.max(-3, Math.min(3, (from - b) / 5));
    }
  }
  return out;
}

/** What the state features need to know of a question: fixed once its candidates and their confidences are. */
export interface Scene {
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly unitOf: Int32Array;
  readonly relations: Float32Array;
  /** Confidence that a candidate is a distinct true instance of its unit, in [0, 1] (de-duplicated). */
  readonly confidence: Float32Array;
}

/**
 * State features of every candidate and of stopping, after some candidates were emitted. A pure function of the question
 * and the tokens so far: the sampler and the scorer both call it, so that they agree.
 * @param allowed which candidates the grammar lets through next.
 */
export function stateFeatures(
  scene: Scene,
  progress: Progress,
  allowed: readonly boolean[],
): { readonly state: Float32Array; readonly stopping: Float32Array } {
  const { start, end, confidence } = scene;
  const count = start.length;
  const last = progress.emitted.at(-1);
  const began = last === undefined ? 0 : 1;
  const [lastStart, lastEnd] = last === undefined ? [0, 0] : [f64(start, last), f64(end, last)];
  const state = new Float32Array(count * STATE);
  const remaining: number[] = [];
  let [sum, most, sumAfter, mostAfter] = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    // What may not follow gets no probability, whatever its features.
    if (allowed[i] !== true) continue;
    const [from, to] = [f64(start, i), f64(end, i)];
    const gap = from - lastEnd;
    const covered = mostOverlap(scene, i, progress.emitted);
    const base = i * STATE;
    state[base + 5] = covered;
    state[base + 7] = progress.length / 5;
    if (began === 1) {
      state[base] = 1;
      state[base + 1] = Math.max(-3, Math.min(3, gap / 10));
      state[base + 2] = gap > -0.4 ? 1 : 0;
      state[base + 3] = from - lastStart > 0.1 ? 1 : 0;
      state[base + 4] = overlapRatio(from, to, lastStart, lastEnd);
      state[base + 6] = Math.exp(-Math.abs(gap) / 1.5);
      writeCount(state, base + 8, confidentBetween(scene, i, lastEnd), COUNT_WIDTH);
    }
    const left = f32(confidence, i) * (1 - covered);
    remaining.push(left);
    sum += left;
    most = Math.max(most, left);
    if (began === 0 || from > lastEnd - 0.4) {
      sumAfter += left;
      mostAfter = Math.max(mostAfter, left);
    }
  }
  const stopping = new Float32Array(STOPPING);
  writeCount(stopping, 0, progress.length, 0.5);
  remaining.sort((a, b) => b - a);
  stopping.set([progress.length / 5, sum / 3, most, sumAfter / 3, mostAfter], COUNT_CENTRES);
  stopping.set(
    [1, 2, 3, 4].map((rank) => remaining[rank] ?? 0),
    COUNT_CENTRES + 5,
  );
  return { state, stopping };
}

function mostOverlap(scene: Scene, i: number, emitted: readonly number[]): number {
  let most = 0;
  for (const j of emitted)
    most = Math.max(most, f32(scene.relations, (i * scene.start.length + j) * RELATIONS + 2));
  return most;
}

/** Confidence mass of the candidates of the same unit that begin after the last emitted one ended and lie before `i`. */
function confidentBetween(scene: Scene, i: number, lastEnd: number): number {
  const count = scene.start.length;
  let mass = 0;
  for (let j = 0; j < count; j++)
    if (
      scene.unitOf[j] === scene.unitOf[i] &&
      f64(scene.start, j) >= lastEnd - 0.3 &&
      f32(scene.relations, (i * count + j) * RELATIONS) > 0
    )
      mass += f32(scene.confidence, j);
  return mass;
}

/** Radial basis of a count around 0..5. */
export function writeCount(out: Float32Array, base: number, value: number, width: number): void {
  for (let k = 0; k < COUNT_CENTRES; k++) out[base + k] = Math.exp(-(((value - k) / width) ** 2));
}
