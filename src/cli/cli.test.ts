import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openProject } from '../corpus/project.ts';
import { ask } from '../service/testing/running-service.ts';
import { writeImageEncoder } from '../tensor/testing/image-encoder-file.ts';
import { ended, records, smallSample, startTempr1, temporaryFolder, tempr1 } from './testing/run-tempr1.ts';

// Real processes on a machine that may be busy with others: the limit only ends what hangs.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const COMMANDS = [
  'doctor',
  'init',
  'import',
  'export',
  'pack',
  'unpack',
  'backup',
  'serve',
  'train',
  'suggest',
  'policy',
  'evaluate',
  'reward',
];

let cwd: string;

beforeAll(async () => {
  cwd = temporaryFolder();
  smallSample(join(cwd, 'sample'), ['cheetah-train-02', 'cheetah-train-04', 'cheetah-test-02']);
  expect(await tempr1(['init', 'project'], cwd)).toMatchObject({ code: 0 });
  expect(await tempr1(['import', 'project', 'sample/small.json'], cwd)).toMatchObject({ code: 0 });
});

/** Nothing but one line that says what is wrong. */
function oneLine(err: string): void {
  expect(err).toMatch(/^error: [^\n]+\n$/u);
}

describe('every command', () => {
  it.each(COMMANDS)('%s has help', async (name) => {
    const { code, out, err } = await tempr1([name, '--help'], cwd);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`tempr1 ${name}`);
    expect(out).toContain('--help');
  });

  it('is listed', async () => {
    const { out } = await tempr1(['--help'], cwd);
    for (const name of COMMANDS) expect(out).toMatch(new RegExp(`^ {2}${name}\\b`, 'mu'));
    expect((await tempr1([], cwd)).code).toBe(2);
    expect((await tempr1(['--version'], cwd)).out).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });

  it.each([
    [['nonsense']],
    [['init']],
    [['import', 'project']],
    [['import', 'project', 'x', '--wrong']],
    [['export', 'project', '--out', 'x.json']],
    [['export', 'project', '--format', 'nope', '--out', 'x.json']],
    [['export', 'project', '--format', 'native', '--out', 'x.json', '--split', 'some']],
    [['train', 'project', '--steps', 'many']],
    [['train', 'project', '--steps', '-1']],
    [['train', 'project', '--minutes', '0']],
    [['train', 'project', '--decay-steps', '0']],
    [['suggest', 'project', '--task', 'XYZ']],
    [['serve', 'project', '--port', '70000']],
    [['policy', 'demote', 'project']],
    [['pack', 'project']],
    [['pack', 'project', 'x.zip', '--videos', 'some']],
    [['unpack', 'x.zip']],
    [['backup']],
    [['evaluate']],
    [['evaluate', '--predictions', 'x.json']],
    [['evaluate', 'project', '--predictions', 'x.json', '--truth', 'y.json']],
    [['reward', 'extra']],
    [['reward', '--variant', 'time-r2']],
  ])('says in one line what is wrong with %j, and ends with 2', async (args) => {
    const { code, out, err } = await tempr1(args, cwd);
    expect([code, out]).toEqual([2, '']);
    oneLine(err);
  });

  it.each([
    [['import', 'nowhere', 'sample/small.json'], 'nowhere is not a project'],
    [['import', 'project', 'missing.json'], 'missing.json” is not there'],
    [['export', 'nowhere', '--format', 'native', '--out', 'x.json'], 'not a project'],
    [['export', 'project', '--format', 'native', '--out', 'no/such/x.json'], 'is not there'],
    [['init', 'project'], 'is a project already'],
    [['train', 'nowhere'], 'not a project'],
    [['suggest', 'project', '--policy', 'nope'], 'no policy “nope”'],
    [['policy', 'rollback', 'project'], 'no earlier policy'],
    [['evaluate', '--predictions', 'sample/small.json', '--truth', 'sample/small.json'], 'predictions'],
    [['serve', 'nowhere'], 'not a project'],
  ])('says in one line why %j cannot be done, and ends with 1', async (args, part) => {
    const { code, out, err } = await tempr1(args, cwd);
    expect([code, out]).toEqual([1, '']);
    oneLine(err);
    expect(err).toContain(part);
  });
});

