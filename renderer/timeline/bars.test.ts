import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barAt, barsOf, indexOfBar, packBars, visibleRange } from './bars.ts';
import { bar } from './testing.ts';

const anyBars = fc
  .array(
    fc.record({ start: fc.integer({ min: 0, max: 10_000 }), length: fc.integer({ min: 1, max: 3000 }) }),
    { maxLength: 80 },
  )
  .map((spans) => spans.map(({ start, length }, i) => bar(`i${i}`, start, start + length)));

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
    const lane = packBars([bar('i1', 0, 10), bar('i2', 0, 10), bar('i3', 0, 10)], 2);
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
          const found = new Set(
            barsOf(lane)
              .slice(first, to)
              .map((each) => each.id),
          );
          for (const each of bars)
            if (each.start < from + length && each.end > from) expect(found.has(each.id)).toBe(true);
        },
      ),
    );
  });

  it('come out as they went in', () => {
    const wanted = [
      bar('s7', 5, 9, { look: 'suggestion', confidence: 0.5, calibrated: true, basis: 'events', slot: 2 }),
      bar('i7', 6, 9, { offGrid: true, code: 'RUN', text: 'runs', colour: 3 }),
      bar('s8', 7, 9, { look: 'rejected' }),
    ];
    const lane = packBars(wanted, 3);
    expect(barsOf(lane)).toEqual(wanted);
    for (const each of wanted) expect(barAt(lane, indexOfBar(lane, each.id))).toEqual(each);
    expect(indexOfBar(lane, 'i8')).toBe(-1);
    expect(barAt(lane, 3)).toBeUndefined();
  });
});
