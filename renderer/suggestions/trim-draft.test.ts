import { describe, expect, it } from 'vitest';
import { frameTable } from '../../src/time/frame-table.ts';
import { ticks, timebase } from '../../src/time/ticks.ts';
import { suggestionRow } from './testing.ts';
import { isTrimmed, movedTo, nearerSide, nudgedTick, spanNow } from './trim-draft.ts';

/** 100 frames of 40 ms, ticks being milliseconds. */
const table = frameTable(
  timebase(1, 1000),
  Float64Array.from({ length: 100 }, (_, i) => i * 40),
  ticks(4000),
);
const suggestion = suggestionRow(7, 400, { end: 800 });

describe('edges of a suggestion before it is decided on', () => {
  it('are the policy’s until one is moved, and of this suggestion alone', () => {
    expect(spanNow(suggestion, null)).toEqual({ start: 400, end: 800 });
    const draft = movedTo(suggestion, null, 'end', 890, table);
    expect(draft).toEqual({ suggestionId: 7, side: 'end', start: 400, end: 880 });
    expect([isTrimmed(suggestion, draft), isTrimmed(suggestionRow(8, 400), draft)]).toEqual([true, false]);
    expect(movedTo(suggestion, draft, 'start', 440, table)).toMatchObject({ start: 440, end: 880 });
    expect(spanNow(suggestionRow(1, 0, { start: null, end: null }), null)).toBeNull();
  });

  it('never pass each other', () => {
    expect(movedTo(suggestion, null, 'start', 2000, table)).toMatchObject({ start: 760, end: 800 });
  });

  it('go by frames or by a fifth of a second, and stay in the video', () => {
    expect(nudgedTick(400, { frames: -10 }, table)).toBe(0);
    expect(nudgedTick(400, { frames: -11 }, table)).toBe(0);
    expect(nudgedTick(400, { seconds: 0.2 }, table)).toBe(600);
    expect(nudgedTick(3960, { seconds: 0.2 }, table)).toBe(4000);
    // Shorter than a frame is a frame all the same.
    expect(nudgedTick(400, { seconds: 0.001 }, table)).toBe(440);
  });

  it('are chosen by what is nearer', () => {
    expect([nearerSide({ start: 0, end: 10 }, 4), nearerSide({ start: 0, end: 10 }, 6)]).toEqual([
      'start',
      'end',
    ]);
  });
});
