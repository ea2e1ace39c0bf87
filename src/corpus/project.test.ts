import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createProject, isProject, openProject, openProjectReader, type Project } from './project.ts';
import { ProjectError } from './errors.ts';
import { projectInfo } from './queries/project.ts';
import { undoState } from './queries/history.ts';
import { items } from './queries/items.ts';
import { sampleDocument, temporaryFolder } from './testing/sample.ts';

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

function folder(): string {
  const { dir, remove } = temporaryFolder();
  cleanups.push(remove);
  return join(dir, 'project');
}

async function project(options: Parameters<typeof createProject>[1] = {}): Promise<Project> {
  const made = await createProject(folder(), options);
  cleanups.push(() => made.close());
  return made;
}

describe.each([{ worker: true }, { worker: false }])('a project with %o', (options) => {
  it('is created, written, closed and found again as it was', async () => {
    const made = await project({ ...options, title: 'Cheetahs' });
    const { dir } = made.paths;
    const report = await made.writer.job('importDocument', sampleDocument());
    expect(report).toMatchObject({ videos: 2, items: 11, intervals: 7, labels: 2 });
    await made.writer.execute('moveEdge', { interval: 1, edge: 'end', to: { seconds: 3 } });
    expect(undoState(made.db).undo).toBe('Moved the end of "It jumps" by 13 frames');
    await made.close();
    expect(existsSync(join(dir, 'project.lock'))).toBe(false);
    expect(existsSync(join(dir, 'corpus.sqlite-wal'))).toBe(false);

    const again = await openProject(dir, options);
    cleanups.push(() => again.close());
    expect(projectInfo(again.db)).toMatchObject({
      title: 'Cheetahs',
      counts: { videos: 2, items: 11, curated: 5 },
    });
    await again.writer.undo();
    expect(items(again.db, { id: 'tg' })[0]?.intervals[0]?.edges?.end.seconds).toBe(2.5);
  });

  it('tells listeners what changed, after it is on disk', async () => {
    const made = await project(options);
    await made.writer.job('importDocument', sampleDocument());
    const heard: unknown[] = [];
    made.writer.onChange((change) => heard.push(change, projectInfo(made.db).revision));
    const { revision } = await made.writer.execute('setAnswer', { item: 'gvqa-2', answerIndex: 0 });
    expect(heard).toEqual([
      {
        revision,
        by: 'command',
        name: 'setAnswer',
        tables: ['item'],
        videoIds: ['v2'],
        itemIds: ['gvqa-2'],
        intervalIds: [],
      },
      revision,
    ]);
  });

  it('carries refusals with their code and sentence', async () => {
    const made = await project(options);
    await made.writer.job('importDocument', sampleDocument());
    await expect(made.writer.execute('setAnswer', { item: 'tg', answerIndex: 0 })).rejects.toMatchObject({
      code: 'refused',
      message: '"It jumps" is a TG item; only GVQA items have an answer.',
    });
    await expect(made.writer.undo()).rejects.toMatchObject({ code: 'nothing-to-undo' });
    const broken = { ...sampleDocument(), file: 'twice.json' };
    await expect(made.writer.job('importDocument', broken)).rejects.toMatchObject({
      code: 'import-refused',
      reasons: expect.arrayContaining(['video "v1": a video with this id is in the project already.']),
    });
  });
});

describe('the lock', () => {
  it('keeps a second writer out, naming the first, and lets readers in', async () => {
    const made = await project({ worker: false, socket: '/run/first.sock' });
    const second = openProject(made.paths.dir, { worker: false });
    await expect(second).rejects.toBeInstanceOf(ProjectError);
    await expect(second).rejects.toMatchObject({
      code: 'locked',
      socket: '/run/first.sock',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    const reader = openProjectReader(made.paths.dir);
    expect(projectInfo(reader).counts.videos).toBe(0);
    reader.close();
  });

  it('left by a crash keeps nobody out', async () => {
    const made = await project({ worker: false });
    const { dir, lock } = made.paths;
    await made.close();
    writeFileSync(lock, JSON.stringify({ pid: 2_000_000_000, host: 'elsewhere', socket: null }));
    const again = await openProject(dir, { worker: false });
    cleanups.push(() => again.close());
    expect(readFileSync(lock, 'utf8')).toContain(`"pid":${process.pid}`);
  });
});

describe('opening what is no project', () => {
  it('says so', async () => {
    const dir = folder();
    expect(isProject(dir)).toBe(false);
    await expect(openProject(dir)).rejects.toThrow(/is not a project of TempR1 Studio: it is not there/);
    expect(() => openProjectReader(dir)).toThrow(ProjectError);
  });

  it('says why a folder cannot be made', async () => {
    const dir = folder();
    writeFileSync(dir, 'a file in the way');
    await expect(createProject(dir)).rejects.toMatchObject({
      code: 'io',
      message: expect.stringMatching(
        /^The folder .* cannot be made \((file already exists|not a directory)\)\./,
      ),
    });
  });

  it('refuses to make one over another', async () => {
    const made = await project({ worker: false });
    await expect(createProject(made.paths.dir)).rejects.toThrow(/is a project already/);
  });
});
