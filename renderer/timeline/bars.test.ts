import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neighbour, packBars, visibleRange } from './bars.ts';
import { bar } from './testing.ts';

const anyBars = fc
  .array(
    fc.record({ start: fc.integer({ min: 0, max: 10_000 }), length: fc.integer({ min: 1, max: 3000 }) }),
    { maxLength: 80 },
  )
  .map((spans) => spans.map(({ start, length }, i) => bar(`b${i}`, start, start + length)));

describe('bars of a lane', () => {
  it('never overlap within a row, while rows last', () => {
    fc.assert(
      fc.property(anyBars, (bars) => {
        const lane = packBars(bars, 1000);
        for (let i = 0; i < lane.length; i++)
          for (let j = i + 1; j < lane.length; j++)
            if (lane.rows[i] === lane.rows[j])
              expect(lane.ends[i] ?? 0).toBeLessThanOrEqual(lane.starts[j] ?? 0);
      }),
    );
  });

  it('share the last row when there are too many at once', () => {
    const lane = packBars([bar('a', 0, 10), bar('b', 0, 10), bar('c', 0, 10)], 2);
    expect(lane.rowCount).toBe(2);
    expect([...lane.rows]).toEqual([0, 1, 1]);
  });

  it('are all found that touch the view, also long ones that began far before it', () => {
    fc.assert(
      fc.property(
        anyBars,
        fc.integer({ min: 0, max: 12_000 }),
        fc.integer({ min: 1, max: 2000 }),
        (bars, from, length) => {
          const lane = packBars(bars, 4);
          const { from: first, to } = visibleRange(lane, from, from + length);
          const found = new Set(lane.bars.slice(first, to).map((each) => each.id));
          for (const each of bars)
            if (each.start < from + length && each.end > from) expect(found.has(each.id)).toBe(true);
        },
      ),
    );
  });

  it('are walked in order of time across lanes', () => {
    const lanes = [packBars([bar('a', 0, 5), bar('c', 20, 25)], 1), packBars([bar('b', 10, 12)], 1)];
    expect(neighbour(lanes, null, 1)?.id).toBe('a');
    expect(neighbour(lanes, null, -1)?.id).toBe('c');
    expect(neighbour(lanes, 'a', 1)?.id).toBe('b');
    expect(neighbour(lanes, 'b', 1)?.id).toBe('c');
    expect(neighbour(lanes, 'c', 1)).toBeNull();
  });
});
