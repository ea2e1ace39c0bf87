import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeTick, frameTable, isOnGrid } from '../../src/time/frame-table.ts';
import { ticks, timebase } from '../../src/time/ticks.ts';
import {
  boundaryNear,
  dragged,
  groupShift,
  grownSpan,
  nudged,
  previewFrame,
  sharedTick,
  shifted,
  snapTick,
  withEdge,
  type Gesture,
} from './gesture.ts';
import { evenTable } from './testing.ts';

const even = evenTable(100);

/** Frames of different lengths, not starting at 0: what a phone records. */
const anyTable = fc
  .tuple(
    fc.integer({ min: 0, max: 500 }),
    fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 3, maxLength: 60 }),
  )
  .map(([first, lengths]) => {
    const pts = [first];
    for (const length of lengths) pts.push((pts.at(-1) ?? 0) + length);
    const end = pts.pop() ?? 0;
    return frameTable(timebase(1, 1000), Float64Array.from(pts), ticks(end));
  });
const anyPointer = fc.double({ min: -2000, max: 8000, noNaN: true });

describe('a drag on the timeline', () => {
  it('always gives an interval inside the video of at least one frame, its dragged edges on frames', () => {
    fc.assert(
      fc.property(anyTable, anyPointer, anyPointer, fc.nat(), fc.nat(), (table, pointer, grabbed, a, b) => {
        const frames = table.pts.length;
        const from = a % frames;
        const to = from + 1 + (b % (frames - from));
        const start = edgeTick(table, from);
        const end = edgeTick(table, to);
        const gestures: Gesture[] = [
          { kind: 'create', anchor: grabbed },
          { kind: 'edge', side: 'start', start, end },
          { kind: 'edge', side: 'end', start, end },
          { kind: 'move', start, end, grabbed },
        ];
        for (const gesture of gestures) {
          const span = dragged(gesture, pointer, table);
          expect(span.start).toBeLessThan(span.end);
          expect(span.start).toBeGreaterThanOrEqual(edgeTick(table, 0));
          expect(span.end).toBeLessThanOrEqual(table.end);
          expect(isOnGrid(table, ticks(span.start))).toBe(true);
          expect(isOnGrid(table, ticks(span.end))).toBe(true);
        }
        const moved = dragged({ kind: 'move', start, end, grabbed }, pointer, table);
        expect(boundaryNear(table, moved.end) - boundaryNear(table, moved.start)).toBe(to - from);
      }),
    );
  });

  it('draws in both directions', () => {
    expect(dragged({ kind: 'create', anchor: 401 }, 799, even)).toEqual({ start: 400, end: 800 });
    expect(dragged({ kind: 'create', anchor: 799 }, 401, even)).toEqual({ start: 400, end: 800 });
    expect(dragged({ kind: 'create', anchor: 401 }, 402, even)).toEqual({ start: 400, end: 440 });
  });

  it('leaves an off-grid edge alone while the other one is dragged', () => {
    expect(dragged({ kind: 'edge', side: 'end', start: 413, end: 800 }, 905, even)).toEqual({
      start: 413,
      end: 920,
    });
    expect(dragged({ kind: 'edge', side: 'end', start: 413, end: 800 }, 100, even)).toEqual({
      start: 413,
      end: 440,
    });
  });

  it('sticks to a magnet that lies on a frame, and to no other', () => {
    expect(snapTick(even, 1005, [960], 60)).toBe(960);
    expect(snapTick(even, 1005, [963], 60)).toBe(1000);
    expect(snapTick(even, 1005, [960], 10)).toBe(1000);
  });

  it('moves by its end when its end meets a magnet', () => {
    const span = dragged({ kind: 'move', start: 400, end: 800, grabbed: 500 }, 1085, even, [1400], 30);
    expect(span).toEqual({ start: 1000, end: 1400 });
  });
});

describe('edges moved by keys', () => {
  const span = { start: 400, end: 800 };

  it('go by whole frames and stop one frame before the other edge', () => {
    expect(nudged(span, 'start', 1, even)).toEqual({ start: 440, end: 800 });
    expect(nudged(span, 'end', -10, even)).toEqual({ start: 400, end: 440 });
    expect(nudged(span, 'start', 50, even)).toEqual({ start: 760, end: 800 });
    expect(nudged(span, 'start', -50, even)).toEqual({ start: 0, end: 800 });
    expect(nudged(span, 'end', 500, even)).toEqual({ start: 400, end: 4000 });
  });

  it('take the frame grid when they were off it', () => {
    expect(nudged({ start: 413, end: 800 }, 'start', 1, even)).toEqual({ start: 440, end: 800 });
    expect(withEdge({ start: 413, end: 800 }, 'start', 413, even)).toEqual({ start: 400, end: 800 });
  });

  it('show the first or the last frame that belongs to the interval', () => {
    expect(previewFrame(span, 'start', even)).toBe(10);
    expect(previewFrame(span, 'end', even)).toBe(19);
    expect(previewFrame({ start: 413, end: 822 }, 'end', even)).toBe(20);
  });
});

const anySpan = fc
  .tuple(fc.nat(180), fc.integer({ min: 1, max: 19 }))
  .map(([first, length]) => ({ start: first * 40, end: (first + length) * 40 }));

describe('several intervals at once', () => {
  const long = evenTable(200);

  it('keep their lengths and their distances, and stay inside the video, however far they are moved', () => {
    fc.assert(
      fc.property(
        fc.array(anySpan, { minLength: 1, maxLength: 10 }),
        fc.integer({ min: -400, max: 400 }),
        (spans, wanted) => {
          const frames = groupShift(spans, wanted, long);
          expect(Math.abs(frames)).toBeLessThanOrEqual(Math.abs(wanted));
          for (const span of spans) {
            const moved = shifted(span, frames, long);
            expect(moved.end - moved.start).toBe(span.end - span.start);
            expect(moved.start - span.start).toBe(frames * 40);
            expect(moved.start).toBeGreaterThanOrEqual(0);
            expect(moved.end).toBeLessThanOrEqual(8000);
          }
        },
      ),
    );
  });

  it('share an edge that leaves each at least one frame', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 198 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: -1000, max: 9000 }),
        (frame, before, after, wanted) => {
          const at = frame * 40;
          const left = { id: 1, side: 'end', start: Math.max(0, frame - before) * 40, end: at } as const;
          const right = { id: 2, side: 'start', start: at, end: Math.min(200, frame + after) * 40 } as const;
          const tick = sharedTick([left, right], wanted, long);
          expect(tick).toBeGreaterThan(left.start);
          expect(tick).toBeLessThan(right.end);
          expect(tick % 40).toBe(0);
        },
      ),
    );
  });
});

describe('an interval that grows while a key is held', () => {
  it('covers the frames that were shown from the first to the last, forwards and backwards, on their boundaries', () => {
    const short = evenTable(100);
    expect(grownSpan(10, 10 * 40 + 13, short)).toEqual({ start: 400, end: 440 });
    expect(grownSpan(10, 20 * 40 + 13, short)).toEqual({ start: 400, end: 840 });
    expect(grownSpan(20, 10 * 40, short)).toEqual({ start: 400, end: 840 });
    expect(grownSpan(99, 1e9, short)).toEqual({ start: 99 * 40, end: 4000 });
  });
});
