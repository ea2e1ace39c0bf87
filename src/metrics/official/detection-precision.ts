/**
 * Average precision of detected segments as ActivityNet's code has it, which QVHighlights' copied (each names its source
 * below). Segments come as they are written: one may be reversed or without length, and is then judged as the official code
 * does, so that numbers can be compared with published ones.
 */

/** Start and end in seconds, in whatever order. */
export type Segment = readonly [start: number, end: number];

/** A segment that was found in a video, with a score by which it is ranked. */
export interface RankedSegment {
  readonly video: string;
  readonly segment: Segment;
  readonly score: number;
}

/** Overlap over the union; NaN where both are the same point, and where a reversed one leaves no union. */
export function segmentIou([start, end]: Segment, [from, to]: Segment): number {
  const shared = Math.max(0, Math.min(end, to) - Math.max(start, from));
  return shared / (end - start + (to - from) - shared);
}

/**
 * Average precision at each threshold. Predictions are taken in the order given (rank them before); each finds the free true
 * segment of its video with the largest overlap that is not below the threshold (a NaN is not below it, as in numpy; equal
 * overlaps are tried from the last). Area under the interpolated curve.
 * @returns NaN where there is no true segment but a prediction; 0 without predictions
 */
export function averagePrecision(
  truths: ReadonlyMap<string, readonly Segment[]>,
  ranked: readonly RankedSegment[],
  thresholds: readonly number[],
): number[] {
  let total = 0;
  for (const segments of truths.values()) total += segments.length;
  if (ranked.length === 0) return thresholds.map(() => 0);
  const candidates = ranked.map(({ video, segment }) => byOverlap(segment, truths.get(video) ?? []));
  return thresholds.map((threshold) => {
    const taken = new Map<string, Set<number>>();
    const hits = ranked.map(({ video }, rank) => {
      const used = taken.get(video) ?? new Set<number>();
      taken.set(video, used);
      for (const { index, overlap } of candidates[rank] ?? []) {
        if (overlap < threshold) return false;
        if (used.has(index)) continue;
        used.add(index);
        return true;
      }
      return false;
    });
    return interpolatedArea(hits, total);
  });
}

/** True segments by overlap, NaN first and then from the largest; of equal ones the last first (numpy's argsort, reversed). */
function byOverlap(segment: Segment, truths: readonly Segment[]): { index: number; overlap: number }[] {
  const rank = (overlap: number) => (Number.isNaN(overlap) ? Infinity : overlap);
  return truths
    .map((truth, index) => ({ index, overlap: segmentIou(segment, truth) }))
    .sort((a, b) => {
      const [first, second] = [rank(a.overlap), rank(b.overlap)];
      return first === second ? b.index - a.index : second - first;
    });
}

function interpolatedArea(hits: readonly boolean[], total: number): number {
  if (total === 0) return NaN;
  let found = 0;
  const precision = hits.map((hit, rank) => (found += hit ? 1 : 0) / (rank + 1));
  let area = 0;
  let ceiling = 0;
  for (let rank = hits.length - 1; rank >= 0; rank--) {
    ceiling = Math.max(ceiling, precision[rank] ?? 0);
    if (hits[rank] === true) area += ceiling / total;
  }
  return area;
}

/** `count` numbers from `start` to `end`, as numpy's linspace makes them. */
export function evenly(start: number, end: number, count: number): number[] {
  const step = (end - start) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? end : i * step + start));
}
