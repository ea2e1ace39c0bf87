import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  edgeTick,
  endSeconds,
  frameAt,
  frameCount,
  frameTable,
  isOnGrid,
  middleOfFrame,
  nearestEdge,
  startSeconds,
} from './frame-table.ts';
import { frameIndex, ticks, timebase, toSeconds, toTicks } from './ticks.ts';

const base = timebase(1, 1000);
/** Tables of uneven frames that may begin before, at or after time 0. */
const table = fc
  .tuple(
    fc.integer({ min: -500, max: 500 }),
    fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 40 }),
  )
  .map(([start, lengths]) => {
    const edges = [start];
    for (const length of lengths) edges.push((edges.at(-1) ?? 0) + length);
    return frameTable(base, Float64Array.from(edges.slice(0, -1)), ticks(edges.at(-1) ?? 0));
  });

describe('frameTable', () => {
  it('refuses tables that no video can have', () => {
    const make = (pts: number[], end: number) => () => frameTable(base, Float64Array.from(pts), ticks(end));
    expect(make([], 1)).toThrow('at least one frame');
    expect(make([0, 0], 1)).toThrow('Frame 1 is not later');
    expect(make([5, 3], 9)).toThrow('Frame 1 is not later');
    expect(make([0, 10], 10)).toThrow('end after its last frame');
    expect(make([0, 0.5], 10)).toThrow('whole tick');
    expect(make([0, Number.NaN], 10)).toThrow('whole tick');
  });

  it('knows the first and the last moment', () => {
    const one = frameTable(base, Float64Array.of(21, 61), ticks(101));
    expect([startSeconds(one), endSeconds(one), frameCount(one)]).toEqual([0.021, 0.101, 2]);
    expect(middleOfFrame(one, frameIndex(1))).toBeCloseTo(0.081, 12);
  });
});

describe('looking up frames', () => {
  it('shows at each moment the last frame that has begun', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: -700, max: 5000 }), (frames, at) => {
        const begun = frames.pts.filter((pts) => pts <= at).length;
        expect(frameAt(frames, ticks(at))).toBe(Math.max(0, begun - 1));
      }),
    );
  });

  it('finds the boundary that is nearest, the earlier one of two equally near', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: -700, max: 5000 }), (frames, at) => {
        const distances = [...frames.pts, frames.end].map((edge) => Math.abs(edge - at));
        expect(nearestEdge(frames, ticks(at))).toBe(distances.indexOf(Math.min(...distances)));
        expect(isOnGrid(frames, ticks(at))).toBe(distances.includes(0));
      }),
    );
  });

  it('gives back each boundary, and bounds what lies beyond', () => {
    fc.assert(
      fc.property(table, (frames) => {
        const count = frameCount(frames);
        for (let index = 0; index <= count; index++) {
          const at = edgeTick(frames, index);
          expect(nearestEdge(frames, at)).toBe(index);
          expect(isOnGrid(frames, at)).toBe(true);
          if (index < count) expect(frameAt(frames, at)).toBe(index);
        }
        expect(edgeTick(frames, -1)).toBe(edgeTick(frames, 0));
        expect(edgeTick(frames, count + 5)).toBe(frames.end);
        expect(() => edgeTick(frames, 0.5)).toThrow(RangeError);
      }),
    );
  });

  it('seeks to the middle of a frame, which shows that frame', () => {
    fc.assert(
      fc.property(table, fc.nat(), (frames, pick) => {
        const index = frameIndex(pick % frameCount(frames));
        const middle = middleOfFrame(frames, index);
        expect(middle).toBeGreaterThan(toSeconds(edgeTick(frames, index), base));
        expect(middle).toBeLessThan(toSeconds(edgeTick(frames, index + 1), base));
      }),
    );
  });
});

describe('ticks and seconds', () => {
  it('come back from seconds unchanged, in every usual timebase', () => {
    const bases = [timebase(1, 12800), timebase(1, 90000), timebase(1001, 30000), timebase(1, 1_000_000)];
    fc.assert(
      fc.property(fc.constantFrom(...bases), fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), (unit, value) => {
        expect(toTicks(toSeconds(ticks(value), unit), unit)).toBe(value);
      }),
    );
  });
});
