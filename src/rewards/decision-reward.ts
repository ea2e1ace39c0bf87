import { parseResponse } from '../tasks/answer-grammar.ts';
import type { Answer, Prompt } from '../tasks/task.ts';
import { clamp, covered, intersect, iou, subtract, type Interval } from '../time/interval.ts';
import { seconds } from '../time/ticks.ts';
import { formatReward } from './format.ts';
import { orderedMatchTotal } from './many-to-many.ts';
import type { Reward } from './reward.ts';
import { DEFAULT_REWARD_SETTINGS, type RewardSettings } from './settings.ts';

/** One interval that a person judged. */
export interface Judgement {
  /** DTG: index of the sentence. Other tasks: of no meaning. */
  readonly slot: number;
  /** null: "none" for this DTG sentence. */
  readonly interval: Interval | null;
}

/** What a person said about suggestions for an item whose whole truth nobody told. */
export interface Decisions {
  /** Accepted as they were, or what they were trimmed to. TG and DTG: of several for one slot the last one counts. */
  readonly confirmed: readonly Judgement[];
  /** Suggested and refused. */
  readonly rejected: readonly Judgement[];
  /** GVQA: the option that was accepted. */
  readonly rightAnswer: number | null;
  /** GVQA: options that were refused. */
  readonly wrongAnswers: readonly number[];
}

/** What is assumed of time that nobody judged. */
export interface UnknownSettings {
  /** Worth of an answer of which nothing is known, on the scale of an IoU. */
  readonly neutral: number;
  /** How wrong an interval counts that was neither confirmed nor rejected: 0 free, 1 as a rejected one. */
  readonly suspicion: number;
}

/** Most intervals that a policy could emit beside those it suggested are wrong, but not surely. */
export const DEFAULT_UNKNOWN: UnknownSettings = { neutral: 0.3, suspicion: 0.5 };

/** True when there is anything to be scored by. */
export function hasDecisions({ confirmed, rejected, rightAnswer, wrongAnswers }: Decisions): boolean {
  return confirmed.length + rejected.length + wrongAnswers.length > 0 || rightAnswer !== null;
}

interface Rules {
  readonly settings: RewardSettings;
  readonly unknown: UnknownSettings;
}
/** Clamped to the video; null entries are kept apart. */
interface Known {
  readonly confirmed: readonly Interval[];
  readonly rejected: readonly Interval[];
}

const highestIou = (value: Interval, others: readonly Interval[]): number =>
  others.reduce((best, each) => Math.max(best, iou(value, each)), 0);

/**
 * One slot of TG or DTG. A confirmed interval c is its whole truth: `IoU(p, c)`. With rejected ones r alone,
 * `neutral * (1 - max_r IoU(p, r))`: `1 - IoU` is a distance (Jaccard), so an answer near a wrong one can't be right.
 * @returns null when nobody judged anything of this slot.
 */
function slotReward(
  entry: { readonly interval: Interval | null; readonly saidNone: boolean },
  confirmed: readonly (Interval | null)[],
  rejected: readonly (Interval | null)[],
  { settings, unknown }: Rules,
): number | null {
  const truth = confirmed.at(-1);
  if (truth === null) return entry.saidNone ? settings.emptySlot : 0;
  if (truth !== undefined) return entry.interval === null ? 0 : iou(entry.interval, truth);
  if (rejected.length === 0) return null;
  if (entry.saidNone) return rejected.includes(null) ? 0 : unknown.neutral;
  if (entry.interval === null) return 0;
  const wrong = rejected.filter((each) => each !== null);
  return unknown.neutral * (1 - highestIou(entry.interval, wrong));
}

/**
 * VHD and GVQA evidence: intersection over union where time that nobody judged counts `suspicion`. With P the emitted time,
 * C the confirmed and R the rejected time outside C: `|P & C| / (|C| + |P & R| + suspicion * |P - C - R|)`. Without
 * confirmed time `neutral * (1 - |P & R| / |R|)`.
 */
function unionReward(
  predicted: readonly Interval[],
  { confirmed, rejected }: Known,
  { neutral, suspicion }: UnknownSettings,
): number {
  const wrong = subtract(rejected, confirmed);
  const emittedWrong = covered(intersect(predicted, wrong));
  if (confirmed.length === 0)
    return wrong.length === 0 ? neutral : neutral * (1 - emittedWrong / covered(wrong));
  const right = covered(intersect(predicted, confirmed));
  const unjudged = covered(subtract(predicted, [...confirmed, ...wrong]));
  return Math.min(1, right / (covered(confirmed) + emittedWrong + suspicion * unjudged));
}

/**
 * TAL. With n confirmed intervals, k_i the largest IoU of prediction i with anything judged, and sIoU the best matching with
 * the confirmed ones in the order of time: `R_match = 2 sIoU / (sum_i (suspicion + (1 - suspicion) k_i) + n)`, the soft F1 in
 * which a prediction that nobody judged counts `suspicion`.
 * `R_num = exp(-(|m - n| + f) / (min(n, cap) sigma))`, m predictions that touch a confirmed interval at least as much as a
 * rejected one, and f the sum over the others of `suspicion + (1 - suspicion) max_r IoU(p_i, r)`: a wrong one never makes
 * up for a missing one. 0 without m where the count is gated. Without confirmed intervals both are
 * `neutral * prod_i (1 - max_r IoU(p_i, r))`.
 */
