import { ZodError } from 'zod';
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
): Promise<VideoProbe> {
  try {
    return await probe(path, tools, options.signal);
  } catch (failure) {
    options.signal?.throwIfAborted();
    if (failure instanceof MediaProcessError && failure.reason !== 'vanished')
      throw await explainRefusal(path, failure);
    // Numbers that can't be: a header of a damaged or hostile file.
    if (failure instanceof RangeError || failure instanceof ZodError || failure instanceof SyntaxError)
      throw new UnusableVideoError(
        'damaged',
        path,
        `“${path}” is damaged: its header or its times make no sense. Copy or download it again.`,
        { cause: failure },
      );
    throw failure;
  }
}

async function probe(path: string, tools: MediaTools, signal: AbortSignal | undefined): Promise<VideoProbe> {
  const file = await guardVideoFile(path);
  const fingerprint = await fingerprintOf(path);
  const reading = await readContainer(path, tools, signal);
  const { video, hasAudio } = reading.container;
  if (video === null) throw withoutPictures(path, hasAudio);
  refuseHugePictures(path, video);
  if (video.codec === 'unknown' || video.codec === 'none') throw withUnknownCodec(path);
  const warnings: string[] = [];
  const { table, keyframes } = await buildTable(path, tools, reading, video, warnings, signal);
  const ffmpeg = tools.ffmpeg.path;
  const { declaredEnd } = reading.container;
  const stopsAt = await findMissingTail(
    ffmpeg,
    path,
    { declaredEnd, pictures: endSeconds(table), hasAudio },
    signal,
  );
  if (stopsAt !== null && declaredEnd !== null)
    warnings.push(
      `“${path}” is cut short at ${clock(stopsAt, declaredEnd < 60)} of ${clock(declaredEnd)}. What is there can be used; copy or download it again for the rest.`,
    );
  const audio = hasAudio ? await audioOrWarning(ffmpeg, path, warnings, signal) : null;
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
    warnings,
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
  warnings: string[],
  signal?: AbortSignal,
): Promise<TableWithKeys> {
  const { packets } = reading;
  if (!packets.hidden.includes(false))
    throw new UnusableVideoError(
      'damaged',
      path,
      `“${path}” has a video stream but not one picture can be read from it. Copy or download it again.`,
    );
  const restart = clockRestart(video, packets);
  if (restart !== null)
    throw new UnusableVideoError(
      'damaged',
      path,
      `“${path}” starts its clock again at ${clock(restart)}, so its times are ambiguous: recordings were joined without being retimed. Convert it first, for example with “ffmpeg -i OLD -c copy NEW.mp4”.`,
    );
  const doubt = doubtAboutPackets(reading);
  if (doubt === null) return tableFromPackets(video, packets);
  warnings.push(
    `“${path}” had to be decoded to find out when each picture is shown, because ${doubt}; opening it takes longer.`,
  );
  const ffmpeg = tools.ffmpeg.path;
  const decoded = await decodedTimes(ffmpeg, path, video.timebase, signal);
  if (decoded.pictures.length === 0)
    throw new UnusableVideoError(
      'damaged',
      path,
      `“${path}” has a video stream but not one picture of it can be decoded. Copy or download it again.`,
    );
  return tableFromDecoded(video, decoded, packets.duration);
}

async function audioOrWarning(
  ffmpeg: string,
  path: string,
  warnings: string[],
  signal?: AbortSignal,
): Promise<AudioFacts | null> {
  try {
    const facts = await readAudioFacts(ffmpeg, path, signal);
    if (facts === null) warnings.push(`“${path}” has an audio stream with no sound in it.`);
    return facts;
  } catch (failure) {
    if (!(failure instanceof MediaProcessError) || failure.reason === 'vanished') throw failure;
    warnings.push(`The sound of “${path}” can't be decoded; its pictures can be used.`);
    return null;
  }
}

function withoutPictures(path: string, hasAudio: boolean): UnusableVideoError {
  return new UnusableVideoError(
    'no-picture',
    path,
    hasAudio
      ? `“${path}” has sound but no moving pictures. Choose a file with video in it.`
      : `“${path}” has no moving pictures in it. Choose a file with video in it.`,
  );
}

function withUnknownCodec(path: string): UnusableVideoError {
  return new UnusableVideoError(
    'not-a-video',
    path,
    `“${path}” holds pictures in a codec that the ffmpeg in use does not know. Convert it to MP4 (H.264) with the program it comes from, or install a newer ffmpeg.`,
  );
}

function refuseHugePictures(path: string, { width, height }: VideoStreamFacts): void {
  if (width > 0 && height > 0 && width * height <= MAX_PIXELS) return;
  const [kind, sentence] = width === 0 || height === 0 ? withoutSize() : tooLarge(width, height);
  throw new UnusableVideoError(kind, path, `“${path}” ${sentence}`);
}

function displaySize(video: VideoStreamFacts): { displayWidth: number; displayHeight: number } {
  const { num, den } = video.sampleAspect;
  // Chromium widens by the aspect or, when that is below one, makes higher; it never shrinks.
  const wide = num >= den ? Math.round((video.width * num) / den) : video.width;
  const high = num >= den ? video.height : Math.round((video.height * den) / num);
  const turned = video.rotation === 90 || video.rotation === 270;
  return turned ? { displayWidth: high, displayHeight: wide } : { displayWidth: wide, displayHeight: high };
}
