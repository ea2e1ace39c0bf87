import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import yauzl from 'yauzl';
import yazl from 'yazl';
import { openProject, createProject, type Project } from '../../corpus/project.ts';
import { historyPage } from '../../corpus/queries/history.ts';
import { items } from '../../corpus/queries/items.ts';
import { listVideos, videos } from '../../corpus/queries/videos.ts';
import { probe, sampleDocument } from '../../corpus/testing/sample.ts';
import { fingerprintOf } from '../../media/fingerprint.ts';
import { english, type Said } from '../../tasks/said/said.ts';
import { MANIFEST, PackNames, isPackedPath, sameNames } from './manifest.ts';
import { planPack } from './plan-pack.ts';
import { verifyPack } from './read-pack.ts';
import { unpack } from './unpack.ts';
import { writePack, type PackChoice, type PackReport, type PackWork } from './write-pack.ts';

let folder: string;
let project: Project;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tempr1-pack-'));
  mkdirSync(join(folder, 'films'));
  project = await createProject(join(folder, 'project'), { worker: false, title: 'To go' });
  const document = sampleDocument();
  const placed = [];
  for (const video of document.videos) {
    const path = join(folder, 'films', `${video.id}.mp4`);
    writeFileSync(path, Buffer.alloc(300_000, video.id));
    const given = {
      ...probe(video.id),
      path,
      sizeBytes: 300_000,
      fingerprint: await fingerprintOf(path),
      warnings: [`The sound of “${path}” can't be decoded; its pictures can be used.`],
    };
    placed.push({ ...video, file: path, probe: given });
  }
  // The second video has no items: it is not used.
  const used = document.items.filter(({ video }) => video === 'v1');
  const file = join(folder, 'sample.json');
  await project.writer.job('importDocument', { ...document, file, videos: placed, items: used });
  await project.writer.execute('addLabel', { group: null, name: 'later' });
  await project.writer.execute('setSplit', { videos: ['v1'], split: 'validation' });
  await project.writer.undo();
  writeFileSync(join(project.paths.policies, 'policy-1.safetensors'), 'first');
  writeFileSync(join(project.paths.policies, 'policy-2.safetensors'), 'second');
  for (const id of ['policy-1', 'policy-2'])
    await project.writer.job('addPolicy', {
      id,
      name: id,
      architecture: 'compact',
      architectureVersion: 1,
      file: `policies/${id}.safetensors`,
      sha256: '0'.repeat(64),
    });
  await project.writer.job('promotePolicy', { policy: 'policy-2' });
  await project.writer.job('createRun', { id: 'run-1', settings: {}, basePolicy: 'policy-1' });
});
afterEach(async () => {
  await project.close();
  rmSync(folder, { recursive: true, force: true });
});

const quiet: PackWork = {
  signal: new AbortController().signal,
  progress: () => undefined,
  problem: () => undefined,
  program: '0.0.0',
  keeperEntry: null,
};

function pack(choice: Partial<PackChoice> = {}, work = quiet): Promise<PackReport> {
  const out = join(folder, 'to-go.tempr1.zip');
  return writePack(project.db, project.paths, { out, videos: 'all', policies: [], ...choice }, work);
}

/** Everything that people made, without what differs by where it lies. */
function made(db: Project['db']): unknown {
  return {
    items: items(db, { limit: 1000 }),
    history: historyPage(db).acts,
    log: db.all('SELECT key, name, parameters, changes, state, batch FROM command_log ORDER BY key'),
    labels: db.all('SELECT * FROM label'),
  };
}

