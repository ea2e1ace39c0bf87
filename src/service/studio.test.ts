import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { appRouter } from './router.ts';
import { Toolbox } from './toolbox.ts';
import { fixture } from '../media/test-support.ts';
import {
  listen,
  openPage,
  sampleProject,
  temporaryFolder,
  testService,
  until,
  type OpenPage,
  type TestService,
} from './testing/running-service.ts';

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

const VIDEO = 'cheetah-train-01';

/** The first TG item of a video with its one interval. */
async function grounding(videoId = VIDEO) {
  const detail = await page.client.videos.detail.query({ videoId });
  const item = detail.items.find(({ task }) => task === 'TG');
  const interval = item?.intervals[0];
  if (item === undefined || interval === undefined) throw new Error('The sample has TG items.');
  return { item, interval, detail };
}

describe('projects', () => {
  it('says so when none is open', async () => {
    const other = await testService();
    const empty = await openPage(other);
    expect(await empty.client.projects.current.query()).toBeNull();
    await expect(empty.client.videos.list.query({})).rejects.toMatchObject({
      message: 'No project is open.',
      data: { code: 'PRECONDITION_FAILED' },
    });
    await other.close();
  });

  it('are listed, opened again, and refused with a sentence', async () => {
    const current = await page.client.projects.current.query();
    expect(current).toMatchObject({ dir: project, counts: { videos: 12, items: 497, train: 8, test: 4 } });
    const [recent] = await page.client.projects.recent.query();
    expect(recent).toMatchObject({ dir: project, present: true });
    await expect(page.client.projects.create.mutate({ dir: project, title: 'again' })).rejects.toThrow(
      'is a project already',
    );
    await expect(page.client.projects.open.mutate({ dir: service.folder })).rejects.toThrow('not a project');
    const alias = join(service.folder, 'alias');
    symlinkSync(project, alias);
    expect((await page.client.projects.open.mutate({ dir: alias })).project.dir).toBe(project);
    expect(await page.client.projects.current.query()).toMatchObject({ dir: project });
  });

  it('have one writer: another process is told who has it', async () => {
    const other = await testService();
    const second = await openPage(other);
    await expect(second.client.projects.open.mutate({ dir: project })).rejects.toMatchObject({
      message: expect.stringContaining('is open in another program'),
      data: { code: 'CONFLICT' },
    });
    await other.close();
  });

  it('keep what a page wants to find again', async () => {
    await page.client.viewState.set.mutate({ video: VIDEO, playhead: { tick: 51_200 }, zoom: 0.25 });
    await page.client.viewState.set.mutate({ zoom: 0.5 });
    expect(await page.client.viewState.get.query()).toEqual({
      video: VIDEO,
      playhead: { tick: 51_200 },
      zoom: 0.5,
    });
  });
});

describe('without ffmpeg', () => {
  it('everything but videos works, and every place says what to install', async () => {
    const other = await testService({
      toolbox: new Toolbox({ env: { PATH: temporaryFolder() }, staticPackage: null }),
    });
    const bare = await openPage(other);
    const info = await bare.client.system.info.query();
    expect(info).toMatchObject({ ffmpeg: null, sampleAvailable: true });
    expect(info.ffmpegSentence).toContain('No usable ffmpeg');
    const { jobId } = await bare.client.projects.createSample.mutate({ dir: join(other.folder, 'p') });
    const job = await bare.finished(jobId ?? '');
    expect(job).toMatchObject({ state: 'failed', sentence: expect.stringContaining('No usable ffmpeg') });
    expect(await bare.client.projects.current.query()).toMatchObject({ counts: { videos: 0 } });
    await other.close();
  });
});

