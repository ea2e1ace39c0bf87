import { endSeconds, startSeconds } from '../time/frame-table.ts';
import { ffmpegPrelude, inputGuards, inputUrl, startMedia, switches } from './child.ts';
import { MediaProcessError, UnusableVideoError } from './errors.ts';
import { guardVideoFile } from './file-guard.ts';
import { probeVideo, type VideoProbe } from './probe.ts';
import { clock } from './refusals.ts';
import { rateOf, sampleGrid, wholeTickSample, type SampleGrid } from './sample-grid.ts';
import type { Ratio } from './stream-facts.ts';
import type { MediaTools } from './tools.ts';

export { sampleGrid, type SampleGrid } from './sample-grid.ts';

/** What sampling needs to know of a video: a probe, or the same facts kept from an earlier one. */
export type SampledVideo = Pick<VideoProbe, 'table' | 'container'>;

export interface SampleOptions {
  /** Samples per second, in (0, 240]. */
  readonly fps: number;
  /** Pixels of each sample; the picture is turned upright and squeezed to fit. */
  readonly width: number;
  readonly height: number;
  readonly pixel: 'rgb24' | 'gray';
  /** Window in seconds on the presentation axis; default: the whole video. */
  readonly from?: number;
  readonly to?: number;
  /** Facts from an earlier probe; without them the file is probed first. */
  readonly video?: SampledVideo;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

export interface SampledFrame {
  /** k of `seconds = k / fps`: counted from second 0 of the presentation axis, also inside a window. */
  readonly index: number;
  readonly seconds: number;
  /** Rows from the top, pixels from the left, 3 bytes (rgb24) or 1 (gray) each. The caller's to keep. */
  readonly data: Uint8Array;
}

/** Decoders may lose the last pictures of a damaged file; a longer loss is an error. */
const FORGIVEN_TAIL_SECONDS = 1;
/**
 * Pictures of a video at a steady rate, in one pass of one ffmpeg: sample k is the frame shown at k / fps, that is
 * the last one whose presentation time is not later, and the first frame before there is any. Exact by construction:
 * `fps=F:round=up` picks that frame, ffmpeg's default rounding is wrong by a quarter second (media.md section 4a).
 *
 * Memory stays bounded: ffmpeg waits while the caller is busy. Leaving the loop early ends ffmpeg.
 *
 * @throws UnusableVideoError when the file can't be used, or when its pictures stop more than a second early.
 * @throws MediaProcessError when ffmpeg fails before the first picture or makes no progress for 30 s.
 * @throws RangeError for impossible options; the signal's reason when aborted.
 */
export async function* sampleFrames(
  path: string,
  tools: MediaTools,
  options: SampleOptions,
): AsyncGenerator<SampledFrame, void, undefined> {
  const { fps, width, height, pixel, signal } = options;
  const file = await guardVideoFile(path);
  const video = options.video ?? (await probeVideo(path, tools, signal === undefined ? {} : { signal }));
  const grid = sampleGrid(video.table, fps, options);
  const total = grid.end - grid.first;
  if (total === 0) return;
  const rate = rateOf(fps);
  const run = planRun(video, rate, grid);
  const child = startMedia(tools.ffmpeg.path, runArguments(file.path, options, rate, run, grid), { signal });
  const size = frameBytes(width, height, pixel);
  let index = run.first;
  let last: Uint8Array | null = null;
  try {
    for await (const data of pieces(child.stdout, size)) {
      last = data;
      if (index >= grid.first) {
        yield { index, seconds: index / fps, data };
        options.onProgress?.({ done: index + 1 - grid.first, total });
      }
      if (++index === grid.end) return;
    }
  } catch (failure) {
    if (!(failure instanceof MediaProcessError) || failure.reason !== 'failed' || last === null)
      throw failure;
  }
  yield* heldTail(file.path, video, options, grid, index, last);
}

/** The end of a video whose last pictures could not be decoded: the last good one is held, up to a second. */
function* heldTail(
  path: string,
  video: SampledVideo,
  { fps, onProgress }: SampleOptions,
  grid: SampleGrid,
  reached: number,
  last: Uint8Array | null,
): Generator<SampledFrame> {
  const missing = (grid.end - reached) / fps;
  if (last === null || (missing > FORGIVEN_TAIL_SECONDS && grid.end - reached > 1))
    throw new UnusableVideoError(
      'damaged',
      path,
      `“${path}” can be decoded only up to ${clock(reached / fps)} of ${clock(endSeconds(video.table))}. Copy or download it again, or cut it there.`,
    );
  for (let index = Math.max(reached, grid.first); index < grid.end; index++) {
    yield { index, seconds: index / fps, data: last.slice() };
    onProgress?.({ done: index + 1 - grid.first, total: grid.end - grid.first });
  }
}

interface Run {
  /** First sample that ffmpeg is asked for; those before the window are thrown away. */
  readonly first: number;
  /** Its time in ticks, taken off every picture's so that ffmpeg counts from 0. */
  readonly ticks: bigint;
  /** Second to seek to, null to read from the start. */
  readonly seek: number | null;
}

/** Containers whose index makes a seek land on the keyframe at or before the wanted time. */
const SEEKABLE: readonly string[] = ['mp4', 'mov', 'matroska', 'webm'];

/** True where ffmpeg's seek is exact; elsewhere it may land late and show wrong pictures, so it isn't used. */
export function seeksExactly(video: Pick<SampledVideo, 'container'>): boolean {
  return SEEKABLE.includes(video.container);
}

function planRun(video: SampledVideo, rate: Ratio, grid: SampleGrid): Run {
  const start = startSeconds(video.table);
  const perSecond = rate.num / rate.den;
  const at = grid.first / perSecond;
  const seek = at > start && seeksExactly(video) ? at : null;
  // Without a seek the samples before the window are made and dropped, so that there is always progress to be seen.
  const wanted = seek === null ? Math.min(grid.first, Math.floor(start * perSecond)) : grid.first;
  const { sample, ticks } = wholeTickSample(wanted, rate, video.table.timebase);
  return { first: sample, ticks, seek };
}

function runArguments(
  path: string,
  { width, height, pixel }: SampleOptions,
  rate: Ratio,
  run: Run,
  grid: SampleGrid,
): string[] {
  const filters = [
    `setpts=PTS-${run.ticks}`,
    `fps=fps=${rate.num}/${rate.den}:round=up:start_time=0`,
    `scale=${width}:${height}:flags=area`,
    `format=${pixel}`,
  ].join(',');
  return [
    ...ffmpegPrelude(),
    ...inputGuards(),
    ...(run.seek === null ? [] : switches(`-noaccurate_seek -seek_timestamp 1 -ss ${run.seek.toFixed(6)}`)),
    ...switches('-copyts -i'),
    inputUrl(path),
    ...switches(`-map 0:V:0 -vf ${filters.replace('PTS--', 'PTS+')}`),
    ...switches(`-fps_mode passthrough -frames:v ${grid.end - run.first} -f rawvideo pipe:1`),
  ];
}

function frameBytes(width: number, height: number, pixel: SampleOptions['pixel']): number {
  for (const side of [width, height])
    if (!Number.isSafeInteger(side) || side < 1 || side > 8192)
      throw new RangeError(`A sample is 1 to 8192 pixels wide and high, got ${width} x ${height}.`);
  return width * height * (pixel === 'gray' ? 1 : 3);
}

/** Cuts a stream of chunks into pieces of exactly `size` bytes; an incomplete last one is dropped. */
export async function* pieces(chunks: AsyncIterable<Buffer>, size: number): AsyncGenerator<Uint8Array> {
  let piece = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + size - filled);
      piece.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled < size) continue;
      yield piece;
      piece = new Uint8Array(size);
      filled = 0;
    }
  }
}