describe('a packed project', () => {
  it('comes out with the same labels and history, its videos and current policy, and goes on from there', async () => {
    const told: number[] = [];
    const report = await pack({}, { ...quiet, progress: (done, total) => told.push(done / total) });
    expect(report).toMatchObject({ videos: 2, policies: 1, leftOut: [] });
    expect(told.at(-1)).toBe(1);
    expect(readdirSync(folder).toSorted()).toEqual(['films', 'project', 'to-go.tempr1.zip']);
    const before = made(project.db);
    const dir = join(folder, 'elsewhere', 'To go');
    const manifest = await unpack(report.out, dir, quiet);
    expect(manifest).toMatchObject({ title: 'To go', counts: { videos: 2, packedVideos: 2, items: 6 } });
    expect(readdirSync(dir).toSorted()).toEqual(['cache', 'corpus.sqlite', 'policies', 'runs', 'videos']);
    expect(readdirSync(join(dir, 'policies'))).toEqual(['policy-2.safetensors']);
    // The sender's films are gone: what is shown must be the pack's own.
    rmSync(join(folder, 'films'), { recursive: true });
    const opened = await openProject(dir, { worker: false });
    expect(made(opened.db)).toEqual(before);
    const [first] = videos(opened.db, dir);
    expect(first?.path).toBe(join(dir, 'videos', 'v1.mp4'));
    expect(await fingerprintOf(first?.path ?? '')).toBe(first?.fingerprint);
    await opened.writer.redo();
    await opened.writer.undo();
    await opened.writer.undo();
    expect(historyPage(opened.db).now).toBe(0);
    await opened.close();
  });

  it('takes along the videos and policies that were chosen, and says no path of this machine', async () => {
    const plan = await planPack(project.db, project.paths);
    expect(plan.videos.map(({ id, bytes, used }) => [id, bytes, used])).toEqual([
      ['v1', 300_000, true],
      ['v2', 300_000, false],
    ]);
    expect(plan.policies.map(({ id, current }) => [id, current])).toEqual([
      ['policy-1', false],
      ['policy-2', true],
    ]);
    await project.writer.execute('setVideoGroup', { videos: ['v2'], group: 'antelope' });
    // As earlier versions wrote it: with what the video was found by.
    const earlier = new Database(project.paths.corpus);
    const written = earlier
      .prepare(
        `UPDATE command_log SET changes = replace(changes, '"label_group":', @with) WHERE name = 'setVideoGroup'`,
      )
      .run({ with: `"search":${JSON.stringify(join(folder, 'films').toLowerCase())},"label_group":` });
    expect(written.changes).toBe(1);
    earlier.close();
    await project.writer.job('updateRun', {
      run: 'run-1',
      state: 'failed',
      error: `The run could not write “${join(project.paths.runs, 'run-1', 'state.json')}”.`,
    });
    const used = await pack({ videos: 'used', policies: 'all' });
    expect([used.videos, used.policies]).toEqual([1, 2]);
    const none = await pack({ videos: 'none' });
    expect(none.videos).toBe(0);
    const dir = join(folder, 'bare');
    await unpack(none.out, dir, quiet);
    expect(readdirSync(join(dir, 'videos'))).toEqual([]);
    // The texts that searches read are in lower case.
    const bytes = readFileSync(join(dir, 'corpus.sqlite')).toString('utf8').toLowerCase();
    for (const place of [folder.toLowerCase(), 'films/']) expect(bytes.includes(place), place).toBe(false);
    expect(bytes).toContain('videos/v1.mp4');
    expect(bytes).toContain(`the sound of “v1.mp4” can't be decoded`);
    expect(bytes).toContain('the run could not write “runs/run-1/state.json”');
    const opened = await openProject(dir, { worker: false });
    const foundBy = (search: string): string[] =>
      listVideos(opened.db, { search }).videos.map(({ id }) => id);
    expect([foundBy('films'), foundBy('videos/v2'), foundBy('antelope')]).toEqual([[], ['v2'], ['v2']]);
    await opened.writer.undo();
    expect([foundBy('films'), foundBy('videos/v2'), foundBy('antelope')]).toEqual([[], ['v2'], []]);
    await opened.close();
  });

  it('leaves out a video that is not what it was, and says so', async () => {
    writeFileSync(join(folder, 'films', 'v1.mp4'), 'another one');
    rmSync(join(folder, 'films', 'v2.mp4'));
    const said: string[] = [];
    const report = await pack({}, { ...quiet, problem: ({ sentence }) => said.push(sentence) });
    expect(report.leftOut).toEqual(['v1', 'v2']);
    expect(said.join(' ')).toMatch(/not the video that it was.*not where it was/u);
  });

  it('is written whole or not at all: a cancel leaves what was there before', async () => {
    const { out } = await pack();
    const before = readFileSync(out);
    const controller = new AbortController();
    const work = {
      ...quiet,
      signal: controller.signal,
      progress: (_done: number, _total: number, doing: Said) => {
        if (english(doing).startsWith('Writing v2')) controller.abort();
      },
    };
    await expect(pack({ out }, work)).rejects.toMatchObject({ name: 'AbortError' });
    expect(readFileSync(out).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
    await expect(pack({ out: join(folder, 'films', 'v1.mp4', 'x.zip') })).rejects.toMatchObject({
      code: 'unwritable',
    });
  });
});

/** Writes a zip of the given files, whatever they are called. */
async function zipOf(
  name: string,
  files: Readonly<Record<string, Buffer | string>>,
  mode = 0o100644,
): Promise<string> {
  const out = join(folder, name);
  const zip = new yazl.ZipFile();
  const names = Object.entries(files);
  for (const [path, content] of names)
    zip.addBuffer(Buffer.from(content), path.replaceAll('..', 'zz'), { mode });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  let bytes = Buffer.concat(chunks);
  // yazl refuses such names; whoever means harm does not use yazl.
  for (const [path] of names)
    if (path.includes('..'))
      bytes = Buffer.from(bytes.toString('latin1').replaceAll(path.replaceAll('..', 'zz'), path), 'latin1');
  writeFileSync(out, bytes);
  return out;
}

describe('a pack that is not what it should be', () => {
  it.each([
    ['../evil', 'videos/../../evil'],
    ['an absolute path', '/etc/evil'],
    ['a drive', 'C:/evil'],
    ['a stray file', 'evil.sh'],
    ['a folder too deep', 'videos/a/b.mp4'],
    ['a device', 'videos/con.mp4'],
    ['a hidden name', 'videos/.bashrc'],
  ])('with %s is refused and nothing is written', async (_what, name) => {
    const dir = join(folder, 'victim');
    let file: string;
    try {
      file = await zipOf('bad.zip', { [MANIFEST]: '{}', 'corpus.sqlite': 'x', [name]: 'evil' });
    } catch {
      // The writer refuses absolute names: it is written under another one and renamed in the bytes.
      file = await zipOf('bad.zip', { [MANIFEST]: '{}', [name.replace(/^(?:\/|C:)/u, 'Q')]: 'evil' });
      const bytes = readFileSync(file).toString('latin1');
      const same = name.startsWith('/') ? name : `:${name.slice(2)}`;
      writeFileSync(file, Buffer.from(bytes.replaceAll(name.replace(/^(?:\/|C:)/u, 'Q'), same), 'latin1'));
    }
    await expect(unpack(file, dir, quiet)).rejects.toMatchObject({ name: 'ExchangeError', code: 'refused' });
    expect(existsSync(dir)).toBe(false);
    expect(readdirSync(folder)).not.toContain('evil');
    expect(readdirSync(folder)).not.toContain('victim.unpacking');
  });

  it('with a link, a file more, a file less or other bytes is refused and nothing stays', async () => {
    const { out } = await pack({ videos: 'none' });
    const files: Record<string, Buffer> = {};
    const zip = await yauzl.openPromise(out, { lazyEntries: true, autoClose: false });
    for await (const entry of zip.eachEntry()) {
      const chunks: Buffer[] = [];
      for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(Buffer.from(chunk));
      files[entry.fileName] = Buffer.concat(chunks);
    }
    zip.close();
    const dir = join(folder, 'victim');
    const refused = async (file: string, why: RegExp): Promise<void> => {
      await expect(unpack(file, dir, quiet)).rejects.toThrow(why);
      expect([existsSync(dir), existsSync(`${dir}.unpacking`)]).toEqual([false, false]);
    };
    await refused(await zipOf('1.zip', files, 0o120777), /is a link/u);
    await refused(await zipOf('2.zip', { ...files, 'videos/more.mp4': 'x' }), /does not name/u);
    const { 'policies/policy-2.safetensors': _gone, ...fewer } = files;
    await refused(await zipOf('3.zip', fewer), /policy-2\.safetensors” is not in it/u);
    await refused(
      await zipOf('4.zip', { ...files, 'policies/policy-2.safetensors': 'secons' }),
      /checksum differs/u,
    );
    await refused(await zipOf('5.zip', { 'corpus.sqlite': 'x' }), /manifest is missing/u);
    writeFileSync(join(folder, '6.zip'), readFileSync(out).subarray(0, statSync(out).size - 100));
    await refused(join(folder, '6.zip'), /cut short/u);
    const newer = JSON.parse(files[MANIFEST]?.toString() ?? '{}');
    await refused(
      await zipOf('7.zip', { ...files, [MANIFEST]: JSON.stringify({ ...newer, corpusVersion: 999 }) }),
      /newer version/u,
    );
    mkdirSync(dir);
    writeFileSync(join(dir, 'mine'), 'mine');
    await expect(unpack(out, dir, quiet)).rejects.toThrow(/is not empty/u);
    expect(readdirSync(dir)).toEqual(['mine']);
  });

  it('with one flipped bit anywhere in its content is noticed', async () => {
    const { out } = await pack({ videos: 'used' });
    const nothing = { signal: quiet.signal, read: () => undefined };
    await verifyPack(out, nothing);
    const { size } = statSync(out);
    const handle = openSync(out, 'r+');
    writeSync(handle, Buffer.from([0x42]), 0, 1, Math.floor(size / 2));
    closeSync(handle);
    await expect(verifyPack(out, nothing)).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('unpacking', () => {
  it('goes on after it was killed, with what was whole already', async () => {
    const { out } = await pack();
    const dir = join(folder, 'resumed');
    const entry = new URL('testing/unpack-and-die.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [entry, out, dir, 'v2.mp4'], { stdio: 'inherit' });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    expect([existsSync(dir), existsSync(`${dir}.unpacking`)]).toEqual([false, true]);
    const whole = join(`${dir}.unpacking`, 'videos', 'v1.mp4');
    const { ino } = statSync(whole);
    const read: string[] = [];
    await unpack(out, dir, { ...quiet, progress: (_done, _total, doing) => read.push(english(doing)) });
    expect(new Set(read)).toEqual(new Set(['Unpacking v2.mp4']));
    expect(statSync(join(dir, 'videos', 'v1.mp4')).ino).toBe(ino);
    expect(existsSync(`${dir}.unpacking`)).toBe(false);
  });

  it('cleans up when it is cancelled', async () => {
    const { out } = await pack();
    const dir = join(folder, 'cancelled');
    const controller = new AbortController();
    const progress = (): void => controller.abort();
    await expect(unpack(out, dir, { ...quiet, signal: controller.signal, progress })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(readdirSync(folder).filter((name) => name.startsWith('cancelled'))).toEqual([]);
  });
});

describe('names in a pack', () => {
  it('are plain on every system, and given once', () => {
    const names = new PackNames();
    expect(names.take('videos', 'a:b?.mp4')).toBe('videos/a_b_.mp4');
    expect(names.take('videos', 'A_B_.mp4')).toBe('videos/A_B_-2.mp4');
    expect(names.take('videos', '..')).toBe('videos/file');
    expect(names.take('videos', 'CON.mp4')).toBe('videos/_CON.mp4');
    expect(names.take('policies', 'a:b?.mp4')).toBe('policies/a_b_.mp4');
    for (const name of ['x'.repeat(500), 'ü'.repeat(200), '.hidden', 'end. ', 'a/b\\c', 'nul'])
      expect(isPackedPath(names.take('videos', name)), name).toBe(true);
    expect(sameNames(['videos/a', 'videos/b', 'videos/A'])).toBe('videos/A');
  });
});
