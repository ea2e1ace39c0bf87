import { parseResponse } from '../tasks/answer-grammar.ts';
import type { Answer, Prompt, Truth } from '../tasks/task.ts';
import { clamp, type Interval } from '../time/interval.ts';
import { seconds } from '../time/ticks.ts';
import { formatReward } from './format.ts';
import { manyToManyReward } from './many-to-many.ts';
import { manyToOneReward } from './many-to-one.ts';
import { oneToOneReward } from './one-to-one.ts';
import { DEFAULT_REWARD_SETTINGS, type RewardSettings } from './settings.ts';
import { RELATED_REWARDS } from './variants/index.ts';

/** What a response is scored against. */
export interface RewardCase {
  readonly prompt: Prompt;
  readonly truth: Truth;
  /** Seconds at which the video ends; intervals are clamped to [0, duration]. */
  readonly duration: number;
}

/** TempR1's reward, `total = format + localization (+ answer for GVQA)`, weighted by the settings. */
export interface Reward {
  /** 0 or 1. */
  readonly format: number;
  /** [0, 1]; for TAL [0, 2]. */
  readonly localization: number;
  /** GVQA: 1 for the right option, else 0; 0 for every other task. */
  readonly answer: number;
  readonly total: number;
  /** The parts of the localization reward, by task: `iou`, `meanIou`, `unionIou`, or `count`, `match`, `matchedIou`. */
  readonly terms: Readonly<Record<string, number>>;
  /** Why a response is a parse failure. */
  readonly reason?: string;
}

type Scored = Pick<Reward, 'localization' | 'answer' | 'terms'>;
type Clamper = (value: Interval) => Interval | null;

function clamper(duration: number, settings: RewardSettings): Clamper {
  if (!settings.clampToVideo) return (value) => value;
  const shown = { start: seconds(0), end: seconds(duration) };
  return (value) => clamp(value, shown);
}

const kept = (intervals: readonly (Interval | null)[], clamped: Clamper): Interval[] =>
  intervals.flatMap((each) => (each === null ? [] : (clamped(each) ?? [])));

function oneToOne(
  predicted: readonly (Interval | null)[],
  truth: readonly (Interval | null)[],
  clamped: Clamper,
  settings: RewardSettings,
): number {
  const slots = truth.map((target, index) => {
    const entry = predicted[index] ?? null;
    return {
      predicted: entry === null ? null : clamped(entry),
      saidNone: entry === null,
      truth: target === null ? null : clamped(target),
    };
  });
  return oneToOneReward(slots, settings.emptySlot);
}

function scoreAnswer(answer: Answer, truth: Truth, clamped: Clamper, settings: RewardSettings): Scored {
  if (answer.task === 'TG' || answer.task === 'DTG') {
    const localization = oneToOne(answer.intervals, truth.intervals, clamped, settings);
    const terms = answer.task === 'TG' ? { iou: localization } : { meanIou: localization };
    return { localization, answer: 0, terms };
  }
  const predicted = kept(answer.intervals, clamped);
  const target = kept(truth.intervals, clamped);
  if (answer.task === 'TAL') {
    const { count, match, matchedIou } = manyToManyReward(predicted, target, settings);
    return { localization: count + match, answer: 0, terms: { count, match, matchedIou } };
  }
  const localization = manyToOneReward(predicted, target, settings.bothEmpty);
  const right = answer.task === 'GVQA' && truth.task === 'GVQA' && answer.answerIndex === truth.answerIndex;
  return { localization, answer: right ? 1 : 0, terms: { unionIou: localization } };
}

/** Rewards of related work (variants/): one span against one span, as its code has them. */
function scoreRelated(truth: Truth, response: string, settings: RewardSettings): Reward | null {
  if (settings.variant === 'tempr1') return null;
  if (truth.task !== 'TG')
    throw new RangeError(`The reward variant ${settings.variant} only scores TG, not ${truth.task}.`);
  const [{ start, end }] = truth.intervals;
  const { format, iou } = RELATED_REWARDS[settings.variant](response, [start, end]);
  const total = settings.weights.format * format + settings.weights.localization * iou;
  return { format, localization: iou, answer: 0, total, terms: { iou } };
}

/**
 * Scores one response with TempR1's rewards (arXiv 2512.03963 as method.md section 3 has it, edge rules of answers.md).
 * Any string gets numbers: a parse failure scores 0 in every term.
 * @throws RangeError when prompt and truth do not belong together, the duration is not a finite number > 0, or the variant does
 * not know the task.
 */
export function scoreResponse(
  { prompt, truth, duration }: RewardCase,
  response: string,
  settings: RewardSettings = DEFAULT_REWARD_SETTINGS,
): Reward {
  if (prompt.task !== truth.task)
    throw new RangeError(`The prompt is of task ${prompt.task}, but the truth is of ${truth.task}.`);
  if (prompt.task === 'DTG' && prompt.sentences.length !== truth.intervals.length)
    throw new RangeError('A dense grounding truth needs one entry per sentence.');
  if (!(Number.isFinite(duration) && duration > 0))
    throw new RangeError(`The duration must be a number of seconds above 0, got ${duration}.`);
  const related = scoreRelated(truth, response, settings);
  if (related !== null) return related;
  const parsed = parseResponse(prompt, response, settings);
  const format = formatReward(parsed);
  if (!parsed.ok) {
    return { format, localization: 0, answer: 0, total: 0, terms: {}, reason: parsed.reason };
  }
  const scored = scoreAnswer(parsed.answer, truth, clamper(duration, settings), settings);
  const { weights } = settings;
  const total =
    weights.format * format +
    weights.localization * scored.localization +
    (prompt.task === 'GVQA' ? weights.answer * scored.answer : 0);
  return { format, ...scored, total };
}
