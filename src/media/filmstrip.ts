import { endSeconds, startSeconds, type FrameTable } from '../time/frame-table.ts';
import { frameIndex, ticks, toSeconds, type FrameIndex, type Seconds } from '../time/ticks.ts';
import { collect, ffmpegPrelude, inputGuards, inputUrl, JOB_STALL_MS, switches } from './child.ts';
import { UnusableVideoError } from './errors.ts';
import { guardVideoFile } from './file-guard.ts';
import type { VideoProbe } from './probe.ts';
import { decodingFailure } from './refusals.ts';
import { canSeek, seekSecond, seekSwitches } from './sampling.ts';
import type { MediaTools } from './tools.ts';

/** What pictures of a video need to know of it. */
export type PicturedVideo = Pick<
  VideoProbe,
  'table' | 'keyframes' | 'container' | 'displayWidth' | 'displayHeight'
>;

export interface FilmstripOptions {
  readonly columns: number;
  readonly rows: number;
  /** Pixels; the height follows from the video's shape. */
  readonly tileWidth: number;
  readonly signal?: AbortSignal | undefined;
}

/** One picture of a sheet: which frame it really shows. */
export interface FilmstripTile {
  readonly frame: FrameIndex;
  readonly seconds: Seconds;
}

/** Many small pictures in one JPEG; tile i stands at column i % columns of row floor(i / columns). */
export interface Filmstrip {
  readonly jpeg: Uint8Array;
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** Ascending in time; at most columns x rows, fewer for a video with fewer frames. */
  readonly tiles: readonly FilmstripTile[];
}

/** Up to here every frame is decoded when keyframes are too few for the strip; longer videos make do with them. */
const FULL_DECODE_FRAMES = 9_000;
const LARGEST_SHEET = 8192;
/** Where ffmpeg can't seek, a poster is taken from the first seconds: what precedes it has to be decoded. */
const POSTER_WITHOUT_SEEK_SECONDS = 10;
/** A run that decodes much before it has anything to give looks as if it stood still. */
const SILENT_STALL_MS = 10 * 60_000;

/**
 * A sheet of pictures spread evenly over the video, made by one ffmpeg that decodes keyframes only (a tenth of the
 * work). Each tile is the keyframe nearest to its place and says which one it is; good enough to find one's way, not
 * for a model. Videos of up to 9,000 frames that have too few keyframes are decoded whole.
 *
 * @throws UnusableVideoError when the file can't be used or no picture of it can be decoded.
 * @throws MediaProcessError of reason `vanished` when ffmpeg itself is gone; RangeError for a sheet wider or higher than 8192 pixels.
 */
export async function makeFilmstrip(
  path: string,
  tools: MediaTools,
  video: PicturedVideo,
  options: FilmstripOptions,
): Promise<Filmstrip> {
  await guardVideoFile(path);
  const { columns, rows, tileWidth, signal } = options;
  const tileHeight = heightFor(video, tileWidth);
  if (!(columns >= 1 && rows >= 1 && tileWidth >= 2) || !fitsSheet(columns * tileWidth, rows * tileHeight))
    throw new RangeError(
      `A sheet of ${columns} x ${rows} tiles of ${tileWidth} x ${tileHeight} pixels is not possible.`,
    );
  const places = columns * rows;
  const keysSuffice = video.keyframes.length >= places || video.table.pts.length > FULL_DECODE_FRAMES;
  const onlyKeys = keysSuffice && video.keyframes.length > 0;
  const wanted = spread(video.table, onlyKeys ? video.keyframes : null, places);
  const usedRows = Math.ceil(wanted.length / columns);
  const tile = `tile=layout=${columns}x${usedRows}:nb_frames=${wanted.length}`;
  const attempt = async (skip: string): Promise<{ jpeg: Buffer; tiles: FilmstripTile[] }> => {
    const { stdout, stderr } = await collect(
      tools.ffmpeg.path,
      [
        ...ffmpegPrelude('info'),
        ...inputGuards(),
        ...switches(`-skip_frame ${skip} -copyts -i`),
        inputUrl(path),
        ...switches('-map 0:V:0 -vf'),
        `${selecting(video.table, wanted)},showinfo,scale=${tileWidth}:${tileHeight}:flags=area,setsar=1,${tile}`,
        ...switches(
          '-fps_mode passthrough -frames:v 1 -pix_fmt yuvj420p -c:v mjpeg -q:v 4 -f image2pipe pipe:1',
        ),
      ],
      { signal, stallMs: skip === 'default' ? SILENT_STALL_MS : JOB_STALL_MS },
    );
    return { jpeg: stdout, tiles: stdout.length === 0 ? [] : shownTiles(video.table, wanted, stderr) };
  };
  for (const skip of decodingPlans(video, onlyKeys)) {
    const { jpeg, tiles } = await attempt(skip).catch((failure: unknown) => {
      throw decodingFailure(path, 'pictures', failure);
    });
    const enough = skip === 'default' ? tiles.length > 0 : tiles.length * 2 > wanted.length;
    if (enough) return { jpeg, columns, rows: usedRows, tileWidth, tileHeight, tiles };
  }
  throw noPicture(path);
}

