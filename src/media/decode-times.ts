import type { Timebase } from '../time/ticks.ts';
import { ffmpegPrelude, inputGuards, inputUrl, JOB_STALL_MS, lines, startMedia, switches } from './child.ts';

/** Times of a stream's pictures in ticks, in order, and of those that can be decoded on their own. */
export interface DecodedTimes {
  readonly pictures: number[];
  readonly keys: number[];
}

/**
 * Presentation times of the pictures themselves, in ticks of `base`, by decoding: some eighty times dearer than
 * reading packets, for the few containers whose packets don't say when they are shown (B-frames in AVI).
 * @throws MediaProcessError when ffmpeg fails or gives no picture for 30 s.
 */
export async function decodedTimes(
  ffmpeg: string,
  path: string,
  base: Timebase,
  signal?: AbortSignal,
): Promise<DecodedTimes> {
  const child = startMedia(
    ffmpeg,
    [
      ...ffmpegPrelude(),
      ...inputGuards(),
      ...switches('-copyts -i'),
      inputUrl(path),
      // Times are all that is wanted: the pictures are made tiny before they are copied anywhere.
      '-filter_complex',
      '[0:V:0]scale=16:16:flags=fast_bilinear,format=gray,split[all][some];[some]select=key[keys]',
      ...switches('-map [all] -map [keys] -c:v rawvideo -fps_mode passthrough'),
      ...switches(`-enc_time_base ${base.num}/${base.den} -f framecrc pipe:1`),
    ],
    { signal, stallMs: JOB_STALL_MS },
  );
  const times: DecodedTimes = { pictures: [], keys: [] };
  for await (const line of lines(child.stdout)) {
    const match = /^([01]), *-?\d+, *(-?\d{1,16}),/.exec(line);
    if (match !== null) (match[1] === '0' ? times.pictures : times.keys).push(Number(match[2]));
  }
  return times;
}
