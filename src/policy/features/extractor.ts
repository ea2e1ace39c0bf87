import { sampleAudio } from '../../media/audio-sampling.ts';
import { probeVideo, type VideoProbe } from '../../media/probe.ts';
import { sampleFrames, sampleGrid, type SampledVideo } from '../../media/sampling.ts';
import type { MediaTools } from '../../media/tools.ts';
import { endSeconds } from '../../time/frame-table.ts';
import { u8 } from '../indexing.ts';
import type { VideoFeatures } from '../policy.ts';
import { MEL_BANDS, MelStream, SAMPLE_RATE } from './mel.ts';
import { HOPS_PER_STEP, packFeatures } from './step-features.ts';

/** A video to look at: where it lies and, when known, what an earlier probe found. */
export interface VideoToExtract {
  readonly path: string;
  /** Without it the file is probed first. `hasAudio` false leaves the sound out. */
  readonly probe?: SampledVideo & Pick<VideoProbe, 'hasAudio'>;
}

export interface ExtractOptions {
  readonly signal?: AbortSignal | undefined;
  /** Share of the work that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/** Makes a policy's features out of a video file, once; they are cached by the video's content and `id`. */
export interface FeatureExtractor {
  /** Name and version: features of another one are refused. */
  readonly id: string;
  /**
   * @throws UnusableVideoError, MediaProcessError as `sampleFrames`; the signal's reason when aborted.
   */
  extract(video: VideoToExtract, tools: MediaTools, options?: ExtractOptions): Promise<VideoFeatures>;
}

/** Sizes of the pictures that an extractor keeps; whole numbers of patches. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Seconds per step; every picture is followed by a grey one half a step later. */
export const STEP_SECONDS = 0.2;
/** Videos longer than this many steps (80 minutes) are looked at in longer steps, so that memory stays bounded. */
const MOST_STEPS = 24_000;
/** Pictures that the temporal median is made of. */
const MEDIAN_OF = 24;

/** The compact policy's extractor: small pictures at 10 a second and mel sound (policy-study.md 2.1). */
export function frameExtractor(size: PictureSize): FeatureExtractor {
  return {
    id: `frames-${size.width}x${size.height}-mel${MEL_BANDS}-1`,
    extract: (video, tools, options = {}) => extract(video, tools, size, options),
  };
}

/** Whole seconds-per-step multiple so that a video of `length` seconds has a bounded number of steps. */
export function stepFor(length: number): number {
  return STEP_SECONDS * Math.max(1, Math.ceil(length / (STEP_SECONDS * MOST_STEPS)));
}

async function extract(
  { path, probe }: VideoToExtract,
  tools: MediaTools,
  size: PictureSize,
  { signal, onProgress }: ExtractOptions,
): Promise<VideoFeatures> {
  const video = probe ?? (await probed(path, tools, signal));
  const end = endSeconds(video.table);
  const origin = sampleGrid(video.table, 2 / STEP_SECONDS).first / (2 / STEP_SECONDS);
  const step = stepFor(end - origin);
  const grid = sampleGrid(video.table, 2 / step, { from: origin });
  const steps = Math.max(1, Math.ceil((grid.end - grid.first) / 2));
  const pixels = size.width * size.height;
  const pictures = new Uint8Array(steps * pixels * 3);
  const next = new Uint8Array(steps * pixels);
  const report = (share: number) => onProgress?.(share);
  const shares = video.hasAudio ? 0.9 : 1;
  for await (const { index, data } of sampleFrames(path, tools, {
    fps: 2 / step,
    ...size,
    pixel: 'rgb24',
    from: origin,
    video,
    signal,
    onProgress: ({ done, total }) => report((shares * done) / total),
  })) {
    const place = index - grid.first;
    const at = place >> 1;
    if (at >= steps) break;
    if (place % 2 === 0) pictures.set(data, at * pixels * 3);
    // A video may end on a picture that nothing follows: then nothing changes after it.
    writeGrey(next, at * pixels, data);
  }
  const hop = Math.round((step / HOPS_PER_STEP) * SAMPLE_RATE);
  const mel = new MelStream(hop, steps * HOPS_PER_STEP);
  if (video.hasAudio)
    for await (const { samples } of sampleAudio(path, tools, {
      rate: SAMPLE_RATE,
      from: origin,
      video,
      signal,
      onProgress: ({ done, total }) => report(shares + ((1 - shares) * done) / total),
    }))
      mel.push(samples);
  report(1);
  const still = stillPicture(pictures, steps, pixels * 3);
  return packFeatures(
    frameExtractor(size).id,
    {
      count: steps,
      step,
      origin,
      ...size,
      pictures,
      next,
      sound: mel.finish(),
      bands: MEL_BANDS,
      duration: end,
      ...still,
    },
    end,
  );
}

async function probed(path: string, tools: MediaTools, signal: AbortSignal | undefined) {
  const probe = await probeVideo(path, tools, signal === undefined ? {} : { signal });
  // Sound that can't be decoded was reported by the probe; the pictures can be used all the same.
  return { ...probe, hasAudio: probe.hasAudio && probe.audio !== null };
}

function writeGrey(out: Uint8Array, base: number, rgb: Uint8Array): void {
  for (let i = 0; i * 3 < rgb.length; i++)
    out[base + i] = Math.floor((u8(rgb, i * 3) + u8(rgb, i * 3 + 1) + u8(rgb, i * 3 + 2)) / 3);
}

/** Temporal median of about 24 pictures, with the mean and standard deviation of their values. */
function stillPicture(
  pictures: Uint8Array,
  steps: number,
  size: number,
): { median: Uint8Array; mean: number; deviation: number } {
  const stride = Math.max(1, Math.floor(steps / MEDIAN_OF));
  const chosen = Array.from({ length: Math.min(MEDIAN_OF, Math.ceil(steps / stride)) }, (_, i) => i * stride);
  const median = new Uint8Array(size);
  const column = new Uint8Array(chosen.length);
  let [sum, squares] = [0, 0];
  for (let i = 0; i < size; i++) {
    chosen.forEach((step, k) => {
      const value = u8(pictures, step * size + i);
      column[k] = value;
      sum += value;
      squares += value * value;
    });
    column.sort();
    median[i] = u8(column, column.length >> 1);
  }
  const count = Math.max(1, size * chosen.length);
  const mean = sum / count;
  return { median, mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}
