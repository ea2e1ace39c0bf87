import { assignmentTotal } from '../tasks/assignment.ts';
import { iou, type Interval } from '../time/interval.ts';
import type { RewardSettings } from './settings.ts';

/** The many-to-many reward with its parts: `localization = count + match`, in [0, 2]. */
export interface ManyToMany {
  /** R_num, in [0, 1]. */
  readonly count: number;
  /** R_match, the soft F1, in [0, 1]. */
  readonly match: number;
  /** Sum of IoU over the matched pairs. */
  readonly matchedIou: number;
}

const inTime = (intervals: readonly Interval[]) =>
  intervals.toSorted((a, b) => a.start - b.start || a.end - b.end);

/**
 * Largest total IoU of a matching that keeps the order of time: the paper's Algorithm 1 with the recurrence of method.md
 * 3.5, `S[i][j] = max(S[i-1][j], S[i][j-1], S[i-1][j-1] + IoU(p_i, g_j))`. O(m n) time, O(n) memory.
 */
export function orderedMatchTotal(predicted: readonly Interval[], truth: readonly Interval[]): number {
  const truths = inTime(truth);
  let before = new Float64Array(truths.length + 1);
  let now = new Float64Array(truths.length + 1);
  for (const candidate of inTime(predicted)) {
    truths.forEach((target, j) => {
      const paired = (before[j] ?? 0) + iou(candidate, target);
      now[j + 1] = Math.max(before[j + 1] ?? 0, now[j] ?? 0, paired);
    });
    [before, now] = [now, before];
  }
  return before[truths.length] ?? 0;
}

/** Total IoU of the i-th prediction with the i-th truth in time: the paper's "sequential" ablation. */
export function sequentialMatchTotal(predicted: readonly Interval[], truth: readonly Interval[]): number {
  const candidates = inTime(predicted);
  return inTime(truth).reduce((sum, target, index) => {
    const candidate = candidates[index];
    return candidate === undefined ? sum : sum + iou(candidate, target);
  }, 0);
}

/** Largest total IoU of any one-to-one matching. O(n^2 m). */
export function optimalMatchTotal(predicted: readonly Interval[], truth: readonly Interval[]): number {
  return assignmentTotal(predicted.map((candidate) => truth.map((target) => iou(candidate, target))));
}

const MATCHERS = { dp: orderedMatchTotal, sequential: sequentialMatchTotal, hungarian: optimalMatchTotal };

/**
 * R_num = `exp(-|m - n| / (min(n, cap) * sigma))` of m predictions against n truths (method.md 3.5a). Without truths
 * `exp(-m / sigma)`; with truths but no prediction 0 when `gateCount` is set.
 */
export function countReward(
  m: number,
  n: number,
  settings: Pick<RewardSettings, 'sigma' | 'countCap' | 'gateCount'>,
): number {
  if (n === 0) return Math.exp(-m / settings.sigma);
  if (m === 0 && settings.gateCount) return 0;
  return Math.exp(-Math.abs(m - n) / (Math.min(n, settings.countCap) * settings.sigma));
}

/** Localization reward of TAL: the count reward plus the soft F1 `2 sIoU / (m + n)` of the matching (method.md 3.5). */
export function manyToManyReward(
  predicted: readonly Interval[],
  truth: readonly Interval[],
  settings: RewardSettings,
): ManyToMany {
  const [m, n] = [predicted.length, truth.length];
  const count = countReward(m, n, settings);
  if (n === 0) return { count, match: m === 0 ? settings.emptyMatch : 0, matchedIou: 0 };
  const matchedIou = MATCHERS[settings.matching](predicted, truth);
  return { count, match: (2 * matchedIou) / (m + n), matchedIou };
}
