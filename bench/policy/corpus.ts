import { existsSync } from 'node:fs';
import path from 'node:path';

import { evaluationInput } from '../../src/exchange/evaluation-input.ts';
import { readDocument } from '../../src/exchange/registry.ts';
import { MediaCache } from '../../src/media/cache.ts';
import { fingerprintOf } from '../../src/media/fingerprint.ts';
import { resolveMediaTools } from '../../src/media/tools.ts';
import type { FeatureExtractor } from '../../src/policy/features/extractor.ts';
import type { CuratedQuestion } from '../../src/policy/policy.ts';
import { cachedFeatures } from '../../src/training/cached-features.ts';

/** Curated questions by the split of their video. */
export interface BenchCorpus {
  readonly train: readonly CuratedQuestion[];
  readonly test: readonly CuratedQuestion[];
}

/**
 * The curated items of a native corpus document with the features of their videos, made once and kept in `cacheFolder`.
 * @param only videos to read; all by default.
 */
export async function loadCorpus(
  file: string,
  extractor: FeatureExtractor,
  cacheFolder: string,
  only: (video: string) => boolean = () => true,
): Promise<BenchCorpus> {
  const document = await readDocument(file);
  const { items } = evaluationInput(document, [], { predictionsFile: file });
  const wanted = new Map(document.items.map((item) => [item.id, item]));
  const videos = document.videos.filter(({ id }) => only(id));
  const tools = await resolveMediaTools({ env: process.env });
  const source = { extractor, tools, cache: new MediaCache(cacheFolder, { limitBytes: 20e9 }) };
  const byVideo = Map.groupBy(items, ({ videoId }) => videoId);
  const questions: Record<'train' | 'test', CuratedQuestion[]> = { train: [], test: [] };
  for (const video of videos) {
    const { split, id } = video;
    const own = byVideo.get(id) ?? [];
    if ((split !== 'train' && split !== 'test') || own.length === 0) continue;
    const place = path.resolve(path.dirname(file), video.file);
    if (!existsSync(place)) throw new Error(`${place} is missing.`);
    const seen = { id, path: place, fingerprint: await fingerprintOf(place) };
    const features = await cachedFeatures(source, seen, {
      signal: new AbortController().signal,
      onProgress: () => {},
    });
    for (const { itemId, videoId, prompt, truth, source: group } of own)
      questions[split].push({
        itemId,
        videoId,
        prompt,
        truth,
        features,
        labelGroup: group,
        paraphrases: wanted.get(itemId)?.paraphrases ?? [],
      });
  }
  return questions;
}
