import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { runReport } from '../../training/run-report.ts';
import type { Run } from '../contract/index.ts';
import {
  openPage,
  sampleProject,
  testService,
  until,
  type OpenPage,
  type TestService,
} from '../testing/running-service.ts';

// Real processes on a machine that may be busy with others: the limit only ends what hangs.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let service: TestService;
let page: OpenPage;
let project: string;

beforeAll(async () => {
  service = await testService();
  page = await openPage(service);
  project = join(service.folder, 'project');
  await sampleProject(page, project);
});
afterAll(() => service.close());

const ENDED: readonly Run['state'][] = ['done', 'failed', 'cancelled', 'interrupted'];
const frozen = z.object({
  drafts: z.array(z.object({ id: z.string(), standing: z.array(z.unknown()) })),
  decisions: z.array(z.object({ item: z.string(), status: z.string() })),
  answers: z.array(z.object({ item: z.string(), status: z.string() })),
});

const command = (name: string, params: Record<string, unknown>) =>
  page.client.commands.run.mutate({ name, params });

/** New questions on a video, answered by the policy: the keys of what it suggests, by task. */
async function askAndSuggest(video: string) {
  const prompts = [
    { task: 'TG', query: 'the moment that nobody looked for' },
    { task: 'VHD', query: 'what nobody looked for either' },
    { task: 'GVQA', question: 'What was it?', options: ['this', 'that', 'neither'] },
  ];
  const itemIds: string[] = [];
  for (const prompt of prompts) {
    const { created } = await command('createItem', { video, prompt });
    itemIds.push(...(created.items ?? []));
  }
  const { jobId } = await page.client.suggestions.start.mutate({ scope: { itemIds } });
  expect(await page.finished(jobId)).toMatchObject({ state: 'done', problems: [] });
  const detail = await page.client.videos.detail.query({ videoId: video });
  const asked = detail.items.filter(({ id }) => itemIds.includes(id));
  return asked.map(({ id, task }) => {
    const response = detail.responses.find(({ itemId }) => itemId === id);
    return {
      id,
      task,
      response: response?.id ?? 0,
      suggestions: detail.suggestions
        .filter((each) => each.responseId === response?.id)
        .map((each) => each.id),
    };
  });
}

it('what a person decides about suggestions reaches the snapshot, teaches the next run, and is told', async () => {
  const videos = ['cheetah-train-01', 'cheetah-train-02', 'cheetah-test-01'];
  const items = new Map<string, string>();
  for (const video of videos)
    for (const { id, task, response, suggestions } of await askAndSuggest(video)) {
      items.set(id, video);
      if (task === 'GVQA') {
        await command('rejectAnswer', { response });
        continue;
      }
      const [first, ...others] = suggestions;
      if (task === 'TG') await command('acceptSuggestion', { suggestion: first });
      else
        await command('trimSuggestion', {
          suggestion: first,
          start: { seconds: 1 },
          end: { seconds: 2 },
        });
      if (others.length > 0) await command('rejectSuggestion', { suggestions: others });
    }
  const { runId } = await page.client.training.start.mutate({
    warmupEpochs: 1,
    steps: 40,
    seed: 7,
    device: 'cpu',
  });
  await until(async () => ENDED.includes((await page.client.training.run.query({ runId })).state));
  const run = await page.client.training.run.query({ runId });
  expect(run).toMatchObject({ state: 'done', error: null });

  const folder = join(project, 'runs', runId);
  const snapshot = frozen.parse(JSON.parse(readFileSync(join(folder, 'snapshot.json'), 'utf8')));
  expect(new Set(snapshot.drafts.map(({ id }) => id))).toEqual(new Set(items.keys()));
  expect(snapshot.answers.every(({ status }) => status === 'rejected')).toBe(true);
  expect(snapshot.answers).toHaveLength(videos.length);

  // Held-out and test videos judge: only what was decided on the others may teach.
  const report = runReport.parse(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')));
  const learned = [...items].filter(([, video]) => report.videos.train.includes(video)).map(([id]) => id);
  expect(learned.length).toBeGreaterThan(0);
  const count = (status: string) =>
    snapshot.decisions.filter((each) => learned.includes(each.item) && each.status === status).length;
  expect(report.decisions).toEqual({
    items: learned.length,
    accepted: count('accepted'),
    trimmed: count('trimmed'),
    rejected: count('rejected'),
    answers: learned.length / 3,
  });
  expect(run.sentence).toContain(`on ${learned.length} items that are not curated`);
  const curves = run.series.map(({ name }) => name);
  expect(curves).toEqual(expect.arrayContaining(['reward TG', 'decided TG']));
});
