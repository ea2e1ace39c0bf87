import { at, f32, f64, u8 } from '../indexing.ts';
import { HOPS_PER_STEP, type StepFeatures, type StepPictures } from '../features/step-features.ts';

/** What can change without anybody having said what to look for. */
export const EVENT_KINDS = ['scene', 'motion', 'sound'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** One quantity of a video over time, in numbers that do not depend on how bright, rich in contrast or loud it is. */
export interface Curve {
  readonly kind: EventKind;
  readonly dims: number;
  /** [steps, dims] */
  readonly values: Float64Array;
  /** Distances (root of the mean square over dims) that pictures and sound vary by when nothing happens. */
  readonly floor: number;
}

/** Steps that are read at once: pictures of long videos lie in a file. */
const WINDOW = 64;
/** Only every second pixel of every second row is looked at: nothing that small is an event. */
const STRIDE = 2;
/** Cells in which motion is measured; four of them are one cell of the scene. */
const COLUMNS = 8;
const ROWS = 6;
const CELLS = COLUMNS * ROWS;
const SCENE_COLUMNS = COLUMNS / 2;
const SCENE_DIMS = SCENE_COLUMNS * (ROWS / 2) * 3;
/** Groups of bands in which sound is measured, and one number for onsets. */
const BAND_GROUPS = 8;
const SOUND_DIMS = BAND_GROUPS + 1;

/** Shares of the video's contrast that a scene and motion vary by through compression alone; never less than some grey levels. */
const SCENE_FLOOR = 0.06;
const LEAST_CONTRAST = 8;
const LEAST_MOTION = 0.02;
const LEAST_MOTION_LEVELS = 0.5;
/** Motion is a logarithm: this is 15 percent. */
const MOTION_FLOOR = 0.15;
const SOUND_FLOOR = 0.15;

/**
 * How the scene, the motion and the sound of a video go, one row per step. Pictures are read window by window.
 *
 * - scene: mean colours of 4 x 3 cells, in units of the video's contrast
 * - motion: logarithm of how much the grey picture changes in half a step, root mean square over 8 x 6 cells so that a small
 *   moving thing counts beside a still background
 * - sound: log-mel energy in 8 groups of bands, and onsets (the largest spectral flux within the step); none of silent videos
 */
export function curvesOf(steps: StepFeatures): Curve[] {
  const seen = watched(steps);
  return steps.silent ? seen : [...seen, heard(steps)];
}

function watched(steps: StepFeatures): Curve[] {
  const { count, width, height, deviation } = steps;
  const watch = new Watch(count, width, height);
  for (let from = 0; from < count; from += WINDOW) {
    const to = Math.min(count, from + WINDOW);
    const pictures = steps.frames(from, to);
    for (let i = from; i < to; i++) watch.take(i, pictures, i - from);
  }
  const contrast = Math.max(deviation, LEAST_CONTRAST);
  const least = Math.max(LEAST_MOTION * contrast, LEAST_MOTION_LEVELS);
  return [
    {
      kind: 'scene',
      dims: SCENE_DIMS,
      values: watch.scene.map((value) => value / contrast),
      floor: SCENE_FLOOR,
    },
    {
      kind: 'motion',
      dims: 1,
      values: watch.motion().map((value) => Math.log(value + least)),
      floor: MOTION_FLOOR,
    },
  ];
}

/** Takes in one picture after the other. */
class Watch {
  /** [steps, SCENE_DIMS], mean colours. */
  readonly scene: Float64Array;
  readonly #width: number;
  readonly #pixels: number;
  /** Sampled pixels, and the cell of each. */
  readonly #places: Int32Array;
  readonly #cellOf: Int32Array;
  readonly #sampled: Float64Array;
  /** Change within the first and the second half of each step. */
  readonly #early: Float64Array;
  readonly #late: Float64Array;
  readonly #before: Uint8Array;
  readonly #change = new Float64Array(CELLS);

  constructor(count: number, width: number, height: number) {
    this.scene = new Float64Array(count * SCENE_DIMS);
    this.#width = width;
    this.#pixels = width * height;
    const places: number[] = [];
    for (let y = 0; y < height; y += STRIDE)
      for (let x = 0; x < width; x += STRIDE) places.push(y * width + x);
    this.#places = Int32Array.from(places);
    this.#cellOf = this.#places.map((place) => {
      const [x, y] = [place % this.#width, Math.floor(place / this.#width)];
      return Math.floor((y * ROWS) / height) * COLUMNS + Math.floor((x * COLUMNS) / width);
    });
    this.#sampled = new Float64Array(CELLS);
    for (const cell of this.#cellOf) this.#sampled[cell] = f64(this.#sampled, cell) + 1;
    this.#early = new Float64Array(count);
    this.#late = new Float64Array(count);
    this.#before = new Uint8Array(this.#places.length);
  }

  /** @param row of step `i` in the pictures */
  take(i: number, { pictures, next }: StepPictures, row: number): void {
    const base = row * this.#pixels;
    const change = this.#change.fill(0);
    const sinceBefore = new Float64Array(CELLS);
    const colours = new Float64Array(SCENE_DIMS);
    const weights = new Float64Array(SCENE_DIMS / 3);
    for (let p = 0; p < this.#places.length; p++) {
      const place = base + (this.#places[p] ?? 0);
      const cell = this.#cellOf[p] ?? 0;
      const [red, green, blue] = [
        u8(pictures, place * 3),
        u8(pictures, place * 3 + 1),
        u8(pictures, place * 3 + 2),
      ];
      const grey = Math.floor((red + green + blue) / 3);
      const later = u8(next, place);
      change[cell] = f64(change, cell) + Math.abs(later - grey);
      sinceBefore[cell] = f64(sinceBefore, cell) + Math.abs(grey - u8(this.#before, p));
      this.#before[p] = later;
      const large = Math.floor(cell / COLUMNS / 2) * SCENE_COLUMNS + Math.floor((cell % COLUMNS) / 2);
      colours[large * 3] = f64(colours, large * 3) + red;
      colours[large * 3 + 1] = f64(colours, large * 3 + 1) + green;
      colours[large * 3 + 2] = f64(colours, large * 3 + 2) + blue;
      weights[large] = f64(weights, large) + 1;
    }
    for (let d = 0; d < SCENE_DIMS; d++)
      this.scene[i * SCENE_DIMS + d] = f64(colours, d) / Math.max(1, f64(weights, Math.floor(d / 3)));
    this.#early[i] = this.#spread(change);
    if (i > 0) this.#late[i - 1] = this.#spread(sinceBefore);
  }

  /** Change per step: the mean of both halves; the last step has only one. */
  motion(): Float64Array {
    const last = this.#early.length - 1;
    return this.#early.map((early, i) => (i === last ? early : (early + f64(this.#late, i)) / 2));
  }

  /** Root mean square of the cells' mean changes. */
  #spread(change: Float64Array): number {
    let [sum, cells] = [0, 0];
    for (let cell = 0; cell < CELLS; cell++) {
      const sampled = f64(this.#sampled, cell);
      if (sampled === 0) continue;
      sum += (f64(change, cell) / sampled) ** 2;
      cells++;
    }
    return Math.sqrt(sum / Math.max(1, cells));
  }
}

function heard({ count, sound, bands }: StepFeatures): Curve {
  const values = new Float64Array(count * SOUND_DIMS);
  const group = Array.from({ length: bands }, (_, band) => Math.floor((band * BAND_GROUPS) / bands));
  const inGroup = Array.from(
    { length: BAND_GROUPS },
    (_, wanted) => group.filter((each) => each === wanted).length,
  );
  for (let i = 0; i < count; i++) {
    let onset = 0;
    for (let hop = i * HOPS_PER_STEP; hop < (i + 1) * HOPS_PER_STEP; hop++) {
      let flux = 0;
      for (let band = 0; band < bands; band++) {
        const value = f32(sound, hop * bands + band);
        const place = i * SOUND_DIMS + at(group, band);
        values[place] =
          f64(values, place) + value / HOPS_PER_STEP / Math.max(1, at(inGroup, at(group, band)));
        if (hop > 0) flux += Math.max(0, value - f32(sound, (hop - 1) * bands + band)) / bands;
      }
      onset = Math.max(onset, flux);
    }
    values[i * SOUND_DIMS + BAND_GROUPS] = onset;
  }
  return { kind: 'sound', dims: SOUND_DIMS, values, floor: SOUND_FLOOR };
}
