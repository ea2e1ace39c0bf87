import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';

import type { CuratedQuestion, VideoFeatures } from '../policy/policy.ts';
import { TrainingError } from './errors.ts';
import type { TrainingQuestions } from './training-questions.ts';
import { promptSchema, truthSchema } from './schemas.ts';
import { chooseHeldOut } from './split.ts';

/** The frozen, curated corpus as the trainer reads it: what src/corpus writes, no more than training needs. */
export const trainingSnapshot = z.object({
  format: z.literal('tempr1-snapshot'),
  version: z.literal(1),
  videos: z.array(
    z.object({
      id: z.string(),
      path: z.string(),
      fingerprint: z.string(),
      split: z.enum(['train', 'validation', 'test']).nullable(),
      source: z.string().nullable(),
    }),
  ),
  items: z.array(
    z.object({
      id: z.string(),
      video: z.string(),
      prompt: promptSchema,
      truth: truthSchema,
      paraphrases: z.array(z.string()),
      labelGroup: z.string().nullable(),
    }),
  ),
});
export type TrainingSnapshot = z.infer<typeof trainingSnapshot>;
export type SnapshotVideo = TrainingSnapshot['videos'][number];

export interface FrozenCorpus {
  readonly snapshot: TrainingSnapshot;
  /** SHA-256 of what training reads, wherever the videos lie. */
  readonly hash: string;
}

/** @throws TrainingError when the file can't be read as a snapshot. */
export async function readSnapshot(file: string): Promise<FrozenCorpus> {
  try {
    const snapshot = trainingSnapshot.parse(JSON.parse(await readFile(file, 'utf8')));
    const { videos, items } = snapshot;
    // The schema fixes the order of keys, so equal content has equal text.
    const content = JSON.stringify({ items, videos: videos.map(({ path: _path, ...video }) => video) });
    return { snapshot, hash: createHash('sha256').update(content).digest('hex') };
  } catch (error) {
    throw new TrainingError(`${file} can't be read as a snapshot of the corpus: start a new run.`, {
      cause: error,
    });
  }
}

export type Side = 'train' | 'heldOut' | 'test';
export interface ChosenVideos {
  readonly train: readonly SnapshotVideo[];
  readonly heldOut: readonly SnapshotVideo[];
  readonly test: readonly SnapshotVideo[];
}

/**
 * The videos with curated items that a run reads, by side.
 * @throws TrainingError when there is nothing to learn from.
 */
export function chooseVideos(
  { videos, items }: TrainingSnapshot,
  choice: { readonly heldOutShare: number; readonly evaluateTest: boolean; readonly seed: number },
): ChosenVideos {
  const curated = new Set(items.map(({ video }) => video));
  const usable = videos.filter(({ id }) => curated.has(id));
  const ids = chooseHeldOut(usable, choice.heldOutShare, choice.seed);
  if (ids.train.length === 0)
    throw new TrainingError(
      'No video of the train split has a curated item: curate some items, and put their videos in the train split.',
    );
  const byId = new Map(usable.map((video) => [video.id, video]));
  const of = (side: readonly string[]) => side.flatMap((id) => byId.get(id) ?? []);
  return { train: of(ids.train), heldOut: of(ids.heldOut), test: choice.evaluateTest ? of(ids.test) : [] };
}

/**
 * The curated questions of each side, items in the snapshot's order.
 * @param features by video id; items of a video without are left out
 */
export function curatedQuestions(
  { items }: TrainingSnapshot,
  chosen: ChosenVideos,
  features: ReadonlyMap<string, VideoFeatures>,
): TrainingQuestions {
  const of = (videos: readonly SnapshotVideo[]): CuratedQuestion[] => {
    const ids = new Set(videos.map(({ id }) => id));
    return items.flatMap(({ id, video, prompt, truth, paraphrases, labelGroup }) => {
      const seen = features.get(video);
      if (seen === undefined || !ids.has(video)) return [];
      return [{ itemId: id, videoId: video, prompt, truth, paraphrases, labelGroup, features: seen }];
    });
  };
  return { train: of(chosen.train), decided: [], heldOut: of(chosen.heldOut), test: of(chosen.test) };
}