describe('what a video shows', () => {
  it('is complete: items, lanes, edges on frames with their origin', async () => {
    const { detail, interval } = await grounding();
    expect(detail).toMatchObject({ frameCount: 1348, width: 384, height: 216, playable: true, warnings: [] });
    expect(new Set(detail.items.map(({ task }) => task))).toEqual(
      new Set(['TG', 'DTG', 'VHD', 'GVQA', 'TAL']),
    );
    expect(detail.lanes.flatMap(({ itemIds }) => itemIds).toSorted()).toEqual(
      detail.items.map(({ id }) => id).toSorted(),
    );
    expect(interval.provenance.start).toMatchObject({ by: 'import', kind: 'imported', movedTicks: 0 });
    const frames = (await page.get(detail.urls.frames)).body;
    const table = new Float64Array(
      frames.buffer.slice(frames.byteOffset, frames.byteOffset + frames.byteLength),
    );
    expect(table.length).toBe(detail.frameCount + 1);
    expect(table[detail.frameCount]).toBe(detail.endTick);
    expect(table[interval.startFrame]).toBe(interval.start);
  });

  it('can be searched, filtered and paged', async () => {
    const list = page.client.videos.list;
    expect((await list.query({ split: 'test' })).total).toBe(4);
    expect((await list.query({ search: 'train-03' })).rows.map(({ id }) => id)).toEqual(['cheetah-train-03']);
    expect((await list.query({ search: 'nothing like this' })).total).toBe(0);
    const [first, second] = [await list.query({ limit: 5 }), await list.query({ limit: 5, offset: 5 })];
    expect(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size).toBe(10);
    expect((await list.query({ state: 'missing' })).total).toBe(0);
  });

  it('counts what was watched', async () => {
    await page.client.coverage.add.mutate({
      videoId: VIDEO,
      ranges: [
        [0, 345_088],
        [300_000, 345_088],
      ],
    });
    const { rows } = await page.client.videos.list.query({ search: VIDEO });
    expect(rows[0]?.coverage).toBeCloseTo(0.5, 2);
    const { coverage } = await page.client.videos.detail.query({ videoId: VIDEO });
    expect(coverage).toEqual([[0, 345_088]]);
  });
});

describe('commands', () => {
  it('change, undo and redo, and the undo survives a restart', async () => {
    const { interval } = await grounding();
    const to = interval.startFrame + 3;
    const done = await page.client.commands.run.mutate({
      name: 'moveEdge',
      params: { interval: interval.id, edge: 'start', to: { frame: to } },
    });
    expect(done.state.undo).toBe(done.sentence);
    expect(done.state.undoSaid).toEqual(done.said);
    expect(done.said).toMatchObject({ key: 'movedEdge', values: { edge: 'start', way: 'later', frames: 3 } });
    expect((await grounding()).interval.startFrame).toBe(to);
    await page.client.projects.close.mutate();
    await page.client.projects.open.mutate({ dir: project });
    const undone = await page.client.commands.undo.mutate();
    expect(undone).toMatchObject({ sentence: done.sentence, said: done.said });
    expect(undone.state).toMatchObject({ undo: null, redo: done.sentence, redoSaid: done.said });
    expect((await grounding()).interval).toEqual(interval);
    await page.client.commands.redo.mutate();
    expect((await grounding()).interval.startFrame).toBe(to);
    await page.client.commands.undo.mutate();
    const [entry] = await page.client.commands.history.query({ limit: 1 });
    expect(entry).toMatchObject({ name: 'moveEdge', undone: true });
  });

  it('make one entry of a drag, and one of several at once', async () => {
    const { interval, item } = await grounding();
    for (let step = 1; step <= 5; step++)
      await page.client.commands.run.mutate({
        name: 'moveEdge',
        params: { interval: interval.id, edge: 'end', to: { frame: interval.endFrame + step } },
        coalesceKey: 'drag-1',
      });
    await page.client.commands.undo.mutate();
    expect((await grounding()).interval).toEqual(interval);
    const made = await page.client.commands.runAll.mutate({
      commands: [
        { name: 'addComment', params: { video: VIDEO, text: 'one' } },
        { name: 'addComment', params: { video: VIDEO, item: item.id, text: 'two' } },
      ],
    });
    expect(made.created.comments).toHaveLength(2);
    expect((await page.client.commands.undo.mutate()).state.undo).toBeNull();
    await expect(page.client.commands.undo.mutate()).rejects.toMatchObject({
      data: { code: 'CONFLICT', said: { key: 'nothingToUndo', values: {} } },
    });
  });

  it('refuse with a sentence and change nothing', async () => {
    const { interval } = await grounding();
    const refused: [string, Record<string, unknown>][] = [
      ['noSuchThing', {}],
      ['constructor', {}],
      ['moveEdge', {}],
      ['moveEdge', { interval: 999_999, edge: 'start', to: { frame: 1 } }],
      ['moveEdge', { interval: interval.id, edge: 'start', to: { frame: 10_000_000 } }],
      ['moveEdge', { interval: interval.id, edge: 'start', to: { frame: interval.endFrame } }],
      ['setSplit', { videos: ['nope'], split: 'train' }],
    ];
    const { revision } = await page.client.videos.list.query({ limit: 1 });
    for (const [name, params] of refused)
      await expect(page.client.commands.run.mutate({ name, params })).rejects.toThrow(/[.!]$/u);
    expect((await page.client.videos.list.query({ limit: 1 })).revision).toBe(revision);
  });
});