describe('tempr1 import and export', () => {
  it('take a corpus in and give it back, by split and in every format', async () => {
    const imported = join(cwd, 'out.json');
    const done = await tempr1(['export', 'project', '--format', 'native', '--out', 'out.json'], cwd);
    expect(done).toMatchObject({ code: 0, err: '' });
    const document: unknown = JSON.parse(readFileSync(imported, 'utf8'));
    const source: unknown = JSON.parse(readFileSync(join(cwd, 'sample', 'small.json'), 'utf8'));
    expect(records(document, 'items').map(({ id }) => id)).toEqual(
      records(source, 'items').map(({ id }) => id),
    );
    expect(records(document, 'items').map(({ intervals }) => intervals)).toEqual(
      records(source, 'items').map(({ intervals }) => intervals),
    );
    const split = await tempr1(
      ['export', 'project', '--format', 'native', '--out', 'test.json', '--split', 'test', '--json'],
      cwd,
    );
    expect(JSON.parse(split.out)).toMatchObject({ videos: 1, file: join(cwd, 'test.json') });
    for (const [format, file] of [
      ['activitynet', 'an.json'],
      ['qvhighlights', 'qv.jsonl'],
    ] as const) {
      expect((await tempr1(['export', 'project', '--format', format, '--out', file], cwd)).code).toBe(0);
      expect(existsSync(join(cwd, file))).toBe(true);
    }
  });

  it('refuse a bad corpus whole with every bad item, and end with 1', async () => {
    const source: unknown = JSON.parse(readFileSync(join(cwd, 'sample', 'small.json'), 'utf8'));
    const items = [
      { id: 'backwards', video: 'cheetah-test-02', task: 'TG', query: 'q', intervals: [[5, 4]] },
      { id: 'outside', video: 'cheetah-test-02', task: 'TG', query: 'q', intervals: [[1, 4000]] },
      { id: 'fine', video: 'cheetah-test-02', task: 'TG', query: 'q', intervals: [[1, 2]] },
    ];
    writeFileSync(
      join(cwd, 'sample', 'bad.json'),
      JSON.stringify({ ...Object(source), items: items.slice(0, 1) }),
    );
    writeFileSync(
      join(cwd, 'sample', 'bad-edges.json'),
      JSON.stringify({ ...Object(source), items: items.slice(1) }),
    );
    await tempr1(['init', 'refused'], cwd);
    for (const [file, id] of [
      ['sample/bad.json', 'backwards'],
      ['sample/bad-edges.json', 'outside'],
    ] as const) {
      const { code, err, out } = await tempr1(['import', 'refused', file], cwd);
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain('refused whole');
      expect(err).toContain(id);
      expect(err).not.toContain('"fine"');
    }
    const project = await openProject(join(cwd, 'refused'), { worker: false });
    expect(project.db.number('SELECT count(*) FROM video')).toBe(0);
    await project.close();
  });

  it('add only new items to videos that are known already, when asked to', async () => {
    const source: unknown = JSON.parse(readFileSync(join(cwd, 'sample', 'small.json'), 'utf8'));
    const fresh = { id: 'fresh', video: 'cheetah-train-02', task: 'TG', query: 'q', intervals: [[1, 2]] };
    const items = [...records(source, 'items'), fresh];
    writeFileSync(join(cwd, 'sample', 'more.json'), JSON.stringify({ ...Object(source), items }));
    await tempr1(['init', 'grown'], cwd);
    await tempr1(['import', 'grown', 'sample/small.json'], cwd);
    const refused = await tempr1(['import', 'grown', 'sample/more.json'], cwd);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('--add-items');
    const { code, out } = await tempr1(['import', 'grown', 'sample/more.json', '--add-items', '--json'], cwd);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      videos: 0,
      items: 1,
      notes: [{ sentence: expect.stringContaining(`${items.length - 1} items: their ids`) }],
    });
  });

  it('name bad videos of a folder, keep the good ones, and end with 1', async () => {
    const folder = join(cwd, 'mixed');
    mkdirSync(folder);
    writeFileSync(join(folder, 'empty %03d "1".mp4'), '');
    writeFileSync(join(folder, 'text.mp4'), 'this is no video');
    writeFileSync(
      join(folder, 'good.mp4'),
      readFileSync(join(cwd, 'sample', 'videos', 'cheetah-train-02.mp4')),
    );
    await tempr1(['init', 'mixed-project'], cwd);
    const { code, out, err } = await tempr1(['import', 'mixed-project', 'mixed', '--json'], cwd);
    expect(code).toBe(1);
    const report: unknown = JSON.parse(out);
    expect(report).toMatchObject({ added: 1, refused: 2 });
    expect(records(report, 'leftOut').map(({ subject }) => subject)).toEqual([
      join(folder, 'empty %03d "1".mp4'),
      join(folder, 'text.mp4'),
    ]);
    expect(err).toContain('is empty');
  });
});

