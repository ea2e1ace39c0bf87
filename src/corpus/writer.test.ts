import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createProject, openProject, type Project } from './project.ts';
import { projectInfo } from './queries/project.ts';
import { items } from './queries/items.ts';
import { sampleDocument, temporaryFolder } from './testing/sample.ts';

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

async function project(worker: boolean): Promise<Project> {
  const { dir, remove } = temporaryFolder();
  cleanups.push(remove);
  const made = await createProject(join(dir, 'project'), { worker });
  cleanups.push(() => made.close());
  return made;
}

describe.each([{ worker: true }, { worker: false }])('a writer with %o', ({ worker }) => {
  it('answers many at once in the order they were asked', async () => {
    const made = await project(worker);
    const results = await Promise.all(
      Array.from({ length: 50 }, (_value, index) =>
        made.writer.execute('renameProject', { title: `title ${index}` }),
      ),
    );
    const revisions = results.map((each) => each.revision);
    expect(revisions).toEqual(Array.from({ length: 50 }, (_value, index) => index + 1));
    expect(projectInfo(made.db).title).toBe('title 49');
  });

  it('refuses after it was closed, and closing twice is nothing', async () => {
    const made = await project(worker);
    await made.close();
    await expect(made.writer.execute('renameProject', { title: 'late' })).rejects.toMatchObject({
      code: 'closed',
    });
    await made.close();
  });

  it('stops telling who stopped listening', async () => {
    const made = await project(worker);
    const heard: string[] = [];
    const stop = made.writer.onChange((change) => heard.push(change.name));
    await made.writer.execute('renameProject', { title: 'a' });
    stop();
    await made.writer.execute('renameProject', { title: 'b' });
    expect(heard).toEqual(['renameProject']);
  });

  it('says nothing, and counts no revision, when nothing changed', async () => {
    const made = await project(worker);
    const first = await made.writer.execute('renameProject', { title: 'a' });
    const heard: string[] = [];
    made.writer.onChange((change) => heard.push(change.name));
    const second = await made.writer.execute('renameProject', { title: 'a' });
    expect(second).toMatchObject({ entry: null, revision: first.revision });
    expect(heard).toEqual([]);
  });

  it('tells "all" instead of thousands of names', async () => {
    const made = await project(worker);
    const changes: unknown[] = [];
    made.writer.onChange(({ name, videoIds, itemIds }) => changes.push([name, videoIds, itemIds]));
    const base = sampleDocument();
    const many = Array.from({ length: 1200 }, (_value, index) => ({
      id: `i${index}`,
      video: 'v1',
      prompt: { task: 'TG' as const, query: 'q' },
      paraphrases: [],
      intervals: null,
      answerIndex: null,
      saliency: null,
      extra: {},
    }));
    await made.writer.job('importDocument', { ...base, items: [...base.items, ...many] });
    const noTG = items(made.db, { task: 'TAL' }).map((each) => each.id);
    await made.writer.execute('setItemState', { items: noTG, state: 'curated' });
    const closed = await made.writer
      .execute('setItemState', { items: many.map((each) => each.id), state: 'curated' })
      .catch((error: unknown) => error);
    expect(closed).toMatchObject({ code: 'refused' });
    expect(changes).toEqual([
      ['importDocument', 'all', 'all'],
      ['setItemState', ['v1', 'v2'], ['tal', 'tal-2']],
    ]);
  });

  it('does not take what cannot be sent for a command', async () => {
    const made = await project(worker);
    const odd = made.writer.executeAll([{ name: 'renameProject', params: { title: () => 'x' } }]);
    await expect(odd).rejects.toMatchObject({ code: 'invalid' });
    await made.writer.execute('renameProject', { title: 'still there' });
    expect(projectInfo(made.db).title).toBe('still there');
  });
});

describe('a writer whose thread cannot open the corpus', () => {
  it('says why', async () => {
    const made = await project(false);
    const { dir } = made.paths;
    await made.close();
    const again = openProject(dir, {
      worker: true,
      workerEntry: new URL('file:///nowhere/writer-worker.ts'),
    });
    await expect(again).rejects.toMatchObject({
      code: 'closed',
      message: expect.stringMatching(/The corpus writer stopped/),
    });
    // The lock was let go of.
    const third = await openProject(dir, { worker: true });
    cleanups.push(() => third.close());
  });
});

const answer = z.object({
  acknowledged: z.array(z.string()),
  error: z.object({ code: z.string(), message: z.string() }),
});

describe.skipIf(process.platform === 'win32')('a disk that stops taking data', () => {
  it('costs the change at hand, says so, and nothing acknowledged', async () => {
    const made = await project(false);
    const { dir } = made.paths;
    await made.close();
    // The system refuses to let any file of the child grow past 1 MiB: a real error from a real write.
    const entry = new URL('testing/write-until-failure.ts', import.meta.url).pathname;
    const child = spawnSync(
      'bash',
      ['-c', `trap '' XFSZ; ulimit -f 1024; exec "$0" "$1" "$2"`, process.execPath, entry, dir],
      {
        encoding: 'utf8',
      },
    );
    expect(child.stderr).toBe('');
    const { acknowledged, error } = answer.parse(JSON.parse(child.stdout));
    expect(['io', 'disk-full']).toContain(error.code);
    expect(error.message).toMatch(/Nothing of this change was kept/);
    expect(acknowledged.length).toBeGreaterThan(0);
    const again = await openProject(dir, { worker: false });
    cleanups.push(() => again.close());
    const kept = again.db.all<{ name: string }>('SELECT name FROM label ORDER BY key').map((row) => row.name);
    expect(kept).toEqual(acknowledged);
    expect(again.db.pragma('integrity_check')).toBe('ok');
    await again.writer.undo();
  });
});
