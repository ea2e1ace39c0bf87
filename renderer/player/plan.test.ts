import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goesOn, isWished, nextGoal, serves, wishFor } from './plan.ts';

const direction = fc.constantFrom<1 | -1>(1, -1);

describe('what to decode next', () => {
  it('is at last everything that is wished, each frame once, and the one that is waited for first', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.nat(),
        direction,
        fc.integer({ min: -400, max: 400 }),
        fc.integer({ min: 6, max: 64 }),
        fc.boolean(),
        (frames, at, way, jump, capacity, twice) => {
          const frame = at % frames;
          const wish = wishFor(frame, way, { jump, before: twice ? jump : jump + 1 }, capacity, frames);
          const there = new Set<number>();
          const settled = (each: number): boolean => there.has(each);
          expect(nextGoal(wish, settled)).toEqual({ from: frame, to: frame + 1, urgent: true });
          for (let goal = nextGoal(wish, settled); goal !== null; goal = nextGoal(wish, settled)) {
            expect(goal.to).toBeGreaterThan(goal.from);
            expect(there.has(goal.from)).toBe(false);
            expect(there.has(goal.to - 1)).toBe(false);
            for (let each = goal.from; each < goal.to; each++) {
              expect(isWished(wish, each)).toBe(true);
              there.add(each);
            }
          }
          for (let each = wish.window.from; each < wish.window.to; each++) expect(there.has(each)).toBe(true);
          if (twice) for (const stone of wish.stones) expect(there.has(stone)).toBe(true);
          // Pictures are large: what is kept beyond the window is a handful.
          expect(there.size).toBeLessThanOrEqual(capacity + 8);
        },
      ),
    );
  });

  it('looks ahead by the length of the jump, inside the video, where a decoder does not come by anyhow', () => {
    const back = wishFor(500, -1, { jump: -30, before: -30 }, 64, 1000);
    expect(back.stones).toEqual([440, 410, 380, 350, 320, 290, 260]);
    expect(wishFor(100, -1, { jump: -30, before: 0 }, 64, 1000).stones).toEqual([40, 10]);
    expect(wishFor(100, 1, { jump: 30, before: 30 }, 64, 1000).stones).toEqual([]);
    expect(wishFor(100, 1, { jump: 300, before: 300 }, 64, 1000).stones).toEqual([400, 700]);
    expect(wishFor(100, -1, { jump: -1, before: -1 }, 64, 1000).stones).toEqual([]);
  });

  it('is where the next jumps land before what lies around, when the same jump was made twice', () => {
    const jump = { jump: -100, before: -100 };
    const there = new Set([500]);
    const wish = wishFor(500, -1, jump, 40, 1000);
    expect(nextGoal(wish, (each) => there.has(each))).toEqual({ from: 400, to: 401, urgent: false });
    for (const stone of [400, 300, 200]) there.add(stone);
    expect(nextGoal(wish, (each) => there.has(each))).toEqual({ ...wish.window, urgent: false });
    const once = wishFor(500, -1, { jump: -100, before: 7 }, 40, 1000);
    expect(nextGoal(once, (each) => each === 500)).toEqual({ ...once.window, urgent: false });
  });

  it('goes on with a decoder that stands before a frame, unless a key frame between is nearer', () => {
    expect(goesOn(120, 200, 0)).toBe(true);
    expect(goesOn(200, 200, 0)).toBe(true);
    expect(goesOn(201, 200, 0)).toBe(false);
    expect(goesOn(100, 260, 250)).toBe(false);
    // Starting another one costs more than these few frames.
    expect(goesOn(246, 260, 250)).toBe(true);
  });

  it('serves those who stay within it', () => {
    const wish = wishFor(500, 1, { jump: 1, before: 1 }, 40, 1000);
    expect(serves(wish, wish.window.from)).toBe(true);
    expect(serves(wish, wish.window.to - 1)).toBe(true);
    expect(serves(wish, wish.window.to)).toBe(false);
  });
});
