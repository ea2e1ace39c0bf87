import { overlap, lengthOf, iou, type Interval } from '../../src/time/interval.ts';
import { click, drag, key, keys, quickest, REACTION, THINK, watch, type Step } from './klm.ts';

/** When an interval is right. `edges`: both edges within 0.2 s of the truth. `iou`: intersection over union of 0.9 or more. */
export type Criterion = 'edges' | 'iou';
export const TOLERANCE = 0.2;
export const ENOUGH_OVERLAP = 0.9;

/** How far from an event somebody lands who has seen the video once and points at where it was, seconds. */
const RECALL = 2;
/** Speed at which an event is recognised while the picture is dragged along: one of the player's speeds. */
const SEARCH_SPEED = 4;
/** Speeds of the player that marks are set at while it plays (renderer/player/shuttle.ts). */
const MARKING_SPEEDS = [1, 0.75, 0.5, 0.25, 0.1];
/** Width of the timeline, and how exactly a pointer is placed on it, CSS pixels. */
const TIMELINE_WIDTH = 1000;
const POINTER_PIXELS = 2;
/** One press of zoom in. */
const ZOOM_STEP = 1.5;

/** What the annotator works on. */
export interface Scene {
  /** Seconds of the video. */
  readonly duration: number;
  /** Seconds from frame to frame. */
  readonly frame: number;
  readonly criterion: Criterion;
}

/** How far each edge may lie from the truth, seconds; never less than half a frame, which nobody can set. */
export function allowance(truth: Interval, { criterion, frame }: Scene): number {
  const exact = criterion === 'edges' ? TOLERANCE : ((1 - ENOUGH_OVERLAP) / 2) * lengthOf(truth);
  return Math.max(frame / 2, exact);
}

/** Whether an interval is right as it is. */
export function isRight(found: Interval, truth: Interval, scene: Scene): boolean {
  if (scene.criterion === 'iou') return iou(found, truth) >= ENOUGH_OVERLAP;
  return (
    Math.abs(found.start - truth.start) <= TOLERANCE + 1e-9 &&
    Math.abs(found.end - truth.end) <= TOLERANCE + 1e-9
  );
}

/** Draws an interval without help, in the quickest of the ways that the application offers. */
export function drawing(truth: Interval, scene: Scene): readonly Step[] {
  return quickest(waysToDraw(truth, scene));
}

/** Dragging on ruler and lane with the picture in view; marking while it plays slowly; and marking after frame steps. */
export function waysToDraw(truth: Interval, scene: Scene): Step[][] {
  const allowed = allowance(truth, scene);
  const length = lengthOf(truth);
  return [
    dragged(length, allowed, scene),
    whilePlaying(length, allowed),
    stepped(length, allowed, scene.frame),
  ];
}

function dragged(length: number, allowed: number, { duration }: Scene): Step[] {
  const pointed = (POINTER_PIXELS * duration) / TIMELINE_WIDTH;
  const zooms = Math.max(0, Math.ceil(Math.log(pointed / allowed) / Math.log(ZOOM_STEP)));
  return [
    THINK,
    ...keys('zoom-in', zooms),
    drag('ruler', RECALL / SEARCH_SPEED + REACTION),
    THINK,
    drag('lane of the item', Math.min(length, RECALL) / SEARCH_SPEED + REACTION),
  ];
}

function whilePlaying(length: number, allowed: number): Step[] {
  const speed = MARKING_SPEEDS.find((each) => REACTION * each <= allowed) ?? 0.1;
  return [
    THINK,
    click('ruler'),
    key('play'),
    watch(RECALL / speed),
    key('mark-in'),
    watch(length / speed),
    key('mark-out'),
    key('play'),
    key('create'),
  ];
}

function stepped(length: number, allowed: number, frame: number): Step[] {
  const steps = (seconds: number): Step[] => {
    const whole = Math.floor(seconds);
    return [
      ...keys('second-on', whole),
      ...keys('frame-on', Math.ceil((seconds - whole - allowed) / frame - 1e-9)),
    ];
  };
  return [
    THINK,
    click('ruler'),
    ...steps(RECALL),
    key('mark-in'),
    THINK,
    ...steps(length),
    key('mark-out'),
    key('create'),
  ];
}

/** Plays an interval once, or looks at its two edges where that is quicker. */
export function checking(found: Interval): readonly Step[] {
  return quickest([
    [key('play-selection'), watch(lengthOf(found))],
    [key('go-start'), THINK, key('go-end'), THINK],
  ]);
}

/**
 * Brings the edges of a selected interval to where they belong, the worse one first, until it is right: by nudges of one
 * and ten frames or by dragging.
 */
export function trimming(found: Interval, truth: Interval, scene: Scene): readonly Step[] {
  const allowed = allowance(truth, scene);
  const sides = (['start', 'end'] as const).toSorted(
    (a, b) => Math.abs(found[b] - truth[b]) - Math.abs(found[a] - truth[a]),
  );
  const steps: Step[] = [];
  let now = found;
  for (const side of sides) {
    if (isRight(now, truth, scene)) break;
    const off = now[side] - truth[side];
    const frames = Math.ceil((Math.abs(off) - allowed) / scene.frame - 1e-9);
    if (frames <= 0) continue;
    const [one, ten] =
      off > 0 ? (['nudge-back', 'nudge-back-10'] as const) : (['nudge-on', 'nudge-on-10'] as const);
    const nudged: Step[] = [
      THINK,
      // Nudges move the start unless the other edge is chosen.
      ...(side === 'end' ? [key('other-edge')] : []),
      ...keys(ten, Math.floor(frames / 10)),
      ...keys(one, frames % 10),
    ];
    const along = Math.min(Math.abs(off), RECALL) / SEARCH_SPEED + REACTION;
    steps.push(...quickest([nudged, [THINK, drag('edge of the interval', along)]]));
    now = { ...now, [side]: truth[side] };
  }
  return steps;
}

/** Whether two intervals share any time. */
export function touch(a: Interval, b: Interval): boolean {
  return overlap(a, b) > 0;
}
