import { ffmpegPrelude, inputGuards, inputUrl, JOB_STALL_MS, lines, startMedia, switches } from './child.ts';

/** The first audio stream as it really comes out of the decoder. */
export interface AudioFacts {
  readonly channels: number;
  readonly sampleRate: number;
  /** Second on the video's presentation axis at which the first sample sounds. */
  readonly startSeconds: number;
}

/**
 * Decodes the first few samples of the first audio stream: only they tell when sound starts once encoder delay and
 * edit lists are honoured. Null when nothing comes out.
 * @throws MediaProcessError when ffmpeg can't decode it.
 */
export async function readAudioFacts(
  ffmpeg: string,
  path: string,
  signal?: AbortSignal,
): Promise<AudioFacts | null> {
  const child = startMedia(
    ffmpeg,
    [
      ...ffmpegPrelude(),
      ...inputGuards(),
      ...switches('-copyts -i'),
      inputUrl(path),
      ...switches('-map 0:a:0 -vn -c:a pcm_s16le -frames:a 1 -f framecrc pipe:1'),
    ],
    { signal, stallMs: JOB_STALL_MS },
  );
  let sampleRate = 0;
  let facts: AudioFacts | null = null;
  for await (const line of lines(child.stdout)) {
    const rate = /^#sample_rate 0: (\d+)/.exec(line)?.[1];
    if (rate !== undefined) sampleRate = Number(rate);
    if (line.startsWith('#') || facts !== null) continue;
    // Sixteen-bit samples with a timebase of one sample: size and duration give the number of channels.
    const [, , pts, duration, size] = line.split(',').map(Number);
    if (pts === undefined || !duration || !size || sampleRate === 0) continue;
    facts = { channels: Math.round(size / 2 / duration), sampleRate, startSeconds: pts / sampleRate };
  }
  return facts;
}
