import { f32, f64 } from '../indexing.ts';

/**
 * Candidate intervals of one text on one video, read off the dense network's tracks (policy-study.md 2.4), best first.
 * Columns are parallel arrays; times in seconds.
 */
export interface Candidates {
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** [count, EVIDENCE] row-major: inner, outer, max, min, start, end, score. */
  readonly evidence: Float32Array;
}

/** Numbers of evidence per candidate. */
export const EVIDENCE = 7;

/** Probabilities per step: inside the event, at its start, at its end. */
export interface Tracks {
  readonly inside: Float32Array;
  readonly start: Float32Array;
  readonly end: Float32Array;
}

const THRESHOLDS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** An edge peak must be at least this likely. */
const PEAK = 0.15;
/** Strongest edge peaks that are paired. */
const PAIRED_PEAKS = 25;
/** Longest interval made of two edge peaks, and its least mean inside. */
const PAIR_SECONDS = 20;
const PAIR_INSIDE = 0.35;
const SHORTEST_SECONDS = 0.25;
/** Candidates that overlap a better one this much are dropped. */
const SUPPRESSION = 0.75;

/**
 * At most `count` candidates: segments of the inside track above each threshold (edges interpolated between steps), and
 * pairs of a start and an end peak (edges from a parabola through the peak). Always at least one.
 * @param step seconds per step; @param duration where the video ends, seconds.
 */
export function findCandidates(tracks: Tracks, step: number, duration: number, count: number): Candidates {
  const found = new Map<string, readonly [number, number]>();
  const keep = (start: number, end: number) => {
    const [from, to] = [Math.max(0, start), Math.min(duration, end)];
    const rounded = [
      Math.round(from * 1000) / 1000,
      Math.min(duration, Math.round(to * 1000) / 1000),
    ] as const;
    if (rounded[1] - rounded[0] >= Math.min(SHORTEST_SECONDS, duration / 2))
      found.set(`${rounded[0]} ${rounded[1]}`, rounded);
  };
  const sums = runningSums(tracks.inside);
  for (const threshold of THRESHOLDS) segments(tracks.inside, threshold, step, duration, keep);
  const starts = strongestPeaks(tracks.start);
  const ends = strongestPeaks(tracks.end);
  for (const a of starts)
    for (const b of ends)
      if (b > a && (b - a) * step <= PAIR_SECONDS && (f64(sums, b) - f64(sums, a)) / (b - a) > PAIR_INSIDE)
        keep(peakTime(tracks.start, a, step), peakTime(tracks.end, b, step));
  if (found.size === 0) aroundHighest(tracks.inside, step, duration, keep);
  if (found.size === 0) keep(0, duration);
  const spans = [...found.values()].toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const rows = spans.map(([start, end]) => evidenceOf(tracks, sums, start, end, step));
  const order = rows.map((_, i) => i).toSorted((i, j) => (rows[j]?.[6] ?? 0) - (rows[i]?.[6] ?? 0) || i - j);
  const kept = suppress(order, spans, count);
  return {
    start: Float64Array.from(kept, (i) => spans[i]?.[0] ?? 0),
    end: Float64Array.from(kept, (i) => spans[i]?.[1] ?? 0),
    evidence: Float32Array.from(kept.flatMap((i) => rows[i] ?? [])),
  };
}

/** Intersection over union of [a, b) and [c, d). */
export function overlapRatio(a: number, b: number, c: number, d: number): number {
  const shared = Math.max(0, Math.min(b, d) - Math.max(a, c));
  return shared === 0 ? 0 : shared / Math.max(1e-6, b - a + (d - c) - shared);
}

/** sums[i] = values[0] + ... + values[i - 1]. */
export function runningSums(values: Float32Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = f64(sums, i) + f32(values, i);
  return sums;
}

