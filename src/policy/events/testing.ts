import { seconds } from '../../time/ticks.ts';
import { MEL_BANDS } from '../features/mel.ts';
import { HOPS_PER_STEP, openFeatures, packFeatures, type StepFeatures } from '../features/step-features.ts';
import { Random } from '../../tensor/random.ts';

export const EXTRACTOR = 'made-up';
const STEP = 0.2;
const WIDTH = 32;
const HEIGHT = 18;

/** A video made for a test; times in seconds, colours and loudness as functions of time. */
export interface Script {
  readonly duration: number;
  /** Grey level of a pixel at a moment, in [0, 255]. */
  readonly grey?: (second: number, x: number, y: number) => number;
  /** Normalised log-mel energy of a band at a moment; absent: silent. */
  readonly heard?: (second: number, band: number) => number;
  /** Largest difference that noise makes to a pixel. */
  readonly noise?: number;
  readonly gain?: number;
  readonly seed?: number;
}

export const STILL = (_: number, x: number, y: number) => 40 + ((x * 7 + y * 11) % 64);

/** Opened features of a script, as a video of it would give. */
export function scripted({
  duration,
  grey = STILL,
  heard,
  noise = 0,
  gain = 1,
  seed = 0,
}: Script): StepFeatures {
  const random = Random.seeded(seed, 'script');
  const count = Math.ceil(duration / STEP - 1e-9);
  const pixels = WIDTH * HEIGHT;
  const pictures = new Uint8Array(count * pixels * 3);
  const next = new Uint8Array(count * pixels);
  const noisy = (value: number) => gain * (Math.round(value) + (noise === 0 ? 0 : random.below(noise + 1)));
  for (let i = 0; i < count; i++)
    for (let p = 0; p < pixels; p++) {
      const [x, y] = [p % WIDTH, Math.floor(p / WIDTH)];
      pictures.fill(noisy(grey(i * STEP, x, y)), (i * pixels + p) * 3, (i * pixels + p + 1) * 3);
      next[i * pixels + p] = noisy(grey((i + 0.5) * STEP, x, y));
    }
  const sound = new Float32Array(count * HOPS_PER_STEP * MEL_BANDS);
  if (heard !== undefined)
    for (let i = 0; i < sound.length; i++)
      sound[i] = heard((Math.floor(i / MEL_BANDS) * STEP) / HOPS_PER_STEP, i % MEL_BANDS);
  const facts = { count, step: STEP, origin: 0, duration, width: WIDTH, height: HEIGHT, bands: MEL_BANDS };
  const median = new Uint8Array(pixels * 3);
  const features = packFeatures(
    EXTRACTOR,
    { ...facts, pictures, next, sound, median, mean: 70 * gain, deviation: 40 * gain },
    seconds(duration),
  );
  return openFeatures(features, EXTRACTOR);
}
