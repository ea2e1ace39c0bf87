import { defaultStart } from './sample-grid.ts';
import { ffmpegPrelude, inputGuards, inputUrl, startMedia, switches } from './child.ts';
import { guardVideoFile } from './file-guard.ts';
import { encodePeaks, PeakPyramid, PEAKS_PER_SECOND } from './peaks-format.ts';
import { decodingFailure } from './refusals.ts';
import type { VideoProbe } from './probe.ts';
import { endSeconds } from '../time/frame-table.ts';
import type { MediaTools } from './tools.ts';

export interface PeaksOptions {
  readonly signal?: AbortSignal | undefined;
  /** Seconds of sound done, of about so many. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/**
 * The waveform of a video's first audio stream as a pyramid of minima and maxima (peaks-format.ts), null when it has
 * no sound. Taken at the stream's own rate and channels: mixing down or resampling first would hide peaks and cost
 * more (media.md section 7). Bucket 0 begins at `origin` on the presentation axis. Memory: 800 bytes per second and
 * channel of sound, whatever the rate.
 *
 * @throws UnusableVideoError when the file can't be used or its sound can't be decoded; MediaProcessError of reason
 * `vanished` when ffmpeg itself is gone.
 */
export async function makePeaks(
  path: string,
  tools: MediaTools,
  video: Pick<VideoProbe, 'audio' | 'table'>,
  options: PeaksOptions = {},
): Promise<Uint8Array | null> {
  await guardVideoFile(path);
  if (video.audio === null) return null;
  const { channels, sampleRate } = video.audio;
  const origin = defaultStart(video.table);
  const child = startMedia(
    tools.ffmpeg.path,
    [
      ...ffmpegPrelude(),
      ...inputGuards(),
      ...switches('-copyts -i'),
      inputUrl(path),
      ...switches(`-map 0:a:0 -vn -af asetpts=PTS-${origin}/TB,aresample=async=1:first_pts=0`),
      ...switches(`-ac ${channels} -ar ${sampleRate} -f s16le pipe:1`),
    ],
    { signal: options.signal },
  );
  const pyramid = new PeakPyramid(channels, sampleRate);
  const total = endSeconds(video.table) - origin;
  try {
    for await (const samples of wholeSamples(child.stdout, channels)) {
      pyramid.add(samples);
      options.onProgress?.({ done: pyramid.buckets / PEAKS_PER_SECOND, total });
    }
  } catch (failure) {
    throw decodingFailure(path, 'sound', failure);
  }
  pyramid.finish();
  return encodePeaks(pyramid, origin);
}

/** Chunks cut at whole sample frames, as 16-bit numbers. */
async function* wholeSamples(chunks: AsyncIterable<Buffer>, channels: number): AsyncGenerator<Int16Array> {
  const frame = channels * 2;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const joined = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const whole = joined.length - (joined.length % frame);
    rest = joined.subarray(whole);
    // A copy begins at an even address, which the view needs.
    const bytes = new Uint8Array(joined.subarray(0, whole));
    yield new Int16Array(bytes.buffer, 0, whole / 2);
  }
}
