import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readPredictions } from '../exchange/predictions.ts';
import { readDocument } from '../exchange/registry.ts';
import { writeImageEncoder } from '../tensor/testing/image-encoder-file.ts';
import { ended, records, smallSample, startTempr1, temporaryFolder, tempr1 } from './testing/run-tempr1.ts';

// Real processes on a machine that may be busy with others: the limit only ends what hangs.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

/** The commands that run a model, with the shipped policy in its own processes, on a few real videos. */

const TEST_VIDEO = 'cheetah-test-02';
let cwd: string;
let corpus: string;

beforeAll(async () => {
  cwd = temporaryFolder();
  corpus = smallSample(join(cwd, 'sample'), [
    'cheetah-train-02',
    'cheetah-train-04',
    'cheetah-train-06',
    TEST_VIDEO,
  ]);
  expect(await tempr1(['init', 'project'], cwd)).toMatchObject({ code: 0 });
  expect(await tempr1(['import', 'project', corpus], cwd)).toMatchObject({ code: 0 });
});

async function currentPolicy(): Promise<string> {
  const { out } = await tempr1(['policy', 'list', 'project', '--json'], cwd);
  const rows: unknown = JSON.parse(out);
  const [current] = records({ rows }, 'rows').filter((row) => row['current'] === true);
  return String(current?.['id']);
}

describe('tempr1 suggest and evaluate', () => {
  it('answer every item of a split in the form that evaluate reads, the same way each time', async () => {
    const first = await tempr1(['suggest', 'project', '--split', 'test', '--out', 'one.json'], cwd);
    expect(first).toMatchObject({ code: 0, out: '' });
    const second = await tempr1(
      ['suggest', 'project', '--split', 'test', '--policy', 'shipped', '--no-store'],
      cwd,
    );
    expect(second.code).toBe(0);
    expect(readFileSync(join(cwd, 'one.json'), 'utf8')).toBe(second.out);
    const document = await readDocument(corpus);
    const asked = document.items.filter(({ video }) => video === TEST_VIDEO);
    const predictions = await readPredictions(join(cwd, 'one.json'));
    expect(predictions.map(({ item }) => item).toSorted()).toEqual(asked.map(({ id }) => id).toSorted());
    const byItem = new Map(predictions.map((each) => [each.item, each]));
    for (const { id, prompt } of asked) {
      const found = byItem.get(id);
      if (prompt.task === 'DTG') expect(found?.intervals).toHaveLength(prompt.sentences.length);
      if (prompt.task === 'GVQA') expect(found?.answerIndex).toBeLessThan(prompt.options.length);
      if (prompt.task === 'VHD')
        expect(found?.saliency?.every((score) => score >= 0 && score <= 4)).toBe(true);
      expect(found?.response).toContain('<answer>');
    }
    // The shipped policy has never heard of this robot, and the document says so.
    expect(new Set(predictions.map(({ extra }) => extra['basis']))).toEqual(new Set(['events', undefined]));
    const files = await tempr1(
      ['evaluate', '--predictions', 'one.json', '--truth', corpus, '--split', 'test', '--json'],
      cwd,
    );
    const project = await tempr1(['evaluate', 'project', '--policy', 'shipped', '--json'], cwd);
    expect([files.code, project.code]).toEqual([0, 0]);
    const [fromFiles, fromProject]: [Record<string, unknown>, Record<string, unknown>] = [
      JSON.parse(files.out),
      JSON.parse(project.out),
    ];
    expect(fromProject['tasks']).toEqual(fromFiles['tasks']);
    expect(fromFiles).toMatchObject({ items: asked.length, missing: 0 });
    const table = await tempr1(['evaluate', 'project'], cwd);
    expect(table.out).toContain('mAP@0.5');
  });
});

