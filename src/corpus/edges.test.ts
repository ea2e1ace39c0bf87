import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameTable, isOnGrid } from '../time/frame-table.ts';
import { ticks, timebase } from '../time/ticks.ts';
import { documentEdge, edgeSeconds, gridEdge, printTick } from './edges.ts';

const base = timebase(1, 12_800);
const table = frameTable(
  base,
  Float64Array.from({ length: 250 }, (_value, index) => index * 512),
  ticks(128_000),
);

describe('printTick', () => {
  // What ffprobe 5.1 and C's printf print for pts * av_q2d(time_base).
  it.each([
    [0, 1, 12_800, '0'],
    [512, 1, 12_800, '0.04'],
    [246_016, 1, 12_800, '19.22'],
    [1, 1, 12_800, '0.000078'],
    [100, 1, 12_800, '0.007812'],
    [300, 1, 12_800, '0.023438'],
    [-600, 1, 1000, '-0.6'],
    [1001, 1, 30_000, '0.033367'],
    [90_000, 1, 90_000, '1'],
    [126_000, 1, 90_000, '1.4'],
    [10, 1, 1, '10'],
    [8_100_000_000, 1, 90_000, '90000'],
  ])('tick %i of %i/%i is %s', (tick, num, den, text) => {
    expect(printTick(tick, timebase(num, den))).toBe(text);
  });
});

describe('an imported edge', () => {
  it.each([
    [19.22, undefined, null],
    [19.22, '19.22', null],
    [19.22, '19.220', '19.220'],
    [3.333, undefined, '3.333'],
    [36.333_333_33, '36.33333333', '36.33333333'],
  ])('%d written %s keeps the digits %s', (seconds, text, kept) => {
    expect(documentEdge(table, seconds, text).text).toBe(kept);
  });

  it('comes out as the number it was, whatever the number', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 10, noNaN: true }), (seconds) => {
        const edge = documentEdge(table, seconds, undefined);
        expect(edgeSeconds(edge.tick, edge.text, base)).toBe(Object.is(seconds, -0) ? 0 : seconds);
        expect(edge.offGrid).toBe(!isOnGrid(table, edge.tick));
      }),
    );
  });
});

describe('an edge set by a person', () => {
  it('always lies on the frame grid, however it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.integer({ min: 0, max: 250 }).map((frame) => ({ frame })),
          fc.integer({ min: 0, max: 128_000 }).map((tick) => ({ ticks: tick })),
          fc.double({ min: 0, max: 10, noNaN: true }).map((seconds) => ({ seconds })),
        ),
        (at) => {
          const edge = gridEdge(table, at);
          expect(isOnGrid(table, edge.tick)).toBe(true);
          expect(edge.tick).toBe(edge.frame * 512);
        },
      ),
    );
  });

  it.each([
    { frame: -1 },
    { frame: 251 },
    { ticks: -300 },
    { ticks: 128_300 },
    { seconds: 10.03 },
    { seconds: -5 },
    { seconds: 1e300 },
  ])('outside the video is refused: %o', (at) => {
    expect(() => gridEdge(table, at)).toThrow(/lies outside the video, which runs from 0 s to 10 s/);
  });
});
