import { stat } from 'node:fs/promises';
import { frameCount, startSeconds, type FrameTable } from '../time/frame-table.ts';
import { collect, ffmpegPrelude, inputGuards, inputUrl, lines, startMedia, switches } from './child.ts';
import { MediaProcessError, UnusableVideoError } from './errors.ts';
import { guardVideoFile } from './file-guard.ts';
import { probeVideo, type VideoProbe } from './probe.ts';
import { frameDifference } from './proxy-frames.ts';
import { decodingFailure } from './refusals.ts';
import type { MediaTools } from './tools.ts';

/** What making a proxy needs to know of the original. */
export type ProxiedVideo = Pick<VideoProbe, 'table' | 'displayWidth' | 'displayHeight' | 'audio'>;

export interface ProxyOptions {
  readonly signal?: AbortSignal | undefined;
  /** A proxy that would grow beyond this many bytes is given up. */
  readonly maxBytes?: number;
  /** Frames written, of so many. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Changes whenever the recipe does, so that proxies of an older one are made anew. */
export const PROXY_FORM = 1;

/** Longer sides than this cost time at every step and show nothing more in a window. */
const LONGEST_SIDE = 1920;
/** Pictures that lean on one another, so that a step back never decodes more than these. */
const GROUP = 15;
/** A file that decodes slowly at low priority on a busy machine is still alive. */
const PROXY_STALL_MS = 5 * 60_000;

/** Encoders that Chromium's decoders fit, best first. Debian's ffmpeg and ffmpeg-static have the first, LGPL builds the second. */
const ENCODERS = [
  { name: 'libx264', settings: `-preset veryfast -crf 23 -bf 0` },
  {
    name: 'libvpx-vp9',
    settings: `-deadline realtime -cpu-used 8 -row-mt 1 -lag-in-frames 0 -crf 32 -b:v 0`,
  },
] as const;

/**
 * Makes a copy of a video that Chromium plays, at `target` (MP4), with every displayed frame of the original in order and
 * exactly as far from the first one as there; it begins at second 0. Rotation and aspect are applied, the longer side is at
 * most 1920 pixels, sound becomes AAC. The finished copy is probed, and refused unless its frame table says the same.
 *
 * @throws UnusableVideoError when the original can't be used or decoded whole, or the copy shows other frames.
 * @throws MediaProcessError of reason `vanished` when ffmpeg itself is gone, and the signal's reason when aborted.
 */
export async function makeProxy(
  path: string,
  tools: MediaTools,
  video: ProxiedVideo,
  target: string,
  options: ProxyOptions = {},
): Promise<void> {
  await guardVideoFile(path);
  const encoder = await chooseEncoder(tools, path, options.signal);
  const total = frameCount(video.table);
  const child = startMedia(tools.ffmpeg.path, recipe(path, video, encoder, target, options.maxBytes), {
    signal: options.signal,
    stallMs: PROXY_STALL_MS,
    background: true,
  });
  try {
    for await (const line of lines(child.stdout)) {
      const frame = /^frame=\s*(\d+)/.exec(line)?.[1];
      if (frame !== undefined) options.onProgress?.({ done: Math.min(total, Number(frame)), total });
    }
  } catch (failure) {
    options.signal?.throwIfAborted();
    if (failure instanceof MediaProcessError && /No space left/i.test(failure.stderr))
      throw diskFull(path, failure);
    throw decodingFailure(path, 'pictures', failure);
  }
  await refuseTooLarge(path, target, options.maxBytes);
  await prove(path, tools, video.table, target, options.signal);
}

function recipe(
  path: string,
  video: ProxiedVideo,
  encoder: (typeof ENCODERS)[number],
  target: string,
  maxBytes: number | undefined,
): string[] {
  const { timebase, pts } = video.table;
  const { width, height } = proxySize(video);
  // Of two pictures with one time the table has the first: the second would upset the order.
  const once = `select='isnan(prev_selected_pts)+gt(pts,prev_selected_pts)'`;
  const pictures = `${once},setpts=PTS-${pts[0] ?? 0},scale=${width}:${height},setsar=1,format=yuv420p`;
  const sound = `asetpts=PTS-${startSeconds(video.table)}/TB,aresample=async=1:first_pts=0`;
  return [
    ...ffmpegPrelude(),
    ...inputGuards(),
    ...switches('-copyts -i'),
    inputUrl(path),
    ...switches('-map 0:V:0 -vf'),
    pictures,
    ...switches(`-fps_mode passthrough -enc_time_base:v ${timebase.num}/${timebase.den}`),
    ...switches(`-c:v ${encoder.name} ${encoder.settings} -g ${GROUP}`),
    ...(video.audio === null ? ['-an'] : [...switches('-map 0:a:0 -c:a aac -b:a 128k -ac 2 -af'), sound]),
    ...(maxBytes === undefined ? [] : ['-fs', String(maxBytes)]),
    ...switches('-map_metadata -1 -map_chapters -1 -sn -dn -movflags +faststart'),
    ...switches('-progress pipe:1 -stats_period 0.5 -y -f mp4'),
    inputUrl(target),
  ];
}

/** Square pixels, turned as shown, both sides even, never enlarged. */
export function proxySize({
  displayWidth,
  displayHeight,
}: Pick<VideoProbe, 'displayWidth' | 'displayHeight'>): { width: number; height: number } {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(displayWidth, displayHeight));
  const even = (side: number): number => Math.max(2, Math.round((side * scale) / 2) * 2);
  return { width: even(displayWidth), height: even(displayHeight) };
}

