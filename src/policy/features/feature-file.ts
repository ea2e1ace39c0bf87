import { readSafetensors, writeSafetensors, type HostTensor } from '../../tensor/index.ts';
import { seconds } from '../../time/ticks.ts';
import type { VideoFeatures, VideoTensor } from '../policy.ts';
import { FeaturesError } from './step-features.ts';

/** Writes features to a cache file, whole or not at all. @throws SafetensorsError when it can't be written. */
export async function writeFeatureFile(path: string, features: VideoFeatures): Promise<void> {
  const tensors = new Map<string, HostTensor>();
  for (const [name, { shape, data }] of features.tensors)
    tensors.set(name, { dtype: data instanceof Uint8Array ? 'uint8' : 'float32', shape, data });
  await writeSafetensors(path, tensors, {
    format: 'tempr1-features',
    extractor: features.extractor,
    duration: String(features.duration),
  });
}

/**
 * Reads features back.
 * @throws SafetensorsError when the file is damaged; FeaturesError when it holds something else. Either way the cache file
 * may be deleted and made again.
 */
export async function readFeatureFile(path: string): Promise<VideoFeatures> {
  const { tensors, metadata } = await readSafetensors(path);
  const duration = Number(metadata['duration']);
  if (metadata['format'] !== 'tempr1-features' || metadata['extractor'] === undefined || !(duration > 0))
    throw new FeaturesError(`“${path}” does not hold video features.`);
  const kept = new Map<string, VideoTensor>();
  for (const [name, { shape, data }] of tensors) {
    if (!(data instanceof Uint8Array) && !(data instanceof Float32Array))
      throw new FeaturesError(`“${path}” holds “${name}” in a type that features do not have.`);
    kept.set(name, { shape, data });
  }
  return { extractor: metadata['extractor'], duration: seconds(duration), tensors: kept };
}