describe('a project that is open elsewhere', () => {
  it('has one writer: a sentence instead of a second one, and reading goes on', async () => {
    const project = await openProject(join(cwd, 'project'), { worker: false });
    try {
      const { code, err } = await tempr1(['import', 'project', 'sample/small.json'], cwd);
      expect(code).toBe(1);
      oneLine(err);
      expect(err).toContain('is open in another program');
      const read = await tempr1(['export', 'project', '--format', 'native', '--out', 'beside.json'], cwd);
      expect(read.code).toBe(0);
    } finally {
      await project.close();
    }
  });
});

describe('tempr1 serve', () => {
  it('serves until Ctrl-C, says where, and leaves nothing open', async () => {
    const child = startTempr1(['serve', 'project', '--json'], cwd);
    const line = await new Promise<string>((resolve) => {
      child.stdout.once('data', (data: Buffer) => resolve(data.toString()));
    });
    const { url, entryUrl, port }: Record<string, unknown> = JSON.parse(line);
    expect(url).toBe(`http://127.0.0.1:${String(port)}/`);
    const link = new URL(String(entryUrl));
    const opened = await ask(Number(port), `${link.pathname}${link.search}`);
    expect(opened.status).toBe(303);
    child.kill('SIGINT');
    const { code } = await ended(child);
    expect(code).toBe(0);
    await expect(ask(Number(port), '/')).rejects.toThrow('ECONNREFUSED');
    await (await openProject(join(cwd, 'project'), { worker: false })).close();
  });
});

describe('tempr1 doctor', () => {
  it('tells what there is, for people and for programs', async () => {
    await writeImageEncoder(join(cwd, 'clip.onnx'), { width: 16 });
    const { code, out } = await tempr1(['doctor', '--json', '--frame-encoder', 'clip.onnx'], cwd);
    const findings: unknown = JSON.parse(out);
    const named = new Map(
      records({ findings }, 'findings').map(({ name, state, value }) => [name, { state, value }]),
    );
    expect(code).toBe(0);
    expect(named.get('Node')).toMatchObject({ state: 'ok' });
    expect(named.get('SQLite')?.value).toMatch(/^3\.\d+\.\d+$/u);
    expect(named.get('ffmpeg')?.state).toBe('ok');
    expect(named.get('device cpu')).toMatchObject({ state: 'ok', value: expect.stringContaining('GFLOP/s') });
    expect(named.has('Electron')).toBe(true);
    expect(named.get('frame encoder')).toMatchObject({
      state: 'ok',
      value: expect.stringContaining('“clip.onnx” turns pictures of 32 x 32 into 16 numbers each'),
    });
  });

  it('says which ffmpeg it found without one on PATH, or ends with 1 and says what to install', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = join(cwd, 'sample');
    try {
      const { code, out, err } = await tempr1(['doctor', '--frame-encoder', 'gone.onnx'], cwd);
      // It works without one: no reason to end with 1.
      expect(out).toContain("can't be read: it is gone, or not a file");
      // Where the network was there at installation, ffmpeg-static brought one.
      if (code === 0) expect(out).toMatch(/from (ffmpeg-static|FFMPEG_BIN)/u);
      else {
        expect(code).toBe(1);
        expect(out).toContain('No usable ffmpeg');
        oneLine(err);
      }
    } finally {
      process.env['PATH'] = path;
    }
  });
});

