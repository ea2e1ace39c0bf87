import type { VideoFeatures, VideoTensor } from '../policy.ts';

/** Rows of sound per step. */
export const HOPS_PER_STEP = 10;

/**
 * What the compact policy sees of a video, opened: one step is 0.2 s (longer on videos of hours) and holds the picture at
 * its start, the grey picture half a step later, and ten rows of log-mel sound (policy-study.md 2.1).
 */
export interface StepFeatures {
  /** Number of steps; step `i` begins at `origin + i * step` seconds on the video's presentation axis. */
  readonly count: number;
  /** Second of step 0: 0, but for recordings that begin at a time of day. */
  readonly origin: number;
  /** Seconds per step. */
  readonly step: number;
  /** Presentation time of the video's end. */
  readonly duration: number;
  readonly width: number;
  readonly height: number;
  /**
   * Pictures of the steps `from` up to `to` (without it), good until they are asked for again, of this video or another:
   * those of long videos are read from the cache file into memory that is used anew.
   * @throws SafetensorsError when the cache file was damaged meanwhile.
   */
  frames(from: number, to: number): StepPictures;
  /** [height, width, 3], the temporal median of about 24 pictures. */
  readonly median: Uint8Array;
  /** [count * 10, bands], normalised log-mel; all zero without sound. */
  readonly sound: Float32Array;
  /** True when there is nothing to hear. */
  readonly silent: boolean;
  readonly bands: number;
  /** What a picture encoder saw, for policies that have one. */
  readonly encoded?: Encoded | undefined;
  /** Mean and standard deviation of the pictures that the median is made of. */
  readonly mean: number;
  readonly deviation: number;
}

/** What a picture encoder makes of a video: one row for each of its pictures, at a slower rate than the steps'. */
export interface Encoded {
  /** Seconds from one row to the next. */
  readonly step: number;
  /** Seconds from the features' step 0 to the picture of row 0. */
  readonly offset: number;
  /** Numbers per row. */
  readonly width: number;
  /** [rows, width] */
  readonly rows: Float32Array;
}

/** Pictures of consecutive steps; the first one's begin both arrays. */
export interface StepPictures {
  /** [steps, height, width, 3], 0..255. */
  readonly pictures: Uint8Array;
  /** [steps, height, width], the grey picture half a step later. */
  readonly next: Uint8Array;
}

/** Everything about a video but its pictures. */
export type StepFacts = Omit<StepFeatures, 'silent' | 'frames'>;

/** Features that another extractor made, or that are incomplete. */
export class FeaturesError extends Error {
  override readonly name = 'FeaturesError';
}

/** Shapes of the pictures' tensors. */
export function pictureShapes({ count, width, height }: Pick<StepFacts, 'count' | 'width' | 'height'>) {
  return { pictures: [count, height, width, 3], next: [count, height, width] } as const;
}

/** The tensors that hold all but the pictures. */
export function factTensors(facts: StepFacts): Map<string, VideoTensor> {
  const { count, width, height, bands, step, mean, deviation, origin } = facts;
  const { encoded } = facts;
  return new Map<string, VideoTensor>([
    ['median', { shape: [height, width, 3], data: facts.median }],
    ['sound', { shape: [count * HOPS_PER_STEP, bands], data: facts.sound }],
    ['clock', { shape: [4], data: Float32Array.of(step, mean, deviation, origin) }],
    ...(encoded === undefined ? [] : encodedTensors(encoded)),
  ]);
}

function encodedTensors({ rows, width, step, offset }: Encoded): [string, VideoTensor][] {
  return [
    ['encoded', { shape: [rows.length / width, width], data: rows }],
    ['encodedClock', { shape: [2], data: Float32Array.of(step, offset) }],
  ];
}

/** Packs step features under the extractor's name, all in memory. */
export function packFeatures(
  extractor: string,
  steps: StepFacts & StepPictures,
  duration: VideoFeatures['duration'],
): VideoFeatures {
  const shapes = pictureShapes(steps);
  const tensors = new Map<string, VideoTensor>([
    ['pictures', { shape: shapes.pictures, data: steps.pictures }],
    ['next', { shape: shapes.next, data: steps.next }],
    ...factTensors(steps),
  ]);
  return { extractor, duration, tensors };
}