async function chooseEncoder(
  tools: MediaTools,
  path: string,
  signal: AbortSignal | undefined,
): Promise<(typeof ENCODERS)[number]> {
  const { stdout } = await collect(tools.ffmpeg.path, switches('-hide_banner -v error -encoders'), {
    signal,
  });
  const known = new Set(stdout.toString('latin1').match(/(?<=^ V\S+ )\S+/gmu));
  const found = ENCODERS.find(({ name }) => known.has(name));
  if (found !== undefined) return found;
  throw new UnusableVideoError(
    'unreadable',
    path,
    `A proxy of “${path}” can't be made: the ffmpeg in use (${tools.ffmpeg.path}) has neither libx264 nor libvpx-vp9. Install a usual build of ffmpeg, or name one in the settings.`,
  );
}

async function refuseTooLarge(path: string, target: string, maxBytes: number | undefined): Promise<void> {
  if (maxBytes === undefined || (await stat(target)).size < maxBytes * 0.98) return;
  throw new UnusableVideoError(
    'too-large',
    path,
    `A proxy of “${path}” would take more than ${gigabytes(maxBytes)}, half of what the cache may hold. Cut the video, or make a smaller copy of it with another program.`,
  );
}

/** The frame table is the truth that labels stand on: a copy that shows other frames would move them. */
async function prove(
  path: string,
  tools: MediaTools,
  table: FrameTable,
  target: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const copy = await probeVideo(target, tools, signal === undefined ? {} : { signal }).catch(
    (cause: unknown) => {
      signal?.throwIfAborted();
      throw refused(path, 'it could not be read back', cause);
    },
  );
  const difference = frameDifference(table, copy.table);
  if (difference === null) return;
  if (difference.kind === 'time') {
    throw refused(path, `its frame ${difference.frame} of ${frameCount(table)} is shown at another time`);
  }
  throw refused(path, `it has ${difference.copy} frames and the video ${difference.original}`);
}

function refused(path: string, why: string, cause?: unknown): UnusableVideoError {
  return new UnusableVideoError(
    'damaged',
    path,
    `A proxy of “${path}” was made and not used, because ${why}: labels would not lie where they were set. The file may be damaged; copy or download it again.`,
    { cause },
  );
}

function diskFull(path: string, cause: unknown): UnusableVideoError {
  return new UnusableVideoError(
    'unreadable',
    path,
    `The disk is full, so no proxy of “${path}” could be made. Free some space and try again.`,
    { cause },
  );
}

function gigabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`;
}