describe('tempr1 reward', () => {
  const request = {
    task: 'TAL',
    response: '<answer>1.0 to 2.5, 4 to 6</answer>',
    truth: { intervals: [[1, 2.4]] },
    duration: 30,
  };

  it('answers each line in order, a bad one with an error, whatever the pieces it comes in', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) =>
      i % 100 === 7 ? 'not json ünï' : JSON.stringify({ ...request, duration: 30 + i }),
    );
    const child = startTempr1(['reward'], cwd);
    const running = ended(child);
    const bytes = Buffer.from(lines.join('\n'));
    for (let at = 0; at < bytes.length; at += 4099) child.stdin.write(bytes.subarray(at, at + 4099));
    child.stdin.end();
    const { code, out } = await running;
    expect(code).toBe(0);
    const answers = out
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(answers).toHaveLength(lines.length);
    for (const [i, answer] of answers.entries())
      if (i % 100 === 7) expect(Object.keys(Object(answer))).toEqual(['error']);
      else expect(answer).toMatchObject({ format: 1, answer: 0 });
  });

  it('scores as related work does when asked to', async () => {
    const text = '<answer>5 to 10</answer> after all';
    const grounding = { task: 'TG', response: text, truth: { intervals: [[5, 10]] }, duration: 30 };
    const child = startTempr1(['reward', '--variant', 'time-r1'], cwd);
    const running = ended(child);
    child.stdin.end(`${JSON.stringify(grounding)}\n${JSON.stringify(request)}\n`);
    const [known, unknown] = (await running).out.trimEnd().split('\n');
    expect(JSON.parse(known ?? '')).toMatchObject({ format: 0, localization: 1, total: 1 });
    expect(JSON.parse(unknown ?? '')).toEqual({ error: expect.stringContaining('only scores TG') });
  });

  it('answers a caller that waits for each answer before it asks again', async () => {
    const child = startTempr1(['reward'], cwd);
    const running = ended(child);
    for (let i = 0; i < 5; i++) {
      const answered = new Promise<string>((resolve) => {
        child.stdout.once('data', (text: string) => resolve(text));
      });
      child.stdin.write(`${JSON.stringify(request)}\n`);
      expect(JSON.parse(await answered)).toMatchObject({ format: 1 });
    }
    child.stdin.end();
    expect((await running).code).toBe(0);
  });

  it('ends quietly when its reader goes away, and on Ctrl-C', async () => {
    const child = startTempr1(['reward'], cwd);
    const running = ended(child);
    child.stdin.on('error', () => undefined);
    child.stdin.write(`${JSON.stringify(request)}\n`);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.stdout.destroy();
    child.stdin.end(`${JSON.stringify(request)}\n`.repeat(20_000));
    expect(await running).toMatchObject({ code: 0, err: '' });
    const other = startTempr1(['reward'], cwd);
    const stopping = ended(other);
    other.stdin.write(`${JSON.stringify(request)}\n`);
    await new Promise((resolve) => other.stdout.once('data', resolve));
    other.kill('SIGINT');
    expect((await stopping).code).toBe(130);
  });
});