const opened = new WeakMap<VideoFeatures, StepFeatures>();

/**
 * The typed view of cached features.
 * @throws FeaturesError when they are of another extractor than `extractor`, or a tensor is missing or of another size.
 */
export function openFeatures(features: VideoFeatures, extractor: string): StepFeatures {
  if (features.extractor !== extractor)
    throw new FeaturesError(
      `These video features were made by ${features.extractor}, but this policy needs ${extractor}. Extract them again.`,
    );
  const known = opened.get(features);
  if (known !== undefined) return known;
  const [count = 0, height = 0, width = 0] = shapeOf(features, 'pictures');
  const bands = features.tensors.get('sound')?.shape[1] ?? 0;
  const clock = floats(features, 'clock', 4);
  const sound = floats(features, 'sound', count * HOPS_PER_STEP * bands);
  const steps: StepFeatures = {
    count,
    width,
    height,
    bands,
    duration: features.duration,
    step: thousandths(clock[0] ?? 0),
    origin: Math.round((clock[3] ?? 0) * 10) / 10,
    mean: clock[1] ?? 0,
    deviation: clock[2] ?? 1,
    frames: framesOf(features, count, height * width),
    median: bytes(features, 'median', height * width * 3),
    sound,
    silent: sound.every((value) => value === 0),
    encoded: encodedOf(features),
  };
  if (!(count > 0 && steps.step > 0 && bands > 0)) throw new FeaturesError('These video features are empty.');
  opened.set(features, steps);
  return steps;
}

function encodedOf(features: VideoFeatures): Encoded | undefined {
  const [rows = 0, width = 0] = shapeOf(features, 'encoded');
  if (rows * width === 0) return undefined;
  const [step = 0, offset = 0] = Array.from(floats(features, 'encodedClock', 2), thousandths);
  if (!(step > 0))
    throw new FeaturesError('These video features do not say when their pictures were encoded.');
  return { step, offset, width, rows: floats(features, 'encoded', rows * width) };
}

/** As numbers of a few digits: float32 would make 0.2 into 0.200000003. */
const thousandths = (value: number) => Math.round(value * 1000) / 1000;

function shapeOf({ tensors, stored }: VideoFeatures, name: string): readonly number[] {
  return tensors.get(name)?.shape ?? stored?.header.tensors.get(name)?.shape ?? [];
}

/** Grown to the largest window that was ever asked for: fresh memory of this size would cost more than reading it. */
const scratch = { pictures: new Uint8Array(0), next: new Uint8Array(0) };

function framesOf(features: VideoFeatures, count: number, pixels: number): StepFeatures['frames'] {
  const { stored } = features;
  if (stored === undefined || features.tensors.has('pictures')) {
    const pictures = bytes(features, 'pictures', count * pixels * 3);
    const next = bytes(features, 'next', count * pixels);
    return (from, to) => ({
      pictures: pictures.subarray(from * pixels * 3, to * pixels * 3),
      next: next.subarray(from * pixels, to * pixels),
    });
  }
  const [rows = 0, height = 0, width = 0] = shapeOf(features, 'next');
  if (rows !== count || height * width !== pixels || shapeOf(features, 'pictures')[3] !== 3)
    throw new FeaturesError('The pictures in these video features do not fit each other.');
  return (from, to) => {
    if (scratch.next.length < (to - from) * pixels) {
      scratch.pictures = new Uint8Array((to - from) * pixels * 3);
      scratch.next = new Uint8Array((to - from) * pixels);
    }
    stored.readRows('pictures', from, to, scratch.pictures);
    stored.readRows('next', from, to, scratch.next);
    return scratch;
  };
}

function bytes(features: VideoFeatures, name: string, size: number): Uint8Array {
  const data = features.tensors.get(name)?.data;
  if (data instanceof Uint8Array && data.length === size) return data;
  throw new FeaturesError(
    `The video features lack "${name}", or it has another size than the pictures ask for.`,
  );
}

function floats(features: VideoFeatures, name: string, size: number): Float32Array {
  const data = features.tensors.get(name)?.data;
  if (data instanceof Float32Array && data.length === size) return data;
  throw new FeaturesError(
    `The video features lack "${name}", or it has another size than the pictures ask for.`,
  );
}
