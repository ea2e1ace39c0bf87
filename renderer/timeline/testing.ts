import { frameTable, type FrameTable } from '../../src/time/frame-table.ts';
import { ticks, timebase } from '../../src/time/ticks.ts';
import type { Bar } from './bars.ts';

/** A table for tests: `frames` frames of `length` ticks each from `first`, in thousandths of a second. */
export function evenTable(frames: number, length = 40, first = 0): FrameTable {
  return frameTable(
    timebase(1, 1000),
    Float64Array.from({ length: frames }, (_none, i) => first + i * length),
    ticks(first + frames * length),
  );
}

/** A bar for tests. */
export function bar(id: string, start: number, end: number, change: Partial<Bar> = {}): Bar {
  return {
    id,
    itemId: 'item',
    start,
    end,
    colour: 0,
    code: 'X',
    text: '',
    look: 'truth',
    confidence: 1,
    calibrated: false,
    basis: null,
    offGrid: false,
    slot: 0,
    ...change,
  };
}
