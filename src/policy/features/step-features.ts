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
  /** [count, height, width, 3], 0..255. */
  readonly pictures: Uint8Array;
  /** [count, height, width], the grey picture half a step later. */
  readonly next: Uint8Array;
  /** [height, width, 3], the temporal median of about 24 pictures. */
  readonly median: Uint8Array;
  /** [count * 10, bands], normalised log-mel; all zero without sound. */
  readonly sound: Float32Array;
  /** True when there is nothing to hear. */
  readonly silent: boolean;
  readonly bands: number;
  /** Mean and standard deviation of the pictures that the median is made of. */
  readonly mean: number;
  readonly deviation: number;
}

/** Features that another extractor made, or that are incomplete. */
export class FeaturesError extends Error {
  override readonly name = 'FeaturesError';
}

/** Packs step features for the cache under the extractor's name. */
export function packFeatures(
  extractor: string,
  steps: Omit<StepFeatures, 'silent'>,
  duration: VideoFeatures['duration'],
): VideoFeatures {
  const { count, width, height, bands } = steps;
  const tensors = new Map<string, VideoTensor>([
    ['pictures', { shape: [count, height, width, 3], data: steps.pictures }],
    ['next', { shape: [count, height, width], data: steps.next }],
    ['median', { shape: [height, width, 3], data: steps.median }],
    ['sound', { shape: [count * HOPS_PER_STEP, bands], data: steps.sound }],
    ['clock', { shape: [4], data: Float32Array.of(steps.step, steps.mean, steps.deviation, steps.origin) }],
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
  const [count = 0, height = 0, width = 0] = features.tensors.get('pictures')?.shape ?? [];
  const bands = features.tensors.get('sound')?.shape[1] ?? 0;
  const clock = floats(features, 'clock', 4);
  const sound = floats(features, 'sound', count * HOPS_PER_STEP * bands);
  const steps: StepFeatures = {
    count,
    width,
    height,
    bands,
    duration: features.duration,
    // As numbers of a tenth of a second: float32 would make 0.2 into 0.200000003.
    step: Math.round((clock[0] ?? 0) * 1000) / 1000,
    origin: Math.round((clock[3] ?? 0) * 10) / 10,
    mean: clock[1] ?? 0,
    deviation: clock[2] ?? 1,
    pictures: bytes(features, 'pictures', count * height * width * 3),
    next: bytes(features, 'next', count * height * width),
    median: bytes(features, 'median', height * width * 3),
    sound,
    silent: sound.every((value) => value === 0),
  };
  if (!(count > 0 && steps.step > 0 && bands > 0)) throw new FeaturesError('These video features are empty.');
  opened.set(features, steps);
  return steps;
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