function segments(
  inside: Float32Array,
  threshold: number,
  step: number,
  duration: number,
  keep: (start: number, end: number) => void,
): void {
  const last = inside.length - 1;
  const centre = (i: number) => (i + 0.5) * step;
  for (let from = 0; from <= last; from++) {
    if (!(f32(inside, from) > threshold)) continue;
    let to = from;
    while (to < last && f32(inside, to + 1) > threshold) to++;
    const rise = Math.max(1e-6, f32(inside, from) - f32(inside, from - 1));
    const fall = Math.max(1e-6, f32(inside, to) - f32(inside, to + 1));
    const start = from === 0 ? 0 : centre(from - 1) + ((threshold - f32(inside, from - 1)) / rise) * step;
    const end = to === last ? duration : centre(to) + ((f32(inside, to) - threshold) / fall) * step;
    keep(start, end);
    from = to;
  }
}

function strongestPeaks(track: Float32Array): number[] {
  const peaks: number[] = [];
  for (let i = 0; i < track.length; i++) {
    const [before, here, after] = [f32(track, Math.max(0, i - 1)), f32(track, i), f32(track, i + 1)];
    if (here > PEAK && here >= before && (i === track.length - 1 || here > after)) peaks.push(i);
  }
  return peaks.toSorted((i, j) => f32(track, j) - f32(track, i) || i - j).slice(0, PAIRED_PEAKS);
}

function peakTime(track: Float32Array, i: number, step: number): number {
  const centre = (i + 0.5) * step;
  if (i === 0 || i === track.length - 1) return centre;
  const [before, here, after] = [f32(track, i - 1), f32(track, i), f32(track, i + 1)];
  const curvature = before - 2 * here + after;
  const shift = Math.abs(curvature) > 1e-6 ? (0.5 * (before - after)) / curvature : 0;
  return centre + Math.max(-0.5, Math.min(0.5, shift)) * step;
}

function aroundHighest(
  inside: Float32Array,
  step: number,
  duration: number,
  keep: (start: number, end: number) => void,
): void {
  let highest = 0;
  inside.forEach((value, i) => {
    if (value > f32(inside, highest)) highest = i;
  });
  const centre = Math.min(duration, (highest + 0.5) * step);
  keep(centre - 1, centre + 1);
}

function evidenceOf(tracks: Tracks, sums: Float64Array, start: number, end: number, step: number): number[] {
  const { inside } = tracks;
  const count = inside.length;
  const a = Math.max(0, Math.min(count - 1, Math.floor(start / step + 0.5)));
  const b = Math.max(a + 1, Math.min(count, Math.floor(end / step + 0.5)));
  const margin = Math.max(1, (b - a) >> 2);
  const [low, high] = [Math.max(0, a - margin), Math.min(count, b + margin)];
  const inner = (f64(sums, b) - f64(sums, a)) / (b - a);
  const around = a - low + (high - b);
  const outer = (f64(sums, a) - f64(sums, low) + f64(sums, high) - f64(sums, b)) / Math.max(1, around);
  const highest = extreme(inside, a, b, Math.max);
  const atStart = extreme(tracks.start, Math.max(0, a - 2), Math.min(count, a + 2), Math.max);
  const atEnd = extreme(tracks.end, Math.max(0, b - 2), Math.min(count, b + 2), Math.max);
  const score = inner - 0.5 * outer + 0.2 * highest + 0.25 * (atStart + atEnd);
  return [inner, outer, highest, extreme(inside, a, b, Math.min), atStart, atEnd, score];
}

function extreme(
  values: Float32Array,
  from: number,
  to: number,
  better: (a: number, b: number) => number,
): number {
  let best = f32(values, from);
  for (let i = from + 1; i < to; i++) best = better(best, f32(values, i));
  return best;
}

function suppress(
  order: readonly number[],
  spans: readonly (readonly [number, number])[],
  count: number,
): number[] {
  const kept: number[] = [];
  for (const i of order) {
    if (kept.length >= count) break;
    const [start, end] = spans[i] ?? [0, 0];
    const clear = kept.every((j) => {
      const [from, to] = spans[j] ?? [0, 0];
      return overlapRatio(start, end, from, to) < SUPPRESSION;
    });
    if (clear) kept.push(i);
  }
  return kept;
}