describe('events', () => {
  it('tell of every change, and a returning page misses nothing', async () => {
    const first = listen(page);
    await until(() => first.seen.length > 0);
    expect(first.seen[0]?.event.type).toBe('resync');
    await page.client.commands.run.mutate({ name: 'addComment', params: { video: VIDEO, text: 'a' } });
    await until(() => first.seen.some(({ event }) => event.type === 'corpus'));
    const last = first.seen.at(-1)?.id ?? '';
    first.stop();
    await page.client.commands.undo.mutate();
    const back = listen(page, last);
    await until(() => back.seen.length > 0);
    expect(back.seen[0]?.event).toMatchObject({ type: 'corpus', videoIds: [VIDEO], state: { undo: null } });
    back.stop();
    const stranger = listen(page, 'another-launch-7');
    await until(() => stranger.seen.length > 0);
    expect(stranger.seen[0]?.event.type).toBe('resync');
    stranger.stop();
  });

  it('go on by themselves when the connection breaks', async () => {
    const other = await testService();
    const broken = await openPage(other);
    const heard = listen(broken);
    await until(() => heard.seen.length > 0);
    const { core } = other.studio;
    const asset = (videoId: string): void =>
      core.events.publish({ type: 'asset', videoId, kind: 'peaks', ready: true });
    asset('before');
    await until(() => heard.seen.length === 2);
    for (let round = 0; round < 3; round++) {
      other.dropPages();
      asset(`while away ${round}`);
    }
    asset('after');
    await until(() => heard.seen.some(({ event }) => event.type === 'asset' && event.videoId === 'after'));
    expect(
      heard.seen.slice(1).map(({ event }) => (event.type === 'asset' ? event.videoId : event.type)),
    ).toEqual(['before', 'while away 0', 'while away 1', 'while away 2', 'after']);
    await other.close();
  });
});

describe('whatever is sent', () => {
  it('the service answers with one line and stays up', async () => {
    const skipped = new Set([
      'projects.close',
      'projects.createSample',
      'events.subscribe',
      'training.start',
    ]);
    const paths = Object.keys(appRouter._def.procedures).filter((path) => !skipped.has(path));
    expect(paths.length).toBeGreaterThan(30);
    const input = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.record({
        dir: fc.oneof(fc.string(), fc.constant('/nowhere/at/all'), fc.constant('\u0000')),
        title: fc.string(),
        videoId: fc.oneof(fc.string(), fc.constant(VIDEO)),
        extra: fc.constant('x'),
      }),
      fc.constant({ videoId: 'x'.repeat(1_000_000) }),
      fc.constant({ search: 'y'.repeat(1_000_000) }),
      fc.constant({ name: 'moveEdge', params: { __proto__: { polluted: true }, interval: 1e308 } }),
      fc.constant(undefined),
    );
    const outcomes = { answered: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.constantFrom('query', 'mutation'),
        input,
        async (path, type, body) => {
          const { getRequest } = rawCaller(page);
          const answer = await getRequest(path, type, body);
          outcomes[answer.ok ? 'answered' : 'refused'] += 1;
          if (answer.ok) return;
          expect(answer.message).not.toMatch(/\n|\bat .*\.ts:\d/u);
          expect(answer.message.length).toBeLessThan(700);
          expect(answer.message).not.toBe('');
        },
      ),
      { numRuns: 400 },
    );
    expect(await page.client.projects.current.query()).toMatchObject({ dir: project });
    expect(existsSync('/nowhere')).toBe(false);
    expect(outcomes.answered).toBeGreaterThan(10);
    expect(outcomes.refused).toBeGreaterThan(100);
  });

  it('a message beyond any size closes that page and no other', async () => {
    const other = await openPage(service);
    const huge = other.client.videos.list.query({ search: 'z'.repeat(40 * 1024 * 1024) });
    huge.catch(() => undefined);
    await until(() => service.pages() <= 2);
    expect(await page.client.projects.current.query()).toMatchObject({ dir: project });
    await other.close();
  });
});

