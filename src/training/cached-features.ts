import { rm } from 'node:fs/promises';

import { MediaCache } from '../media/cache.ts';
import type { MediaTools } from '../media/tools.ts';
import type { FeatureExtractor } from '../policy/features/extractor.ts';
import { readFeatureFile } from '../policy/features/feature-file.ts';
import type { VideoFeatures } from '../policy/policy.ts';
import type { ToolPaths, VideoToSee } from './protocol.ts';

export interface FeatureSource {
  readonly extractor: FeatureExtractor;
  readonly cache: MediaCache;
  readonly tools: MediaTools;
}

/** The tools as the service resolved them, in the form that src/media takes. */
export function mediaTools({ ffmpeg, ffprobe }: ToolPaths): MediaTools {
  return { ffmpeg: { ...ffmpeg, source: 'setting' }, ffprobe, refused: [] };
}

export function mediaCache(folder: string, limitBytes: number | null): MediaCache {
  return new MediaCache(folder, limitBytes === null ? {} : { limitBytes });
}

/**
 * Features of a video, from the cache or made now; cached by the video's content and the extractor's version.
 * @param onProgress share of the extraction that is done; not called when the features were cached
 * @throws UnusableVideoError and others of the extractor; the signal's reason when aborted.
 */
export async function cachedFeatures(
  { extractor, cache, tools }: FeatureSource,
  video: VideoToSee,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (share: number) => void },
): Promise<VideoFeatures> {
  const key = {
    fingerprint: video.fingerprint,
    kind: 'features',
    parameters: { extractor: extractor.id },
    extension: 'safetensors',
  };
  for (let attempt = 0; ; attempt++) {
    const file = await cache.file(
      key,
      async (path, aborted) => {
        await extractor.extractTo(path, { path: video.path }, tools, { signal: aborted, onProgress });
      },
      signal,
    );
    try {
      return await readFeatureFile(file);
    } catch (error) {
      // A damaged or vanished cache file is made again, once.
      if (attempt > 0) throw error;
      await rm(file, { force: true });
    }
  }
}
