import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { MOST_ROWS, windowAt, windowFrom } from './list-window.ts';

const list = fc.record({ total: fc.nat(500), from: fc.integer({ min: -100, max: 600 }), at: fc.nat(499) });

it('is within the list and as full as it can be', () => {
  fc.assert(
    fc.property(list, ({ total, from }) => {
      const window = windowFrom(from, total);
      expect(window.from).toBeGreaterThanOrEqual(0);
      expect(window.to).toBeLessThanOrEqual(total);
      expect(window.to - window.from).toBe(Math.min(total, MOST_ROWS));
    }),
  );
});

it('shows the row that is asked for, and does not move for one that it shows', () => {
  fc.assert(
    fc.property(list, ({ total, from, at }) => {
      fc.pre(at < total);
      const before = windowFrom(from, total);
      const after = windowAt(before, at, total);
      expect(after.from <= at && at < after.to).toBe(true);
      if (before.from <= at && at < before.to) expect(after).toEqual(before);
    }),
  );
});

it('stays where it is when no row is asked for, but for a list that became shorter', () => {
  expect(windowAt({ from: 100, to: 150 }, -1, 400)).toEqual({ from: 100, to: 150 });
  expect(windowAt({ from: 100, to: 150 }, -1, 120)).toEqual({ from: 70, to: 120 });
});
