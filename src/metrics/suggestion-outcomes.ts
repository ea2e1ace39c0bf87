import { TASKS, type Prediction } from '../tasks/task.ts';
import { iou, type Interval } from '../time/interval.ts';
import type { ScoredOutcome } from './calibration.ts';
import type { EvaluationItem } from './evaluation.ts';
import { unionIou } from './union-iou.ts';

/** What a score can be about: the intervals of a task, or the option that answers a question. */
export const SUGGESTION_KINDS = [...TASKS, 'answer'] as const;
export type SuggestionKind = (typeof SUGGESTION_KINDS)[number];

/** One suggestion for a curated item, judged. */
export interface SuggestionOutcome extends ScoredOutcome {
  readonly kind: SuggestionKind;
  readonly itemId: string;
  readonly videoId: string;
}

/** Overlap from which a person would rather take a suggestion than draw it. */
const RIGHT = 0.5;

/**
 * Which of the suggested intervals of an item are right, each once for every score. TG: the best candidate, the one that
 * accepting takes. DTG: each sentence, `none` too. TAL and VHD: an interval that overlaps a true one by IoU 0.5 or more which
 * no better-scored one has claimed. GVQA: the evidence, when the IoU of the unions is 0.5 or more; and the answer of its own.
 * @throws RangeError when the item's prompt and truth are of different tasks.
 */
export function suggestionOutcomes(item: EvaluationItem, prediction: Prediction): SuggestionOutcome[] {
  const { itemId, videoId } = item;
  return judged(item, prediction).map(({ kind, score = 0, right }) => ({
    kind,
    itemId,
    videoId,
    score,
    right,
  }));
}

interface Judged {
  readonly kind: SuggestionKind;
  readonly score: number | undefined;
  readonly right: boolean;
}

function judged({ itemId, prompt, truth }: EvaluationItem, prediction: Prediction): Judged[] {
  const { task } = prompt;
  const { intervals, scores } = prediction;
  if (truth.task !== task)
    throw new RangeError(`Item ${itemId} asks ${task}, but its truth is of ${truth.task}.`);
  if (truth.task === 'TG') {
    const [best] = intervals;
    if (best === undefined || best === null) return [];
    return [{ kind: 'TG', score: scores[0], right: iou(best, truth.intervals[0]) >= RIGHT }];
  }
  if (truth.task === 'DTG')
    return truth.intervals.flatMap((wanted, slot) => {
      const got = intervals[slot];
      if (got === undefined) return [];
      const right = wanted === null || got === null ? wanted === got : iou(got, wanted) >= RIGHT;
      return [{ kind: 'DTG' as const, score: scores[slot], right }];
    });
  if (truth.task !== 'GVQA')
    return claimed(truth.intervals, prediction).map((each) => ({ kind: truth.task, ...each }));
  const found = intervals.filter((each) => each !== null);
  const right = unionIou(found, truth.intervals) >= RIGHT;
  const evidence = intervals.flatMap((each, i) =>
    each === null ? [] : [{ kind: 'GVQA' as const, score: scores[i], right }],
  );
  const { answerScore, answerIndex } = prediction;
  if (answerScore === undefined) return evidence;
  return [...evidence, { kind: 'answer', score: answerScore, right: answerIndex === truth.answerIndex }];
}

/** Each interval takes the free true one that it overlaps most, the best-scored interval first (as mAP matches). */
function claimed(
  truth: readonly Interval[],
  { intervals, scores }: Prediction,
): { score: number; right: boolean }[] {
  const free = new Set(truth);
  return intervals
    .flatMap((interval, i) => (interval === null ? [] : [{ interval, score: scores[i] ?? 0 }]))
    .toSorted((a, b) => b.score - a.score)
    .map(({ interval, score }) => {
      let best: Interval | null = null;
      for (const each of free) {
        const overlap = iou(interval, each);
        if (overlap >= RIGHT && (best === null || overlap > iou(interval, best))) best = each;
      }
      if (best !== null) free.delete(best);
      return { score, right: best !== null };
    });
}
