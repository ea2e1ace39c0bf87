import * as z from 'zod';

import type { Decisions, Judgement } from '../rewards/decision-reward.ts';
import { iou, type Interval } from '../time/interval.ts';
import { intervalSchema, promptSchema } from './schemas.ts';

/** What a snapshot says about decisions, as src/corpus writes it. */
export const snapshotDraft = z.object({
  id: z.string(),
  video: z.string(),
  prompt: promptSchema,
  paraphrases: z.array(z.string()),
  labelGroup: z.string().nullable(),
  standing: z.array(intervalSchema),
});
export const snapshotDecision = z.object({
  item: z.string(),
  slot: z.int().min(0),
  suggested: intervalSchema.nullable(),
  status: z.enum(['accepted', 'trimmed', 'rejected']),
  final: intervalSchema.nullable(),
});
export const snapshotAnswer = z.object({
  item: z.string(),
  answerIndex: z.int().min(0),
  status: z.enum(['accepted', 'rejected']),
});
type SnapshotDraft = z.infer<typeof snapshotDraft>;
type SnapshotDecision = z.infer<typeof snapshotDecision>;
type SnapshotAnswer = z.infer<typeof snapshotAnswer>;

/** Two intervals that overlap this much are about one instance. */
const SAME = 0.5;

/**
 * What people's decisions say of a draft. An accepted interval counts as it stands now, moved by hand or not, and not at
 * all once it was taken away again; one that was rejected beside an accepted one of the same instance was superfluous, not
 * wrong.
 * @param decisions those on this draft, oldest first.
 */
export function decisionsOn(
  { prompt: { task }, standing }: SnapshotDraft,
  decisions: readonly SnapshotDecision[],
  answers: readonly SnapshotAnswer[],
): Decisions {
  const confirmed: Judgement[] = [];
  for (const { slot, status, final } of decisions) {
    if (status === 'rejected') continue;
    if (final === null) {
      // Only a sentence of DTG can be answered by "none".
      if (task === 'DTG') confirmed.push({ slot, interval: null });
      continue;
    }
    const now = nearest(final, standing);
    if (now !== null && !confirmed.some((each) => each.slot === slot && each.interval === now))
      confirmed.push({ slot, interval: now });
  }
  const last = answers.at(-1);
  return {
    confirmed: oncePerInstance(confirmed, task === 'DTG'),
    rejected: decisions.flatMap(({ status, suggested: interval, slot }) =>
      status === 'rejected' && !confirmed.some((each) => sameInstance(each.interval, interval))
        ? [{ slot, interval }]
        : [],
    ),
    rightAnswer: last?.status === 'accepted' ? last.answerIndex : null,
    wrongAnswers: [
      ...new Set(answers.flatMap(({ status, answerIndex }) => (status === 'rejected' ? [answerIndex] : []))),
    ],
  };
}

function nearest(interval: Interval, standing: readonly Interval[]): Interval | null {
  const best = standing.toSorted((a, b) => iou(b, interval) - iou(a, interval))[0];
  return best !== undefined && iou(best, interval) >= SAME ? best : null;
}

/** Several suggestions may have become the same standing interval. */
function oncePerInstance(confirmed: readonly Judgement[], bySlot: boolean): Judgement[] {
  return confirmed.filter(
    ({ interval, slot }, i) =>
      !confirmed
        .slice(i + 1)
        .some((later) => (later.interval === interval && !bySlot) || (bySlot && later.slot === slot)),
  );
}

function sameInstance(a: Interval | null, b: Interval | null): boolean {
  return a === null || b === null ? a === b : iou(a, b) >= SAME;
}

/** How many suggestions a run learned from, by what was said of them. */
export const decisionCounts = z.object({
  items: z.int().min(0),
  accepted: z.int().min(0),
  trimmed: z.int().min(0),
  rejected: z.int().min(0),
  answers: z.int().min(0),
});
export type DecisionCounts = z.infer<typeof decisionCounts>;
export const NO_DECISIONS: DecisionCounts = { items: 0, accepted: 0, trimmed: 0, rejected: 0, answers: 0 };

export function countDecisions(
  items: ReadonlySet<string>,
  decisions: readonly SnapshotDecision[],
  answers: readonly SnapshotAnswer[],
): DecisionCounts {
  const own = decisions.filter(({ item }) => items.has(item));
  const of = (status: SnapshotDecision['status']) => own.filter((each) => each.status === status).length;
  return {
    items: items.size,
    accepted: of('accepted'),
    trimmed: of('trimmed'),
    rejected: of('rejected'),
    answers: answers.filter(({ item }) => items.has(item)).length,
  };
}
