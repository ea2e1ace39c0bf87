import { describe, expect, it } from 'vitest';
import { Random } from '../../tensor/random.ts';
import { openFeatures, type StepFeatures } from '../features/step-features.ts';
import { madeUpVideo } from '../testing/synthetic.ts';
import { mirrored, windowsOf } from './model.ts';
import { CHANNELS, PATCH, PLAIN, patchGrid, randomLook, writePatches, writeSound } from './window.ts';

const { features } = madeUpVideo('v', 1);
const video = openFeatures(features, features.extractor);

/** Reads one pixel of a window back out of its patches. */
function pixelAt(out: Float32Array, place: number, x: number, y: number): Float32Array {
  const { rows, columns } = patchGrid(video.height, video.width);
  const patch = (place * rows + Math.floor(y / PATCH)) * columns + Math.floor(x / PATCH);
  const inside = (y % PATCH) * PATCH + (x % PATCH);
  const from = (patch * PATCH * PATCH + inside) * CHANNELS;
  return out.subarray(from, from + CHANNELS);
}

function windowOf(seen: StepFeatures, steps: number[], look = PLAIN, seed = 0): Float32Array {
  const { rows, columns } = patchGrid(seen.height, seen.width);
  const out = new Float32Array(steps.length * rows * columns * PATCH * PATCH * CHANNELS);
  writePatches(out, seen, { steps: Int32Array.from(steps), look }, Random.seeded(seed));
  return out;
}

describe('windows of pictures', () => {
  it('hold every pixel with its colour, its change and its distance to the median', () => {
    const out = windowOf(video, [3, 50]);
    const { pictures, next } = video.frames(0, video.count);
    for (const [place, step] of [3, 50].entries())
      for (const [x, y] of [
        [0, 0],
        [11, 7],
        [5, 3],
      ] as const) {
        const at = (step * video.height + y) * video.width + x;
        const [red = 0, green = 0, blue = 0] = pictures.subarray(at * 3, at * 3 + 3);
        const grey = (red + green + blue) / 3;
        const scale = 1 / (video.deviation + 5);
        const moved = 1.5 * scale * ((next[at] ?? 0) - grey);
        const apart = 1.5 * scale * (grey - 115);
        const wanted = [red, green, blue].map((value) => (value - video.mean) * scale);
        [...wanted, moved, Math.abs(moved), apart, Math.abs(apart)].forEach((value, channel) => {
          expect(pixelAt(out, place, x, y)[channel]).toBeCloseTo(value, 4);
        });
      }
  });

  it('are the same for the same seed, and another look changes them', () => {
    const look = { ...randomLook(Random.seeded(3)), noise: 0.05 };
    expect(windowOf(video, [1, 2], look, 4)).toEqual(windowOf(video, [1, 2], look, 4));
    expect(windowOf(video, [1, 2], look, 5)).not.toEqual(windowOf(video, [1, 2], look, 4));
    expect(windowOf(video, [1, 2], randomLook(Random.seeded(9)))).not.toEqual(windowOf(video, [1, 2]));
  });

  it('leave silence silent, whatever the loudness', () => {
    const out = new Float32Array(2 * 10 * video.bands).fill(9);
    writeSound(out, video, { steps: Int32Array.of(0, 1), look: { ...PLAIN, loudness: 0.4 } });
    expect(out.every((value) => value === 0)).toBe(true);
    const loud = { ...video, silent: false, sound: video.sound.map(() => 1) };
    writeSound(out, loud, { steps: Int32Array.of(0, 1), look: { ...PLAIN, loudness: 0.5 } });
    expect(out.every((value) => value === 1.5)).toBe(true);
    writeSound(out, loud, { steps: Int32Array.of(0, 1), look: { ...PLAIN, loudness: null } });
    expect(out.every((value) => value === 0)).toBe(true);
  });
});

describe('windows over a video', () => {
  it('use every step exactly once, at its own place, and stay bounded', () => {
    for (const count of [1, 5, 31, 32, 33, 320, 321, 576, 577, 5000, 36_000]) {
      const seen = new Int32Array(count);
      for (const { steps, from, keepFrom, keepTo } of windowsOf(count)) {
        expect(steps.length).toBeLessThanOrEqual(320);
        for (let step = keepFrom; step < keepTo; step++) {
          expect(steps[step - from]).toBe(step);
          seen[step] = (seen[step] ?? 0) + 1;
        }
      }
      expect(seen.every((times) => times === 1)).toBe(true);
    }
  });

  it('continue a short video by its mirror image', () => {
    expect([...mirrored(3, 8)]).toEqual([0, 1, 2, 2, 1, 0, 0, 1]);
  });
});
