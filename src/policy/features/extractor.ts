import { sampleAudio } from '../../media/audio-sampling.ts';
import { probeVideo, type VideoProbe } from '../../media/probe.ts';
import { sampleFrames, sampleGrid, type SampledVideo } from '../../media/sampling.ts';
import type { MediaTools } from '../../media/tools.ts';
import { endSeconds } from '../../time/frame-table.ts';
import { u8 } from '../indexing.ts';
import type { VideoFeatures } from '../policy.ts';
import { FeatureFileWriter } from './feature-file.ts';
import { MEL_BANDS, MelStream, SAMPLE_RATE } from './mel.ts';
import type { PictureEncoder } from './picture-encoder.ts';
import { HOPS_PER_STEP, packFeatures, type StepFacts } from './step-features.ts';
import { StillPicture, type Still } from './still-picture.ts';

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
   * Features in memory: for short videos.
   * @throws UnusableVideoError, MediaProcessError as `sampleFrames`; the signal's reason when aborted.
   */
  extract(video: VideoToExtract, tools: MediaTools, options?: ExtractOptions): Promise<VideoFeatures>;
  /**
   * Features written to `file` as they come, however long the video is; `readFeatureFile` reads them. When it throws, what
   * it leaves at `file` is of no use.
   * @throws as `extract`; SafetensorsError when the file can't be written.
   */
  extractTo(file: string, video: VideoToExtract, tools: MediaTools, options?: ExtractOptions): Promise<void>;
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
/** How much of the work each part is, for progress. */
const WORK = { sound: 0.1, encoder: 2, pictures: 0.9 };

/**
 * The compact policy's extractor: small pictures at 10 a second and mel sound (policy-study.md 2.1), with what an encoder of
 * the user's own sees where there is one.
 */
export function frameExtractor(size: PictureSize, encoder: PictureEncoder | null = null): FeatureExtractor {
  const own = `frames-${size.width}x${size.height}-mel${MEL_BANDS}-1`;
  const id = encoder === null ? own : `${own}+${encoder.id}`;
  return {
    id,
    extract: async (video, tools, options = {}) => {
      const extraction = await begin(video, tools, { size, encoder }, options);
      const facts = await factsOf(extraction, encoder);
      const pixels = size.width * size.height;
      const pictures = new Uint8Array(extraction.count * pixels * 3);
      const next = new Uint8Array(extraction.count * pixels);
      const still = await watch(extraction, (step, picture, after) => {
        pictures.set(picture, step * pixels * 3);
        next.set(after, step * pixels);
      });
      return packFeatures(id, { ...facts, ...still, pictures, next }, extraction.duration);
    },
    extractTo: async (file, video, tools, options = {}) => {
      const extraction = await begin(video, tools, { size, encoder }, options);
      const facts = await factsOf(extraction, encoder);
      const described = { extractor: id, duration: extraction.duration };
      const writer = await FeatureFileWriter.create(file, described, facts);
      try {
        const still = await watch(extraction, (_, picture, after) => writer.push(picture, after));
        await writer.finish({ ...facts, ...still });
      } finally {
        await writer.close();
      }
    },
  };
}

/** Whole seconds-per-step multiple so that a video of `length` seconds has a bounded number of steps. */
export function stepFor(length: number): number {
  return STEP_SECONDS * Math.max(1, Math.ceil(length / (STEP_SECONDS * MOST_STEPS)));
}

/** One video under extraction. */
interface Extraction extends PictureSize {
  readonly path: string;
  readonly tools: MediaTools;
  readonly video: NonNullable<VideoToExtract['probe']>;
  readonly origin: number;
  readonly step: number;
  /** Steps. */
  readonly count: number;
  readonly duration: VideoFeatures['duration'];
  readonly signal: AbortSignal | undefined;
  /** Told of the share of each part of the work, which follow each other. */
  readonly report: (part: keyof typeof WORK, share: number) => void;
}

