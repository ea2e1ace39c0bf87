import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright/test';
import type { GivenPrediction } from '../../src/corpus/jobs/suggestions.ts';
import { command } from '../../src/corpus/commands/registry.ts';
import { openProject } from '../../src/corpus/project.ts';
import { policies } from '../../src/corpus/queries/training.ts';
import { expect, openSample, type Studio } from './studio.ts';

/** A video of the sample that lasts longer than 20 s and gets items of its own. */
export const VIDEO = 'cheetah-train-05';

const answer = (
  intervals: GivenPrediction['intervals'],
  scores: readonly number[],
  more: Partial<GivenPrediction> = {},
): GivenPrediction => ({ intervals, scores, response: '', ...more });

const at = (start: number, end: number): { start: number; end: number } => ({ start, end });

/** What each item of `addOpenItems` is asked, and what the policy says at first. */
const ITEMS = {
  'walk-tg': {
    prompt: { task: 'TG', query: 'walk: the ball is thrown' },
    says: answer([at(1, 3), at(6, 8), at(9, 11)], [0.9, 0.6, 0.3]),
  },
  'walk-dtg': {
    prompt: { task: 'DTG', sentences: ['walk: first this', 'then that'] },
    says: answer([at(2, 4), at(5, 7)], [0.8, 0.7], {
      alternatives: [
        { slot: 1, interval: at(12, 14), score: 0.05 },
        { slot: 1, interval: at(8, 10), score: 0.2 },
      ],
    }),
  },
  'walk-tal': {
    prompt: { task: 'TAL', label: 'walk: wave', description: 'A hand waves.' },
    says: answer([at(1, 2), at(4, 5), at(7, 8), at(10, 11)], [0.95, 0.9, 0.8, 0.3], {
      alternatives: [{ slot: 0, interval: at(13, 14), score: 0.04 }],
    }),
  },
  'walk-gvqa': {
    prompt: { task: 'GVQA', question: 'walk: how many?', options: ['one', 'two', 'three'] },
    says: answer([at(3, 5)], [0.7], { answerIndex: 1, answerScore: 0.8 }),
  },
} as const;

/** What the next policy says of the same items: some of it new, gone or moved. */
const LATER: Readonly<Record<string, GivenPrediction>> = {
  'walk-tal': answer([at(1.4, 2.2), at(4, 5), at(8.5, 9.5), at(10, 11)], [0.97, 0.7, 0.8, 0.5]),
  'walk-tg': answer([at(1, 3)], [0.95]),
};

export function projectIn(folder: string): string {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('corpus.sqlite'),
  );
  if (found === undefined) throw new Error(`There is no project in ${folder}.`);
  return path.dirname(path.join(folder, found));
}

/** The sample with open items and suggestions for them, opened at that video; `later`: answered once more, by another policy. */
export async function openSuggested(page: Page, studio: Studio, later = false): Promise<string> {
  await openSample(page, studio);
  await page.goto('about:blank');
  await studio.stop();
  const dir = projectIn(studio.folder);
  await addOpenItems(dir, later);
  await page.goto(await studio.start(dir));
  await page.getByRole('option', { name: new RegExp(VIDEO, 'u') }).click();
  await expect(page.getByTestId('walk-bar')).toBeVisible();
  return dir;
}

async function addOpenItems(dir: string, later: boolean): Promise<void> {
  const project = await openProject(dir, { worker: false });
  try {
    const { writer, db } = project;
    const [shipped] = policies(db);
    if (shipped === undefined) throw new Error('The project has no policy.');
    await writer.executeAll([
      command('addLabel', { group: 'cheetah', name: 'walk: wave', description: 'A hand waves.' }),
      ...Object.entries(ITEMS).map(([id, { prompt }]) =>
        command('createItem', {
          id,
          video: VIDEO,
          prompt:
            prompt.task === 'DTG'
              ? { ...prompt, sentences: [...prompt.sentences] }
              : prompt.task === 'GVQA'
                ? { ...prompt, options: [...prompt.options] }
                : prompt,
        }),
      ),
    ]);
    const responses = Object.entries(ITEMS).map(([item, { says }]) => ({ item, prediction: says }));
    await writer.job('writeSuggestions', { policy: shipped.id, responses });
    if (!later) return;
    await writer.job('addPolicy', {
      id: 'policy-later',
      name: 'policy-later',
      run: null,
      architecture: shipped.architecture,
      architectureVersion: shipped.architectureVersion,
      file: 'policies/policy-later.safetensors',
      sha256: '0'.repeat(64),
      metrics: {},
    });
    await writer.job('writeSuggestions', {
      policy: 'policy-later',
      responses: Object.entries(LATER).map(([item, prediction]) => ({ item, prediction })),
    });
  } finally {
    await project.close();
  }
}
