import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openProject } from '../corpus/project.ts';
import { items } from '../corpus/queries/items.ts';
import { smallSample, temporaryFolder, tempr1 } from './testing/run-tempr1.ts';

// Real processes on a machine that may be busy with others: the limit only ends what hangs.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let cwd: string;

beforeAll(async () => {
  cwd = temporaryFolder();
  smallSample(join(cwd, 'sample'), ['cheetah-train-02']);
  expect(await tempr1(['init', 'project'], cwd)).toMatchObject({ code: 0 });
  expect(await tempr1(['import', 'project', 'sample/small.json'], cwd)).toMatchObject({ code: 0 });
});

describe('tempr1 derive', () => {
  it('says what it would make and makes nothing, the same each time', async () => {
    const first = await tempr1(['derive', 'project', '--preview', '--seed', '7'], cwd);
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toMatch(/^cheetah-train-02$/mu);
    expect(first.out).toMatch(/ {2}TG {2}\S/u);
    expect(first.out).toMatch(
      /Would make \d+ draft items in 1 videos \(\d+ TG, \d+ DTG, \d+ VHD, \d+ GVQA\)\./u,
    );
    expect((await tempr1(['derive', 'project', '--preview', '--seed', '7'], cwd)).out).toBe(first.out);
  });

  it('makes drafts of the wanted tasks that one undo takes back, and not the same again', async () => {
    const made = await tempr1(['derive', 'project', '--tasks', 'TG,GVQA', '--json'], cwd);
    expect(made.code).toBe(0);
    expect(JSON.parse(made.out)).toMatchObject({ made: true, counts: { DTG: 0, VHD: 0 } });
    const project = await openProject(join(cwd, 'project'), { worker: false });
    const drafts = items(project.db, { state: 'draft' });
    expect(drafts.length).toBeGreaterThan(5);
    expect(new Set(drafts.map(({ task }) => task))).toEqual(new Set(['TG', 'GVQA']));
    expect(drafts.every(({ extra }) => 'derived' in extra)).toBe(true);
    await project.close();
    const again = await tempr1(['derive', 'project', '--tasks', 'TG,GVQA'], cwd);
    const reopened = await openProject(join(cwd, 'project'), { worker: false });
    const recipes = reopened.db
      .all<{ recipe: string }>('SELECT recipe FROM derivation')
      .map(({ recipe }) => recipe);
    expect(new Set(recipes).size, again.out).toBe(recipes.length);
    while (items(reopened.db, { state: 'draft' }).length > 0) await reopened.writer.undo();
    await reopened.close();
  });

  it('refuses a task that cannot be derived', async () => {
    const { code, err } = await tempr1(['derive', 'project', '--tasks', 'TAL'], cwd);
    expect(code).toBe(2);
    expect(err).toContain('“TAL” is none');
  });
});
