import type { CacheKey, MediaCache } from '../../media/cache.ts';
import { makeProxy, PROXY_FORM, type ProxiedVideo } from '../../media/proxy.ts';
import type { MediaTools } from '../../media/tools.ts';
import { say } from '../../tasks/said/said.ts';
import type { WorkContext } from './progress.ts';

export const PROXY_KIND = 'proxy';

/** Where a video's proxy lies in the cache: by its content, so that a moved or renamed video keeps it. */
export function proxyKey(fingerprint: string): CacheKey {
  return { fingerprint, kind: PROXY_KIND, parameters: { form: PROXY_FORM }, extension: 'mp4' };
}

export interface ProxyToMake {
  readonly fingerprint: string;
  readonly title: string;
  readonly path: string;
  readonly video: ProxiedVideo;
  readonly tools: MediaTools;
}

/**
 * Makes a video's proxy in the cache, unless it is there already.
 * @throws UnusableVideoError, MediaProcessError with a sentence; the signal's reason when aborted.
 */
export async function makeProxyInCache(
  cache: MediaCache,
  { fingerprint, title, path, video, tools }: ProxyToMake,
  { signal, progress }: Pick<WorkContext, 'signal' | 'progress'>,
): Promise<void> {
  progress(0, video.table.pts.length, say('workStarts'));
  await cache.file(
    proxyKey(fingerprint),
    async (target, aborted) =>
      makeProxy(path, tools, video, target, {
        signal: aborted,
        // Half of the cache: the other half is for everything that is made of all videos.
        maxBytes: Math.floor(cache.limitBytes / 2),
        onProgress: ({ done, total }) =>
          progress(done, total, done < total ? say('copying', { title }) : say('comparingOriginal')),
      }),
    signal,
  );
}
