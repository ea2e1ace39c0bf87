import { union, type Interval } from '../time/interval.ts';

/**
 * Share of each clip that the union of `intervals` covers.
 * @returns `clips` numbers in [0, 1], for clips of `clipLength` seconds from time 0.
 */
export function clipCoverage(intervals: readonly Interval[], clips: number, clipLength: number): number[] {
  const shares = Array.from({ length: clips }, () => 0);
  for (const piece of union(intervals)) {
    const first = Math.max(0, Math.floor(piece.start / clipLength));
    const last = Math.min(clips - 1, Math.floor(piece.end / clipLength));
    for (let clip = first; clip <= last; clip++) {
      const shared = Math.min(piece.end, (clip + 1) * clipLength) - Math.max(piece.start, clip * clipLength);
      shares[clip] = Math.min(1, (shares[clip] ?? 0) + Math.max(0, shared) / clipLength);
    }
  }
  return shares;
}

/**
 * Average precision of the ranking of clips by `scores`, highest first, ties in order of time.
 * @param relevant one flag per clip; null is returned when none is set.
 */
export function rankingAveragePrecision(
  relevant: readonly boolean[],
  scores: readonly number[],
): number | null {
  const order = relevant.map((_, index) => index);
  order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  let found = 0;
  let sum = 0;
  order.forEach((clip, rank) => {
    if (relevant[clip] !== true) return;
    found++;
    sum += found / (rank + 1);
  });
  return found === 0 ? null : sum / found;
}
