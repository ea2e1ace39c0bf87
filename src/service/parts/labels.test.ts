import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { labelFile } from '../../tasks/label-schema.ts';
import { openPage, testService, type OpenPage, type TestService } from '../testing/running-service.ts';

// A real import on a machine that may be busy with others: the limit only ends what hangs.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let service: TestService;
let page: OpenPage;
const VIDEO = 'cheetah-train-01';

beforeAll(async () => {
  service = await testService();
  page = await openPage(service);
  const { jobId } = await page.client.projects.createSample.mutate({ dir: join(service.folder, 'project') });
  await page.finished(jobId ?? '');
});

const run = (name: string, params: Record<string, unknown>): Promise<unknown> =>
  page.client.commands.run.mutate({ name, params });

async function labelNamed(name: string) {
  const found = (await page.client.labels.list.query()).find((label) => label.name === name);
  if (found === undefined) throw new Error(`There is no label ${name}.`);
  return found;
}

describe('a label schema', () => {
  it('is saved to a file, and taking the file over again changes nothing', async () => {
    const run1 = await labelNamed('run');
    const attributes = [{ name: 'speed', type: 'choice', options: ['slow', 'fast'] }];
    await run('editLabel', { label: run1.id, hotkey: '5', exclusive: 'gait', attributes });
    const path = join(service.folder, 'labels.json');
    expect(await page.client.labels.save.mutate({ path })).toEqual({ path, labels: 9 });
    const file = labelFile.parse(JSON.parse(readFileSync(path, 'utf8')));
    expect(file.labels.find(({ name }) => name === 'run')).toMatchObject({
      group: 'cheetah',
      description: 'running',
      hotkey: '5',
      exclusive: 'gait',
      attributes,
    });
    const { changes } = await page.client.labels.readSchema.query({ path });
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(['same']));
  });

  it('says what a file would add and change before anything is changed', async () => {
    const path = join(service.folder, 'other.json');
    const labels = [
      { group: 'cheetah', name: 'jump', hotkey: '5', exclusive: 'gait' },
      { group: 'cheetah', name: 'crawl', description: 'crawling' },
    ];
    writeFileSync(path, JSON.stringify({ format: 'tempr1-labels', version: 1, labels }));
    const { changes } = await page.client.labels.readSchema.query({ path });
    expect(changes).toMatchObject([
      { kind: 'change', fields: ['exclusive'], lostKey: '5' },
      { kind: 'add', label: { name: 'crawl', group: 'cheetah' } },
    ]);
    expect(await page.client.labels.list.query()).toHaveLength(9);
  });

  it.each([
    ['missing.json', null, /cannot be read/u],
    ['no.json', 'not json', /is no JSON file/u],
    ['else.json', '{"format":"else"}', /is no label schema of this program/u],
  ])('refuses %s with a sentence', async (name, text, sentence) => {
    const path = join(service.folder, name);
    if (text !== null) writeFileSync(path, text);
    await expect(page.client.labels.readSchema.query({ path })).rejects.toThrow(sentence);
  });
});

describe('deriving', () => {
  const asked = {
    tasks: ['TG' as const, 'DTG' as const, 'VHD' as const, 'GVQA' as const],
    seed: 1,
    clipLength: 2,
  };

  it('lists drafts with what they are drawn with, and makes those that are accepted as one undo entry', async () => {
    const preview = await page.client.derive.preview.query({ ...asked, videoId: VIDEO });
    expect(preview.total).toBe(preview.drafts.length);
    expect(preview.videos).toMatchObject([{ id: VIDEO }]);
    for (const task of asked.tasks) expect(preview.counts[task], task).toBeGreaterThan(0);
    const chosen = preview.drafts.slice(0, 5);
    const done = await page.client.derive.accept.mutate({
      state: 'curated',
      drafts: chosen.map(({ videoId, recipe, shown }) => ({ videoId, recipe, shown })),
    });
    expect(done.created.items).toHaveLength(5);
    const detail = await page.client.videos.detail.query({ videoId: VIDEO });
    expect(detail.items.filter(({ id }) => done.created.items.includes(id))).toMatchObject(
      done.created.items.map(() => ({ state: 'curated', derived: { state: 'same' } })),
    );
    const rest = await page.client.derive.preview.query({ ...asked, videoId: VIDEO });
    const keys = rest.drafts.map(({ recipe }) => JSON.stringify(recipe));
    expect(chosen.filter(({ recipe }) => keys.includes(JSON.stringify(recipe)))).toEqual([]);
    await page.client.commands.undo.mutate();
    const after = await page.client.videos.detail.query({ videoId: VIDEO });
    expect(after.items.some(({ derived }) => derived !== undefined)).toBe(false);
  });

  it('flags an item whose source was changed, and derives it again', async () => {
    const preview = await page.client.derive.preview.query({ ...asked, tasks: ['TG'], videoId: VIDEO });
    const draft = preview.drafts.find(({ recipe }) => recipe.rule === 'time' && recipe.which !== 'longest');
    if (draft === undefined) throw new Error('Nothing was derived.');
    const { videoId, recipe, shown, intervals } = draft;
    const done = await page.client.derive.accept.mutate({
      state: 'curated',
      drafts: [{ videoId, recipe, shown }],
    });
    const id = z.string().parse(done.created.items[0]);
    const derived = async () =>
      (await page.client.videos.detail.query({ videoId: VIDEO })).items.find((each) => each.id === id);
    const source = (await page.client.videos.detail.query({ videoId: VIDEO })).items.find(
      (each) => 'item' in recipe && each.id === recipe.item,
    );
    const instance = source?.intervals.find(({ start }) => start === intervals[0]?.start);
    await run('moveEdge', {
      interval: instance?.id,
      edge: 'end',
      to: { frame: (instance?.endFrame ?? 0) - 2 },
    });
    expect((await derived())?.derived?.state).toBe('changed');
    await run('rederive', { items: [id] });
    expect((await derived())?.derived?.state).toBe('same');
    expect((await derived())?.intervals[0]?.endFrame).toBe((instance?.endFrame ?? 0) - 2);
  });

  it('covers all videos, counting what is not listed', async () => {
    const all = await page.client.derive.preview.query({ ...asked, limit: 10 });
    expect(all.drafts).toHaveLength(10);
    expect(all.total).toBeGreaterThan(100);
    expect(all.waiting).toBe(0);
  });
});
