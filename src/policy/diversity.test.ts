import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diversified, type Candidate } from './diversity.ts';
import { curatedLooks, information, novelty, type CuratedLooks } from './information.ts';

const look = (...values: number[]): Float32Array => new Float32Array(values);
const looks = fc.tuple(fc.nat(6), fc.nat(6)).map((values) => look(...values));
const candidates = fc
  .array(fc.tuple(fc.nat(8), fc.option(looks, { nil: null, freq: 8 })), { maxLength: 14 })
  .map((all) =>
    all.map(([torn, seen], id): Candidate<number> => ({ id, disagreement: torn / 8, look: seen })),
  );
const curated = fc.array(looks, { maxLength: 5 }).map(curatedLooks);

/** The definition, without any cleverness: after each pick everything is weighed again. */
function plainly(all: readonly Candidate<number>[], from: CuratedLooks): number[] {
  const picks: Candidate<number>[] = [];
  const value = ({ disagreement, look: own }: Candidate<number>): number => {
    const seen = [...from.looks, ...picks.flatMap((pick) => (pick.look === null ? [] : [pick.look]))];
    const strange = own === null ? null : novelty(own, { looks: seen, typical: from.typical });
    return information(disagreement, strange).value;
  };
  while (picks.length < all.length) {
    const left = all.filter((each) => !picks.includes(each));
    const [first] = left.toSorted((a, b) => value(b) - value(a));
    if (first !== undefined) picks.push(first);
  }
  return picks.map(({ id }) => id);
}

describe('a diversified order', () => {
  it('is that of weighing everything again after each pick', () => {
    fc.assert(
      fc.property(candidates, curated, (all, from) => {
        fc.pre(from !== null);
        expect(diversified(all, from).map(({ id }) => id)).toEqual(plainly(all, from));
      }),
    );
  });

  it('picks each once, with values that never rise, and its beginning does not depend on how many are picked', () => {
    fc.assert(
      fc.property(candidates, curated, fc.nat(14), (all, from, most) => {
        const picks = diversified(all, from);
        expect(picks.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(all.map(({ id }) => id));
        for (const [i, { value }] of picks.entries())
          expect(value).toBeLessThanOrEqual(picks[i - 1]?.value ?? 1);
        if (from !== null) expect(diversified(all, from, most)).toEqual(picks.slice(0, most));
      }),
    );
  });

  it('does not pick what looks like a pick where something else is nearly as good', () => {
    const alike = [0, -0.25, -1].map((x, id) => ({ id, disagreement: 0.9, look: look(x, 0) }));
    const other = { id: 3, disagreement: 0.7, look: look(-20, 30) };
    const from = curatedLooks([look(-20, 0), look(-20, 1)]);
    expect(diversified([...alike, other], from, 2).map(({ id }) => id)).toEqual([0, 3]);
    expect(diversified([...alike, other], from).map(({ like }) => like)).toEqual([null, null, 0, 0]);
  });

  it('compares candidates with each other where nothing is curated, and goes by disagreement where nothing is seen', () => {
    const [a, b, c] = [look(0, 0), look(0, 0), look(4, 0)];
    const seen = [a, b, c].map((each, id) => ({ id, disagreement: 0.5, look: each }));
    expect(diversified(seen, null).map(({ id }) => id)).toEqual([0, 2, 1]);
    const unseen = [0.2, 0.9, 0.5].map((disagreement, id) => ({ id, disagreement, look: null }));
    expect(diversified(unseen, null)).toMatchObject([
      { id: 1, value: 0.9, novelty: null },
      { id: 2 },
      { id: 0 },
    ]);
  });
});
