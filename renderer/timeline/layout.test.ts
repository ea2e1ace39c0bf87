import { describe, expect, it } from 'vitest';
import { packBars } from './bars.ts';
import { laneAt, lanesHeight, placeLanes, rowTop, type Lane } from './layout.ts';
import { bar } from './testing.ts';

function lane(kind: Lane['kind'], rows: number): Lane {
  const bars = Array.from({ length: rows }, (_none, i) => bar(`${kind}${i}`, 0, 100));
  return {
    id: kind,
    kind,
    title: kind,
    task: null,
    itemId: null,
    labelId: null,
    colour: 0,
    bars: packBars(bars, 10),
    saliency: [],
    collapsed: false,
    locked: false,
    key: null,
  };
}

describe('lanes', () => {
  it('below the selected item stay where they are whatever is selected', () => {
    const tops = [0, 1, 2, 3].map(
      (rows) => placeLanes([lane('focus', rows), lane('suggestions', 3 - rows), lane('label', 1)])[2]?.y,
    );
    expect(new Set(tops).size).toBe(1);
  });

  it('hold all their rows', () => {
    for (const kind of ['focus', 'suggestions', 'label', 'task'] as const)
      for (const rows of [1, 2, 3, 6]) {
        const [placed] = placeLanes([lane(kind, rows)]);
        if (placed === undefined) throw new Error('a lane was placed');
        expect(rowTop(placed, rows - 1) + placed.rowHeight).toBeLessThanOrEqual(
          placed.y + placed.height + 1e-9,
        );
      }
  });

  it('are found by height, without gaps', () => {
    const placed = placeLanes([lane('focus', 1), lane('suggestions', 1), lane('task', 5)]);
    const height = lanesHeight(placed);
    for (let y = 0; y < height; y++) expect(laneAt(placed, y)).not.toBeNull();
    expect(laneAt(placed, height)).toBeNull();
  });
});