async function begin(
  { path, probe }: VideoToExtract,
  tools: MediaTools,
  { size, encoder }: { readonly size: PictureSize; readonly encoder: PictureEncoder | null },
  { signal, onProgress }: ExtractOptions,
): Promise<Extraction> {
  const video = probe ?? (await probed(path, tools, signal));
  const duration = endSeconds(video.table);
  const origin = sampleGrid(video.table, 2 / STEP_SECONDS).first / (2 / STEP_SECONDS);
  const step = stepFor(duration - origin);
  const grid = sampleGrid(video.table, 2 / step, { from: origin });
  const count = Math.max(1, Math.ceil((grid.end - grid.first) / 2));
  const work = { sound: video.hasAudio ? WORK.sound : 0, encoder: encoder === null ? 0 : WORK.encoder };
  const before = { sound: 0, encoder: work.sound, pictures: work.sound + work.encoder };
  const all = { ...work, pictures: WORK.pictures };
  const report: Extraction['report'] = (part, share) =>
    onProgress?.((before[part] + all[part] * share) / (before.pictures + all.pictures));
  return { path, tools, video, origin, step, count, duration, signal, report, ...size };
}

/** The sound of all steps, [count * HOPS_PER_STEP, MEL_BANDS]; small beside the pictures. */
async function hear(extraction: Extraction): Promise<Float32Array> {
  const { path, tools, video, origin, step, count, signal, report } = extraction;
  const hop = Math.round((step / HOPS_PER_STEP) * SAMPLE_RATE);
  const mel = new MelStream(hop, count * HOPS_PER_STEP);
  if (video.hasAudio)
    for await (const { samples } of sampleAudio(path, tools, {
      rate: SAMPLE_RATE,
      from: origin,
      video,
      signal,
      onProgress: ({ done, total }) => report('sound', done / total),
    }))
      mel.push(samples);
  return mel.finish();
}

/** Gives the pictures of each step, in order. @returns what the chosen few of them say of the whole. */
async function watch(
  { path, tools, video, origin, step, count, width, height, signal, report }: Extraction,
  give: (step: number, picture: Uint8Array, next: Uint8Array) => Promise<void> | void,
): Promise<Still> {
  const still = new StillPicture(count, width * height * 3);
  const grey = new Uint8Array(width * height);
  const giveStep = async (at: number, picture: Uint8Array, after: Uint8Array): Promise<void> => {
    still.take(at, picture);
    writeGrey(grey, after);
    await give(at, picture, grey);
  };
  let waiting: { readonly at: number; readonly picture: Uint8Array } | null = null;
  const fps = 2 / step;
  const { first } = sampleGrid(video.table, fps, { from: origin });
  for await (const { index, data } of sampleFrames(path, tools, {
    fps,
    width,
    height,
    pixel: 'rgb24',
    from: origin,
    video,
    signal,
    onProgress: ({ done, total }) => report('pictures', done / total),
  })) {
    const at = (index - first) >> 1;
    if (at >= count) break;
    if (waiting === null) waiting = { at, picture: data };
    else {
      await giveStep(at, waiting.picture, data);
      waiting = null;
    }
  }
  // A video may end on a picture that nothing follows: then nothing changes after it.
  if (waiting !== null) await giveStep(waiting.at, waiting.picture, waiting.picture);
  report('pictures', 1);
  return still.finish();
}

/** All but the pictures; what of them stays is not known before they were seen. */
async function factsOf(extraction: Extraction, encoder: PictureEncoder | null): Promise<StepFacts> {
  const { count, step, origin, width, height, duration, path, tools, video, signal, report } = extraction;
  const sound = await hear(extraction);
  const onProgress = (share: number) => report('encoder', share);
  const encoded = await encoder?.encode({ path, tools, video, origin, signal, onProgress });
  const unseen = { median: new Uint8Array(width * height * 3), mean: 0, deviation: 1 };
  return { count, step, origin, width, height, sound, bands: MEL_BANDS, duration, encoded, ...unseen };
}

async function probed(path: string, tools: MediaTools, signal: AbortSignal | undefined) {
  const probe = await probeVideo(path, tools, signal === undefined ? {} : { signal });
  // Sound that can't be decoded was reported by the probe; the pictures can be used all the same.
  return { ...probe, hasAudio: probe.hasAudio && probe.audio !== null };
}

function writeGrey(out: Uint8Array, rgb: Uint8Array): void {
  for (let i = 0; i * 3 < rgb.length; i++)
    out[i] = Math.floor((u8(rgb, i * 3) + u8(rgb, i * 3 + 1) + u8(rgb, i * 3 + 2)) / 3);
}
