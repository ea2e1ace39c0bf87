import { iou, lengthOf, secondsInterval, subtract, type Interval } from '../../time/interval.ts';
import { at, f64 } from '../indexing.ts';
import type { StepFeatures } from '../features/step-features.ts';
import { curvesOf, EVENT_KINDS, type Curve, type EventKind } from './curves.ts';
import { meanRow, noiseOf, rowDistance, segmentsOf, usualRow } from './segments.ts';

/** A stretch of a video in which something is not as it usually is there, whatever it may mean. */
export interface VideoEvent extends Interval {
  /** What differs, in the order of `EVENT_KINDS`. */
  readonly kinds: readonly EventKind[];
  /** How much, in [0, 1]. */
  readonly strength: number;
}

/** What happens in a video, to one who knows no words. */
export interface VideoEvents {
  /** Strongest first; those of one kind do not overlap. */
  readonly events: readonly VideoEvent[];
  /** How far each step is from usual, in [0, 1]; step `i` begins at `origin + i * step` seconds. */
  readonly strength: Float64Array;
  readonly origin: number;
  readonly step: number;
}

/** Seconds; shorter ones are no events. */
export const SHORTEST_EVENT = 0.4;
/** Units of noise by which a level must differ from the usual one, or from those before and after. */
const NOTICED = 1;
/** How far beyond that, in units of noise times seconds squared, an event has half its strength; longer than this counts no more. */
const HALF_STRENGTH = 16;
const LONG_ENOUGH = 4;
/** The same for one moment. */
const HALF_MOMENT = 4;
/** A pause between two changes is as usual itself: it counts less, and not at all when it lasts this share of the video. */
const PAUSE_WEIGHT = 0.5;
const LONGEST_PAUSE = 0.25;
/** Events of two kinds that overlap this much are one. */
const SAME_EVENT = 0.5;

const known = new WeakMap<StepFeatures, VideoEvents>();

/** Events of a video; worked out once for each opened features. Pure: the same features always give the same events. */
export function eventsOf(steps: StepFeatures): VideoEvents {
  const found = known.get(steps) ?? findEvents(steps);
  known.set(steps, found);
  return found;
}

function findEvents(steps: StepFeatures): VideoEvents {
  const { count, step, origin } = steps;
  const strength = new Float64Array(count);
  const found = curvesOf(steps).flatMap((curve) => eventsOfCurve(curve, steps, strength));
  return { events: apart(merged(found)), strength, origin, step };
}

/** @param strength of each step, to which this curve's is added as if they were independent probabilities */
function eventsOfCurve(curve: Curve, steps: StepFeatures, strength: Float64Array): VideoEvent[] {
  const noise = noiseOf(curve);
  const usual = usualRow(curve);
  const shortest = Math.max(1, Math.ceil(SHORTEST_EVENT / steps.step - 1e-9));
  const segments = segmentsOf(curve, noise, shortest);
  const levels = segments.map((segment) => meanRow(curve, segment));
  const apartFrom = (level: Float64Array, other: Float64Array) =>
    Math.max(0, rowDistance(level, other) / noise - NOTICED);
  return segments.flatMap(({ from, to }, place) => {
    const level = at(levels, place);
    const [start, end] = [edgeAt(from, curve.kind, steps), edgeAt(to, curve.kind, steps)];
    const unusual = apartFrom(level, usual);
    for (let i = from; i < to; i++) strength[i] = either(f64(strength, i), saturated(unusual, HALF_MOMENT));
    const [before, after] = [levels[place - 1], levels[place + 1]];
    const isPause =
      before !== undefined && after !== undefined && end - start <= LONGEST_PAUSE * steps.duration;
    const pause = isPause ? Math.min(apartFrom(level, before), apartFrom(level, after)) : 0;
    const lasting = Math.min(LONG_ENOUGH, end - start) ** 2;
    const own = Math.max(
      saturated(unusual * lasting, HALF_STRENGTH),
      PAUSE_WEIGHT * saturated(pause * lasting, HALF_STRENGTH),
    );
    if (own === 0 || end - start < SHORTEST_EVENT - 1e-9) return [];
    return [{ ...secondsInterval(start, end), kinds: [curve.kind], strength: own }];
  });
}

