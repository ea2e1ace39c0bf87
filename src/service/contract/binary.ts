import { z } from 'zod';

/** Path of the WebSocket for RPC: `ws://HOST:PORT/rpc`, same host and port as the page, no subprotocol. */
export const RPC_PATH = '/rpc';

/**
 * What the page gets by plain GET instead of RPC. All paths are same-origin and need the session cookie; `Cache-Control`
 * is private. `?v=` in a URL changes with the file, so a response can be kept as long as the page likes.
 *
 * `/media/ID`            The video itself, by Range. An open-ended Range is answered with at most 2 MiB.
 * `/proxy/ID`             Its proxy, likewise (proxies.ts).
 * `/frames/ID`           Float64Array, little-endian: pts ticks of every displayed frame, then the end tick (frameCount + 1 values).
 * `/peaks/ID`            See `PEAKS_HEADER_BYTES`. 204: the video has no sound.
 * `/filmstrip/ID`        JSON `filmstripSheet`: geometry of the sprite.
 * `/filmstrip/ID/sheet`  The sprite as one JPEG.
 * `/thumbnail/ID`        One small JPEG.
 * `/timeline/ID`         Every interval of the video as columns (timeline.ts).
 * `/density/ITEM`        Float32Array, little-endian: for each of equal parts of the video, which share of a group of answers that
 *                        the current policy draws for the item covers it, in [0, 1].
 * `/cuts/ID`             Float64Array, little-endian: pts ticks of the frames at which a new shot begins.
 *
 * Peaks, filmstrip, thumbnail and density are made on demand: `202` with an empty body while they are being made (an `asset` event tells
 * when they are there: then ask again; of densities none does); `422` with the JSON `{ sentence }` where they cannot be made.
 */

/**
 * Peaks, little-endian: uint32 channels, uint32 buckets, float64 bucketsPerSecond, float64 startSeconds (presentation time of
 * bucket 0); then int16 pairs `min, max`, channel after channel within each bucket: `buckets * channels * 2` values in [-32768, 32767].
 */
export const PEAKS_HEADER_BYTES = 24;

export const filmstripSheet = z.object({
  columns: z.int(),
  rows: z.int(),
  tileWidth: z.int(),
  tileHeight: z.int(),
  /** Ticks of the picture in each tile, row by row, ascending. */
  ticks: z.array(z.int()),
});
export type FilmstripSheet = z.infer<typeof filmstripSheet>;

export const refused = z.object({ sentence: z.string() });