/** Calls any path with any input, as a hostile page could. */
function rawCaller({ client }: OpenPage) {
  type Raw = (
    path: string,
    type: string,
    input: unknown,
  ) => Promise<{ ok: true } | { ok: false; message: string }>;
  const getRequest: Raw = async (path, type, input) => {
    const [router = '', name = ''] = path.split('.');
    const target: unknown = Reflect.get(Reflect.get(client, router), name);
    const call: unknown = Reflect.get(Object(target), type === 'query' ? 'query' : 'mutate');
    if (typeof call !== 'function') return { ok: true };
    try {
      await Reflect.apply(call, target, [input]);
      return { ok: true };
    } catch (error) {
      return { ok: false, message: error instanceof Error ? error.message : '' };
    }
  };
  return { getRequest };
}

describe('imports', () => {
  it('report every hostile video with a sentence of its own, and keep the good ones', async () => {
    const other = await testService();
    const hostile = await openPage(other);
    const folder = join(other.folder, 'hostile');
    mkdirSync(folder);
    const fixtures = join(fixture('cfr.mp4'), '..');
    for (const name of readdirSync(fixtures))
      if (name !== 'make.ts') copyFileSync(join(fixtures, name), join(folder, name));
    mkdirSync(join(folder, 'folder.mp4'));
    if (process.platform !== 'win32') execFileSync('mkfifo', [join(folder, 'pipe.mp4')]);
    copyFileSync(fixture('cfr.mp4'), join(folder, 'copy of a good one.mp4'));
    await hostile.client.projects.create.mutate({ dir: join(other.folder, 'p'), title: 'Hostile' });
    const files = readdirSync(folder).map((name) => join(folder, name));
    const { jobId } = await hostile.client.importer.videos.mutate({ files });
    const job = await hostile.finished(jobId);
    expect(job.state).toBe('done');
    const refused = job.problems.map(({ subject }) => subject.slice(folder.length + 1)).toSorted();
    for (const name of [
      'audio-only.m4a',
      'bomb.mp4',
      'concat.mp4',
      'cover-art.mp3',
      'folder.mp4',
      'picture.mp4',
      'pipe.mp4',
      'playlist.mp4',
      'text.mp4',
      'truncated-no-index.mp4',
      'zero-bytes.mp4',
    ])
      expect(refused).toContain(name);
    for (const { subject, sentence } of job.problems) {
      expect(sentence).toContain(subject);
      expect(sentence).toMatch(/^[^\n]+\.$/u);
    }
    expect(job.notes.some(({ sentence }) => sentence.includes('is in this project already'))).toBe(true);
    const { total } = await hostile.client.videos.list.query({});
    expect(total).toBe(files.length - refused.length - 1);
    for (const name of ['cfr', 'vfr', 'h264', 'hevc', 'rotated', 'editlist-cut', 'b-frames'])
      await hostile.client.videos.detail.query({ videoId: name });
    await other.close();
  });

  it('refuse a bad document whole, naming every bad item, and change nothing', async () => {
    const sample = join(project, 'sample');
    const document: unknown = JSON.parse(readFileSync(join(sample, 'corpus.json'), 'utf8'));
    const bad = join(sample, 'bad.json');
    const before = await page.client.projects.current.query();
    const [video] = readRecords(document, 'videos');
    const fresh = { ...video, id: 'fresh' };
    const items = [
      { id: 'backwards', video: 'fresh', task: 'TG', query: 'q', intervals: [[5, 4]] },
      { id: 'outside', video: 'fresh', task: 'TAL', label: 'run', intervals: [[10, 9999]] },
      { id: 'stranger', video: 'nobody', task: 'TG', query: 'q', intervals: [[1, 2]] },
      { id: 'good', video: 'fresh', task: 'TG', query: 'q', intervals: [[1, 2]] },
    ];
    writeFileSync(bad, JSON.stringify({ ...Object(document), videos: [fresh], items }));
    const { jobId } = await page.client.importer.start.mutate({ file: bad });
    const job = await page.finished(jobId);
    expect(job.state).toBe('failed');
    expect(job.sentence).toContain('backwards');
    expect(await page.client.projects.current.query()).toEqual(before);
  });

  it('say that a document is in the project already', async () => {
    const { jobId } = await page.client.importer.start.mutate({
      file: join(project, 'sample', 'corpus.json'),
    });
    const job = await page.finished(jobId);
    expect(job).toMatchObject({
      state: 'failed',
      sentence: expect.stringContaining('are in this project already'),
    });
  });

  it('add its new items to the videos that are there, where that is asked for', async () => {
    const other = await testService();
    const own = await openPage(other);
    const dir = join(other.folder, 'project');
    await sampleProject(own, dir);
    const file = join(dir, 'sample', 'more.json');
    const document: unknown = JSON.parse(readFileSync(join(dir, 'sample', 'corpus.json'), 'utf8'));
    const fresh = { id: 'fresh', video: VIDEO, task: 'TG', query: 'q', intervals: [[1, 2]] };
    const items = [...readRecords(document, 'items'), fresh];
    writeFileSync(file, JSON.stringify({ ...Object(document), items }));
    const look = await own.client.importer.look.query({ file });
    expect(look).toEqual({ videos: readRecords(document, 'videos').length, allKnown: true });
    const { jobId } = await own.client.importer.start.mutate({ file, addItems: true });
    const job = await own.finished(jobId);
    expect(job).toMatchObject({ state: 'done', sentence: expect.stringContaining('1 item and 1 interval') });
    const detail = await own.client.videos.detail.query({ videoId: VIDEO });
    expect(detail.items.some(({ id }) => id === 'fresh')).toBe(true);
    await other.close();
  });

  it('leave out a video that cannot be used, with its items, and bring the rest', async () => {
    const other = await testService();
    const partial = await openPage(other);
    const folder = join(other.folder, 'partial');
    cpSync(join(project, 'sample'), folder, { recursive: true });
    writeFileSync(join(folder, 'videos', 'cheetah-train-02.mp4'), '');
    await partial.client.projects.create.mutate({ dir: join(other.folder, 'p'), title: 'Partial' });
    const { jobId } = await partial.client.importer.start.mutate({ file: join(folder, 'corpus.json') });
    const job = await partial.finished(jobId);
    expect(job).toMatchObject({
      state: 'done',
      problems: [{ sentence: expect.stringContaining('is empty') }],
    });
    const current = await partial.client.projects.current.query();
    expect(current?.counts).toMatchObject({ videos: 11, items: 497 - 41 });
    await other.close();
  });

  it('never write to a video', async () => {
    const path = join(project, 'sample', 'videos', `${VIDEO}.mp4`);
    chmodSync(path, 0o444);
    const shipped = join(service.folder, 'resources', 'sample', 'videos', `${VIDEO}.mp4`);
    expect(readFileSync(path).equals(readFileSync(shipped))).toBe(true);
  });
});

