import { writeFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import type { MediaCache, CacheKey } from '../media/cache.ts';
import { findCuts } from '../media/cuts.ts';
import { makeFilmstrip, makePoster, type PicturedVideo } from '../media/filmstrip.ts';
import { decodePeaks } from '../media/peaks-format.ts';
import { makePeaks } from '../media/peaks.ts';
import type { VideoProbe } from '../media/probe.ts';
import type { MediaTools } from '../media/tools.ts';
import { toTicks } from '../time/ticks.ts';
import { PEAKS_HEADER_BYTES, type FilmstripSheet } from './contract/index.ts';

/** A video of which pictures and waveforms are made. */
export interface AssetVideo extends PicturedVideo, Pick<VideoProbe, 'audio' | 'fingerprint'> {
  readonly id: string;
}

export type AssetKind = 'filmstrip' | 'peaks' | 'thumbnail' | 'cuts';

const SHEET = { columns: 10, rows: 10, tileWidth: 160 } as const;
const THUMBNAIL_WIDTH = 256;

/** What is cached for each kind; a change of form or size changes the key, and the old file ages out of the cache. */
const FORMS = {
  filmstrip: { kind: 'filmstrip', extension: 'bin', parameters: { form: 1, ...SHEET } },
  peaks: { kind: 'page-peaks', extension: 'bin', parameters: { form: 1 } },
  cuts: { kind: 'cuts', extension: 'bin', parameters: { form: 1 } },
  thumbnail: { kind: 'thumbnail', extension: 'jpg', parameters: { width: THUMBNAIL_WIDTH } },
} as const satisfies Record<AssetKind, Omit<CacheKey, 'fingerprint'>>;

type Maker = (
  video: AssetVideo,
  source: { readonly path: string; readonly tools: MediaTools },
  signal: AbortSignal,
) => Promise<Uint8Array>;

const MAKERS: Readonly<Record<AssetKind, Maker>> = {
  filmstrip: async (video, { path, tools }, signal) =>
    packSheet(video, await makeFilmstrip(path, tools, video, { ...SHEET, signal })),
  thumbnail: async (video, { path, tools }, signal) =>
    (await makePoster(path, tools, video, { width: THUMBNAIL_WIDTH, signal })).jpeg,
  cuts: async (video, { path, tools }, signal) => {
    const cuts = await findCuts(path, tools, video, signal);
    const bytes = Buffer.from(cuts.buffer, cuts.byteOffset, cuts.byteLength);
    return endianness() === 'BE' ? Buffer.from(bytes).swap64() : bytes;
  },
  peaks: async (video, { path, tools }, signal) => {
    const peaks = await makePeaks(path, tools, video, { signal });
    return peaks === null ? new Uint8Array(0) : pagePeaks(peaks);
  },
};

/** What making an asset needs; looked up only when it must be made. */
export interface AssetSource {
  readonly video: AssetVideo;
  readonly path: string;
  readonly tools: MediaTools;
}

/** Bytes of an asset that was made before, or null. */
export async function cachedAsset(
  kind: AssetKind,
  cache: MediaCache,
  fingerprint: string,
): Promise<Buffer | null> {
  try {
    return await cache.read({ ...FORMS[kind], fingerprint }, () => Promise.reject(new NotCached()));
  } catch (error) {
    if (error instanceof NotCached) return null;
    throw error;
  }
}

class NotCached extends Error {}

/**
 * Makes an asset and keeps it in the cache. Peaks of a video without sound are empty.
 * @throws UnusableVideoError, MediaProcessError with a sentence; the signal's reason when aborted.
 */
export function makeAsset(
  kind: AssetKind,
  cache: MediaCache,
  fingerprint: string,
  source: () => Promise<AssetSource>,
  signal: AbortSignal,
): Promise<Buffer> {
  const make = async (target: string, aborted: AbortSignal): Promise<void> => {
    const { video, ...rest } = await source();
    await writeFile(target, await MAKERS[kind](video, rest, aborted));
  };
  return cache.read({ ...FORMS[kind], fingerprint }, make, signal);
}

/** One file for both parts of a sheet, so that they never belong to different makings: uint32 length of the JSON, JSON, JPEG. */
function packSheet(video: AssetVideo, strip: Awaited<ReturnType<typeof makeFilmstrip>>): Uint8Array {
  const { columns, rows, tileWidth, tileHeight, tiles } = strip;
  const ticks = tiles.map(({ seconds }) => Number(toTicks(seconds, video.table.timebase)));
  const sheet: FilmstripSheet = { columns, rows, tileWidth, tileHeight, ticks };
  const json = Buffer.from(JSON.stringify(sheet));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.byteLength);
  return Buffer.concat([length, json, strip.jpeg]);
}

/** The parts of a cached sheet: its geometry as JSON text, and the picture. */
export function unpackSheet(packed: Buffer): { json: Buffer; jpeg: Buffer } {
  const end = 4 + packed.readUInt32LE(0);
  return { json: packed.subarray(4, end), jpeg: packed.subarray(end) };
}

/** The finest level of a peaks file in the form that contract/binary.ts describes. */
function pagePeaks(file: Uint8Array): Uint8Array {
  const { channels, origin, perSecond, levels } = decodePeaks(file);
  const finest = levels[0] ?? new Int16Array(0);
  const page = Buffer.alloc(PEAKS_HEADER_BYTES + finest.byteLength);
  page.writeUInt32LE(channels, 0);
  page.writeUInt32LE(finest.length / (2 * channels), 4);
  page.writeDoubleLE(perSecond, 8);
  page.writeDoubleLE(origin, 16);
  const values = Buffer.from(finest.buffer, finest.byteOffset, finest.byteLength);
  values.copy(page, PEAKS_HEADER_BYTES);
  if (endianness() === 'BE') page.subarray(PEAKS_HEADER_BYTES).swap16();
  return page;
}
