import { describe, expect, it } from 'vitest';
import { best, click, costOf, drag, key, keysOf, NOTHING, SECONDS, THINK, watch } from './klm.ts';

const { key: k, point: p, home: h, think: m } = SECONDS;

describe('the keystroke-level model', () => {
  it('takes an action for a key, two for a click, three for a drag, and none for thinking and watching', () => {
    expect(costOf([key('accept')])).toEqual({ actions: 1, gestures: 1, seconds: k });
    expect(costOf([click('option')])).toEqual({ actions: 2, gestures: 1, seconds: p + k });
    expect(costOf([drag('ruler', 0.5)])).toEqual({ actions: 3, gestures: 1, seconds: 2 * p + k + 0.5 });
    expect(costOf([THINK, watch(2)])).toEqual({ actions: 0, gestures: 0, seconds: m + 2 });
    expect(costOf([])).toEqual(NOTHING);
  });

  it('counts every key of a chord', () => {
    expect(keysOf('second-on')).toBe(2);
    expect(keysOf('nudge-on-10')).toBe(2);
    expect(keysOf('nudge-on-fifth')).toBe(2);
    expect(keysOf('zoom-in')).toBe(1);
    expect(costOf([key('second-on')])).toMatchObject({ actions: 2, gestures: 1 });
  });

  it('moves the right hand between mouse and keys, and leaves the left one where it is', () => {
    expect(costOf([click('ruler'), key('mark-in'), key('mark-out'), click('ruler')]).seconds).toBeCloseTo(
      2 * (p + k) + 2 * k + 2 * h,
    );
    expect(costOf([click('ruler'), key('accept'), click('ruler')]).seconds).toBeCloseTo(2 * (p + k) + k);
  });

  it('chooses the way that spares time or actions', () => {
    const ways = [[click('option')], [key('accept'), key('accept'), key('accept')]];
    expect(best(ways, 'seconds')).toEqual(ways[1]);
    expect(best(ways, 'actions')).toEqual(ways[0]);
    expect(() => best([], 'seconds')).toThrow(RangeError);
  });
});
