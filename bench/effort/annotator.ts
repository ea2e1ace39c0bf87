import { acceptable } from '../../renderer/suggestions/accept-plan.ts';
import { after, left, onward, stopsOf, type Stop, type Verdict } from '../../renderer/suggestions/walk.ts';
import { bestAssignment } from '../../src/tasks/assignment.ts';
import type { Prediction, Prompt, Truth } from '../../src/tasks/task.ts';
import { iou, type Interval } from '../../src/time/interval.ts';
import { asked, completed, isList, offersFor } from './asking.ts';
import { drawing, isRight, touch, type Scene } from './drawing.ts';
import { best, click, isBetter, key, keys, THINK, type Step } from './klm.ts';
import { mending, type Check } from './mending.ts';
import { deskOf, spanOf, type Desk } from './rows.ts';

/**
 * A simulated annotator, who has watched the video once, knows the truth, and does to each item what the application
 * offers. Saliency curves are left alone: they may stay empty. Which suggestion comes next, and when an item goes on by itself,
 * the application's own logic says (renderer/suggestions/walk.ts).
 */

export interface Work {
  readonly prompt: Prompt;
  readonly truth: Truth;
  readonly scene: Scene;
}

/** What became of the intervals of an item. */
export interface Outcome {
  readonly steps: readonly Step[];
  /** Intervals of the truth whose suggestion was right as it was, had to be trimmed, was wrong, or that had none. */
  readonly accepted: number;
  readonly trimmed: number;
  readonly redrawn: number;
  readonly missed: number;
  /** Suggestions rejected because nothing is there. */
  readonly extra: number;
}

export type Fate = keyof Omit<Outcome, 'steps'>;
export const NONE_YET: Readonly<Record<Fate, number>> = {
  accepted: 0,
  trimmed: 0,
  redrawn: 0,
  missed: 0,
  extra: 0,
};

export const DONE = key('curate');
/** From which score on "accept the rest" takes suggestions, where no calibration advises otherwise. */
const REST = 0.5;

/** Reads the item, draws every interval, chooses the option, and calls it curated, which goes on to the next item. */
export function unaided({ truth, scene }: Work): Step[] {
  return [
    THINK,
    ...truth.intervals.flatMap((each) => (each === null ? sayNone() : drawing(each, scene))),
    ...(truth.task === 'GVQA' ? [THINK, click('option')] : []),
    DONE,
  ];
}

export const sayNone = (): Step[] => [THINK, click('none in the video')];

/** What an annotator wants to do with one suggestion. */
interface Plan {
  readonly verdict: Verdict;
  /** With the key that decides, which goes on to the next suggestion. */
  readonly steps: readonly Step[];
  /** Taken as it is. */
  readonly asItIs: boolean;
  /** Index of the interval of the truth that it is for. */
  readonly truth: number | null;
  /** It was wrong, and a next best one took its place. */
  readonly replaced?: boolean;
}

/** The same with the suggestions that the application offers for the item, one after another. */
export function withSuggestions(work: Work, prediction: Prediction | undefined, check: Check): Outcome {
  const desk = deskOf(work.prompt, prediction);
  return work.truth.task === 'TG'
    ? grounding(work, work.truth.intervals[0], desk, check)
    : walk(work, desk, check);
}

/**
 * One interval, several candidates: the first one is taken as it is, trimmed, or passed over; or the next best are asked for; or
 * it is drawn.
 */
function grounding(work: Work, truth: Interval, desk: Desk, check: Check): Outcome {
  const stops = stopsOf(desk.item, desk);
  const drawn = drawing(truth, work.scene);
  if (stops.length === 0) return { ...NONE_YET, missed: 1, steps: [THINK, ...drawn, DONE] };
  const asking = asked(truth, offersFor(desk, 0), { scene: work.scene, check });
  const ways = stops.flatMap((stop, rank): { steps: readonly Step[]; fate: Fate }[] => {
    const span = stop.kind === 'interval' ? spanOf(stop.suggestion) : null;
    if (span === null || !touch(span, truth)) return [];
    const passed = choosing(rank, work.scene, check);
    const fate = isRight(span, truth, work.scene) ? 'accepted' : 'trimmed';
    return [{ steps: [...passed, THINK, ...mending(span, truth, work.scene, check)], fate }];
  });
  // What is drawn stands in the place of all candidates: they need not be rejected.
  const rejected = { steps: [...drawn, DONE], fate: 'redrawn' as const };
  if (asking !== null) ways.push({ steps: [THINK, ...asking], fate: 'redrawn' });
  const way = ways.reduce<{ steps: readonly Step[]; fate: Fate }>(
    (found, each) => (isBetter(each.steps, found.steps, work.scene.goal) ? each : found),
    rejected,
  );
  return { ...NONE_YET, [way.fate]: 1, steps: [THINK, ...way.steps] };
}

