import { nearestEdge } from '../time/frame-table.ts';
import { seconds, toTicks } from '../time/ticks.ts';
import { ffmpegPrelude, inputGuards, inputUrl, lines, startMedia, switches } from './child.ts';
import { guardVideoFile } from './file-guard.ts';
import type { VideoProbe } from './probe.ts';
import { decodingFailure } from './refusals.ts';
import type { MediaTools } from './tools.ts';

/** Pictures are compared this wide: a change of shot shows in a thumbnail, and most of the cost is the decoding. */
const WIDTH = 96;
/** ffmpeg's own measure of a change of scene, in percent. At 10, hard cuts are found and pans are not. */
const CHANGED = 10;
/** A flash is no change of shot: nothing is found again sooner than this many seconds after a cut. */
const LEAST_SECONDS = 0.2;

/**
 * Ticks of the frames at which a new shot begins, ascending, each the pts of a frame of the table. Every frame is decoded once;
 * an edge that is snapped to a keyframe near a cut would be of no use.
 *
 * @throws UnusableVideoError when the file can't be used or decoded; MediaProcessError of reason `vanished` when ffmpeg is gone.
 */
export async function findCuts(
  path: string,
  tools: MediaTools,
  { table }: Pick<VideoProbe, 'table'>,
  signal?: AbortSignal,
): Promise<Float64Array> {
  await guardVideoFile(path);
  const child = startMedia(
    tools.ffmpeg.path,
    [
      ...ffmpegPrelude(),
      ...inputGuards(),
      ...switches('-copyts -i'),
      inputUrl(path),
      ...switches('-map 0:V:0 -an -vf'),
      `scale=${WIDTH}:-2:flags=area,scdet=threshold=${CHANGED},metadata=mode=print:file=-`,
      ...switches('-fps_mode passthrough -f null -'),
    ],
    { signal },
  );
  const cuts: number[] = [];
  const least = (LEAST_SECONDS * table.timebase.den) / table.timebase.num;
  try {
    for await (const line of lines(child.stdout)) {
      const found = /^lavfi\.scd\.time[=:] *(-?[\d.]+)/.exec(line)?.[1];
      if (found === undefined) continue;
      const frame = nearestEdge(table, toTicks(seconds(Number(found)), table.timebase));
      const tick = table.pts[frame];
      // Every frame prints its score, which shows that the decoder is alive; only cuts print their time. The first frame begins the first shot, and what lies beyond the last one begins none.
      if (tick === undefined || frame === 0) continue;
      if (tick - (cuts.at(-1) ?? -Infinity) >= least) cuts.push(tick);
    }
  } catch (failure) {
    throw decodingFailure(path, 'pictures', failure);
  }
  return Float64Array.from(cuts);
}
