import { closeSync, existsSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backUp, isBackupDue, keptTimes, listBackups, newestGoodBackup, restoreBackup } from './backups.ts';
import { contentHash } from './content-hash.ts';
import { copyCorpus, faultOfCorpus } from './keeper.ts';
import { openProject, type Project } from './project.ts';
import { projectRevision } from './queries/project.ts';
import { openSample } from './testing/open-sample.ts';

const DAY = 86_400_000;
const NOON = Date.UTC(2026, 10, 20, 12);

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample());
});
afterEach(() => remove());

function label(name: string): Promise<unknown> {
  return project.writer.execute('addLabel', { group: null, name });
}

/** Writes over pages in the middle of the file, as a bad disk would. */
function damage(file: string): void {
  const { size } = statSync(file);
  const handle = openSync(file, 'r+');
  for (let at = 4096; at < size; at += 8192) writeSync(handle, Buffer.alloc(4096, 0x5a), 0, 4096, at);
  closeSync(handle);
}

describe('the rotation', () => {
  it('keeps the last ten, the last of seven days and of four weeks', () => {
    const everyHour = Array.from({ length: 24 * 60 }, (_, i) => NOON - i * 3_600_000);
    const kept = [...keptTimes(everyHour)].toSorted((a, b) => b - a);
    expect(kept.slice(0, 10)).toEqual(everyHour.slice(0, 10));
    const days = kept.map((at) => new Date(at).toISOString().slice(5, 13));
    // Noon of today, the last hours of the days before, the Sundays that ended the weeks before.
    expect(days.slice(10)).toEqual([
      '11-19T23',
      '11-18T23',
      '11-17T23',
      '11-16T23',
      '11-15T23',
      '11-14T23',
      '11-08T23',
      '11-01T23',
    ]);
  });

  it('never drops the newest, keeps at most 21, and drops nothing that it kept when time goes on without a copy', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 200 * DAY }), { minLength: 1 }), (times) => {
        const kept = keptTimes(times);
        expect(kept.has(Math.max(...times))).toBe(true);
        expect(kept.size).toBeLessThanOrEqual(21);
        expect(keptTimes([...kept])).toEqual(kept);
      }),
    );
  });
});

describe('a backup', () => {
  it('is a sound copy of one moment, taken while somebody writes', async () => {
    const { paths } = project;
    await label('before');
    const making = backUp(paths, projectRevision(project.db), { now: NOON });
    for (let i = 0; i < 20; i++) await label(`meanwhile ${i}`);
    const { name, bytes } = await making;
    expect(bytes).toBeGreaterThan(10_000);
    const file = join(paths.backups, name);
    expect(await faultOfCorpus(file)).toBeNull();
    expect(readdirSync(paths.backups)).toEqual([name]);
    expect(isBackupDue(paths, projectRevision(project.db))).toBe(true);
  });

  it('is due when something changed since the last one, and rotated out in time', async () => {
    const { paths } = project;
    for (let day = 0; day < 14; day++) {
      await label(`day ${day}`);
      expect(isBackupDue(paths, projectRevision(project.db))).toBe(true);
      await backUp(paths, projectRevision(project.db), { now: NOON + day * DAY });
      expect(isBackupDue(paths, projectRevision(project.db))).toBe(false);
    }
    const times = listBackups(paths).map(({ at }) => at);
    expect(times).toHaveLength(11);
    expect(new Set(times)).toEqual(keptTimes(Array.from({ length: 14 }, (_, day) => NOON + day * DAY)));
  });
});

describe('a damaged corpus', () => {
  it('is found, put back from the newest good copy, and kept', async () => {
    const { paths } = project;
    await label('kept');
    const good = contentHash(project.db);
    await backUp(paths, projectRevision(project.db), { now: NOON });
    await label('lost');
    await backUp(paths, projectRevision(project.db), { now: NOON + 60_000 });
    await project.close();
    expect(await faultOfCorpus(paths.corpus)).toBeNull();
    damage(paths.corpus);
    damage(join(paths.backups, listBackups(paths)[0]?.name ?? ''));
    expect(await faultOfCorpus(paths.corpus)).not.toBeNull();
    expect((await newestGoodBackup(paths))?.at).toBe(NOON);
    await expect(restoreBackup(paths, listBackups(paths)[0]?.name ?? '')).rejects.toMatchObject({
      code: 'corrupt',
    });
    const restored = await restoreBackup(paths, null, { now: NOON + DAY });
    expect(restored.at).toBe(NOON);
    expect(listBackups(paths).map(({ kind }) => kind)).toContain('damaged');
    expect(existsSync(`${paths.corpus}-wal`)).toBe(false);
    project = await openProject(paths.dir, { worker: false });
    expect(contentHash(project.db)).toBe(good);
  });

  it('is not touched while somebody has the project open, and without a copy there is a sentence', async () => {
    const { paths } = project;
    await expect(restoreBackup(paths, null)).rejects.toMatchObject({ code: 'locked' });
    await project.close();
    await expect(restoreBackup(paths, null)).rejects.toThrow(/no backup in .* that could be put back/u);
    await expect(restoreBackup(paths, '../corpus.sqlite')).rejects.toMatchObject({ code: 'not-found' });
    project = await openProject(paths.dir, { worker: false });
  });

  it('that is no database at all is a fault, not a crash', async () => {
    const file = join(project.paths.dir, 'nonsense.sqlite');
    writeFileSync(file, 'not a database, but long enough to look like one'.repeat(100));
    expect(await faultOfCorpus(file)).toMatch(/not a database/u);
    expect(await faultOfCorpus(join(project.paths.dir, 'nowhere'))).not.toBeNull();
    await expect(copyCorpus(file, `${file}.copy`)).rejects.toMatchObject({ name: 'CorpusError' });
    expect(existsSync(`${file}.copy`)).toBe(false);
  });
});
