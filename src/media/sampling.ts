import { endSeconds, startSeconds } from '../time/frame-table.ts';
import { say } from '../tasks/said/said.ts';
import { ticks, toSeconds } from '../time/ticks.ts';
import { ffmpegPrelude, inputGuards, inputUrl, startMedia, switches } from './child.ts';
import { MediaProcessError, UnusableVideoError } from './errors.ts';
import { guardVideoFile } from './file-guard.ts';
import { probeVideo, type VideoProbe } from './probe.ts';
import { clock, decodingFailure } from './refusals.ts';
import { rateOf, sampleGrid, wholeTickSample, type SampleGrid } from './sample-grid.ts';
import type { Ratio } from './stream-facts.ts';
import type { MediaTools } from './tools.ts';

export { sampleGrid, type SampleGrid } from './sample-grid.ts';

/** What sampling needs to know of a video: a probe, or the same facts kept from an earlier one. */
export type SampledVideo = Pick<VideoProbe, 'table' | 'container' | 'keyframes'>;

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
 * @throws UnusableVideoError when the file can't be used or decoded, makes no progress for 30 s, or stops more than a
 * second early; MediaProcessError of reason `vanished` when ffmpeg itself is gone.
 * @throws RangeError for impossible options; the signal's reason when aborted.
 */
export async function* sampleFrames(
  path: string,
  tools: MediaTools,
  options: SampleOptions,
): AsyncGenerator<SampledFrame, void, undefined> {
  const { fps, width, height, pixel, signal } = options;
  await guardVideoFile(path);
  const video = options.video ?? (await probeVideo(path, tools, signal === undefined ? {} : { signal }));
  const grid = sampleGrid(video.table, fps, options);
  if (grid.first === grid.end) return;
  const size = frameBytes(width, height, pixel);
  const run = planRun(video, rateOf(fps), grid);
  const child = startMedia(tools.ffmpeg.path, runArguments(path, options, run), { signal });
  const give = (index: number, data: Uint8Array): SampledFrame => {
    options.onProgress?.({ done: index + 1 - grid.first, total: grid.end - grid.first });
    return { index, seconds: index / fps, data };
  };
  let next = grid.first;
  let asked = run.first;
  let last: Uint8Array | null = null;
  try {
    for await (const data of pieces(child.stdout, size)) {
      last = data;
      const index = asked++;
      if (index < run.lead) continue;
      while (next < index && next < grid.end) yield give(next++, data.slice());
      if (next < grid.end) yield give(next++, data);
      if (next === grid.end) return;
    }
  } catch (failure) {
    // What was decoded before ffmpeg gave up is good.
    const gaveUp = failure instanceof MediaProcessError && ['failed', 'crashed'].includes(failure.reason);
    if (!gaveUp || last === null) throw decodingFailure(path, 'pictures', failure);
  }
  // The last pictures could not be decoded: the last good sample is held, up to a second.
  if (last === null || (next < grid.end - 1 && (grid.end - next) / fps > FORGIVEN_TAIL_SECONDS))
    throw new UnusableVideoError(
      'damaged',
      path,
      say('decodedSoFar', { path, at: clock(next / fps), end: clock(endSeconds(video.table)) }),
    );
  while (next < grid.end) yield give(next++, last.slice());
}

interface Run {
  /** First sample that ffmpeg is asked for, at or before `lead`. */
  readonly first: number;
  /** Its time in ticks, taken off every picture's so that ffmpeg counts from 0. */
  readonly ticks: bigint;
  /** First sample that is used. Wanted ones before it come before the first picture, and show it. */
  readonly lead: number;
  /** Samples that ffmpeg is asked for. */
  readonly count: number;
  /** Second to seek to, null to read from the start. */
  readonly seek: number | null;
}

/** Containers with an index that ffmpeg seeks by; elsewhere a seek may land anywhere, so none is made. */
const SEEKABLE: readonly string[] = ['mp4', 'mov', 'matroska', 'webm'];

/** Whether ffmpeg can be trusted to begin in the middle of this video. */
export function canSeek(video: Pick<SampledVideo, 'container'>): boolean {
  return SEEKABLE.includes(video.container);
}

/**
 * The second to seek to so that decoding begins at or before `at` seconds; null to begin at the start of the file.
 * ffmpeg lands on the last keyframe whose *decoding* time is not later, which in a fragmented MP4 may be shown only
 * after `at`. So the keyframe before the one that is needed is asked for: no reordering spans two groups of pictures.
 */
export function seekSecond(video: SampledVideo, at: number): number | null {
  if (!canSeek(video)) return null;
  const { timebase, pts } = video.table;
  const tick = (at * timebase.den) / timebase.num;
  const usable = video.keyframes.findLastIndex((frame) => (pts[frame] ?? Infinity) <= tick);
  const before = usable < 1 ? undefined : pts[video.keyframes[usable - 1] ?? 0];
  return before === undefined ? null : toSeconds(ticks(before), timebase);
}

/** The switches before `-i` that make ffmpeg begin at {@link seekSecond}. */
export function seekSwitches(second: number | null): string[] {
  return second === null ? [] : switches(`-noaccurate_seek -seek_timestamp 1 -ss ${second.toFixed(6)}`);
}

function planRun(video: SampledVideo, rate: Ratio, grid: SampleGrid): Run {
  const perSecond = rate.num / rate.den;
  const firstShown = Math.floor(startSeconds(video.table) * perSecond);
  const lead = Math.max(grid.first, firstShown);
  const seek = seekSecond(video, lead / perSecond);
  // Without a seek the samples before the window are made and dropped, so that there is always progress to be seen.
  const start = wholeTickSample(seek === null ? firstShown : lead, rate, video.table.timebase);
  const count = Math.max(grid.end, lead + 1) - start.sample;
  return { first: start.sample, ticks: start.ticks, lead, count, seek };
}

function runArguments(path: string, { fps, width, height, pixel }: SampleOptions, run: Run): string[] {
  const rate = rateOf(fps);
  const filters = [
    `setpts=PTS-(${run.ticks})`,
    `fps=fps=${rate.num}/${rate.den}:round=up:start_time=0`,
    `scale=${width}:${height}:flags=area`,
    `format=${pixel}`,
  ].join(',');
  return [
    ...ffmpegPrelude(),
    ...inputGuards(),
    ...seekSwitches(run.seek),
    ...switches('-copyts -i'),
    inputUrl(path),
    ...switches(`-map 0:V:0 -vf ${filters}`),
    ...switches(`-fps_mode passthrough -frames:v ${run.count} -f rawvideo pipe:1`),
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
