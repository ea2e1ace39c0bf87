import { ZodError } from 'zod';
import { english, say, type Said } from '../tasks/said/said.ts';
import { endSeconds, type FrameTable } from '../time/frame-table.ts';
import {
  clockRestart,
  doubtAboutPackets,
  tableFromDecoded,
  tableFromPackets,
  type TableWithKeys,
} from './build-table.ts';
import { readAudioFacts, type AudioFacts } from './audio-start.ts';
import { MAX_PIXELS } from './child.ts';
import { decodedTimes } from './decode-times.ts';
import { MediaProcessError, UnusableVideoError } from './errors.ts';
import { guardVideoFile } from './file-guard.ts';
import { fingerprintOf } from './fingerprint.ts';
import { playableInChromium, type Playable } from './playable.ts';
import { readWithFfmpeg } from './read-with-ffmpeg.ts';
import { readWithFfprobe } from './read-with-ffprobe.ts';
import { clock, explainRefusal, headOf, tooLarge, withoutSize } from './refusals.ts';
import type { MediaReading, Ratio, VideoStreamFacts } from './stream-facts.ts';
import { containerName, type ContainerName } from './container-name.ts';
import { findMissingTail } from './truncation.ts';
import type { MediaTools } from './tools.ts';

/** All that is known about a video file after looking at it once. */
export interface VideoProbe {
  /** Absolute. */
  readonly path: string;
  /** Content fingerprint, see {@link fingerprintOf}. */
  readonly fingerprint: string;
  readonly sizeBytes: number;
  readonly container: ContainerName;
  /** Pixels as stored, before rotation and aspect correction. */
  readonly width: number;
  readonly height: number;
  /** Pixels as a player shows it: square, turned. What `<video>` reports. */
  readonly displayWidth: number;
  readonly displayHeight: number;
  /** Degrees clockwise. Sampled frames, posters and filmstrips are already turned. */
  readonly rotation: 0 | 90 | 180 | 270;
  readonly sampleAspect: Ratio;
  /** ffmpeg's name of the codec: h264, hevc, vp9, av1, ... */
  readonly codec: string;
  readonly hasAudio: boolean;
  /** Null when there is no audio stream or it can't be decoded (then a warning says so). */
  readonly audio: AudioFacts | null;
  readonly table: FrameTable;
  /** Frame indexes of pictures that can be decoded on their own, ascending. */
  readonly keyframes: Uint32Array;
  /** Sentences for a person about what is odd in this file; it can be used all the same. */
  readonly warnings: readonly string[];
  readonly playableInChromium: Playable;
}

/** A file that was looked at just now. */
export interface FreshProbe extends VideoProbe {
  /** Its warnings for any language. */
  readonly remarks: readonly Said[];
}

/**
 * Looks at one video file: streams, and the presentation time of every displayed frame, exactly as the container has
 * it. Nothing is decoded unless the packets don't tell the times. A file that is cut short is kept with a warning.
 *
 * @throws UnusableVideoError for anything that is not a usable video, with a sentence naming the file.
 * @throws MediaProcessError of reason `vanished` when the media tool itself is gone.
 */
export async function probeVideo(
  path: string,
  tools: MediaTools,
  options: { readonly signal?: AbortSignal } = {},
): Promise<FreshProbe> {
  try {
    return await probe(path, tools, options.signal);
  } catch (failure) {
    options.signal?.throwIfAborted();
    if (failure instanceof MediaProcessError && failure.reason !== 'vanished')
      throw await explainRefusal(path, failure);
    // Numbers that can't be: a header of a damaged or hostile file.
    if (failure instanceof RangeError || failure instanceof ZodError || failure instanceof SyntaxError)
      throw new UnusableVideoError('damaged', path, say('fileDamaged', { path }), { cause: failure });
    throw failure;
  }
}

