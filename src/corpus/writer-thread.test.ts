import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createProject, openProject } from './project.ts';
import { temporaryFolder } from './testing/sample.ts';
import { dropPreparedWriter, prepareWriter, takeWriter } from './writer-thread.ts';

afterEach(() => dropPreparedWriter());

describe('a thread that stands ready for a writer', () => {
  it('is the one that the next writer takes, once', async () => {
    prepareWriter();
    prepareWriter();
    const first = takeWriter();
    const second = takeWriter();
    expect(second).not.toBe(first);
    const entry = new URL('./elsewhere.js', import.meta.url);
    prepareWriter();
    // Of another bundle: what stands ready is not its code.
    const other = takeWriter(entry);
    const told = new Promise((resolve) => other.once('error', resolve));
    expect(String(await told)).toContain('elsewhere.js');
    await Promise.all([first.terminate(), second.terminate()]);
  });

  it('writes like one that was started for it', async () => {
    const { dir, remove } = temporaryFolder();
    prepareWriter();
    const made = await createProject(join(dir, 'project'));
    await made.writer.execute('renameProject', { title: 'Made by a thread that waited' });
    await made.close();
    prepareWriter();
    const opened = await openProject(join(dir, 'project'));
    expect(opened.db.get('SELECT title FROM project')).toEqual({ title: 'Made by a thread that waited' });
    await opened.writer.undo();
    await opened.close();
    remove();
  });

  it('that cannot start is no fault until it is needed', async () => {
    prepareWriter(new URL('./elsewhere.js', import.meta.url));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { dir, remove } = temporaryFolder();
    const made = await createProject(join(dir, 'project'));
    await made.close();
    remove();
  });
});