describe('a frame encoder of the user’s', () => {
  it('is taken up by training, needed by what it made, and found in the application’s settings', async () => {
    await writeImageEncoder(join(cwd, 'clip.onnx'), { width: 24, batch: 1 });
    const args = [
      'train',
      'project',
      '--warmup-epochs',
      '1',
      '--steps',
      '1',
      '--seed',
      '5',
      '--device',
      'cpu',
    ];
    const refused = await tempr1([...args, '--frame-encoder', 'gone.onnx'], cwd);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('gone.onnx');
    expect(await tempr1([...args, '--frame-encoder', 'clip.onnx'], cwd)).toMatchObject({ code: 0 });
    const blind = await tempr1(['suggest', 'project', '--split', 'test', '--no-store'], cwd);
    expect(blind.code).toBe(1);
    expect(blind.err).toMatch(
      /^error: This policy sees through the image encoder “clip\.onnx” .*--frame-encoder\.\n$/u,
    );
    mkdirSync(join(cwd, '.config'), { recursive: true });
    writeFileSync(
      join(cwd, '.config', 'settings.json'),
      JSON.stringify({ frameEncoder: join(cwd, 'clip.onnx') }),
    );
    const seeing = await tempr1(['suggest', 'project', '--split', 'test', '--no-store'], cwd);
    expect(seeing.code).toBe(0);
    expect(JSON.parse(seeing.out)).toHaveProperty('predictions');
    // Policies without an encoder are not changed by the setting.
    const shipped = ['suggest', 'project', '--split', 'test', '--policy', 'shipped', '--no-store'];
    const [without, withOne] = [
      await tempr1([...shipped, '--frame-encoder', 'none'], cwd),
      await tempr1(shipped, cwd),
    ];
    expect(withOne).toMatchObject({ code: 0, out: without.out });
    rmSync(join(cwd, '.config', 'settings.json'));
    expect(await tempr1(['policy', 'rollback', 'project'], cwd)).toMatchObject({ code: 0 });
  });
});

describe('tempr1 train', () => {
  it('makes its result the current policy, the same for the same seed, and policy rollback goes back', async () => {
    const shipped = await currentPolicy();
    const args = [
      'train',
      'project',
      '--warmup-epochs',
      '1',
      '--steps',
      '1',
      '--seed',
      '3',
      '--device',
      'cpu',
    ];
    const folder = join(cwd, 'project', 'runs');
    const known = new Set(existsSync(folder) ? readdirSync(folder) : []);
    const first = await tempr1([...args, '--json'], cwd);
    expect(first.code).toBe(0);
    const run: Record<string, unknown> = JSON.parse(first.out);
    expect(run).toMatchObject({
      state: 'done',
      promoted: true,
      basePolicyId: shipped,
      settings: { seed: 3 },
    });
    expect(await currentPolicy()).toBe(run['policyId']);
    await tempr1(['policy', 'rollback', 'project'], cwd);
    expect(await currentPolicy()).toBe(shipped);

    const second = await tempr1([...args, '--no-promote'], cwd);
    expect(second.code).toBe(0);
    expect(second.out).toContain('promote or discard');
    expect(await currentPolicy()).toBe(shipped);
    const runs = readdirSync(join(cwd, 'project', 'runs')).filter((name) => !known.has(name));
    expect(runs).toHaveLength(2);
    const [one, two] = runs.map((name) =>
      readFileSync(join(cwd, 'project', 'runs', name, 'policy.safetensors')),
    );
    expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
    const promoted = await tempr1(['policy', 'promote', 'project', String(run['policyId'])], cwd);
    expect(promoted.code).toBe(0);
    expect(await currentPolicy()).toBe(run['policyId']);
  });

  it('says how to repeat a run that was bounded in minutes, and repeats it', async () => {
    const runs = join(cwd, 'project', 'runs');
    const known = new Set(readdirSync(runs));
    const bounded = ['--minutes', '0.5', '--warmup-epochs', '1', '--steps', '2', '--decay-steps', '9'];
    const timed = await tempr1(['train', 'project', ...bounded, '--no-promote', '--seed', '5'], cwd);
    expect(timed.code).toBe(0);
    const said = /again with (--warmup-epochs \d .*--seed 5 --device \w+ --threads \d+)\.$/u.exec(
      timed.out.trim(),
    )?.[1];
    const again = await tempr1(['train', 'project', '--no-promote', ...(said ?? '').split(' ')], cwd);
    expect(again.code).toBe(0);
    expect(again.out).not.toContain('again with');
    const [one, two] = readdirSync(runs)
      .filter((name) => !known.has(name))
      .map((name) => readFileSync(join(runs, name, 'policy.safetensors')));
    expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
  });

  it('ends cleanly on Ctrl-C and leaves the project usable', async () => {
    const before = await currentPolicy();
    const child = startTempr1(['train', 'project', '--warmup-epochs', '1000', '--device', 'cpu'], cwd);
    const running = ended(child);
    const runs = join(cwd, 'project', 'runs');
    const known = new Set(readdirSync(runs));
    const made = (): string | undefined => readdirSync(runs).find((name) => !known.has(name));
    // The run has begun to learn once it writes its own log.
    while (!existsSync(join(runs, made() ?? 'none yet', 'events.jsonl')))
      await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGINT');
    const { code, err } = await running;
    expect([code, err.trim().split('\n').at(-1)]).toEqual([130, 'Stopped.']);
    expect(await currentPolicy()).toBe(before);
  });
});
