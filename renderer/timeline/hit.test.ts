import { describe, expect, it } from 'vitest';
import { packBars } from './bars.ts';
import { hitTest } from './hit.ts';
import { LANE_PADDING, placeLanes, rowTop, type Lane } from './layout.ts';
import { bar } from './testing.ts';

function lane(id: string, bars: ReturnType<typeof bar>[]): Lane {
  return {
    id,
    kind: 'task',
    title: id,
    task: 'TG',
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

const view = { start: 0, perPixel: 10 };

describe('what lies under the pointer', () => {
  const placed = placeLanes([lane('one', [bar('i1', 1000, 2000), bar('i2', 2000, 2600)]), lane('two', [])]);
  const first = placed[0];
  if (first === undefined) throw new Error('a lane was placed');
  const y = rowTop(first, 0) + 5;

  it('is the body in the middle and the edge near an edge', () => {
    expect(hitTest(placed, view, 150, y, null)).toMatchObject({ kind: 'body', bar: { id: 'i1' } });
    expect(hitTest(placed, view, 103, y, null)).toMatchObject({
      kind: 'edge',
      side: 'start',
      bar: { id: 'i1' },
    });
    expect(hitTest(placed, view, 97, y, null)).toMatchObject({
      kind: 'edge',
      side: 'start',
      bar: { id: 'i1' },
    });
    expect(hitTest(placed, view, 263, y, null)).toMatchObject({
      kind: 'edge',
      side: 'end',
      bar: { id: 'i2' },
    });
  });

  it('prefers the selected bar where two edges meet', () => {
    expect(hitTest(placed, view, 199, y, null)).toMatchObject({
      kind: 'edge',
      bar: { id: 'i1' },
      side: 'end',
    });
    expect(hitTest(placed, view, 199, y, 'i2')).toMatchObject({
      kind: 'edge',
      bar: { id: 'i2' },
      side: 'start',
    });
  });

  it('leaves a body to take hold of on a narrow bar', () => {
    const narrow = placeLanes([lane('n', [bar('n', 1000, 1060)])]);
    expect(hitTest(narrow, view, 103, LANE_PADDING + 4, null)).toMatchObject({ kind: 'body' });
    expect(hitTest(narrow, view, 101, LANE_PADDING + 4, null)).toMatchObject({ kind: 'edge', side: 'start' });
  });

  it('is the lane where there is no bar, and nothing below the lanes', () => {
    expect(hitTest(placed, view, 500, y, null)).toMatchObject({
      kind: 'lane',
      placed: { lane: { id: 'one' } },
    });
    expect(hitTest(placed, view, 150, (placed[1]?.y ?? 0) + 5, null)).toMatchObject({
      kind: 'lane',
      placed: { lane: { id: 'two' } },
    });
    expect(hitTest(placed, view, 150, 1000, null)).toBeNull();
  });

  it('tells stacked rows apart', () => {
    const stacked = placeLanes([lane('s', [bar('i1', 1000, 2000), bar('i2', 1200, 1800)])]);
    const only = stacked[0];
    if (only === undefined) throw new Error('a lane was placed');
    expect(hitTest(stacked, view, 150, rowTop(only, 0) + 4, null)).toMatchObject({ bar: { id: 'i1' } });
    expect(hitTest(stacked, view, 150, rowTop(only, 1) + 4, null)).toMatchObject({ bar: { id: 'i2' } });
  });
});