function readRecords(document: unknown, key: string): object[] {
  const list: unknown = Reflect.get(Object(document), key);
  return Array.isArray(list) ? list.map((each) => Object(each)) : [];
}

describe('files that move', () => {
  it('are missed when the project is opened, and linked again only to the same frames', async () => {
    const videos = join(project, 'sample', 'videos');
    const [home, away] = [join(videos, 'cheetah-train-05.mp4'), join(service.folder, 'moved.mp4')];
    renameSync(home, away);
    await page.client.projects.close.mutate();
    await page.client.projects.open.mutate({ dir: project });
    const list = (): Promise<{ rows: { id: string }[] }> =>
      page.client.videos.list.query({ state: 'missing' });
    await until(async () => (await list()).rows.some(({ id }) => id === 'cheetah-train-05'));
    const relink = page.client.videos.relink;
    await expect(
      relink.mutate({ videoId: 'cheetah-train-05', path: join(videos, 'cheetah-train-06.mp4') }),
    ).rejects.toThrow('not the same video');
    await expect(relink.mutate({ videoId: 'cheetah-train-05', path: videos })).rejects.toThrow('is a folder');
    const { sentence } = await relink.mutate({ videoId: 'cheetah-train-05', path: away });
    expect(sentence).toContain(away);
    expect((await list()).rows).toEqual([]);
    expect((await page.get('/media/cheetah-train-05')).status).toBe(200);
    renameSync(away, home);
    await relink.mutate({ videoId: 'cheetah-train-05', path: home });
  });
});

