import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptSize, nextStretch, ringCapacity, runsLow, windowAround } from './ring.ts';

describe('decoded frames around the playhead', () => {
  it('always hold the wanted frame and stay inside the video', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.nat(),
        fc.constantFrom<1 | -1>(1, -1),
        fc.integer({ min: 6, max: 64 }),
        (frames, at, direction, capacity) => {
          const frame = at % frames;
          const window = windowAround(frame, direction, capacity, frames);
          expect(window.from).toBeGreaterThanOrEqual(0);
          expect(window.to).toBeLessThanOrEqual(frames);
          expect(window.to - window.from).toBeLessThanOrEqual(capacity);
          expect(frame >= window.from && frame < window.to).toBe(true);
        },
      ),
    );
  });

  it('lie mostly behind when a person steps back', () => {
    const window = windowAround(1000, -1, 40, 5000);
    expect(1000 - window.from).toBeGreaterThan(25);
    expect(windowAround(1000, 1, 40, 5000).to - 1000).toBeGreaterThan(25);
  });

  it('are fetched again before the last one is reached, but not at the ends of the video', () => {
    expect(runsLow(50, -1, { from: 10, to: 60 }, 1000)).toBe(false);
    expect(runsLow(15, -1, { from: 10, to: 60 }, 1000)).toBe(true);
    expect(runsLow(5, -1, { from: 0, to: 60 }, 1000)).toBe(false);
    expect(runsLow(70, -1, { from: 10, to: 60 }, 1000)).toBe(true);
    expect(runsLow(0, 1, null, 1000)).toBe(true);
  });

  it('take a bounded amount of memory', () => {
    expect(ringCapacity(320, 180)).toBe(64);
    expect(ringCapacity(1280, 720)).toBe(54);
    expect(ringCapacity(7680, 4320)).toBe(6);
    expect(keptSize(3840, 2160)).toEqual({ width: 1280, height: 720 });
    expect(keptSize(384, 216)).toEqual({ width: 384, height: 216 });
    expect(keptSize(1080, 1920)).toEqual({ width: 720, height: 1280 });
  });
});

describe('what a run backwards decodes next', () => {
  it('ends where the last stretch began, never before the key frame, and always gets on', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.nat(),
        fc.constantFrom(0.1, 0.5, 1, 2, 4, 8, 16),
        fc.integer({ min: 24, max: 600 }),
        fc.double({ min: 0.01, max: 60, noNaN: true }),
        (to, before, rate, capacity, groupSeconds) => {
          const key = Math.max(0, to - 1 - (before % 400));
          const { from, to: end, stride } = nextStretch(to, key, groupSeconds, rate, capacity);
          expect(from).toBeGreaterThanOrEqual(key);
          expect(from).toBeLessThan(to);
          expect(end).toBeLessThanOrEqual(to);
          expect(Math.ceil((end - from) / stride)).toBeLessThanOrEqual(Math.ceil(capacity / 2));
        },
      ),
    );
  });

  it('is every frame at normal speed, fewer at high speeds, key frames alone where they come quickly enough', () => {
    expect(nextStretch(240, 0, 8, 1, 300)).toEqual({ from: 90, to: 240, stride: 1 });
    expect(nextStretch(240, 200, 1.3, 1, 300)).toEqual({ from: 200, to: 240, stride: 1 });
    expect(nextStretch(240, 0, 8, 4, 300)).toEqual({ from: 0, to: 240, stride: 2 });
    expect(nextStretch(240, 225, 0.5, 8, 300)).toEqual({ from: 225, to: 226, stride: 1 });
  });
});
