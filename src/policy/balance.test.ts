import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { balanced, type Grouped } from './balance.ts';

const groups = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 40 });
const counts = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.nat(5));

it('always takes one of a group that has fewest, and the best of that group', () => {
  fc.assert(
    fc.property(groups, counts, (given, curated) => {
      const candidates: Grouped<number>[] = given.map((group, id) => ({ id, group }));
      const had = new Map(Object.entries(curated));
      const left = new Set(candidates);
      for (const pick of balanced(candidates, new Map(had))) {
        left.delete(pick);
        const count = (group: string): number => had.get(group) ?? 0;
        for (const other of left) {
          expect(count(pick.group)).toBeLessThanOrEqual(count(other.group));
          if (other.group === pick.group) expect(pick.id).toBeLessThan(other.id);
        }
        had.set(pick.group, count(pick.group) + 1);
      }
      expect(left.size).toBe(0);
    }),
  );
});

it('keeps the order where all are of one kind', () => {
  const candidates = ['x', 'y', 'z'].map((id) => ({ id, group: '' }));
  expect(balanced(candidates, new Map([['', 7]]))).toEqual(candidates);
});
