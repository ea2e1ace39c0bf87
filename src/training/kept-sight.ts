import { rm } from 'node:fs/promises';

import type { VideoFeatures } from '../policy/policy.ts';
import { readSafetensors, writeSafetensors } from '../tensor/index.ts';
import type { FeatureSource } from './cached-features.ts';
import type { OpenedPolicy } from './policy-kit.ts';
import type { VideoToSee } from './protocol.ts';

/** Videos longer than this many seconds take a policy long enough to look at that what it saw is kept in a file. */
const KEPT_SECONDS = 300;
const NAME = 'seen';

/**
 * Lets a policy look at a whole video before it is asked about it, with progress and cancel. What it saw of a long video is
 * cached by the video's content and the policy's, so that another process answers at once.
 * @throws the policy's own errors; the signal's reason when aborted.
 */
export async function seenBefore(
  { extractor, cache }: Pick<FeatureSource, 'extractor' | 'cache'>,
  { policy, checksum }: Pick<OpenedPolicy, 'policy' | 'checksum'>,
  { fingerprint }: VideoToSee,
  features: VideoFeatures,
  watch: { readonly signal: AbortSignal; readonly onProgress: (share: number) => void },
): Promise<void> {
  if (policy.see === undefined) return;
  if (checksum === undefined || features.duration < KEPT_SECONDS) {
    await policy.see(features, watch);
    return;
  }
  let fresh = false;
  const file = await cache.file(
    {
      fingerprint,
      kind: 'seen',
      parameters: { extractor: extractor.id, policy: checksum },
      extension: 'safetensors',
    },
    async (path, signal) => {
      const data = (await policy.see?.(features, { ...watch, signal })) ?? new Float32Array(0);
      await writeSafetensors(path, new Map([[NAME, { dtype: 'float32', shape: [data.length], data }]]));
      fresh = true;
    },
    watch.signal,
  );
  if (fresh) return;
  try {
    const { tensors } = await readSafetensors(file, [NAME]);
    const known = tensors.get(NAME)?.data;
    await policy.see(features, { ...watch, known: known instanceof Float32Array ? known : undefined });
  } catch {
    // Damaged, or gone meanwhile: it is only a cache.
    watch.signal.throwIfAborted();
    await rm(file, { force: true });
    await policy.see(features, watch);
  }
}
