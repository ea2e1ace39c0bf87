import { timebase, type Timebase } from '../time/ticks.ts';
import {
  ffmpegPrelude,
  inputGuards,
  inputUrl,
  lines,
  PROBE_STALL_MS,
  startMedia,
  switches,
} from './child.ts';
import { MediaProcessError } from './errors.ts';
import {
  noPackets,
  parseRatio,
  quarterTurn,
  type ContainerFacts,
  type MediaReading,
  type VideoPackets,
} from './stream-facts.ts';

/** AV_PKT_FLAG_KEY and AV_PKT_FLAG_DISCARD of libavcodec/packet.h, as framecrc prints them. */
const KEY = 1;
const DISCARD = 4;

/**
 * ffmpeg mends decoding times that don't rise by moving the presentation times too. Made-up decoding times that do
 * rise, far below any real one, leave it nothing to mend.
 */
const RISING_DTS = 'setts=pts=PTS:dts=N-1000000000';

/**
 * Reads a container with ffmpeg alone: the packets are copied, undecoded, into the framecrc muxer, which prints each
 * one's integer time stamps and flags. It is the same demuxer as ffprobe's, so both give the same integers.
 * @throws MediaProcessError when ffmpeg fails or makes no progress for 10 s.
 */
export async function readWithFfmpeg(
  ffmpeg: string,
  path: string,
  signal?: AbortSignal,
): Promise<MediaReading> {
  const log = new InputLog();
  const child = startMedia(
    ffmpeg,
    [
      ...ffmpegPrelude('info'),
      ...inputGuards(),
      ...switches('-copyts -i'),
      inputUrl(path),
      ...switches(`-map 0:V:0 -c copy -copyinkf -bsf:v ${RISING_DTS} -f framecrc pipe:1`),
    ],
    { signal, stallMs: PROBE_STALL_MS, onStderrLine: (line) => log.read(line) },
  );
  const listing = new FramecrcListing();
  try {
    for await (const line of lines(child.stdout)) listing.read(line);
  } catch (failure) {
    // A file without pictures makes the copy fail, but it was opened: that is an answer, not a failure.
    const opened = failure instanceof MediaProcessError && failure.reason === 'failed' && log.format !== null;
    if (!opened || log.pictures > 0) throw failure;
  }
  return { container: describe(log, listing), packets: listing.packets };
}

function describe(log: InputLog, listing: FramecrcListing): ContainerFacts {
  const { codec, dimensions, timebase: base } = listing;
  return {
    format: log.format ?? 'unknown',
    declaredEnd: log.declaredEnd,
    hasAudio: log.hasAudio,
    video:
      base === null
        ? null
        : {
            codec: codec ?? 'unknown',
            width: dimensions?.[0] ?? 0,
            height: dimensions?.[1] ?? 0,
            sampleAspect: parseRatio(log.sampleAspect ?? listing.sampleAspect),
            rotation: quarterTurn(log.rotation),
            interlaced: log.interlaced,
            timebase: base,
          },
  };
}

/** The `#` header and packet lines of a framecrc listing of one video stream (libavformat/framecrcenc.c). */
export class FramecrcListing {
  readonly packets: VideoPackets = noPackets();
  timebase: Timebase | null = null;
  codec: string | null = null;
  dimensions: readonly [number, number] | null = null;
  sampleAspect: string | undefined = undefined;

  read(line: string): void {
    if (line.startsWith('#')) this.#readHeader(line);
    else this.#readPacket(line);
  }

  #readHeader(line: string): void {
    const match = /^#(\w+) 0: (.*)$/.exec(line);
    if (match === null) return;
    const [, name, value = ''] = match;
    if (name === 'tb') {
      const [num, den] = value.split('/').map(Number);
      this.timebase = timebase(num ?? 0, den ?? 0);
    } else if (name === 'codec_id') this.codec = value;
    else if (name === 'dimensions') {
      const [width, height] = value.split('x').map(Number);
      this.dimensions = [width ?? 0, height ?? 0];
    } else if (name === 'sar') this.sampleAspect = value;
  }

  #readPacket(line: string): void {
    // stream, dts, pts, duration, size, crc[, F=flags][, S=side data...]; no F means "key and nothing else".
    const fields = line.split(',').map((field) => field.trim());
    const [, , pts, duration] = fields;
    if (pts === undefined || duration === undefined) return;
    const flagged = fields.find((field) => field.startsWith('F=0x'));
    const flags = flagged === undefined ? KEY : Number.parseInt(flagged.slice(4), 16);
    this.packets.pts.push(/^-?\d{1,16}$/.test(pts) ? Number(pts) : NaN);
    this.packets.duration.push(Number(duration));
    this.packets.key.push((flags & KEY) !== 0);
    this.packets.hidden.push((flags & DISCARD) !== 0);
  }
}

/** What ffmpeg prints about its input at level "info" (libavformat/dump.c), as far as framecrc doesn't give it. */
class InputLog {
  format: string | null = null;
  declaredEnd: number | null = null;
  hasAudio = false;
  /** Video streams that are not attached pictures. */
  pictures = 0;
  rotation = 0;
  interlaced = false;
  sampleAspect: string | undefined = undefined;
  #section: 'before' | 'input' | 'after' = 'before';
  #inFirstPicture = false;

  read(line: string): void {
    const input = /^Input #0, (.+), from '/.exec(line);
    if (input !== null) {
      this.format = input[1] ?? null;
      this.#section = 'input';
    } else if (/^(Output #|Stream mapping:|At least one output|Stream map )/.test(line))
      this.#section = 'after';
    if (this.#section !== 'input') return;
    const duration = /^ {2}Duration: (\d+):(\d+):(\d+\.\d+)(?:, start: (-?\d+\.\d+))?/.exec(line);
    if (duration !== null) {
      const [hours, minutes, seconds, start] = duration.slice(1).map((part) => Number(part ?? 0));
      this.declaredEnd = (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0) + (start ?? 0);
    }
    const stream = /^ {2}Stream #0:\d+\S*: (\w+): (.*)$/.exec(line);
    if (stream !== null) this.#readStream(stream[1] ?? '', stream[2] ?? '');
    const rotation = /^ +displaymatrix: rotation of (-?\d+\.\d+) degrees/.exec(line);
    if (rotation !== null && this.#inFirstPicture) this.rotation = Number(rotation[1]);
  }

  #readStream(type: string, description: string): void {
    this.#inFirstPicture = false;
    if (type === 'Audio') this.hasAudio = true;
    if (type !== 'Video' || description.includes('(attached pic)')) return;
    this.pictures++;
    if (this.pictures > 1) return;
    this.#inFirstPicture = true;
    this.interlaced = /[(, ](top|bottom) (coded )?first\b/.test(description);
    this.sampleAspect = /\bSAR (\d+:\d+)/.exec(description)?.[1];
  }
}
