import { overlap, lengthOf, iou, type Interval } from '../../src/time/interval.ts';
import {
  best,
  click,
  drag,
  key,
  keys,
  REACTION,
  THINK,
  watch,
  type Goal,
  type Step,
  type Target,
} from './klm.ts';

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
/** One nudge by a fifth of a second. */
const FIFTH = 0.2;
/** One press of zoom in. */
const ZOOM_STEP = 1.5;

/** What the annotator works on. */
export interface Scene {
  /** Seconds of the video. */
  readonly duration: number;
  /** Seconds from frame to frame. */
  readonly frame: number;
  readonly criterion: Criterion;
  readonly goal: Goal;
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

/** Draws an interval without help, in the best of the ways that the application offers. */
export function drawing(truth: Interval, scene: Scene): readonly Step[] {
  return best(waysToDraw(truth, scene), scene.goal);
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
  const speed = markingSpeed(allowed);
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

/** Plays an interval once, or looks at its two edges where that is better. */
export function checking(found: Interval, { goal }: Scene): readonly Step[] {
  return best(
    [
      [key('play-selection'), watch(lengthOf(found))],
      [key('go-start'), THINK, key('go-end'), THINK],
    ],
    goal,
  );
}

export type Side = 'start' | 'end';

/** The edge that lies farther from where it belongs. */
export function worseSide(found: Interval, truth: Interval): Side {
  return Math.abs(found.start - truth.start) >= Math.abs(found.end - truth.end) ? 'start' : 'end';
}

/** Dragging one edge to where it belongs, with its picture in view. */
export function edgeDrag(on: Target, found: Interval, truth: Interval, side: Side): Step[] {
  const along = Math.min(Math.abs(found[side] - truth[side]), RECALL) / SEARCH_SPEED + REACTION;
  return [THINK, drag(on, along)];
}

/** An interval with one edge where it belongs. */
export function mended(found: Interval, truth: Interval, side: Side): Interval {
  return { ...found, [side]: truth[side] };
}

/**
 * Brings the edges of a selected interval to where they belong, the worse one first, until it is right: by nudges of one
 * and ten frames, by dragging, or, where the interval is too long, by setting the edge while it plays.
 * @param plays it is playing in a loop already.
 */
export function trimming(found: Interval, truth: Interval, scene: Scene, plays: boolean): readonly Step[] {
  const steps: Step[] = [];
  let now = found;
  for (let turn = 0; turn < 2 && !isRight(now, truth, scene); turn++) {
    const side = worseSide(now, truth);
    const ways = [
      nudging(now, truth, side, scene),
      edgeDrag('edge of the interval', now, truth, side),
      ...(inside(now, truth, side) ? [settingWhilePlaying(now, truth, side, { scene, plays })] : []),
    ];
    steps.push(...best(ways, scene.goal));
    now = mended(now, truth, side);
  }
  return steps;
}

function nudging(found: Interval, truth: Interval, side: Side, scene: Scene): Step[] {
  // Nudges move the start unless the other edge is chosen.
  return [THINK, ...(side === 'end' ? [key('other-edge')] : []), ...nudges(found, truth, side, scene)];
}

/** Keys that bring a chosen edge near enough to where it belongs: fifths of a second, ten frames, single frames. */
export function nudges(found: Interval, truth: Interval, side: Side, scene: Scene): Step[] {
  const off = found[side] - truth[side];
  const allowed = allowance(truth, scene);
  const frames = (left: number): number => Math.max(0, Math.ceil((left - allowed) / scene.frame - 1e-9));
  const [one, ten, fifth] =
    off > 0
      ? (['nudge-back', 'nudge-back-10', 'nudge-back-fifth'] as const)
      : (['nudge-on', 'nudge-on-10', 'nudge-on-fifth'] as const);
  const first = Math.max(1, frames(Math.abs(off)));
  const byFrames = [...keys(ten, Math.floor(first / 10)), ...keys(one, first % 10)];
  const jumps = Math.round(Math.abs(off) / FIFTH);
  const left = Math.abs(Math.abs(off) - jumps * FIFTH);
  // A jump too far would have to be taken back with the other key, which is as many presses.
  const byFifths = [...keys(fifth, jumps), ...keys(one, frames(left))];
  return [...best(jumps === 0 ? [byFrames] : [byFrames, byFifths], scene.goal)];
}

/** Whether the right place of an edge is passed while the interval is played. */
function inside(found: Interval, truth: Interval, side: Side): boolean {
  return found.start < truth[side] && truth[side] < found.end;
}

function settingWhilePlaying(
  found: Interval,
  truth: Interval,
  side: Side,
  { scene, plays }: { readonly scene: Scene; readonly plays: boolean },
): Step[] {
  return [
    THINK,
    ...(plays ? [] : [key('play-selection')]),
    watch((truth[side] - found.start) / markingSpeed(allowance(truth, scene))),
    key(side === 'start' ? 'start-here' : 'end-here'),
  ];
}

/** The fastest speed at which a mark set while it plays is exact enough. */
export function markingSpeed(allowed: number): number {
  return MARKING_SPEEDS.find((each) => REACTION * each <= allowed) ?? 0.1;
}

/** Whether two intervals share any time. */
export function touch(a: Interval, b: Interval): boolean {
  return overlap(a, b) > 0;
}