/**
 * What to leave undecoded, cheapest first. Keyframes of an open group of pictures are only found among all intra
 * pictures. Where times had to be guessed by decoding (AVI), leaving any out would change the guess.
 */
function decodingPlans(video: PicturedVideo, onlyKeys: boolean): readonly string[] {
  return onlyKeys && video.container !== 'avi' ? ['nokey', 'nointra', 'default'] : ['default'];
}

/**
 * One picture of a video as JPEG: the frame asked for, by default the keyframe nearest to a tenth of its length (the
 * first frame is often black).
 * @throws UnusableVideoError, MediaProcessError as {@link makeFilmstrip}.
 */
export async function makePoster(
  path: string,
  tools: MediaTools,
  video: PicturedVideo,
  options: { readonly width: number; readonly frame?: FrameIndex; readonly signal?: AbortSignal | undefined },
): Promise<{ jpeg: Uint8Array; frame: FrameIndex; seconds: Seconds }> {
  await guardVideoFile(path);
  const { table } = video;
  const frame = frameIndex(options.frame ?? defaultPoster(video));
  const pts = table.pts[frame];
  if (pts === undefined) throw new RangeError(`There is no frame ${frame} among ${table.pts.length}.`);
  const at = toSeconds(ticks(pts), table.timebase);
  const seek = seekSecond(video, at);
  const { stdout } = await collect(
    tools.ffmpeg.path,
    [
      ...ffmpegPrelude(),
      ...inputGuards(),
      ...seekSwitches(seek),
      ...switches('-copyts -i'),
      inputUrl(path),
      ...switches('-map 0:V:0 -vf'),
      `${selecting(table, [frame])},scale=${options.width}:${heightFor(video, options.width)}:flags=area,setsar=1`,
      ...switches(
        '-fps_mode passthrough -frames:v 1 -pix_fmt yuvj420p -c:v mjpeg -q:v 3 -f image2pipe pipe:1',
      ),
    ],
    { signal: options.signal, stallMs: seek === null ? SILENT_STALL_MS : JOB_STALL_MS },
  ).catch((failure: unknown) => {
    throw decodingFailure(path, 'pictures', failure);
  });
  if (stdout.length === 0) throw noPicture(path);
  return { jpeg: stdout, frame, seconds: at };
}

/** Keeps exactly the frames at these indexes, by their ticks. */
function selecting(table: FrameTable, frames: readonly number[]): string {
  return `select='${frames.map((frame) => `eq(pts,${table.pts[frame] ?? 0})`).join('+')}'`;
}

/** Frames nearest to the middles of `places` equal parts of the video, without repeats, ascending. */
function spread(table: FrameTable, allowed: Uint32Array | null, places: number): number[] {
  const { pts, end } = table;
  const first = pts[0] ?? 0;
  const chosen = new Set<number>();
  for (let place = 0; place < places; place++) {
    const at = first + ((end - first) * (place + 0.5)) / places;
    chosen.add(nearest(at, allowed?.length ?? pts.length, (i) => allowed?.[i] ?? i, pts));
  }
  return [...chosen].sort((a, b) => a - b);
}

/** Among `count` candidate frames in ascending order, the one whose pts is nearest to `at`. */
function nearest(at: number, count: number, frameOf: (i: number) => number, pts: Float64Array): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pts[frameOf(middle)] ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  const [after, before] = [frameOf(low), frameOf(Math.max(0, low - 1))];
  return at - (pts[before] ?? 0) <= (pts[after] ?? 0) - at ? before : after;
}

/** What the showinfo filter saw go by: the truth about the tiles, in their order. */
function shownTiles(table: FrameTable, wanted: readonly number[], log: string): FilmstripTile[] {
  const byPts = new Map(wanted.map((frame) => [table.pts[frame], frame]));
  const tiles: FilmstripTile[] = [];
  for (const match of log.matchAll(/\bn: *\d+ pts: *(-?\d+) /g)) {
    const pts = Number(match[1]);
    const frame = byPts.get(pts);
    if (frame !== undefined)
      tiles.push({ frame: frameIndex(frame), seconds: toSeconds(ticks(pts), table.timebase) });
  }
  return tiles;
}

function defaultPoster(video: PicturedVideo): number {
  const { table, keyframes } = video;
  const start = startSeconds(table);
  const tenth = (endSeconds(table) - start) / 10;
  const after = canSeek(video) ? tenth : Math.min(tenth, POSTER_WITHOUT_SEEK_SECONDS);
  const at = ((start + after) * table.timebase.den) / table.timebase.num;
  return keyframes.length === 0 ? 0 : nearest(at, keyframes.length, (i) => keyframes[i] ?? 0, table.pts);
}

/** Even, because JPEG's colour is stored for two by two pixels. */
function heightFor(video: PicturedVideo, width: number): number {
  return Math.max(2, Math.round((width * video.displayHeight) / video.displayWidth / 2) * 2);
}

function fitsSheet(width: number, height: number): boolean {
  return Number.isSafeInteger(width) && width <= LARGEST_SHEET && height <= LARGEST_SHEET;
}

function noPicture(path: string): UnusableVideoError {
  return new UnusableVideoError(
    'damaged',
    path,
    `No picture of “${path}” can be decoded. Copy or download it again.`,
  );
}
