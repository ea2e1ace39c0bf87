import { MediaProcessError } from './errors.ts';
import { ffmpegPrelude, inputGuards, inputUrl, JOB_STALL_MS, lines, startMedia, switches } from './child.ts';

/** Headers round, and the last frame's length is often a guess: nearer than this is no loss. */
const TOLERANCE_SECONDS = 0.5;

/**
 * Second at which a file's content really stops when that is before `declaredEnd`; null when nothing is missing.
 * A container's end is the later of picture and sound, so where pictures stop early the sound is asked too.
 */
export async function findMissingTail(
  ffmpeg: string,
  path: string,
  ends: { readonly declaredEnd: number | null; readonly pictures: number; readonly hasAudio: boolean },
  signal?: AbortSignal,
): Promise<number | null> {
  const { declaredEnd, pictures, hasAudio } = ends;
  if (declaredEnd === null || declaredEnd - pictures <= TOLERANCE_SECONDS) return null;
  const sound = hasAudio ? await lastAudioPacketEnd(ffmpeg, path, signal) : -Infinity;
  return declaredEnd - sound <= TOLERANCE_SECONDS ? null : pictures;
}

async function lastAudioPacketEnd(ffmpeg: string, path: string, signal?: AbortSignal): Promise<number> {
  const child = startMedia(
    ffmpeg,
    [
      ...ffmpegPrelude(),
      ...inputGuards(),
      ...switches('-copyts -i'),
      inputUrl(path),
      ...switches('-map 0:a:0 -c copy -f framecrc pipe:1'),
    ],
    { signal, stallMs: JOB_STALL_MS },
  );
  let secondsPerTick = 0;
  let end = -Infinity;
  try {
    for await (const line of lines(child.stdout)) {
      const base = /^#tb 0: (\d+)\/(\d+)$/.exec(line);
      if (base !== null) secondsPerTick = Number(base[1]) / Number(base[2]);
      if (line.startsWith('#')) continue;
      const [, , pts, duration] = line.split(',').map(Number);
      if (pts !== undefined && duration !== undefined) end = Math.max(end, (pts + duration) * secondsPerTick);
    }
  } catch (failure) {
    // Sound that breaks off with an error ends where it breaks off.
    if (!(failure instanceof MediaProcessError) || failure.reason === 'vanished') throw failure;
  }
  return end;
}
