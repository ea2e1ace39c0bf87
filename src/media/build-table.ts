import { frameTable, type FrameTable } from '../time/frame-table.ts';
import { ticks } from '../time/ticks.ts';
import type { DecodedTimes } from './decode-times.ts';
import type { MediaReading, VideoPackets, VideoStreamFacts } from './stream-facts.ts';

const RESTART_SECONDS = 0.5;

/** A frame table with the frame indexes of the pictures that can be decoded on their own. */
export interface TableWithKeys {
  readonly table: FrameTable;
  readonly keyframes: Uint32Array;
}

/**
 * No presentation times; some that are shared; a first picture that needs one before it; two halves of a picture in packets of
 * their own.
 */
export type Doubt = 'untimed' | 'shared' | 'partial' | 'interlaced';

/**
 * Why packets can't be trusted to be one displayed picture each; null when they can. Then the pictures have to be
 * decoded to learn their times.
 */
export function doubtAboutPackets({ container, packets }: MediaReading): Doubt | null {
  const shown = packets.pts.filter((_, i) => !packets.hidden[i]);
  if (shown.some((pts) => Number.isNaN(pts))) return 'untimed';
  if (new Set(shown).size < shown.length) return 'shared';
  if (packets.key.length > 0 && packets.key[0] === false) return 'partial';
  // One field per packet is legal there, and two fields make one picture.
  if (container.video?.interlaced === true && container.format === 'mpegts') return 'interlaced';
  return null;
}

/**
 * Second at which a stream's clock starts again, null when it never does: recordings joined end to end without being
 * retimed. Pictures come out of order only between keyframes, so a keyframe that is shown clearly before a picture
 * that precedes it in the file is such a place.
 */
export function clockRestart(video: VideoStreamFacts, packets: VideoPackets): number | null {
  const secondsPerTick = video.timebase.num / video.timebase.den;
  let latest = -Infinity;
  for (const [i, pts] of packets.pts.entries()) {
    if (Number.isNaN(pts) || packets.hidden[i] === true) continue;
    if (packets.key[i] === true && (latest - pts) * secondsPerTick > RESTART_SECONDS)
      return latest * secondsPerTick;
    latest = Math.max(latest, pts);
  }
  return null;
}

/** The frame table that packets give: shown packets by presentation time, ending with the last one's duration. */
export function tableFromPackets(video: VideoStreamFacts, packets: VideoPackets): TableWithKeys {
  const order = packets.pts.map((_, i) => i).filter((i) => !packets.hidden[i]);
  order.sort((a, b) => (packets.pts[a] ?? 0) - (packets.pts[b] ?? 0));
  const pts = Float64Array.from(order, (i) => packets.pts[i] ?? 0);
  const keys: number[] = [];
  order.forEach((i, frame) => {
    if (packets.key[i] === true) keys.push(frame);
  });
  const last = order.at(-1);
  const duration = lastDuration(pts, last === undefined ? 0 : (packets.duration[last] ?? 0));
  return {
    table: frameTable(video.timebase, pts, ticks((pts.at(-1) ?? 0) + duration)),
    keyframes: Uint32Array.from(keys),
  };
}

/** The frame table that decoded times give; `lengths` are the packets' durations, for the last picture. */
export function tableFromDecoded(
  video: VideoStreamFacts,
  decoded: DecodedTimes,
  lengths: readonly number[],
): TableWithKeys {
  const pts = Float64Array.from(new Set(decoded.pictures)).sort();
  const keys = new Set(decoded.keys);
  const duration = lastDuration(pts, lengths.findLast((length) => length > 0) ?? 0);
  const keyframes: number[] = [];
  pts.forEach((at, frame) => {
    if (keys.has(at)) keyframes.push(frame);
  });
  return {
    table: frameTable(video.timebase, pts, ticks((pts.at(-1) ?? 0) + duration)),
    keyframes: Uint32Array.from(keyframes),
  };
}

/** The last picture's own duration; where the file has none, the gap before it; for a lone picture one tick. */
function lastDuration(pts: Float64Array, given: number): number {
  if (given > 0) return given;
  const [before, last] = [pts.at(-2), pts.at(-1)];
  return before === undefined || last === undefined ? 1 : last - before;
}
