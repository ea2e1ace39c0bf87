import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packBars } from './bars.ts';
import { placeLanes, type Lane } from './layout.ts';
import type { Peaks } from './media-band.ts';
import { nearestTarget, silenceEdges } from './snap.ts';
import { bar, evenTable } from './testing.ts';

const table = evenTable(200);
const NOBODY: ReadonlySet<number> = new Set();

function lane(bars: ReturnType<typeof bar>[]): Lane {
  return {
    id: 'one',
    kind: 'label',
    title: 'one',
    task: 'TAL',
    itemId: null,
    labelId: null,
    colour: 0,
    bars: packBars(bars, 3),
    saliency: [],
    collapsed: false,
    locked: false,
    key: null,
  };
}

const none = { playhead: -1e9, cuts: new Float64Array(), silences: new Float64Array() };

describe('what an edge snaps to', () => {
  it('is the nearest edge of any other interval, however many there are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(180), fc.integer({ min: 1, max: 18 })), { maxLength: 40 }),
        fc.nat(8000),
        fc.integer({ min: 1, max: 200 }),
        (spans, tick, reach) => {
          const bars = spans.map(([first, length], i) => bar(`i${i}`, first * 40, (first + length) * 40));
          const found = nearestTarget(tick, reach, placeLanes([lane(bars)]), none, NOBODY, table);
          const edges = bars.flatMap((each) => [each.start, each.end]);
          const least = Math.min(Infinity, ...edges.map((edge) => Math.abs(edge - tick)));
          // Long bars that began far before may end here: those the row's neighbours hide are allowed to be missed, none is invented.
          if (found !== null) expect(edges).toContain(found.tick);
          if (least > reach) expect(found).toBeNull();
        },
      ),
    );
  });

  it('is never an edge in hand, and never between two frames', () => {
    const placed = placeLanes([lane([bar('i1', 400, 800), bar('i2', 805, 900)])]);
    expect(nearestTarget(790, 30, placed, none, NOBODY, table)).toEqual({ tick: 800, kind: 'edge' });
    expect(nearestTarget(790, 30, placed, none, new Set([1]), table)).toBeNull();
  });

  it('is told by what it is; the playhead counts more than an edge at the same place', () => {
    const placed = placeLanes([lane([bar('i1', 400, 800)])]);
    const sources = {
      playhead: 800,
      cuts: Float64Array.of(1200),
      silences: Float64Array.of(1600, 2000),
    };
    expect(nearestTarget(805, 30, placed, sources, NOBODY, table)?.kind).toBe('playhead');
    expect(nearestTarget(1190, 30, placed, sources, NOBODY, table)?.kind).toBe('cut');
    expect(nearestTarget(1985, 30, placed, sources, NOBODY, table)).toEqual({ tick: 2000, kind: 'silence' });
  });
});

describe('silence', () => {
  function peaksOf(loud: (second: number) => boolean): Peaks {
    const values = new Int16Array(2 * 100 * 8);
    for (let bucket = 0; bucket < values.length / 2; bucket++)
      if (loud(bucket / 100)) {
        values[bucket * 2] = -12_000;
        values[bucket * 2 + 1] = 12_000;
      }
    return { startSeconds: 0, loudest: 12_000 / 32768, levels: [{ bucketsPerSecond: 100, values }] };
  }

  it('begins and ends on frames; short pauses and the video’s own ends are none', () => {
    const peaks = peaksOf(
      (second) => second < 2 || (second >= 3 && second < 5) || (second >= 5.1 && second < 7),
    );
    expect([...silenceEdges(peaks, table)]).toEqual([2000, 3000, 7000]);
  });

  it('is nowhere where nothing is heard at all', () => {
    expect(silenceEdges({ ...peaksOf(() => false), loudest: 0 }, table)).toHaveLength(0);
  });
});
