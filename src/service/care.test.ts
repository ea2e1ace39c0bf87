import { closeSync, mkdirSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createProject } from '../corpus/project.ts';
import {
  listen,
  openPage,
  temporaryFolder,
  testService,
  until,
  type OpenPage,
} from './testing/running-service.ts';

// Real files and threads on a machine that may be busy: the limit only ends what hangs.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let page: OpenPage;
let folder: string;
beforeAll(async () => {
  const service = await testService();
  ({ folder } = service);
  page = await openPage(service);
});

/** A project with some labels in it, closed. */
async function made(name: string): Promise<string> {
  const dir = join(folder, name);
  await page.client.projects.create.mutate({ dir, title: name });
  await page.client.commands.run.mutate({ name: 'addLabel', params: { group: null, name: 'one' } });
  return dir;
}

function spoil(file: string): void {
  const { size } = statSync(file);
  const handle = openSync(file, 'r+');
  for (let at = 4096; at < size; at += 4096) writeSync(handle, Buffer.alloc(4096, 0x5a), 0, 4096, at);
  closeSync(handle);
}

describe('the care of a project', () => {
  it('checks the corpus after opening, copies it, and puts the copy back when it is damaged', async () => {
    const dir = await made('cared for');
    const events = listen(page);
    await until(async () => (await page.client.care.health.query()).backups.length === 1);
    events.stop();
    expect(events.seen.some(({ event }) => event.type === 'health')).toBe(true);
    expect(await page.client.care.health.query()).toMatchObject({
      integrity: 'good',
      damage: null,
      backupProblem: null,
      backups: [{ kind: 'automatic' }],
    });
    // Nothing changed since: nothing new to copy.
    await page.client.care.backUp.mutate();
    expect((await page.client.care.health.query()).backups).toHaveLength(1);
    await page.client.projects.close.mutate();
    spoil(join(dir, 'corpus.sqlite'));
    await expect(page.client.projects.open.mutate({ dir })).rejects.toThrow(/damaged/u);
    const { backups } = await page.client.projects.inspect.query({ dir });
    expect(backups).toHaveLength(1);
    const { project } = await page.client.care.restore.mutate({ dir });
    expect(project.dir).toBe(dir);
    expect((await page.client.labels.list.query()).map(({ name }) => name)).toEqual(['one']);
    expect((await page.client.care.health.query()).backups.map(({ kind }) => kind)).toContain('damaged');
    await page.client.projects.close.mutate();
  });

  it('says where a project lies until a person has read it', async () => {
    const dir = join(folder, 'Nextcloud', 'games');
    expect(await page.client.projects.place.query({ dir })).toEqual({ kind: 'sync', name: 'Nextcloud' });
    expect(await page.client.projects.place.query({ dir: join(folder, 'plain') })).toBeNull();
    await page.client.projects.create.mutate({ dir, title: 'Games' });
    expect(await page.client.care.health.query()).toMatchObject({
      place: { name: 'Nextcloud' },
      placeDismissed: false,
    });
    await page.client.care.dismissPlace.mutate();
    await page.client.projects.close.mutate();
    await page.client.projects.open.mutate({ dir });
    expect((await page.client.care.health.query()).placeDismissed).toBe(true);
    await page.client.projects.close.mutate();
  });

  it('tells the state of recent projects, keeps pinned ones on top and forgets', async () => {
    const ready = await made('ready');
    const elsewhere = join(folder, 'elsewhere');
    const other = await createProject(elsewhere, { worker: false });
    const newer = await made('newer');
    const gone = await made('gone');
    await page.client.projects.close.mutate();
    const handle = openSync(join(newer, 'corpus.sqlite'), 'r+');
    writeSync(handle, Buffer.from([0, 0, 3, 231]), 0, 4, 60);
    closeSync(handle);
    const empty = join(temporaryFolder(), 'empty');
    mkdirSync(empty);
    const state = async (dir: string): Promise<string> =>
      (await page.client.projects.inspect.query({ dir })).state;
    expect(await state(ready)).toBe('ready');
    expect(await state(newer)).toBe('newer');
    expect(await state(empty)).toBe('empty');
    expect(await state(join(folder, 'never was'))).toBe('missing');
    writeFileSync(join(empty, 'corpus.sqlite'), 'short');
    expect(await state(empty)).toBe('damaged');
    // The lock of this very process is nobody else's.
    expect(await state(elsewhere)).toBe('ready');
    await other.close();
    await page.client.projects.pin.mutate({ dir: ready, pinned: true });
    const dirs = async (): Promise<string[]> =>
      (await page.client.projects.recent.query()).map(({ dir }) => dir);
    expect((await dirs())[0]).toBe(ready);
    await page.client.projects.forget.mutate({ dir: gone });
    expect(await dirs()).not.toContain(gone);
    expect((await page.client.projects.recent.query()).find(({ dir }) => dir === newer)).toMatchObject({
      state: 'newer',
      pinned: false,
      cover: null,
    });
  });
});
