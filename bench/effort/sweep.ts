import type { SuggestionRow } from '../../src/service/contract/index.ts';
import { offered } from '../../renderer/suggestions/offered.ts';
import { bestAssignment } from '../../src/tasks/assignment.ts';
import type { Prediction, Prompt } from '../../src/tasks/task.ts';
import { iou, type Interval } from '../../src/time/interval.ts';
import { DONE, NONE_YET, sayNone, withSuggestions, type Fate, type Outcome, type Work } from './annotator.ts';
import { checking, drawing, isRight, touch, trimming } from './drawing.ts';
import { click, isBetter, key, THINK, type Step } from './klm.ts';
import { mending, type Check } from './mending.ts';
import { deskOf, spanOf } from './rows.ts';

/** Before the items of a video: with none selected, the panel accepts what is sure enough in all of them. */
export const SWEEP: readonly Step[] = [key('clear'), THINK, click('accept all above'), key('next-open-item')];

interface Part {
  readonly steps: readonly Step[];
  readonly fate: Fate;
}

/**
 * With suggestions, after everything of at least `threshold` was accepted at once (`SWEEP`): what is right is left alone,
 * what is off is trimmed, what is wrong is deleted and drawn; what was not sure enough is judged one by one.
 */
export function afterSweep(
  work: Work,
  prediction: Prediction | undefined,
  check: Check,
  threshold: number,
): Outcome {
  const { truth, prompt } = work;
  const all = deskOf(prompt, prediction).suggestions;
  const taken = takenAtOnce(all, prompt, threshold);
  if (prediction === undefined || taken.length === 0) return withSuggestions(work, prediction, check);
  const left = offered(
    all.filter((row) => !taken.includes(row)),
    prompt.task,
  );
  const truths: readonly (Interval | null)[] = truth.intervals;
  const mine = partners(truths, taken, prompt);
  const others = partners(truths, left, prompt);
  const parts = truths.map((target, index): Part => {
    const row = mine[index];
    return row === undefined
      ? judged(others[index], target, work, check)
      : lookedAt(row, target, work, check);
  });
  const gone = taken.filter((row) => !mine.includes(row));
  const turned =
    prompt.task === 'TG' || prompt.task === 'DTG' ? [] : left.filter((row) => !others.includes(row));
  const extra = [
    ...gone.map((): Part => ({ steps: [THINK, ...REMOVED], fate: 'extra' })),
    ...turned.map((): Part => ({ steps: [THINK, key('reject')], fate: 'extra' })),
  ];
  const answer: Step[] =
    truth.task !== 'GVQA' || prediction.answerIndex === truth.answerIndex ? [] : [THINK, click('option')];
  const fates = { ...NONE_YET };
  for (const { fate } of [...parts, ...extra]) fates[fate] += 1;
  return {
    ...fates,
    steps: [THINK, ...[...parts, ...extra].flatMap(({ steps }) => [...steps]), ...answer, DONE],
  };
}

const REMOVED: readonly Step[] = [key('next-interval'), key('delete')];

/** What "accept all above" takes: TG's best, elsewhere all that are sure and not the same as one before. */
function takenAtOnce(
  rows: readonly SuggestionRow[],
  { task }: Prompt,
  threshold: number,
): readonly SuggestionRow[] {
  const sure = rows.filter(({ score }) => score >= threshold);
  if (task === 'TG') return sure.toSorted((a, b) => b.score - a.score).slice(0, 1);
  if (task === 'DTG') return sure;
  const taken: SuggestionRow[] = [];
  for (const row of sure) {
    const span = spanOf(row);
    const same = taken.some((each) => {
      const other = spanOf(each);
      return span !== null && other !== null && iou(span, other) >= 0.5;
    });
    if (span !== null && !same) taken.push(row);
  }
  return taken;
}

/** The row that belongs to each truth: by slot where a sentence has one, else the best assignment of what overlaps. */
function partners(
  truths: readonly (Interval | null)[],
  rows: readonly SuggestionRow[],
  { task }: Prompt,
): (SuggestionRow | undefined)[] {
  if (task === 'DTG') return truths.map((_, slot) => rows.find((row) => row.slot === slot));
  // A grounding's one interval stands there, wherever it lies.
  if (task === 'TG') return [rows[0]];
  const weights = truths.map((truth) =>
    rows.map((row) => {
      const span = spanOf(row);
      return truth === null || span === null ? 0 : iou(span, truth);
    }),
  );
  return bestAssignment(weights).map((place, index) =>
    (weights[index]?.[place] ?? 0) > 0 ? rows[place] : undefined,
  );
}

/** A suggestion that was not sure enough: gone to, which plays it, and made right; or the interval is drawn. */
function judged(row: SuggestionRow | undefined, truth: Interval | null, work: Work, check: Check): Part {
  if (truth === null) return { steps: sayNone(), fate: 'missed' };
  const span = row === undefined ? null : spanOf(row);
  const drawn = drawing(truth, work.scene);
  if (span === null || !touch(span, truth)) return { steps: drawn, fate: 'missed' };
  const rejected: Part = { steps: [THINK, key('reject'), ...drawn], fate: 'redrawn' };
  const steps = [key('next-suggestion'), THINK, ...mending(span, truth, work.scene, check)];
  if (isRight(span, truth, work.scene)) return { steps, fate: 'accepted' };
  return isBetter(steps, rejected.steps, work.scene.goal) ? { steps, fate: 'trimmed' } : rejected;
}

/** An interval that is there already: left alone, trimmed, or deleted and drawn. */
function lookedAt(row: SuggestionRow, truth: Interval | null, { scene }: Work, check: Check): Part {
  const span = spanOf(row);
  if (span === null && truth === null) return { steps: [THINK], fate: 'accepted' };
  if (truth === null) return { steps: [THINK, ...REMOVED, ...sayNone()], fate: 'redrawn' };
  const redrawn: Part = { steps: [THINK, ...REMOVED, ...drawing(truth, scene)], fate: 'redrawn' };
  if (span === null || !touch(span, truth)) return redrawn;
  const right = isRight(span, truth, scene);
  const plays = check === 'play';
  if (right && !plays) return { steps: [THINK], fate: 'accepted' };
  const steps = [
    THINK,
    key('next-interval'),
    ...(plays ? checking(span, scene) : []),
    ...trimming(span, truth, scene, plays),
  ];
  if (right) return { steps, fate: 'accepted' };
  return isBetter(steps, redrawn.steps, scene.goal) ? { steps, fate: 'trimmed' } : redrawn;
}
