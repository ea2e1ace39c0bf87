import { printAnswer } from '../../tasks/answer-grammar.ts';
import { clipCount, HIGHEST_SALIENCY } from '../../tasks/highlights.ts';
import type { Answer, Prediction, Prompt, Saliency } from '../../tasks/task.ts';
import { iou, secondsInterval, type Interval } from '../../time/interval.ts';
import type { Seconds } from '../../time/ticks.ts';
import { distinct, strengthBetween, type VideoEvent, type VideoEvents } from './events.ts';

/** No event scores above this: thresholds for accepting in bulk lie far higher. */
const HIGHEST_SCORE = 0.3;
/** Candidates of TG, windows of VHD and stretches of evidence of GVQA at most. */
const CANDIDATES = 10;
const WINDOWS = 5;
const EVIDENCE = 3;
/** What an event counts for TG that the policy itself does not point at, beside 1 for one that it is sure of. */
const UNSUPPORTED = 0.1;
/** Events listed in a response of TAL at most, as the policy's own grammar allows. */
const LISTED = 20;
/** Two candidates of TG that overlap this much are one to a person; two events for two sentences, or two instances. */
const SAME_CANDIDATE = 0.7;
const SAME_INSTANCE = 0.5;

/**
 * A prediction for a question that a policy has no words for: where anything happens. TG: the strongest events, weighed by how
 * far the policy's own guess supports them, since it may know words such as "first" and "longest"; DTG: as many of
 * them as there are sentences, in order of time, then none; TAL: all; VHD: the strongest, and how much happens in each clip;
 * GVQA: the strongest as evidence, the option being the policy's guess. Without events: none. (TG's form knows no
 * "none": there the response names the whole video and no interval is suggested.)
 * @param guess what the policy itself says; needed for TG and GVQA only
 */
export function eventPrediction(
  prompt: Prompt,
  duration: number,
  found: VideoEvents,
  guess?: Prediction,
): Prediction {
  const { answerIndex, answerScore } = guess ?? {};
  const answered = {
    ...(answerIndex !== undefined && { answerIndex }),
    ...(answerScore !== undefined && { answerScore }),
  };
  const chosen = chosenFor(prompt, found.events, guess);
  const intervals = chosen.map((each) => (each === null ? null : plain(each)));
  const clips = prompt.task === 'VHD' ? saliencyOf(found, prompt.clipLength, duration) : undefined;
  return {
    ...answered,
    intervals,
    scores: chosen.map((each) => (each === null ? 0 : HIGHEST_SCORE * each.strength)),
    ...(clips !== undefined && { saliency: clips }),
    response: printAnswer(prompt, answerFor(prompt, intervals, { found, duration, ...answered })),
    basis: 'events',
  };
}

function chosenFor(
  prompt: Prompt,
  events: readonly VideoEvent[],
  guess: Prediction | undefined,
): (VideoEvent | null)[] {
  if (prompt.task === 'TG') return distinct(supported(events, guess), SAME_CANDIDATE, CANDIDATES);
  if (prompt.task === 'VHD') return distinct(events, SAME_INSTANCE, WINDOWS);
  if (prompt.task === 'GVQA') return distinct(events, SAME_INSTANCE, EVIDENCE);
  if (prompt.task === 'TAL') return distinct(events, SAME_INSTANCE);
  const { length } = prompt.sentences;
  const inTime = distinct(events, SAME_INSTANCE, length).toSorted(byTime);
  return prompt.sentences.map((_, i) => inTime[i] ?? null);
}

/** Events by their strength times how far a guess overlaps them with how much confidence. */
function supported(events: readonly VideoEvent[], guess: Prediction | undefined): VideoEvent[] {
  if (guess === undefined) return [...events];
  const { intervals, scores } = guess;
  return events
    .map((event) => {
      const support = intervals.map((each, i) =>
        each === null ? 0 : iou(each, event) * Math.min(1, scores[i] ?? 0),
      );
      const weight = (UNSUPPORTED + Math.max(0, ...support)) / (UNSUPPORTED + 1);
      return { ...event, strength: event.strength * weight };
    })
    .toSorted((a, b) => b.strength - a.strength || a.start - b.start || a.end - b.end);
}

interface Asked {
  readonly found: VideoEvents;
  readonly duration: number;
  readonly answerIndex?: number;
}

function answerFor(
  { task }: Prompt,
  slots: readonly (Interval | null)[],
  { found, duration, answerIndex = 0 }: Asked,
): Answer {
  if (task === 'DTG') return { task, intervals: slots };
  const intervals = slots.filter((each) => each !== null);
  if (task === 'TG') {
    const [first = wholeOf(found, duration)] = intervals;
    return { task, intervals: [first] };
  }
  const listed = intervals.slice(0, LISTED).toSorted(byTime);
  return task === 'GVQA' ? { task, intervals: listed, answerIndex } : { task, intervals: listed };
}

function wholeOf({ origin }: VideoEvents, duration: number): Interval {
  return secondsInterval(origin < duration ? origin : 0, duration);
}

function saliencyOf(found: VideoEvents, clipLength: Seconds, duration: number): Saliency {
  const scores = Array.from(
    { length: clipCount(duration, clipLength) },
    (_, clip) =>
      HIGHEST_SALIENCY *
      strengthBetween(found, clip * clipLength, Math.min(duration, (clip + 1) * clipLength)),
  );
  return { clipLength, scores };
}

const plain = ({ start, end }: Interval): Interval => ({ start, end });
const byTime = (a: Interval, b: Interval) => a.start - b.start || a.end - b.end;
