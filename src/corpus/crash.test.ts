import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { contentHash } from './content-hash.ts';
import { openProject } from './project.ts';
import { history, undoState } from './queries/history.ts';
import { projectRevision } from './queries/project.ts';
import { openSample } from './testing/open-sample.ts';

const KILLS = 15;
const acknowledged = z.object({ revision: z.int(), hash: z.string() });

/** Lets a process edit, kills it with nothing in its favour, and returns the last thing it said was on disk. */
async function editAndKill(dir: string, how: string): Promise<z.infer<typeof acknowledged>> {
  const entry = new URL('testing/endless-edits.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [entry, dir, how], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  let last: z.infer<typeof acknowledged> | undefined;
  let lines = 0;
  const enough = randomInt(1, 40);
  for await (const line of createInterface({ input: child.stdout })) {
    last = acknowledged.parse(JSON.parse(line));
    if (++lines !== enough) continue;
    void sleep(randomInt(0, 20)).then(() => child.kill('SIGKILL'));
  }
  expect(await exit).toEqual([null, 'SIGKILL']);
  if (last === undefined) throw new Error('The child was killed before its first edit.');
  return last;
}

it(`after each of ${KILLS} kills every acknowledged edit is there, the file is sound and the log still undoes everything`, async () => {
  const { project, remove } = await openSample();
  const { dir } = project.paths;
  const start = contentHash(project.db);
  await project.close();
  for (let round = 0; round < KILLS; round++) {
    const last = await editAndKill(dir, round % 2 === 0 ? 'worker' : 'here');
    const { db, ...rest } = await openProject(dir, { worker: false });
    // One more edit may have reached the disk without being acknowledged: whole, never half.
    const revision = projectRevision(db);
    expect([last.revision, last.revision + 1]).toContain(revision);
    if (revision === last.revision) expect(contentHash(db)).toBe(last.hash);
    expect(db.pragma('integrity_check')).toBe('ok');
    expect(db.all('PRAGMA foreign_key_check')).toEqual([]);
    const states = history(db, { limit: 1_000_000 })
      .map((entry) => entry.state)
      .filter((state) => state !== 'discarded');
    // Newest first: everything undone is later than everything done.
    expect(states.toSorted((a, b) => (a === b ? 0 : a === 'undone' ? -1 : 1))).toEqual(states);
    await rest.close();
  }
  const again = await openProject(dir, { worker: false });
  while (undoState(again.db).undo !== null) await again.writer.undo();
  expect(contentHash(again.db)).toBe(start);
  await again.close();
  await remove();
}, 300_000);
