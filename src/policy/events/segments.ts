import { f64, i32 } from '../indexing.ts';
import type { Curve } from './curves.ts';

/** Steps `from` up to `to` (without it) in which a curve keeps one level. */
export interface Segment {
  readonly from: number;
  readonly to: number;
}

/** Longest piece that is divided at once: the work grows with its square. */
const PIECE = 600;
/** What a further change must explain, in units of noise, per natural logarithm of the steps (as the Bayesian criterion does). */
const PENALTY = 2;
/** Steps between two rows whose distance tells how noisy a curve is: next ones are too alike. */
const LAG = 3;
/** Rows that a median is taken of at most. */
const MOST_ROWS = 2048;

/** Noise of a curve: what a row differs from its level by, robust against as many changes as every third step. */
export function noiseOf({ dims, values, floor }: Curve): number {
  const count = values.length / dims;
  const every = Math.max(1, Math.ceil(count / MOST_ROWS));
  const squares: number[] = [];
  for (let i = 0; i + LAG < count; i += every) {
    let sum = 0;
    for (let d = 0; d < dims; d++)
      sum += (f64(values, (i + LAG) * dims + d) - f64(values, i * dims + d)) ** 2;
    squares.push(sum / dims / 2);
  }
  return Math.max(floor, Math.sqrt(median(squares)));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Median of each dimension over time: what a video usually is like. */
export function usualRow({ dims, values }: Curve): Float64Array {
  const count = values.length / dims;
  const every = Math.max(1, Math.ceil(count / MOST_ROWS));
  return Float64Array.from({ length: dims }, (_, d) => {
    const column: number[] = [];
    for (let i = 0; i < count; i += every) column.push(f64(values, i * dims + d));
    return median(column);
  });
}

/**
 * Divides a curve where its level changes: the least squared distance to the levels plus a penalty for each segment, found
 * exactly by dynamic programming within pieces of two minutes or so; pieces are joined where that costs less than the penalty.
 * @param shortest least number of steps of a segment
 */
export function segmentsOf(curve: Curve, noise: number, shortest: number): Segment[] {
  const count = curve.values.length / curve.dims;
  const sums = new Sums(curve, noise);
  const penalty = PENALTY * Math.log(Math.max(2, Math.min(count, PIECE)));
  const found: Segment[] = [];
  for (let from = 0; from < count; from += PIECE) {
    // A rest too short for a segment of its own belongs to the piece before.
    const to = count - from < PIECE + shortest ? count : from + PIECE;
    const [first, ...others] = divided(sums, from, to, shortest, penalty);
    const last = found.at(-1);
    if (first !== undefined && last !== undefined && sums.joining(last, first) < penalty)
      found[found.length - 1] = { from: last.from, to: first.to };
    else if (first !== undefined) found.push(first);
    found.push(...others);
    if (to === count) break;
  }
  return found;
}

function divided(sums: Sums, from: number, to: number, shortest: number, penalty: number): Segment[] {
  const length = to - from;
  const best = new Float64Array(length + 1).fill(Infinity);
  const previous = new Int32Array(length + 1);
  best[0] = 0;
  for (let end = Math.min(shortest, length); end <= length; end++)
    for (let begin = 0; begin === 0 || begin <= end - shortest; begin++) {
      const until = f64(best, begin) + penalty;
      if (until >= f64(best, end)) continue;
      const cost = until + sums.cost(from + begin, from + end);
      if (cost >= f64(best, end)) continue;
      best[end] = cost;
      previous[end] = begin;
    }
  const segments: Segment[] = [];
  for (let end = length; end > 0;) {
    const begin = i32(previous, end);
    segments.push({ from: from + begin, to: from + end });
    end = begin;
  }
  return segments.toReversed();
}

/** Running sums of a curve, for the squared distances of any stretch to its own mean in no time. */
class Sums {
  readonly #dims: number;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  readonly #scale: number;

  constructor({ dims, values }: Curve, noise: number) {
    const count = values.length / dims;
    this.#dims = dims;
    this.#sums = new Float64Array((count + 1) * dims);
    this.#squares = new Float64Array(count + 1);
    this.#scale = 1 / (dims * noise * noise);
    for (let i = 0; i < count; i++) {
      let square = 0;
      for (let d = 0; d < dims; d++) {
        const value = f64(values, i * dims + d);
        this.#sums[(i + 1) * dims + d] = f64(this.#sums, i * dims + d) + value;
        square += value * value;
      }
      this.#squares[i + 1] = f64(this.#squares, i) + square;
    }
  }

  /** Squared distances of steps to their mean, in units of noise. */
  cost(from: number, to: number): number {
    const dims = this.#dims;
    let explained = 0;
    for (let d = 0; d < dims; d++)
      explained += (f64(this.#sums, to * dims + d) - f64(this.#sums, from * dims + d)) ** 2;
    const all = f64(this.#squares, to) - f64(this.#squares, from);
    return Math.max(0, all - explained / (to - from)) * this.#scale;
  }

  /** What it costs more to have one level for two neighbours. */
  joining(a: Segment, b: Segment): number {
    return this.cost(a.from, b.to) - this.cost(a.from, a.to) - this.cost(b.from, b.to);
  }
}

/** Mean row of some steps. */
export function meanRow({ dims, values }: Curve, { from, to }: Segment): Float64Array {
  const mean = new Float64Array(dims);
  for (let i = from; i < to; i++)
    for (let d = 0; d < dims; d++) mean[d] = f64(mean, d) + f64(values, i * dims + d) / (to - from);
  return mean;
}

/** Root mean square distance of two rows. */
export function rowDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += (f64(a, d) - f64(b, d)) ** 2;
  return Math.sqrt(sum / Math.max(1, a.length));
}
