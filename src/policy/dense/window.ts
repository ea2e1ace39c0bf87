import type { Random } from '../../tensor/random.ts';
import { HOPS_PER_STEP, type StepFeatures } from '../features/step-features.ts';
import { f32, i32, u8 } from '../indexing.ts';
import { between } from '../random.ts';

/** Channels of the dense network's input: red, green, blue; change of grey, its size; distance to the median, its size. */
export const CHANNELS = 7;
/** Pictures are cut into squares of this many pixels, each one row of the first layer's matrix. */
export const PATCH = 4;

/** Which steps go into a window of the network, and how their pictures are changed on the way. */
export interface WindowPlan {
  /** For each place of the window, the step of the video. */
  readonly steps: Int32Array;
  readonly look: Look;
}

/** How pictures and sound are changed: `PLAIN` in use, drawn at random in training. */
export interface Look {
  /** [3, 3] row-major: red, green, blue out of red, green, blue in. */
  readonly mix: readonly number[];
  readonly gain: number;
  readonly offset: number;
  /** Shares of the picture cut off at the left, top, right and bottom; the rest is stretched over the whole. */
  readonly crop: readonly [number, number, number, number];
  /** Standard deviation of noise on every number; 0 for none. */
  readonly noise: number;
  /** Added to every mel band; null drops the sound. */
  readonly loudness: number | null;
}

export const PLAIN: Look = {
  mix: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  gain: 1,
  offset: 0,
  crop: [0, 0, 0, 0],
  noise: 0,
  loudness: 0,
};

/** A random look (policy-study.md 2.3): crop, colour, noise, loudness; never mirrored, for left and right are words. */
export function randomLook(random: Random): Look {
  const gain = between(random, 0.8, 1.25);
  const channels = random.uniform() < 0.3 ? random.shuffled([0, 1, 2]) : [0, 1, 2];
  const mix = [0, 1, 2].flatMap((out) =>
    [0, 1, 2].map((input) => (channels[out] === input ? gain : 0) + 0.12 * random.normal()),
  );
  const grey = random.uniform() < 0.2;
  const row = [0, 1, 2].map(
    (input) => ((mix[input] ?? 0) + (mix[3 + input] ?? 0) + (mix[6 + input] ?? 0)) / 3,
  );
  const side = () => between(random, 0, 0.12);
  return {
    mix: grey ? [...row, ...row, ...row] : mix,
    gain,
    offset: between(random, -0.2, 0.2),
    crop: [side(), side(), side(), side()],
    noise: random.uniform() < 0.3 ? 0.05 : 0,
    loudness: random.uniform() < 0.25 ? null : 0.15 * random.normal(),
  };
}

/** Rows and columns of patches of pictures of this size; a rest narrower than a patch is stretched in. */
export function patchGrid(
  height: number,
  width: number,
): { readonly rows: number; readonly columns: number } {
  return { rows: Math.max(1, Math.floor(height / PATCH)), columns: Math.max(1, Math.floor(width / PATCH)) };
}

/**
 * Writes the pictures of a window as patches: `out` is [window, rows * columns, PATCH * PATCH * CHANNELS]. Values are
 * (pixel - mean) / (deviation + 5) of the video, differences times 1.5 (policy-study.md 2.1).
 */