/** The strongest candidate comes first; the others after it, or with a click on the timeline, which plays nothing. */
function choosing(rank: number, { goal }: Scene, check: Check): readonly Step[] {
  const byKeys = keys('next-suggestion', rank);
  if (rank === 0 || check === 'play') return byKeys;
  return best([byKeys, [click('suggestion on the timeline')]], goal);
}

/** Sentences, instances, highlights, a question with its evidence: what comes is decided on until the rest can be left. */
function walk(work: Work, desk: Desk, check: Check): Outcome {
  const plans = plansOf(work, desk, check);
  const truths: readonly (Interval | null)[] = work.truth.intervals;
  const found = new Set(
    [...plans.values()].flatMap(({ verdict, truth }) => (verdict === 'rejected' ? [] : [truth])),
  );
  const whole = truths.every((_, index) => found.has(index));
  const steps: Step[] = [THINK];
  let { item } = desk;
  let video: Desk = desk;
  let [stop] = left(item, desk);
  let done = false;
  let answered = work.truth.task !== 'GVQA';
  while (stop !== undefined) {
    const rest = left(item, video);
    if (stop.kind === 'answer') {
      const right = work.truth.task === 'GVQA' && stop.response.answerIndex === work.truth.answerIndex;
      if (right && check === 'glance' && whole && isRestRight(rest, plans, true)) {
        steps.push(THINK, key('accept-rest'));
        answered = done = true;
        break;
      }
      answered = right;
      steps.push(THINK, key(right ? 'accept' : 'reject'));
    } else if (answered && whole && isRestRight(rest, plans, check === 'glance', stop)) {
      steps.push(THINK, ...restSeen(rest, plans), key('accept-rest'));
      done = true;
      break;
    } else if (rest.length > 1 && rest.every((each) => planOf(plans, each).verdict === 'rejected')) {
      steps.push(THINK, key('reject-rest'));
      break;
    } else steps.push(...planOf(plans, stop).steps);
    const verdict = verdictOn(stop, plans, answered);
    const next = onward({ ...stop, item }, verdict, video);
    item = after(item, stop, verdict);
    video = without(video, stop);
    if (next.to === 'next-item') {
      // What was rejected here has its interval drawn before: only what is whole goes on.
      done = true;
      break;
    }
    stop = next.to === 'stop' ? next.stop : undefined;
  }
  const fates = fatesOf(work, plans);
  if (done) return { ...fates, steps };
  const added = completing(work, desk, (index) => found.has(index), check);
  return { ...fates, steps: [...steps, ...added, ...(answered ? [] : [THINK, click('option')]), DONE] };
}

/** What is missing when all suggestions are decided: asked for, drawn, or said to have none. */
function completing(
  { truth, scene }: Work,
  desk: Desk,
  isFound: (index: number) => boolean,
  check: Check,
): readonly Step[] {
  const missing = truth.intervals.flatMap((each, slot) => (isFound(slot) ? [] : [{ each, slot }]));
  if (isList(truth)) {
    const spans = missing.flatMap(({ each }) => (each === null ? [] : [each]));
    return completed(spans, offersFor(desk, 0), { scene, check });
  }
  return missing.flatMap(({ each, slot }) => {
    if (each === null) return sayNone();
    const drawn = drawing(each, scene);
    const asking = asked(each, offersFor(desk, slot), { scene, check });
    return [...(asking === null ? drawn : best([drawn, asking], scene.goal))];
  });
}

/** Whether "accept the rest" does the right thing with what is left: takes what is right as it is, leaves the others. */
function isRestRight(
  rest: readonly Stop[],
  plans: ReadonlyMap<number, Plan>,
  unseen: boolean,
  here?: Stop,
): boolean {
  return rest.every((stop) => {
    if (stop.kind === 'answer') return (stop.response.answerScore ?? 1) >= REST;
    const sure = acceptable([{ item: stop.item, suggestions: [stop.suggestion] }], REST) > 0;
    const plan = planOf(plans, stop);
    if (plan.verdict === 'rejected') return !sure;
    const looked = stop.kind === here?.kind && here.suggestion.id === stop.suggestion.id;
    return sure && plan.asItIs && (unseen || looked);
  });
}

