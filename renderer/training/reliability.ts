import type { Reliability } from '../../src/policy/calibration/calibration.ts';
import { formats, words } from '../words/words.ts';

export type Bin = Reliability['after']['bins'][number];

/** A share as a percentage without a sign: axes and cells have no room for more. */
export function hundredths(share: number): string {
  return String(Math.round(share * 100));
}

/** What the diagram shows, for those who cannot see it. */
export function spokenReliability(bins: readonly Bin[]): string {
  if (bins.length === 0) return words('training')('noneJudged');
  const t = words('training');
  const groups = bins.map(({ meanScore, right, count }) =>
    t('group', { said: hundredths(meanScore), right, count, share: hundredths(right / count) }),
  );
  return t('groups', { count: bins.length, groups: groups.join('; ') });
}

/** Expected calibration error, in hundredths of probability. */
export function errorText(error: number): string {
  return formats().number(100 * error, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/** Radius of a point: its area grows with the suggestions behind it. */
export function radiusOf(count: number, most: number): number {
  return 2.5 + 4.5 * Math.sqrt(count / Math.max(1, most));
}
