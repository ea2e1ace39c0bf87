import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { fingerprintOf } from '../../media/fingerprint.ts';
import type { ToolPaths, TrainerRun, VideoToSee } from '../protocol.ts';
import { runSpec } from '../run-spec.ts';
import { nodeSpawner, type Spawner } from '../spawner.ts';
import { makeQuestions } from './questions.ts';
import { saveTabular } from './tabular-kit.ts';
import { TabularPolicy } from './tabular-policy.ts';

/** The tabular policy's extractor opens no video, so no tool is ever started. */
const NO_TOOLS: ToolPaths = { ffmpeg: { path: 'ffmpeg', version: 'none' }, ffprobe: null };

export interface World {
  readonly snapshot: string;
  readonly startPolicy: string;
  readonly cacheFolder: string;
  readonly videos: readonly VideoToSee[];
  /** A run in this world, in the folder `name`. */
  run(name: string, spec: Parameters<typeof runSpec.parse>[0]): TrainerRun;
}

/** A snapshot of nine made-up videos (files of their own), and an untrained policy, under `folder`. */
export async function makeWorld(folder: string): Promise<World> {
  const questions = makeQuestions(9);
  const splitOf = (video: number) => (video < 6 ? 'train' : video < 8 ? 'validation' : 'test');
  const videos: VideoToSee[] = [];
  await mkdir(path.join(folder, 'videos'), { recursive: true });
  for (let v = 0; v < 9; v++) {
    const file = path.join(folder, 'videos', `v${v}.mp4`);
    await writeFile(file, `not really a video, number ${v}`);
    videos.push({ id: `v${v}`, path: file, fingerprint: await fingerprintOf(file) });
  }
  const snapshot = path.join(folder, 'snapshot.json');
  await writeFile(
    snapshot,
    JSON.stringify({
      format: 'tempr1-snapshot',
      version: 1,
      videos: videos.map((video, v) => ({ ...video, split: splitOf(v), source: null })),
      items: questions.map(({ itemId, videoId, prompt, truth, paraphrases, labelGroup }) => ({
        id: itemId,
        video: videoId,
        prompt,
        truth,
        paraphrases,
        labelGroup,
      })),
    }),
  );
  const startPolicy = path.join(folder, 'start.safetensors');
  await saveTabular(new TabularPolicy(), startPolicy);
  const cacheFolder = path.join(folder, 'cache');
  return {
    snapshot,
    startPolicy,
    cacheFolder,
    videos,
    run: (name, spec) => ({
      folder: path.join(folder, name),
      snapshot,
      startPolicy,
      cacheFolder,
      cacheBytes: null,
      tools: NO_TOOLS,
      spec: runSpec.parse(spec),
      begunAt: Date.now(),
    }),
  };
}

/** Real processes that run the tabular policy. */
export function tabularSpawner(delayMs = 0): Spawner {
  const file = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));
  return nodeSpawner({
    entries: {
      'trainer-worker': file('tabular-trainer.ts'),
      'model-worker': file('tabular-model.ts'),
    },
    env: { ...process.env, TABULAR_DELAY_MS: String(delayMs) },
  });
}