export function writePatches(out: Float32Array, video: StepFeatures, plan: WindowPlan, random: Random): void {
  const { median, width, height } = video;
  const [first, last] = reachOf(plan.steps);
  const { pictures, next } = video.frames(first, last + 1);
  const { mix, gain, offset, crop, noise } = plan.look;
  const places = sourcePixels(height, width, crop);
  const scale = 1 / (video.deviation + 5);
  const [rr = 0, rg = 0, rb = 0, gr = 0, gg = 0, gb = 0, br = 0, bg = 0, bb = 0] = mix.map(
    (each) => each * scale,
  );
  const level = (a: number, b: number, c: number) => offset - video.mean * (a + b + c);
  const [redLevel, greenLevel, blueLevel] = [level(rr, rg, rb), level(gr, gg, gb), level(br, bg, bb)];
  const change = 1.5 * gain * scale;
  const pixels = width * height;
  const still = new Float32Array(pixels);
  for (let i = 0; i < pixels; i++)
    still[i] = (u8(median, i * 3) + u8(median, i * 3 + 1) + u8(median, i * 3 + 2)) / 3;
  let to = 0;
  for (const step of plan.steps) {
    for (const pixel of places) {
      const place = (step - first) * pixels + pixel;
      const from = place * 3;
      const red = u8(pictures, from);
      const green = u8(pictures, from + 1);
      const blue = u8(pictures, from + 2);
      const grey = (red + green + blue) / 3;
      const moved = (u8(next, place) - grey) * change;
      const apart = (grey - f32(still, pixel)) * change;
      out[to] = red * rr + green * rg + blue * rb + redLevel;
      out[to + 1] = red * gr + green * gg + blue * gb + greenLevel;
      out[to + 2] = red * br + green * bg + blue * bb + blueLevel;
      out[to + 3] = moved;
      out[to + 4] = moved < 0 ? -moved : moved;
      out[to + 5] = apart;
      out[to + 6] = apart < 0 ? -apart : apart;
      to += CHANNELS;
    }
  }
  if (noise > 0) addNoise(out, to, noise, random);
}

/** The first and the last of a window's steps, which may stand in any order. */
function reachOf(steps: Int32Array): readonly [number, number] {
  let [first, last] = [Infinity, -1];
  for (const step of steps) {
    if (step < first) first = step;
    if (step > last) last = step;
  }
  return [first, last];
}

/** Writes the sound of a window: `out` is [window * HOPS_PER_STEP, bands]. */
export function writeSound(out: Float32Array, video: StepFeatures, plan: WindowPlan): void {
  const { loudness } = plan.look;
  const size = HOPS_PER_STEP * video.bands;
  // A silent video has zeros, and louder zeros would say that there is something to hear.
  const silent = loudness === null || video.silent;
  plan.steps.forEach((step, place) => {
    for (let i = 0; i < size; i++)
      out[place * size + i] = silent ? 0 : f32(video.sound, step * size + i) + loudness;
  });
}

/** For each pixel of a cropped picture, patch by patch, the pixel of the whole one that it shows. */
function sourcePixels(height: number, width: number, crop: Look['crop']): Int32Array {
  const { rows, columns } = patchGrid(height, width);
  const sourceRow = sourceOf(rows * PATCH, height, crop[1], crop[3]);
  const sourceColumn = sourceOf(columns * PATCH, width, crop[0], crop[2]);
  const places = new Int32Array(rows * columns * PATCH * PATCH);
  let to = 0;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      for (let y = row * PATCH; y < (row + 1) * PATCH; y++)
        for (let x = column * PATCH; x < (column + 1) * PATCH; x++)
          places[to++] = i32(sourceRow, y) * width + i32(sourceColumn, x);
  return places;
}

function sourceOf(targets: number, size: number, before: number, after: number): Int32Array {
  const first = before * size;
  const kept = Math.max(1, size * (1 - before - after));
  return Int32Array.from({ length: targets }, (_, i) =>
    Math.min(size - 1, Math.floor(first + ((i + 0.5) * kept) / targets)),
  );
}

/** Normal noise from a short table: a fresh draw per number would cost more than the network. */
function addNoise(out: Float32Array, count: number, deviation: number, random: Random): void {
  const table = Float32Array.from({ length: 4099 }, () => deviation * random.normal());
  let at = random.below(table.length);
  for (let i = 0; i < count; i++) {
    if (at >= table.length) at -= table.length;
    out[i] = f32(out, i) + f32(table, at);
    at += 1 + (i & 1);
  }
}