const saturated = (value: number, half: number) => value / (value + half);
const either = (a: number, b: number) => 1 - (1 - a) * (1 - b);

/** Second at which step `i` begins. A new scene is first seen in the picture of its step and began since the one before. */
function edgeAt(i: number, kind: EventKind, { count, step, origin, duration }: StepFeatures): number {
  if (i <= 0) return Math.min(duration, origin);
  if (i >= count) return duration;
  const second = origin + (kind === 'scene' ? i - 0.5 : i) * step;
  return Math.min(duration, Math.round(second * 1000) / 1000);
}

/** Strongest first; of equals the earlier, then the shorter. */
function ranked(events: readonly VideoEvent[]): VideoEvent[] {
  return events.toSorted((a, b) => b.strength - a.strength || a.start - b.start || a.end - b.end);
}

/** Events of different kinds at about the same time are one, which lies where the strongest of them does. */
function merged(events: readonly VideoEvent[]): VideoEvent[] {
  const waiting = ranked(events);
  const out: VideoEvent[] = [];
  for (let first = waiting.shift(); first !== undefined; first = waiting.shift()) {
    let event = first;
    for (const kind of EVENT_KINDS) {
      if (event.kinds.includes(kind)) continue;
      const place = bestPlace(waiting, kind, event);
      const [other] = place === null ? [] : waiting.splice(place, 1);
      if (other === undefined) continue;
      const kinds = EVENT_KINDS.filter((each) => each === kind || event.kinds.includes(each));
      event = { ...event, kinds, strength: either(event.strength, other.strength) };
    }
    out.push(event);
  }
  return ranked(out);
}

function bestPlace(events: readonly VideoEvent[], kind: EventKind, near: Interval): number | null {
  let best: number | null = null;
  let most = SAME_EVENT;
  events.forEach((event, i) => {
    const overlap = event.kinds.includes(kind) ? iou(event, near) : 0;
    if (overlap < most || (best !== null && overlap === most)) return;
    [best, most] = [i, overlap];
  });
  return best;
}

/** Within a kind, what a stronger event covers belongs to it alone. */
function apart(events: readonly VideoEvent[]): VideoEvent[] {
  const kept: VideoEvent[] = [];
  for (const event of events) {
    const rivals = kept.filter(({ kinds }) => kinds.some((kind) => event.kinds.includes(kind)));
    const [longest] = subtract([event], rivals).toSorted(
      (a, b) => lengthOf(b) - lengthOf(a) || a.start - b.start,
    );
    if (longest !== undefined && lengthOf(longest) >= SHORTEST_EVENT - 1e-9)
      kept.push({ ...event, start: longest.start, end: longest.end });
  }
  return kept;
}

/** The strongest events that do not overlap a stronger one by `limit` (intersection over union) or more. */
export function distinct(events: readonly VideoEvent[], limit: number, most = Infinity): VideoEvent[] {
  const kept: VideoEvent[] = [];
  for (const event of events) {
    if (kept.length >= most) break;
    if (kept.every((each) => iou(each, event) < limit)) kept.push(event);
  }
  return kept;
}

/** Mean strength between two seconds; 0 where the video has no steps. */
export function strengthBetween({ strength, origin, step }: VideoEvents, from: number, to: number): number {
  const first = Math.max(0, Math.round((from - origin) / step));
  const last = Math.min(strength.length, Math.max(first + 1, Math.round((to - origin) / step)));
  let sum = 0;
  for (let i = first; i < last; i++) sum += f64(strength, i);
  return last > first ? sum / (last - first) : 0;
}
