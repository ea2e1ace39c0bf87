import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';

import type { DecidedQuestion } from '../policy/decided.ts';
import type { CuratedQuestion, VideoFeatures } from '../policy/policy.ts';
import { hasDecisions } from '../rewards/decision-reward.ts';
import { TrainingError } from './errors.ts';
import { decisionsOn, snapshotAnswer, snapshotDecision, snapshotDraft } from './snapshot-decisions.ts';
import type { RunSpec } from './run-spec.ts';
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
  /** Absent in snapshots from before decisions were learned from. */
  drafts: z.array(snapshotDraft).default([]),
  decisions: z.array(snapshotDecision).default([]),
  answers: z.array(snapshotAnswer).default([]),
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
    const { videos, items, drafts } = snapshot;
    // Decisions on curated items teach nothing: their truth is known.
    const open = new Set(drafts.map(({ id }) => id));
    const [decisions, answers] = [snapshot.decisions, snapshot.answers].map((each) =>
      each.filter(({ item }) => open.has(item)),
    );
    // The schema fixes the order of keys, so equal content has equal text.
    const content = JSON.stringify({
      items,
      videos: videos.map(({ path: _path, ...video }) => video),
      ...(drafts.length > 0 && { drafts, decisions, answers }),
    });
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
 * The videos that a run reads, by side: those with curated items, and of the train split those with decisions alone, unless
 * their source is held out.
 * @throws TrainingError when there is nothing to learn from.
 */
export function chooseVideos(
  { videos, items, drafts }: TrainingSnapshot,
  choice: { readonly heldOutShare: number; readonly evaluateTest: boolean; readonly seed: number },
): ChosenVideos {
  const curated = new Set(items.map(({ video }) => video));
  const usable = videos.filter(({ id }) => curated.has(id));
  const ids = chooseHeldOut(usable, choice.heldOutShare, choice.seed);
  const heldOut = new Set(ids.heldOut);
  const hidden = new Set(
    usable.flatMap(({ id, source }) => (heldOut.has(id) && source !== null ? [source] : [])),
  );
  const decidedOn = new Set(drafts.map(({ video }) => video));
  const decided = videos.filter(
    ({ id, split, source }) =>
      split === 'train' && !curated.has(id) && decidedOn.has(id) && (source === null || !hidden.has(source)),
  );
  if (ids.train.length + decided.length === 0)
    throw new TrainingError(
      'No video of the train split has a curated item: curate some items, and put their videos in the train split.',
    );
  const byId = new Map(usable.map((video) => [video.id, video]));
  const of = (side: readonly string[]) => side.flatMap((id) => byId.get(id) ?? []);
  return {
    train: [...of(ids.train), ...decided],
    heldOut: of(ids.heldOut),
    test: choice.evaluateTest ? of(ids.test) : [],
  };
}

/**
 * The curated questions of each side, and those of the training videos of which only decisions are known, in the snapshot's
 * order.
 * @param features by video id; items of a video without are left out
 * @param use what decisions are for
 */
export function questionsOf(
  { items, drafts, decisions, answers }: TrainingSnapshot,
  chosen: ChosenVideos,
  features: ReadonlyMap<string, VideoFeatures>,
  use: RunSpec['decisions'],
): TrainingQuestions {
  const on = <T extends { readonly video: string }, Q>(
    entries: readonly T[],
    videos: readonly SnapshotVideo[],
    make: (entry: T, seen: VideoFeatures) => Q,
  ): Q[] => {
    const ids = new Set(videos.map(({ id }) => id));
    return entries.flatMap((entry) => {
      const seen = features.get(entry.video);
      return seen === undefined || !ids.has(entry.video) ? [] : [make(entry, seen)];
    });
  };
  const curated = (videos: readonly SnapshotVideo[]) =>
    on(items, videos, ({ id, video, ...rest }, seen): CuratedQuestion => ({
      itemId: id,
      videoId: video,
      ...rest,
      features: seen,
    }));
  const byItem = {
    decisions: Map.groupBy(decisions, ({ item }) => item),
    answers: Map.groupBy(answers, ({ item }) => item),
  };
  const decided = on(drafts, chosen.train, (draft, seen): DecidedQuestion => {
    const { id, video, prompt, paraphrases, labelGroup } = draft;
    return {
      itemId: id,
      videoId: video,
      prompt,
      paraphrases,
      labelGroup,
      features: seen,
      decisions: decisionsOn(draft, byItem.decisions.get(id) ?? [], byItem.answers.get(id) ?? []),
    };
  });
  const telling = use === 'none' ? [] : decided.filter((question) => hasDecisions(question.decisions));
  return {
    train: curated(chosen.train),
    decided: telling,
    shown: use === 'rewards-and-frames' ? telling : [],
    heldOut: curated(chosen.heldOut),
    test: curated(chosen.test),
  };
}
