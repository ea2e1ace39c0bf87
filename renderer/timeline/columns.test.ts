import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimelineRow } from '../../src/service/contract/timeline.ts';
import {
  intervalAt,
  neighbourOf,
  NO_COLUMNS,
  rangeOfItem,
  readColumns,
  rowAt,
  withRows,
  type Columns,
} from './columns.ts';
import { predicted } from './predict.ts';
import { evenTable } from './testing.ts';

const anyRow: fc.Arbitrary<TimelineRow> = fc
  .record({
    id: fc.integer({ min: 1, max: 40 }),
    item: fc.constantFrom('a', 'b', 'c'),
    start: fc.integer({ min: 0, max: 2000 }),
    length: fc.integer({ min: 1, max: 500 }),
    slot: fc.integer({ min: 0, max: 5 }),
    flags: fc.integer({ min: 0, max: 1023 }),
    by: fc.constantFrom('', 'ada', 'bob'),
    policy: fc.constantFrom('', 'p'),
  })
  .map(({ length, start, ...rest }) => ({ ...rest, start, end: start + length }));
const anyRows = fc.uniqueArray(anyRow, { selector: (row) => row.id, maxLength: 30 });

function rows(columns: Columns): TimelineRow[] {
  return Array.from({ length: columns.id.length }, (_none, at) => rowAt(columns, at));
}
const byId = (a: TimelineRow, b: TimelineRow): number => a.id - b.id;

describe('the columns of a timeline', () => {
  it('hold after a change what changed, without what is gone, and all else as it was', () => {
    fc.assert(
      fc.property(anyRows, anyRows, fc.array(fc.integer({ min: 1, max: 40 })), (before, changed, gone) => {
        const columns = withRows(
          withRows(NO_COLUMNS, [], before),
          [...gone, ...changed.map((row) => row.id)],
          changed,
          7,
        );
        const left = new Set([...gone, ...changed.map((row) => row.id)]);
        const wanted = [...before.filter((row) => !left.has(row.id)), ...changed];
        expect(rows(columns).toSorted(byId)).toEqual(wanted.toSorted(byId));
        expect(columns.revision).toBe(7);
      }),
    );
  });

  it('stay sorted by item and start, so that an item is one stretch', () => {
    fc.assert(
      fc.property(anyRows, anyRows, (before, changed) => {
        const columns = withRows(withRows(NO_COLUMNS, [], before), [], changed);
        for (let i = 1; i < columns.id.length; i++) {
          const [x, y] = [columns.item[i - 1] ?? 0, columns.item[i] ?? 0];
          expect(x).toBeLessThanOrEqual(y);
          if (x === y) expect(columns.start[i - 1]).toBeLessThanOrEqual(columns.start[i] ?? 0);
        }
        for (const item of columns.items) {
          const { from, to } = rangeOfItem(columns, item);
          expect(
            rows(columns)
              .slice(from, to)
              .map(({ id }) => id)
              .toSorted((a, b) => a - b),
          ).toEqual(
            rows(columns)
              .filter((row) => row.item === item)
              .map(({ id }) => id)
              .toSorted((a, b) => a - b),
          );
        }
      }),
    );
  });

  it('are walked through in the order of time, each interval once, and back again', () => {
    fc.assert(
      fc.property(anyRows, (given) => {
        const columns = withRows(NO_COLUMNS, [], given);
        const walk = (step: 1 | -1): number[] => {
          const seen: number[] = [];
          for (
            let next = neighbourOf(columns, null, null, step);
            next !== null && seen.length <= given.length;
            next = neighbourOf(columns, null, next.id, step)
          )
            seen.push(next.id);
          return seen;
        };
        expect(walk(1)).toHaveLength(given.length);
        expect(walk(-1)).toEqual(walk(1).toReversed());
      }),
    );
  });

  it('show a command’s outcome ahead: a moved edge, a moved interval, a deleted one', () => {
    const table = evenTable(100);
    const row = { item: 'a', slot: 0, flags: 0, by: '', policy: '' };
    const columns = withRows(
      NO_COLUMNS,
      [],
      [
        { ...row, id: 1, start: 0, end: 400 },
        { ...row, id: 2, start: 800, end: 1200 },
      ],
    );
    const after = predicted(
      columns,
      [
        { name: 'moveEdge', params: { interval: 1, edge: 'end', to: { frame: 5 } } },
        { name: 'moveInterval', params: { interval: 1, start: { frame: 10 } } },
        { name: 'deleteInterval', params: { interval: 2 } },
      ],
      table,
    );
    expect(intervalAt(after, 1)).toMatchObject({ start: 400, end: 600 });
    expect(intervalAt(after, 2)).toBeNull();
    expect(predicted(columns, [{ name: 'addLabel', params: {} }], table)).toBe(columns);
  });

  it('are refused when they are cut short', () => {
    expect(() => readColumns(new ArrayBuffer(2))).toThrow(RangeError);
    const head = new TextEncoder().encode(
      JSON.stringify({ revision: 1, count: 3, items: ['a'], annotators: [''], policies: [''] }).padEnd(92),
    );
    const bytes = new Uint8Array(4 + head.length + 8);
    new DataView(bytes.buffer).setUint32(0, head.length, true);
    bytes.set(head, 4);
    expect(() => readColumns(bytes.buffer)).toThrow(RangeError);
  });
});
