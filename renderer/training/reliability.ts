import type { Reliability } from '../../src/policy/calibration/calibration.ts';

export type Bin = Reliability['after']['bins'][number];

/** A share as a percentage without a sign: axes and cells have no room for more. */
export function hundredths(share: number): string {
  return String(Math.round(share * 100));
}

/** What the diagram shows, for those who cannot see it. */
export function spokenReliability(bins: readonly Bin[]): string {
  if (bins.length === 0) return 'No suggestion was judged.';
  const groups = bins.map(
    ({ meanScore, right, count }) =>
      `said ${hundredths(meanScore)} percent, ${right} of ${count} (${hundredths(right / count)} percent) right`,
  );
  return `Suggestions in ${bins.length} ${bins.length === 1 ? 'group' : 'groups'} by rising confidence: ${groups.join('; ')}.`;
}

/** Expected calibration error, in hundredths of probability. */
export function errorText(error: number): string {
  return (100 * error).toFixed(1);
}

/** Radius of a point: its area grows with the suggestions behind it. */
export function radiusOf(count: number, most: number): number {
  return 2.5 + 4.5 * Math.sqrt(count / Math.max(1, most));
}