/** What is taken with the rest is played where that is asked for: the one that the walk stands on. */
function restSeen(rest: readonly Stop[], plans: ReadonlyMap<number, Plan>): Step[] {
  return rest.flatMap((stop) => planOf(plans, stop).steps.filter(({ kind }) => kind === 'watch'));
}

function verdictOn(stop: Stop, plans: ReadonlyMap<number, Plan>, answered: boolean): Verdict {
  if (stop.kind === 'answer') return answered ? { span: null } : 'rejected';
  return planOf(plans, stop).verdict;
}

function planOf(plans: ReadonlyMap<number, Plan>, stop: Stop): Plan {
  const plan = stop.kind === 'interval' ? plans.get(stop.suggestion.id) : undefined;
  return plan ?? { verdict: 'rejected', steps: [THINK, key('reject')], asItIs: false, truth: null };
}

function without(video: Desk, stop: Stop): Desk {
  return stop.kind === 'answer'
    ? { ...video, responses: [] }
    : { ...video, suggestions: video.suggestions.filter(({ id }) => id !== stop.suggestion.id) };
}

/** What is to be done with each suggestion that the application offers. */
function plansOf(work: Work, desk: Desk, check: Check): Map<number, Plan> {
  const rows = stopsOf(desk.item, desk).flatMap((stop) =>
    stop.kind === 'interval' ? [stop.suggestion] : [],
  );
  const truths: readonly (Interval | null)[] = work.truth.intervals;
  const weights = truths.map((truth) =>
    rows.map((row) => {
      const span = spanOf(row);
      return truth === null || span === null ? 0 : iou(span, truth);
    }),
  );
  const partner =
    work.truth.task === 'DTG'
      ? truths.map((_, slot) => rows.findIndex((row) => row.slot === slot))
      : bestAssignment(weights);
  const sentence = work.truth.task === 'DTG';
  const plans = new Map<number, Plan>();
  const reject: Plan = { verdict: 'rejected', steps: [THINK, key('reject')], asItIs: false, truth: null };
  for (const [place, row] of rows.entries()) {
    const index = partner.indexOf(place);
    const truth = truths[index];
    const span = spanOf(row);
    const asking =
      work.truth.task !== 'DTG' || truth === undefined || truth === null
        ? null
        : asked(truth, offersFor(desk, row.slot), { scene: work.scene, check });
    if (span === null && truth === null)
      plans.set(row.id, {
        verdict: { span: null },
        steps: [THINK, key('accept')],
        asItIs: true,
        truth: index,
      });
    else if (truth === undefined || truth === null)
      plans.set(row.id, { ...reject, truth: sentence ? index : null });
    else {
      const near = span !== null && touch(span, truth) ? span : null;
      const asItIs = near !== null && isRight(near, truth, work.scene);
      // A next best one takes the place of this one, which needs no word of its own.
      const ways = [
        ...(near === null ? [] : [[THINK, ...mending(near, truth, work.scene, check)]]),
        ...(asking === null || asItIs ? [] : [[THINK, ...asking]]),
      ];
      const drawn = [THINK, key('reject'), ...drawing(truth, work.scene)];
      const steps = ways.length === 0 ? drawn : best(ways, work.scene.goal);
      const kept = asItIs || isBetter(steps, drawn, work.scene.goal);
      plans.set(
        row.id,
        kept
          ? {
              verdict: { span: asItIs ? near : truth },
              steps,
              asItIs,
              truth: index,
              replaced: steps.some((step) => step.kind === 'key' && step.action === 'another-suggestion'),
            }
          : { ...reject, truth: near !== null || sentence ? index : null },
      );
    }
  }
  return plans;
}

function fatesOf({ truth }: Work, plans: ReadonlyMap<number, Plan>): Record<Fate, number> {
  const fates = { ...NONE_YET };
  const judged = new Map<number, Plan>();
  for (const plan of plans.values())
    if (plan.truth === null) fates.extra += 1;
    else judged.set(plan.truth, plan);
  for (const index of truth.intervals.keys()) {
    const plan = judged.get(index);
    if (plan === undefined) fates.missed += 1;
    else if (plan.verdict === 'rejected' || plan.replaced === true) fates.redrawn += 1;
    else if (plan.asItIs) fates.accepted += 1;
    else fates.trimmed += 1;
  }
  return fates;
}
