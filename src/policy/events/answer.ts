import { printAnswer } from '../../tasks/answer-grammar.ts';
import { clipCount, HIGHEST_SALIENCY } from '../../tasks/highlights.ts';
import type { Answer, Prediction, Prompt, Saliency } from '../../tasks/task.ts';
import { secondsInterval, type Interval } from '../../time/interval.ts';
import type { Seconds } from '../../time/ticks.ts';
import { distinct, strengthBetween, type VideoEvent, type VideoEvents } from './events.ts';

/** No event scores above this: thresholds for accepting in bulk lie far higher. */
const HIGHEST_SCORE = 0.3;
/** Candidates of TG and windows of VHD at most. */
const CANDIDATES = 10;
const WINDOWS = 5;
/** Events listed in a response of TAL at most, as the policy's own grammar allows. */
const LISTED = 20;
/** Two candidates of TG that overlap this much are one to a person; two events for two sentences, or two instances. */
const SAME_CANDIDATE = 0.7;
const SAME_INSTANCE = 0.5;

/**
 * A prediction for a question that a policy has no words for: where anything happens. TG: the strongest events; DTG: as many of
 * them as there are sentences, in order of time, then none; TAL: all; VHD: the strongest, and how much happens in each clip;
 * GVQA: the strongest as evidence, the option being whatever `answered` says. Without events: none. (TG's form knows no
 * "none": there the response names the whole video and no interval is suggested.)
 */
export function eventPrediction(
  prompt: Prompt,
  duration: number,
  found: VideoEvents,
  answered: Pick<Prediction, 'answerIndex' | 'answerScore'> = {},
): Prediction {
  const chosen = chosenFor(prompt, found.events);
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

function chosenFor(prompt: Prompt, events: readonly VideoEvent[]): (VideoEvent | null)[] {
  if (prompt.task === 'TG') return distinct(events, SAME_CANDIDATE, CANDIDATES);
  if (prompt.task === 'VHD') return distinct(events, SAME_INSTANCE, WINDOWS);
  if (prompt.task === 'GVQA') return events.slice(0, 1);
  if (prompt.task === 'TAL') return distinct(events, SAME_INSTANCE);
  const { length } = prompt.sentences;
  const inTime = distinct(events, SAME_INSTANCE, length).toSorted(byTime);
  return prompt.sentences.map((_, i) => inTime[i] ?? null);
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