function instancesReward(
  predicted: readonly Interval[],
  { confirmed, rejected }: Known,
  { settings, unknown: { neutral, suspicion } }: Rules,
): { readonly count: number; readonly match: number; readonly matchedIou: number } {
  const judged = predicted.map((each) => ({
    right: highestIou(each, confirmed),
    wrong: highestIou(each, rejected),
  }));
  const n = confirmed.length;
  if (n === 0) {
    const apart = neutral * judged.reduce((product, { wrong }) => product * (1 - wrong), 1);
    return { count: apart, match: apart, matchedIou: 0 };
  }
  const weight = (known: number) => suspicion + (1 - suspicion) * known;
  const others = judged.filter(({ right, wrong }) => right === 0 || right < wrong);
  const m = judged.length - others.length;
  const f = others.reduce((sum, { wrong }) => sum + weight(wrong), 0);
  const count =
    m === 0 && settings.gateCount
      ? 0
      : Math.exp(-(Math.abs(m - n) + f) / (Math.min(n, settings.countCap) * settings.sigma));
  const matchedIou = orderedMatchTotal(predicted, confirmed);
  const size = judged.reduce((sum, { right, wrong }) => sum + weight(Math.max(right, wrong)), 0);
  return { count, match: Math.min(1, (2 * matchedIou) / (size + n)), matchedIou };
}

/** 1 for the accepted option; with refused ones alone the chance of each other option; without any, of each option. */
function answerReward(chosen: number, { rightAnswer, wrongAnswers }: Decisions, options: number): number {
  if (rightAnswer !== null) return chosen === rightAnswer ? 1 : 0;
  const wrong = new Set(wrongAnswers);
  return wrong.has(chosen) ? 0 : 1 / Math.max(1, options - wrong.size);
}

type Scored = Pick<Reward, 'localization' | 'answer' | 'terms'>;

function scoreAnswer(
  answer: Answer,
  prompt: Prompt,
  decisions: Decisions,
  clamped: (value: Interval) => Interval | null,
  rules: Rules,
): Scored {
  const move = (value: Interval | null) => (value === null ? null : clamped(value));
  if (answer.task === 'TG' || answer.task === 'DTG') {
    const entries: readonly (Interval | null)[] = answer.intervals;
    const own = (judgements: readonly Judgement[], slot: number) =>
      judgements
        .filter((each) => answer.task === 'TG' || each.slot === slot)
        .flatMap(({ interval }) => {
          const inside = move(interval);
          // What lies outside the video says nothing about an answer inside it.
          return interval !== null && inside === null ? [] : [inside];
        });
    const slots = entries.flatMap((entry, slot) => {
      const said = { interval: move(entry), saidNone: entry === null };
      const earned = slotReward(said, own(decisions.confirmed, slot), own(decisions.rejected, slot), rules);
      return earned === null ? [] : [earned];
    });
    const localization =
      slots.length === 0 ? rules.unknown.neutral : slots.reduce((sum, each) => sum + each, 0) / slots.length;
    return {
      localization,
      answer: 0,
      terms: answer.task === 'TG' ? { iou: localization } : { meanIou: localization },
    };
  }
  const inside = (values: readonly (Interval | null)[]) => values.map(move).filter((each) => each !== null);
  const predicted = inside(answer.intervals);
  const known: Known = {
    confirmed: inside(decisions.confirmed.map(({ interval }) => interval)),
    rejected: inside(decisions.rejected.map(({ interval }) => interval)),
  };
  if (answer.task === 'TAL') {
    const { count, match, matchedIou } = instancesReward(predicted, known, rules);
    return { localization: count + match, answer: 0, terms: { count, match, matchedIou } };
  }
  const localization = unionReward(predicted, known, rules.unknown);
  const options = prompt.task === 'GVQA' ? prompt.options.length : 0;
  return {
    localization,
    answer: answer.task === 'GVQA' ? answerReward(answer.answerIndex, decisions, options) : 0,
    terms: { unionIou: localization },
  };
}

/**
 * Scores a response by what a person decided about suggestions, where the whole truth is unknown (docs/method.md, "Rewards
 * from decisions"): the rewards of `scoreResponse` with what is known in place of the truth. Where the decisions make the
 * truth complete (TG; DTG with every sentence confirmed; VHD and GVQA with every second judged; TAL where every prediction
 * coincides with a judged interval, apart from R_num when one coincides with a rejected interval) they are equal.
 * @returns terms in the ranges of `Reward`; any string gets numbers, a parse failure 0 in every term.
 * @throws RangeError when the duration is not a finite number > 0.
 */
export function scoreByDecisions(
  {
    prompt,
    decisions,
    duration,
  }: { readonly prompt: Prompt; readonly decisions: Decisions; readonly duration: number },
  response: string,
  settings: RewardSettings = DEFAULT_REWARD_SETTINGS,
  unknown: UnknownSettings = DEFAULT_UNKNOWN,
): Reward {
  if (!(Number.isFinite(duration) && duration > 0))
    throw new RangeError(`The duration must be a number of seconds above 0, got ${duration}.`);
  const parsed = parseResponse(prompt, response, settings);
  const format = formatReward(parsed);
  if (!parsed.ok) return { format, localization: 0, answer: 0, total: 0, terms: {}, reason: parsed.reason };
  const shown = { start: seconds(0), end: seconds(duration) };
  const clamped = (value: Interval) => (settings.clampToVideo ? clamp(value, shown) : value);
  const scored = scoreAnswer(parsed.answer, prompt, decisions, clamped, { settings, unknown });
  const { weights } = settings;
  const total =
    weights.format * format +
    weights.localization * scored.localization +
    (prompt.task === 'GVQA' ? weights.answer * scored.answer : 0);
  return { format, ...scored, total };
}
