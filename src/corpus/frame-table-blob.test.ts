import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ticks, timebase } from '../time/ticks.ts';
import { packAscending, unpackAscending, unpackFrameTable } from './frame-table-blob.ts';

const distances = fc.array(fc.oneof(fc.constant(512), fc.integer({ min: 1, max: 2 ** 40 })), {
  maxLength: 300,
});

it('packing and unpacking gives the same ticks, negative and large ones too', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), distances, (first, steps) => {
      const pts = [first];
      for (const step of steps) pts.push((pts.at(-1) ?? 0) + step);
      expect([...unpackAscending(packAscending(pts))]).toEqual(pts);
    }),
  );
});

it('an empty list stays empty', () => {
  expect(unpackAscending(packAscending([]))).toHaveLength(0);
});

it('a constant frame rate takes a few bytes however long the video is', () => {
  const tenHours = Float64Array.from({ length: 900_000 }, (_value, index) => index * 512);
  expect(packAscending(tenHours).length).toBeLessThan(16);
});

it('a run that is longer than the list, or of nothing, is damage', () => {
  // Three numbers from 0 on: distance 1, five times; distance 1, no time.
  expect(() => unpackAscending(Uint8Array.of(3, 0, 1, 5))).toThrow(/is damaged/);
  expect(() => unpackAscending(Uint8Array.of(3, 0, 1, 0, 1, 2))).toThrow(/is damaged/);
  expect([...unpackAscending(Uint8Array.of(3, 0, 1, 2))]).toEqual([0, 1, 2]);
});

it('damaged bytes are called damaged, and never hang or run out of memory', () => {
  const whole = packAscending(Float64Array.from({ length: 50 }, (_value, index) => index * index));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(whole.length - 1), (noise, cut) => {
      for (const bytes of [noise, whole.slice(0, cut)])
        try {
          unpackFrameTable(bytes, timebase(1, 1000), ticks(1_000_000));
        } catch (error) {
          expect(error).toMatchObject({ code: 'corrupt' });
        }
    }),
  );
});