describe('an import', () => {
  it('can be taken back whole', async () => {
    const path = join(service.folder, 'one more.mp4');
    copyFileSync(fixture('vfr.mp4'), path);
    const before = await page.client.projects.current.query();
    const { jobId } = await page.client.importer.videos.mutate({ files: [path] });
    expect((await page.finished(jobId)).state).toBe('done');
    const [latest] = await page.client.importer.history.query();
    expect(latest).toMatchObject({ videos: 1, items: 0, removed: false });
    await page.client.importer.remove.mutate({ batch: latest?.batch ?? 0 });
    expect((await page.client.projects.current.query())?.counts).toEqual(before?.counts);
    expect(existsSync(path)).toBe(true);
  });
});

describe('exports', () => {
  it('write one state, and importing it again gives the same corpus', async () => {
    const formats = await page.client.exporter.formats.query();
    expect(formats.filter(({ exports }) => exports).map(({ id }) => id)).toEqual([
      'native',
      'activitynet',
      'qvhighlights',
    ]);
    for (const { id, extension } of formats) {
      const out = join(service.folder, `export-${id}${extension}`);
      const { jobId } = await page.client.exporter.start.mutate({ format: id, out });
      expect(await page.finished(jobId)).toMatchObject({ state: 'done' });
      expect(existsSync(out)).toBe(true);
    }
    const native = join(service.folder, 'export-native.json');
    const other = await testService();
    const again = await openPage(other);
    await again.client.projects.create.mutate({
      dir: join(other.folder, 'again'),
      title: 'HalfCheetah sample',
    });
    const { jobId } = await again.client.importer.start.mutate({
      file: native,
      videosDir: join(project, 'sample'),
    });
    expect(await again.finished(jobId)).toMatchObject({ state: 'done', problems: [] });
    const out = join(other.folder, 'export.json');
    const second = await again.client.exporter.start.mutate({ format: 'native', out });
    await again.finished(second.jobId);
    expect(readFileSync(out).equals(readFileSync(native))).toBe(true);
    await other.close();
  });

  it('refuse an unknown format and an unwritable place with a sentence', async () => {
    const start = page.client.exporter.start;
    await expect(start.mutate({ format: 'nope', out: '/tmp/x' })).rejects.toThrow(
      'There is no format “nope”',
    );
    const { jobId } = await start.mutate({
      format: 'native',
      out: join(service.folder, 'missing', 'x.json'),
    });
    expect(await page.finished(jobId)).toMatchObject({
      state: 'failed',
      sentence: expect.stringContaining('missing'),
    });
  });
});

describe('folders', () => {
  it('are listed for the picker, and refused with a sentence', async () => {
    const { entries, parent } = await page.client.files.list.query({ dir: service.folder });
    expect(parent).not.toBeNull();
    expect(entries.find(({ name }) => name === 'project')?.kind).toBe('project');
    expect(entries.find(({ name }) => name === 'resources')?.kind).toBe('folder');
    const inside = await page.client.files.list.query({ dir: join(project, 'sample', 'videos') });
    expect(inside.entries.every(({ kind }) => kind === 'video')).toBe(true);
    await expect(page.client.files.list.query({ dir: join(service.folder, 'nope') })).rejects.toThrow(
      'There is no folder',
    );
    expect((await page.client.files.list.query()).dir).not.toBe('');
    expect(temporaryFolder()).not.toBe('');
  });
});
