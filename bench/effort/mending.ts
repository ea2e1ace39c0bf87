import type { Interval } from '../../src/time/interval.ts';
import {
  allowance,
  edgeDrag,
  isRight,
  markingSpeed,
  mended,
  nudges,
  worseSide,
  type Scene,
  type Side,
} from './drawing.ts';
import { best, key, REACTION, THINK, watch, type Step } from './klm.ts';

/** Seconds that the application plays before and after a suggestion (renderer/suggestions/arrive.ts). */
export const MARGIN = 0.5;

/** Whether accepted intervals are played before they are called right (`play`), or judged by where they lie (`glance`). */
export type Check = 'play' | 'glance';

/**
 * Judges a suggestion that the walk has come to and that plays since, makes it right, and accepts it: one key where nothing is
 * off. Its edges are moved before it is accepted: with `[` and `]` as they are passed, with `T` (which accepts), by nudges, or
 * by dragging the last one (which accepts too).
 */
export function mending(found: Interval, truth: Interval, scene: Scene, check: Check): readonly Step[] {
  const once = check === 'play' ? [watch(length(found) + 2 * MARGIN + REACTION)] : [];
  if (isRight(found, truth, scene)) return [...once, key('accept')];
  return best(
    [[...once, ...afterwards(found, truth, scene)], ...whileJudging(found, truth, scene, check)],
    scene.goal,
  );
}

/** Both edges as they are passed for the first time, so that nothing is watched twice. */
function whileJudging(found: Interval, truth: Interval, scene: Scene, check: Check): Step[][] {
  const speed = markingSpeed(allowance(truth, scene));
  const from = found.start - MARGIN;
  const startOff = !isRight({ ...truth, start: found.start }, truth, scene);
  const endOff = !isRight({ ...truth, end: found.end }, truth, scene);
  // Two edges that are each near enough may together be too far off.
  const marked = { start: startOff || !endOff, end: endOff };
  if (marked.start && !passed(found, truth.start)) return [];
  if (marked.end && !passed(found, truth.end)) return [];
  const start = marked.start ? [watch((truth.start - from) / speed), key('start-here')] : [];
  const since = marked.start ? truth.start : from;
  if (marked.end)
    return [
      [
        ...start,
        watch((truth.end - since) / speed),
        ...(isNearer(found, truth, 'end') ? [key('trim')] : [key('end-here'), key('accept')]),
      ],
    ];
  const rest = check === 'play' ? [watch((found.end + MARGIN - since) / speed)] : [];
  return [[...start, ...rest, key('accept')]];
}

/** After it was judged: the worse edge first, and the other one where that is needed. */
function afterwards(found: Interval, truth: Interval, scene: Scene): readonly Step[] {
  const side = worseSide(found, truth);
  const once = mended(found, truth, side);
  if (isRight(once, truth, scene)) return lastEdge(found, truth, side, scene);
  const first = best(
    [nudgedEdge(found, truth, side, scene), ...setAsPassed(found, truth, side, scene)],
    scene.goal,
  );
  return [...first, ...lastEdge(once, truth, side === 'start' ? 'end' : 'start', scene)];
}

function lastEdge(found: Interval, truth: Interval, side: Side, scene: Scene): readonly Step[] {
  const trims = isNearer(found, truth, side) ? setAsPassed(found, truth, side, scene, 'trim') : [];
  return best(
    [
      [...nudgedEdge(found, truth, side, scene), key('accept')],
      edgeDrag('edge of the suggestion', found, truth, side),
      ...trims,
    ],
    scene.goal,
  );
}

function nudgedEdge(found: Interval, truth: Interval, side: Side, scene: Scene): Step[] {
  // Nudges move the edge nearer to the playhead; the end is chosen with a key, wherever that is.
  return [THINK, ...(side === 'end' ? [key('other-edge')] : []), ...nudges(found, truth, side, scene)];
}

/** Setting an edge in a later round of the loop. */
function setAsPassed(
  found: Interval,
  truth: Interval,
  side: Side,
  scene: Scene,
  accepting?: 'trim',
): Step[][] {
  if (!passed(found, truth[side])) return [];
  const away = truth[side] - (found.start - MARGIN);
  const mark = accepting ?? (side === 'start' ? 'start-here' : 'end-here');
  return [[THINK, watch(away / markingSpeed(allowance(truth, scene))), key(mark)]];
}

/** Whether the loop around a suggestion passes a time. */
function passed({ start, end }: Interval, time: number): boolean {
  return start - MARGIN < time && time < end + MARGIN;
}

/** Whether an edge is the one that is nearer to where it belongs: `T` moves the nearer one. */
function isNearer(found: Interval, truth: Interval, side: Side): boolean {
  const other = side === 'start' ? 'end' : 'start';
  return Math.abs(truth[side] - found[side]) <= Math.abs(truth[side] - found[other]);
}

function length({ start, end }: Interval): number {
  return end - start;
}
