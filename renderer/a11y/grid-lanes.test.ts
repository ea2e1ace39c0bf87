import { describe, expect, it } from 'vitest';
import { packBars, type Bar } from '../timeline/bars.ts';
import { placeLanes, type Lane } from '../timeline/layout.ts';
import { bar } from '../timeline/testing.ts';
import { GridLanes } from './grid-lanes.ts';
import { ledTo } from './grid-keys.ts';

function lane(id: string, bars: readonly Bar[], change: Partial<Lane> = {}): Lane {
  return {
    id,
    kind: 'label',
    title: id,
    task: 'TAL',
    itemId: null,
    labelId: null,
    colour: 0,
    bars: packBars(bars, 3),
    saliency: [],
    collapsed: false,
    locked: false,
    key: null,
    ...change,
  };
}

const mine = [bar('i1', 0, 10, { itemId: 'a' }), bar('i2', 50, 60, { itemId: 'a' })];
const lanes = new GridLanes(
  placeLanes([
    lane('focus', mine, { kind: 'focus', itemId: 'a' }),
    lane('suggestions', [], { kind: 'suggestions', itemId: 'a' }),
    lane('run', [...mine, bar('i3', 30, 40, { itemId: 'b' }), bar('i4', 90, 95, { itemId: 'b' })]),
  ]),
);

function key(name: string, change: { ctrlKey?: boolean; shiftKey?: boolean } = {}) {
  return { key: name, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...change };
}

describe('lanes as rows of a grid', () => {
  it('are walked along in the order of time, from the head to the last cell', () => {
    expect(lanes.along({ lane: 'focus', bar: null }, 1)).toEqual({ lane: 'focus', bar: 'i1' });
    expect(lanes.along({ lane: 'focus', bar: 'i1' }, 1)).toEqual({ lane: 'focus', bar: 'i2' });
    expect(lanes.along({ lane: 'focus', bar: 'i2' }, 1)).toBeNull();
    expect(lanes.along({ lane: 'focus', bar: 'i1' }, -1)).toEqual({ lane: 'focus', bar: null });
  });

  it('tell each bar once: those of the selected item are in the lane above', () => {
    expect(lanes.along({ lane: 'run', bar: null }, 1)).toEqual({ lane: 'run', bar: 'i3' });
    expect(lanes.laneOf('i1')?.lane.id).toBe('focus');
    expect(lanes.laneOf('i3')?.lane.id).toBe('run');
    expect(lanes.laneOf('i9')).toBeNull();
  });

  it('are walked across at the same time, and an empty lane is reached at its head', () => {
    expect(lanes.across({ lane: 'focus', bar: 'i1' }, 1)).toEqual({ lane: 'suggestions', bar: null });
    expect(lanes.across({ lane: 'run', bar: 'i3' }, -1)).toEqual({ lane: 'suggestions', bar: null });
    expect(lanes.across({ lane: 'focus', bar: 'i1' }, -1)).toBeNull();
    const below = new GridLanes(lanes.placed.filter((each) => each.lane.id !== 'suggestions'));
    expect(below.across({ lane: 'focus', bar: 'i2' }, 1)).toEqual({ lane: 'run', bar: 'i3' });
    expect(below.across({ lane: 'run', bar: 'i4' }, -1)).toEqual({ lane: 'focus', bar: 'i2' });
  });

  it('reach every cell by arrow keys alone', () => {
    const seen = new Set<string>();
    let place = { lane: 'focus', bar: null as string | null };
    for (let row = 0; row < 3; row++) {
      place = ledTo(key('Home'), place, lanes) ?? place;
      for (let i = 0; i < 5; i++) {
        if (place.bar !== null) seen.add(place.bar);
        place = ledTo(key('ArrowRight'), place, lanes) ?? place;
      }
      place = ledTo(key('ArrowDown'), place, lanes) ?? place;
    }
    expect([...seen].toSorted()).toEqual(['i1', 'i2', 'i3', 'i4']);
    expect(ledTo(key('End', { ctrlKey: true }), { lane: 'focus', bar: null }, lanes)).toEqual({
      lane: 'run',
      bar: 'i4',
    });
    // With Shift the arrows are the player's.
    expect(ledTo(key('ArrowRight', { shiftKey: true }), place, lanes)).toBeNull();
  });

  it('of a hundred thousand bars find a neighbour without a walk through the page', () => {
    const many = Array.from({ length: 100_000 }, (_none, i) =>
      bar(`i${i}`, i * 10, i * 10 + 5, { itemId: 'b' }),
    );
    const long = new GridLanes(placeLanes([lane('run', many)]));
    expect(long.along({ lane: 'run', bar: 'i50000' }, 1)).toEqual({ lane: 'run', bar: 'i50001' });
    const [run] = long.placed;
    expect(run === undefined ? null : long.nearest(run, 700_001)?.id).toBe('i70000');
    expect(long.end('run', -1)).toEqual({ lane: 'run', bar: 'i99999' });
  });
});
