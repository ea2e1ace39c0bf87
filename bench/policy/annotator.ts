import type { DecidedQuestion } from '../../src/policy/decided.ts';
import type { CuratedQuestion } from '../../src/policy/policy.ts';
import type { Decisions, Judgement } from '../../src/rewards/decision-reward.ts';
import type { Prediction } from '../../src/tasks/task.ts';
import { iou, type Interval } from '../../src/time/interval.ts';

/** From here on a suggestion is accepted as it is. */
const ACCEPTED = 0.7;
/** From here on it is corrected; below it is refused. */
const TRIMMED = 0.3;
/** Candidates of one TG question that are looked at until one is right. */
const LOOKED_AT = 3;
/** TAL suggestions that are judged: the surer ones. */
const SURE = 0.25;

/** How many suggestions were judged in which way. */
export interface DecisionCounts {
  accepted: number;
  trimmed: number;
  rejected: number;
  answers: number;
}

type Verdict =
  { readonly kind: 'accepted' | 'trimmed'; readonly final: Interval | null } | { readonly kind: 'rejected' };

/**
 * What a person would decide about a prediction: each suggested interval is accepted (IoU with the nearest true one at least
 * 0.7), trimmed to the truth (0.3) or rejected, and the suggested option accepted or refused. Nothing else is revealed.
 */
export function judge(
  { truth, ...question }: CuratedQuestion,
  prediction: Prediction,
): { readonly decided: DecidedQuestion; readonly counts: DecisionCounts } {
  const counts: DecisionCounts = { accepted: 0, trimmed: 0, rejected: 0, answers: 0 };
  const confirmed: Judgement[] = [];
  const rejected: Judgement[] = [];
  const decide = (slot: number, suggested: Interval | null, verdict: Verdict) => {
    counts[verdict.kind]++;
    if (verdict.kind === 'rejected') rejected.push({ slot, interval: suggested });
    else confirmed.push({ slot, interval: verdict.final });
  };
  const all: readonly (Interval | null)[] = truth.intervals;
  const there = all.filter((each) => each !== null);
  for (const [slot, suggested] of prediction.intervals.entries()) {
    if (truth.task === 'TG' && (slot >= LOOKED_AT || confirmed.length > 0)) break;
    if (truth.task === 'TAL' && slot > 0 && (prediction.scores[slot] ?? 0) < SURE) continue;
    const nearest = truth.task === 'DTG' ? [all[slot] ?? null] : there;
    decide(slot, suggested, verdictOn(suggested, nearest));
  }
  const { answerIndex } = prediction;
  const answered = truth.task === 'GVQA' && answerIndex !== undefined;
  if (answered) counts.answers++;
  const right = answered && answerIndex === truth.answerIndex;
  const decisions: Decisions = {
    confirmed,
    rejected,
    rightAnswer: right ? answerIndex : null,
    wrongAnswers: answered && !right ? [answerIndex] : [],
  };
  return { decided: { ...question, decisions }, counts };
}

function verdictOn(suggested: Interval | null, truths: readonly (Interval | null)[]): Verdict {
  if (suggested === null)
    return truths.includes(null) ? { kind: 'accepted', final: null } : { kind: 'rejected' };
  const overlaps = truths.map((each) => (each === null ? 0 : iou(suggested, each)));
  const best = Math.max(0, ...overlaps);
  const nearest = truths[overlaps.indexOf(best)];
  if (best >= ACCEPTED) return { kind: 'accepted', final: suggested };
  if (best >= TRIMMED && nearest) return { kind: 'trimmed', final: nearest };
  return { kind: 'rejected' };
}

/**
 * Decisions taken for the whole truth, as a corpus would hold it that knows nothing of decisions; null where they tell no
 * truth that its task could have.
 */
export function copied({ decisions, ...question }: DecidedQuestion): CuratedQuestion | null {
  const { confirmed, rightAnswer } = decisions;
  const intervals = confirmed.flatMap(({ interval }) => (interval === null ? [] : [interval]));
  const { prompt } = question;
  const [first] = intervals;
  if (prompt.task === 'TG')
    return first === undefined ? null : { ...question, truth: { task: 'TG', intervals: [first] } };
  if (prompt.task === 'DTG') {
    const slots = prompt.sentences.map((_, slot) => confirmed.find((each) => each.slot === slot)?.interval);
    if (slots.includes(undefined)) return null;
    return { ...question, truth: { task: 'DTG', intervals: slots.map((each) => each ?? null) } };
  }
  if (first === undefined) return null;
  if (prompt.task === 'TAL') return { ...question, truth: { task: 'TAL', intervals } };
  if (prompt.task === 'VHD') return { ...question, truth: { task: 'VHD', intervals, saliency: null } };
  if (rightAnswer === null) return null;
  return { ...question, truth: { task: 'GVQA', intervals, answerIndex: rightAnswer } };
}
