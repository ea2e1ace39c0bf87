import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packBars } from './bars.ts';
import { endingAfter } from './rows.ts';
import { bar } from './testing.ts';
import { walkRow, type RowSink } from './walk-row.ts';

const anyBars = fc
  .array(fc.record({ start: fc.integer({ min: 0, max: 5000 }), length: fc.integer({ min: 1, max: 900 }) }), {
    maxLength: 60,
  })
  .map((spans) => spans.map(({ start, length }, i) => bar(`i${i}`, start, start + length)));

function sinkOf(columns: number): RowSink {
  return {
    pixels: new Uint32Array(columns),
    offset: 0,
    columns,
    wide: new Uint32Array(1000),
    wideCount: 0,
    painted: 0,
    visited: 0,
  };
}

describe('a row of bars', () => {
  it('finds the next bar that ends after a tick, overlaps or not', () => {
    fc.assert(
      fc.property(
        anyBars,
        fc.nat(70),
        fc.integer({ min: -10, max: 7000 }),
        fc.integer({ min: 1, max: 4 }),
        (bars, from, tick, maxRows) => {
          for (const row of packBars(bars, maxRows).stack) {
            const wanted = row.ends.findIndex((end, i) => i >= from && end > tick);
            expect(endingAfter(row, from, tick)).toBe(wanted < 0 ? row.length : wanted);
          }
        },
      ),
    );
  });

  it('shows every bar in view: wide ones one by one, narrow ones as painted pixels', () => {
    fc.assert(
      fc.property(
        anyBars,
        fc.integer({ min: 0, max: 4000 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom(1, 2),
        fc.integer({ min: 1, max: 3 }),
        (bars, start, perPixel, ratio, maxRows) => {
          const view = { start, perPixel };
          const columns = 100 * ratio;
          for (const row of packBars(bars, maxRows).stack) {
            const sink = sinkOf(columns);
            walkRow(row, view, ratio, 3, () => 7, sink);
            const wide = new Set(sink.wide.slice(0, sink.wideCount));
            for (let i = 0; i < row.length; i++) {
              const [from, to] = [row.starts[i] ?? 0, row.ends[i] ?? 0];
              if (to <= start || from >= start + 100 * perPixel) {
                expect(wide.has(i)).toBe(false);
                continue;
              }
              if (to - from >= 3 * perPixel) expect(wide.has(i)).toBe(true);
              else {
                const x = Math.max(0, Math.floor(((from - start) * ratio) / perPixel));
                expect(sink.pixels[x]).toBe(7);
              }
            }
            expect(sink.visited).toBeLessThanOrEqual(row.length);
          }
        },
      ),
    );
  });

  it('costs pixels and not intervals: a hundred thousand bars on a hundred columns are hardly looked at', () => {
    const bars = Array.from({ length: 100_000 }, (_none, i) => bar(`i${i}`, i * 10, i * 10 + 6));
    const [row] = packBars(bars, 1).stack;
    if (row === undefined) throw new Error('There is a row.');
    const sink = sinkOf(100);
    walkRow(row, { start: 0, perPixel: 10_000 }, 1, 3, () => 1, sink);
    expect(sink.pixels.every((pixel) => pixel === 1)).toBe(true);
    expect(sink.visited).toBeLessThanOrEqual(100);
  });

  it('paints nothing where a drag holds the bar', () => {
    const [row] = packBars([bar('i1', 0, 10)], 1).stack;
    if (row === undefined) throw new Error('There is a row.');
    const sink = sinkOf(10);
    walkRow(row, { start: 0, perPixel: 10 }, 1, 3, () => 0, sink);
    expect(sink.painted).toBe(0);
    expect(sink.pixels.every((pixel) => pixel === 0)).toBe(true);
  });
});
