import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { batchOf } from './batches.ts';
import { chooseHeldOut, type SplitVideo } from './split.ts';

const video = fc.record({
  split: fc.constantFrom('train', 'validation', 'test', null),
  source: fc.constantFrom(null, 'a', 'b', 'c', 'd', 'e'),
} as const);
const corpus = fc
  .array(video, { maxLength: 60 })
  .map((all) => all.map((each, i): SplitVideo => ({ ...each, id: `v${i}` })));

describe('the choice of held-out videos', () => {
  it('uses the validation split where there is one', () => {
    const splits = ['train', 'train', 'train', 'validation', 'test', null] as const;
    const videos = splits.map((split, i): SplitVideo => ({ id: `v${i}`, split, source: null }));
    expect(chooseHeldOut(videos, 0.15, 1)).toEqual({
      train: ['v0', 'v1', 'v2'],
      heldOut: ['v3'],
      test: ['v4'],
    });
  });

  it.each([
    [1, 0],
    [2, 0],
    [3, 2],
    [8, 2],
    [20, 3],
    [40, 6],
    [100, 15],
  ])('of %i training videos holds out %i', (count, heldOut) => {
    const videos = Array.from({ length: count }, (_, i): SplitVideo => ({
      id: `v${i}`,
      split: 'train',
      source: null,
    }));
    const chosen = chooseHeldOut(videos, 0.15, 3);
    expect(chosen.heldOut).toHaveLength(heldOut);
    expect(chosen.train).toHaveLength(count - heldOut);
  });

  it('keeps sources together, loses nothing, never teaches with what it judges by, and depends on ids and seed only', () => {
    fc.assert(
      fc.property(corpus, fc.integer({ min: 0, max: 1000 }), (videos, seed) => {
        const { train, heldOut, test } = chooseHeldOut(videos, 0.15, seed);
        const of = (split: string) => videos.filter((each) => each.split === split).map(({ id }) => id);
        const byCode = (a: string, b: string) => (a < b ? -1 : 1);
        const judged = of('validation').length > 0 ? of('validation') : heldOut;
        expect([...heldOut].toSorted(byCode)).toEqual([...judged].toSorted(byCode));
        const learned = of('validation').length > 0 ? train : [...train, ...heldOut];
        expect([...learned].toSorted(byCode)).toEqual(of('train').toSorted(byCode));
        expect([...test]).toEqual(of('test').toSorted(byCode));
        if (of('train').length > 0) expect(train.length).toBeGreaterThan(0);
        const sources = (ids: readonly string[]) =>
          videos.flatMap(({ id, source }) => (ids.includes(id) && source !== null ? [source] : []));
        if (of('validation').length === 0)
          for (const source of sources(heldOut)) expect(sources(train)).not.toContain(source);
        expect(chooseHeldOut(videos.toReversed(), 0.15, seed)).toEqual({ train, heldOut, test });
      }),
    );
  });
});

describe('the batches of GRPO', () => {
  it('pose every item once before any comes again, in another order each time, whatever the sizes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 99 }),
        (items, size, seed) => {
          const pool = Array.from({ length: items }, (_, i) => i);
          const steps = Math.ceil((items * 3) / size);
          const drawn = Array.from({ length: steps }, (_, step) => batchOf(pool, size, step, seed)).flat();
          expect(drawn).toHaveLength(steps * size);
          for (let pass = 0; pass < 3; pass++)
            expect(drawn.slice(pass * items, (pass + 1) * items).toSorted((a, b) => a - b)).toEqual(pool);
        },
      ),
    );
  });
});
