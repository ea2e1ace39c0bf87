import { endSeconds } from '../time/frame-table.ts';
import { ffmpegPrelude, inputGuards, inputUrl, startMedia, switches } from './child.ts';
import { guardVideoFile } from './file-guard.ts';
import { probeVideo, type VideoProbe } from './probe.ts';
import { decodingFailure } from './refusals.ts';
import { defaultStart } from './sample-grid.ts';
import { seekSecond, seekSwitches, type SampledVideo } from './sampling.ts';
import type { MediaTools } from './tools.ts';

export interface AudioSampleOptions {
  /** Samples per second of the result, 1000 to 192000. */
  readonly rate: number;
  /** Window in seconds on the presentation axis; default: from `defaultStart` to the end of the video. */
  readonly from?: number;
  readonly to?: number;
  /** Facts from an earlier probe; without them the file is probed first. */
  readonly video?: SampledVideo & Pick<VideoProbe, 'hasAudio'>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

export interface AudioChunk {
  /** Ordinal of the chunk's first sample within the window. */
  readonly first: number;
  /** Second on the presentation axis of that sample: `from + first / rate`. */
  readonly seconds: number;
  /** Mono, full scale is [-1, 1]. One second long but for the last. The caller's to keep. */
  readonly samples: Float32Array;
}

/** Decoders need a little run-up after a seek before their output is right. */
const RUN_UP_SECONDS = 1;

/**
 * The first audio stream as mono samples (the mean of left and right) whose sample 0 sounds at `from` on the video's presentation axis: a stream
 * that starts late is preceded by silence, one that starts early is cut, holes are filled. Ends where the sound or
 * the window ends, whichever comes first; yields nothing for a video without sound.
 *
 * Memory stays bounded as in `sampleFrames`; leaving the loop early ends ffmpeg.
 *
 * @throws UnusableVideoError when the file can't be used, its sound can't be decoded or makes no progress for 30 s;
 * MediaProcessError of reason `vanished` when ffmpeg itself is gone.
 * @throws RangeError for impossible options; the signal's reason when aborted.
 */
export async function* sampleAudio(
  path: string,
  tools: MediaTools,
  options: AudioSampleOptions,
): AsyncGenerator<AudioChunk, void, undefined> {
  const { rate, signal } = options;
  if (!Number.isSafeInteger(rate) || rate < 1000 || rate > 192_000)
    throw new RangeError(`Sound is sampled at 1000 to 192000 whole samples per second, got ${rate}.`);
  await guardVideoFile(path);
  const video = options.video ?? (await probeVideo(path, tools, signal === undefined ? {} : { signal }));
  if (!video.hasAudio) return;
  const from = options.from ?? defaultStart(video.table);
  const to = Math.min(options.to ?? Infinity, endSeconds(video.table));
  if (!Number.isFinite(from)) throw new RangeError(`A window must start at a finite second, got ${from}.`);
  const total = Math.max(0, Math.round((to - from) * rate));
  if (total === 0) return;
  const seek = seekSecond(video, from - RUN_UP_SECONDS);
  const child = startMedia(tools.ffmpeg.path, runArguments(path, rate, from, seek), { signal });
  let first = 0;
  try {
    for await (const samples of floats(child.stdout, rate)) {
      const kept = samples.subarray(0, total - first);
      yield { first, seconds: from + first / rate, samples: kept };
      first += kept.length;
      options.onProgress?.({ done: first, total });
      if (first >= total) return;
    }
  } catch (failure) {
    throw decodingFailure(path, 'sound', failure);
  }
}

function runArguments(path: string, rate: number, from: number, seek: number | null): string[] {
  const filters = [
    // With the window's start moved to 0, `first_pts=0` pads or cuts so that the first sample is the one at `from`.
    `asetpts=PTS-${from}/TB`,
    // The highest weight sum of 1 makes the mix a mean that can't exceed full scale.
    `aresample=${rate}:async=1:first_pts=0:rematrix_maxval=1`,
    'aformat=sample_fmts=flt:channel_layouts=mono',
  ].join(',');
  return [
    ...ffmpegPrelude(),
    ...inputGuards(),
    ...seekSwitches(seek),
    ...switches('-copyts -i'),
    inputUrl(path),
    ...switches(`-map 0:a:0 -vn -af ${filters} -f f32le pipe:1`),
  ];
}

/** Little-endian 32-bit floats in arrays of `length`, the last one shorter. */
async function* floats(chunks: AsyncIterable<Buffer>, length: number): AsyncGenerator<Float32Array> {
  const bytes = Buffer.alloc(length * 4);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const copied = chunk.copy(bytes, filled, at);
      at += copied;
      filled += copied;
      if (filled < bytes.length) continue;
      yield floatsOf(bytes);
      filled = 0;
    }
  }
  if (filled >= 4) yield floatsOf(bytes.subarray(0, filled - (filled % 4)));
}

function floatsOf(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}
