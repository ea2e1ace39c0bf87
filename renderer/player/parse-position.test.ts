import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameTable } from '../../src/time/frame-table.ts';
import { ticks, timebase } from '../../src/time/ticks.ts';
import { parsePosition } from './parse-position.ts';
import { grouped, timecode } from './timecode.ts';

const thirty = frameTable(
  timebase(1, 30_000),
  Float64Array.from({ length: 4000 }, (_, i) => i * 1001),
  ticks(4000 * 1001),
);

describe('a typed place', () => {
  it.each([
    ['1:02.5', 1873],
    ['1:02,5', 1873],
    ['62.5', 1873],
    ['62.5 s', 1873],
    ['0:01:02.5', 1873],
    ['frame 123', 123],
    ['f123', 123],
    ['#1 234', 1234],
    ['Frame 1\u202F234', 1234],
    ['Bild 123', 123],
    ['第 123 帧', 123],
    ['tick 123123', 123],
    ['t 123124', 123],
    ['123 123 ticks', 123],
    ['0', 0],
    ['  .49 ', 14],
  ])('“%s” means frame %i', (text, frame) => {
    expect(parsePosition(text, thirty)).toBe(frame);
  });

  it.each([
    '',
    'hello',
    '9:99:99:99',
    'frame',
    'frame 4000',
    '1:00:00',
    'tick 99999999',
    '-3',
    '1.2.3',
    'f-1',
  ])('“%s” means nothing here', (text) => {
    expect(parsePosition(text, thirty)).toBeNull();
  });

  it('of what the player shows is the frame that it showed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3999 }), (frame) => {
        expect(parsePosition(timecode((frame * 1001) / 30_000), thirty)).toBe(frame);
        expect(parsePosition(`frame ${grouped(frame)}`, thirty)).toBe(frame);
        expect(parsePosition(`tick ${grouped(frame * 1001)}`, thirty)).toBe(frame);
      }),
    );
  });
});
