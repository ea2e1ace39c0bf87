/**
 * `npm run demo [-- --headless] [--minutes M] [--dir DIR]`: the main job on the sample videos, by the same commands a user has.
 * The sample's truth plays the annotator; every figure printed was measured in this run.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from './lib/build-if-stale.ts';
import { currentPolicy, curateFromTruth, openQuestions, readSample } from './lib/demo-annotator.ts';
import { columnsTable, evaluationSchema, rewardCurve, type Evaluation } from './lib/demo-report.ts';
import { root } from './lib/root.ts';

const { values } = parseArgs({
  options: {
    headless: { type: 'boolean', default: process.env['CI'] !== undefined },
    dir: { type: 'string' },
    'warmup-epochs': { type: 'string' },
    steps: { type: 'string', default: '24' },
    seed: { type: 'string', default: '0' },
  },
});

const started = Date.now();
const stages: { name: string; seconds: number }[] = [];

/** Prints a heading, runs the work, and remembers how long it took. */
async function stage<T>(name: string, work: () => Promise<T>): Promise<T> {
  const begun = Date.now();
  process.stdout.write(`\n[${stages.length + 1}] ${name}\n`);
  const result = await work();
  stages.push({ name, seconds: (Date.now() - begun) / 1000 });
  return result;
}

/** Runs `tempr1 ...` as a user would, showing the command; with `read` its output comes back instead of being shown. */
function tempr1(args: readonly string[], read = false): Promise<string> {
  const shown = args.map((each) => {
    const near = path.relative(root, each);
    return path.isAbsolute(each) && !near.startsWith('..') ? near : each;
  });
  process.stdout.write(`    $ tempr1 ${shown.join(' ')}\n`);
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [...process.execArgv, path.join(root, 'src/cli/main.ts'), ...args],
      {
        stdio: ['ignore', read ? 'pipe' : 'inherit', 'inherit'],
        env: { ...process.env, INIT_CWD: process.cwd() },
      },
    );
    let output = '';
    child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
    const stop = (): void => void child.kill('SIGINT');
    process.once('SIGINT', stop);
    child.once('close', (code) => {
      process.off('SIGINT', stop);
      if (code === 0) resolve(output);
      else reject(new Error(`"tempr1 ${args[0] ?? ''}" ended with ${code}; the line above says why.`));
    });
  });
}

/** A folder of its own: an earlier demo, and what somebody did in it, stays. */
function freshFolder(): string {
  if (values.dir !== undefined) return path.resolve(process.env['INIT_CWD'] ?? process.cwd(), values.dir);
  for (let n = 1; ; n++) {
    const folder = path.join(root, n === 1 ? 'demo-project' : `demo-project-${n}`);
    if (!existsSync(folder)) return folder;
  }
}

async function measure(project: string, policy: string): Promise<Evaluation> {
  const report = await tempr1(['evaluate', project, '--split', 'test', '--policy', policy, '--json'], true);
  return evaluationSchema.parse(JSON.parse(report));
}

async function trained(project: string, args: readonly string[]): Promise<string> {
  const output = await tempr1(['train', project, '--seed', values.seed, ...args], true);
  // The run's own table is on the videos it held out of training; the one at the end is on the test videos.
  process.stdout.write(`    ${output.trim().split('\n').at(-1) ?? ''}\n`);
  return currentPolicy(project);
}

async function main(): Promise<void> {
  const project = freshFolder();
  const sample = path.join(root, 'resources', 'sample');
  const truth = readSample(path.join(sample, 'corpus.json'));
  mkdirSync(project, { recursive: true });
  const open = path.join(project, 'open-questions.json');
  writeFileSync(open, JSON.stringify(openQuestions(truth)));

  await stage(
    'Make a project and import the sample: probing, frame tables; all items are open questions',
    async () => {
      await tempr1(['init', project]);
      await tempr1(['import', project, open, '--videos', sample]);
      rmSync(open);
    },
  );
  await stage('Sample frames and let the shipped policy suggest on the four held-out videos', () =>
    tempr1([
      'suggest',
      project,
      '--split',
      'test',
      '--policy',
      'shipped',
      '--out',
      path.join(project, 'suggestions.json'),
    ]),
  );
  await stage('Curate: the sample’s truth plays the annotator', async () => {
    const done = await curateFromTruth(project, truth);
    process.stdout.write(
      `    ${done.items} items on ${done.videos} videos curated, every change in the project’s undo log\n`,
    );
  });
  const shipped = await stage('Measure the shipped policy on the held-out videos', () =>
    measure(project, 'shipped'),
  );
  const epochs = values['warmup-epochs'];
  const warmPolicy = await stage('Supervised warm-up on the eight training videos', () =>
    trained(project, ['--steps', '0', ...(epochs === undefined ? [] : ['--warmup-epochs', epochs])]),
  );
  const grpoPolicy = await stage(`GRPO with TempR1’s rewards, ${values.steps} steps`, () =>
    trained(project, ['--warmup-epochs', '0', '--steps', values.steps]),
  );
  process.stdout.write(rewardCurve(project));
  const warm = await stage('Measure the warmed-up policy', () => measure(project, warmPolicy));
  const after = await stage('Measure the policy after GRPO', () => measure(project, grpoPolicy));
  process.stdout.write(`\n${columnsTable({ shipped, warm, after })}\n`);
  const exported = path.join(project, 'exports');
  mkdirSync(exported, { recursive: true });
  await stage('Export for the field', async () => {
    for (const [format, file] of [
      ['native', 'corpus.json'],
      ['activitynet', 'activitynet.json'],
      ['qvhighlights', 'qvhighlights.jsonl'],
    ] as const)
      await tempr1(['export', project, '--format', format, '--out', path.join(exported, file)]);
  });
  process.stdout.write('\nTime by stage\n');
  for (const { name, seconds } of stages)
    process.stdout.write(`  ${seconds.toFixed(0).padStart(4)} s  ${name}\n`);
  process.stdout.write(`  ${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  in all\n`);
  const near = path.relative(process.env['INIT_CWD'] ?? process.cwd(), project);
  const shown = near.startsWith('..') ? project : near;
  process.stdout.write(`\nThe project is in ${shown}. Open it again with: npm start -- ${shown}\n`);
  if (values.headless) return;
  buildIfStale('page');
  process.stdout.write('Opening the application on it. Ctrl+C ends it.\n');
  const child = spawn(process.execPath, [...process.execArgv, path.join(root, 'scripts/start.ts'), project], {
    stdio: 'inherit',
  });
  await new Promise((resolve) => child.once('close', resolve));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