async function probe(path: string, tools: MediaTools, signal: AbortSignal | undefined): Promise<FreshProbe> {
  const file = await guardVideoFile(path);
  const fingerprint = await fingerprintOf(path);
  const reading = await readContainer(path, tools, signal);
  const { video, hasAudio } = reading.container;
  if (video === null) throw withoutPictures(path, hasAudio);
  refuseHugePictures(path, video);
  if (video.codec === 'unknown' || video.codec === 'none') throw withUnknownCodec(path);
  const remarks: Said[] = [];
  const { table, keyframes } = await buildTable(path, tools, reading, video, remarks, signal);
  const ffmpeg = tools.ffmpeg.path;
  const { declaredEnd } = reading.container;
  const stopsAt = await findMissingTail(
    ffmpeg,
    path,
    { declaredEnd, pictures: endSeconds(table), hasAudio },
    signal,
  );
  if (stopsAt !== null && declaredEnd !== null)
    remarks.push(say('cutShort', { path, at: clock(stopsAt, declaredEnd < 60), end: clock(declaredEnd) }));
  const audio = hasAudio ? await audioOrWarning(ffmpeg, path, remarks, signal) : null;
  const container = containerName(reading.container.format, await headOf(path));
  return {
    path: file.path,
    fingerprint,
    sizeBytes: file.sizeBytes,
    container,
    width: video.width,
    height: video.height,
    ...displaySize(video),
    rotation: video.rotation,
    sampleAspect: video.sampleAspect,
    codec: video.codec,
    hasAudio,
    audio,
    table,
    keyframes,
    warnings: remarks.map(english),
    remarks,
    playableInChromium: playableInChromium(container, video.codec),
  };
}

async function readContainer(path: string, tools: MediaTools, signal?: AbortSignal): Promise<MediaReading> {
  return tools.ffprobe === null
    ? readWithFfmpeg(tools.ffmpeg.path, path, signal)
    : readWithFfprobe(tools.ffprobe.path, path, signal);
}

async function buildTable(
  path: string,
  tools: MediaTools,
  reading: MediaReading,
  video: VideoStreamFacts,
  remarks: Said[],
  signal?: AbortSignal,
): Promise<TableWithKeys> {
  const { packets } = reading;
  if (!packets.hidden.includes(false))
    throw new UnusableVideoError('damaged', path, say('noPictureRead', { path }));
  const restart = clockRestart(video, packets);
  if (restart !== null)
    throw new UnusableVideoError('damaged', path, say('clockRestarts', { path, at: clock(restart) }));
  const doubt = doubtAboutPackets(reading);
  if (doubt === null) return tableFromPackets(video, packets);
  remarks.push(say('hadToBeDecoded', { path, doubt }));
  const ffmpeg = tools.ffmpeg.path;
  const decoded = await decodedTimes(ffmpeg, path, video.timebase, signal);
  if (decoded.pictures.length === 0)
    throw new UnusableVideoError('damaged', path, say('noPictureDecoded', { path }));
  return tableFromDecoded(video, decoded, packets.duration);
}

async function audioOrWarning(
  ffmpeg: string,
  path: string,
  remarks: Said[],
  signal?: AbortSignal,
): Promise<AudioFacts | null> {
  try {
    const facts = await readAudioFacts(ffmpeg, path, signal);
    if (facts === null) remarks.push(say('soundEmpty', { path }));
    return facts;
  } catch (failure) {
    if (!(failure instanceof MediaProcessError) || failure.reason === 'vanished') throw failure;
    remarks.push(say('soundUndecodable', { path }));
    return null;
  }
}

function withoutPictures(path: string, hasAudio: boolean): UnusableVideoError {
  return new UnusableVideoError(
    'no-picture',
    path,
    say(hasAudio ? 'onlySound' : 'noMovingPictures', { path }),
  );
}

function withUnknownCodec(path: string): UnusableVideoError {
  return new UnusableVideoError('not-a-video', path, say('unknownCodec', { path }));
}

function refuseHugePictures(path: string, { width, height }: VideoStreamFacts): void {
  if (width > 0 && height > 0 && width * height <= MAX_PIXELS) return;
  const [kind, said] = width === 0 || height === 0 ? withoutSize(path) : tooLarge(path, width, height);
  throw new UnusableVideoError(kind, path, said);
}

function displaySize(video: VideoStreamFacts): { displayWidth: number; displayHeight: number } {
  const { num, den } = video.sampleAspect;
  // Chromium widens by the aspect or, when that is below one, makes higher; it never shrinks.
  const wide = num >= den ? Math.round((video.width * num) / den) : video.width;
  const high = num >= den ? video.height : Math.round((video.height * den) / num);
  const turned = video.rotation === 90 || video.rotation === 270;
  return turned ? { displayWidth: high, displayHeight: wide } : { displayWidth: wide, displayHeight: high };
}
