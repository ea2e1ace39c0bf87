/**
 * Do decisions teach? A simulated session: a few videos of train are curated whole, a policy warms up on them and suggests
 * on the other videos, a simulated annotator accepts, trims or rejects each suggestion (annotator.ts), and several ways of
 * going on are compared on videos that nobody curated.
 *
 * `node bench/policy/decisions.ts --corpus FILE --cache FOLDER --out FILE` appends each finished cell to FILE as a line of
 * JSON (base policies go into FILE.policies), goes on from what is there, and prints the table; `--print` only prints.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';

import { createPolicy, loadPolicy, savePolicy } from '../../src/policy/checkpoint.ts';
import type { CompactPolicy } from '../../src/policy/compact/compact-policy.ts';
import { emptyConfig, extractorOf, type CompactConfig } from '../../src/policy/compact/config.ts';
import type { DecidedQuestion, LearnedQuestion } from '../../src/policy/decided.ts';
import type { CuratedQuestion, VideoFeatures, WarmUpSettings } from '../../src/policy/policy.ts';
import type { Prediction } from '../../src/tasks/task.ts';
import { Random } from '../../src/tensor/random.ts';
import { batchOf } from '../../src/training/batches.ts';
import { evaluatePolicy } from '../../src/training/evaluate-policy.ts';
import { grpoStep, learningRateAt } from '../../src/training/grpo-step.ts';
import { tempr1Reward } from '../../src/training/reward-of.ts';
import { grpoSpec, type GrpoSpec } from '../../src/training/run-spec.ts';
import { predictionSchema } from '../../src/training/schemas.ts';
import { seedOf } from '../../src/training/seeds.ts';
import { copied, judge, type DecisionCounts } from './annotator.ts';
import { loadCorpus } from './corpus.ts';
import { halved } from './smaller.ts';
import { FIGURE_NAMES, TITLES, figureText, figuresOf, figuresSchema, meanFigure } from './figures.ts';

/** Ways of going on after the first warm-up, as the table calls them. */
const ARMS = {
  base: 'warm-up on the full labels: where all others start',
  longer: 'supervision on the full labels alone, for longer',
  'grpo-labels': 'then GRPO on the full labels',
  'grpo-decisions': 'then GRPO on full labels and decisions',
  'weak-grpo': 'then decisions shown to the dense network, then GRPO on full labels and decisions',
  weak: 'then decisions shown to the dense network, without GRPO',
  copied: 'then supervision that takes confirmed intervals for the whole truth',
} as const;
const ARM_NAMES = ['base', 'longer', 'grpo-labels', 'grpo-decisions', 'weak-grpo', 'weak', 'copied'] as const;
type Arm = (typeof ARM_NAMES)[number];

/** Every sixth video of train is measured on and never labelled or judged. */
const HELD_OUT_EVERY = 6;

const cellSchema = z.strictObject({
  arm: z.enum(ARM_NAMES),
  seed: z.int(),
  /** What else the figures follow from. */
  note: z.string(),
  heldOut: figuresSchema,
  test: figuresSchema.nullable(),
  /** Suggestions of the base policy that were judged. */
  decisions: z.strictObject({ accepted: z.int(), trimmed: z.int(), rejected: z.int(), answers: z.int() }),
  cpuSeconds: z.number(),
});
type Cell = z.infer<typeof cellSchema>;

interface Study {
  readonly pool: ReadonlyMap<string, readonly CuratedQuestion[]>;
  readonly heldOut: readonly CuratedQuestion[];
  readonly test: readonly CuratedQuestion[];
  readonly policies: string;
  readonly labelled: number;
  readonly epochs: number;
  readonly longer: number;
  readonly weak: number;
  readonly steps: number;
  readonly threads: number;
  readonly grpo: GrpoSpec;
}

/** The videos that are curated whole: as many of each source as of any other. */
function labelledVideos({ pool, labelled }: Study, seed: number): Set<string> {
  const random = Random.seeded(seed, 'labelled');
  const bySource = Map.groupBy([...pool], ([, [first]]) => first?.labelGroup ?? '');
  const orders = [...bySource.values()].map((videos) => random.shuffled(videos.map(([id]) => id)));
  const chosen = Array.from({ length: labelled }, (_, i) => orders[i % orders.length]?.shift());
  return new Set(chosen.filter((id) => id !== undefined));
}

/** Pictures of a quarter of the shipped pixels: the question is who learns, not how sharp it sees, and a run takes minutes. */
function smallConfig(): CompactConfig {
  const config = emptyConfig();
  const { dense } = config;
  return { ...config, dense: { ...dense, rows: dense.rows / 2, columns: dense.columns / 2 } };
}

interface Session {
  readonly labels: readonly CuratedQuestion[];
  readonly decided: readonly DecidedQuestion[];
  readonly counts: DecisionCounts;
}

/** The policy that all but `longer` start from, and what was decided about its suggestions. */
async function session(study: Study, seed: number): Promise<Session> {
  const chosen = labelledVideos(study, seed);
  const of = (wanted: boolean) =>
    [...study.pool].flatMap(([id, questions]) => (chosen.has(id) === wanted ? questions : []));
  const labels = of(true);
  const file = baseFile(study, seed);
  if (!existsSync(file)) {
    const policy = createPolicy(smallConfig(), seed, { threads: study.threads });
    await warmUp(policy, labels, { epochs: study.epochs, seed });
    await savePolicy(file, policy, { seed });
    await policy.dispose();
  }
  const others = of(false);
  const predictions = await predicted(study, file, others);
  const counts: DecisionCounts = { accepted: 0, trimmed: 0, rejected: 0, answers: 0 };
  const decided = others.flatMap((question) => {
    const prediction = predictions.get(question.itemId);
    if (prediction === undefined) return [];
    const judged = judge(question, prediction);
    for (const kind of ['accepted', 'trimmed', 'rejected', 'answers'] as const)
      counts[kind] += judged.counts[kind];
    return [judged.decided];
  });
  return { labels, decided, counts };
}

/** What the base policy suggests; kept beside it, for it takes as long as an arm. */
async function predicted(
  { threads }: Study,
  policyFile: string,
  questions: readonly CuratedQuestion[],
): Promise<Map<string, Prediction>> {
  const file = policyFile.replace('.safetensors', '.json');
  if (!existsSync(file)) {
    const { policy } = await loadPolicy(policyFile, { threads });
    const { predictions } = await evaluatePolicy(policy, questions);
    await policy.dispose();
    writeFileSync(file, JSON.stringify([...predictions]));
  }
  const kept = z.array(z.tuple([z.string(), predictionSchema]));
  return new Map(kept.parse(JSON.parse(readFileSync(file, 'utf8'))));
}

function baseFile({ policies, epochs, labelled }: Study, seed: number): string {
  return path.join(policies, `base-${labelled}-${epochs}-${seed}.safetensors`);
}

async function warmUp(
  policy: CompactPolicy,
  labels: readonly CuratedQuestion[],
  settings: WarmUpSettings,
): Promise<void> {
  const plan = await policy.warmUp(labels, { members: 1, ...settings });
  for (let step = 0; step < plan.totalSteps; step++) await plan.step(step);
}

async function grpo(
  policy: CompactPolicy,
  questions: readonly LearnedQuestion[],
  study: Study,
  seed: number,
): Promise<void> {
  const reference = study.grpo.loss.beta === 0 ? null : await policy.freeze();
  const reward = tempr1Reward();
  for (let step = 0; step < study.steps; step++) {
    const report = await grpoStep({
      policy,
      reference,
      questions: batchOf(questions, study.grpo.promptsPerStep, step, seedOf(seed, 'prompts')),
      spec: study.grpo,
      reward,
      learningRate: learningRateAt(study.grpo, step, study.steps),
      seed: seedOf(seed, 'rollouts', step),
    });
    if (step % 50 === 0)
      process.stderr.write(
        `  step ${step}: reward ${report.reward.toFixed(3)} kl ${report.kl.toFixed(3)} flat ${report.flatGroups}\n`,
      );
  }
  await reference?.dispose();
}

function shownFile(study: Study, seed: number): string {
  return baseFile(study, seed).replace('base-', `shown-${study.weak}-`);
}

/** The base policy after its dense network was shown the decisions; both arms that begin so share it. @returns CPU seconds */
async function showDecisions(
  study: Study,
  seed: number,
  labels: readonly CuratedQuestion[],
  decided: readonly DecidedQuestion[],
): Promise<number> {
  const file = shownFile(study, seed);
  const note = file.replace('.safetensors', '.json');
  if (!existsSync(note)) {
    const before = process.cpuUsage();
    const { policy } = await loadPolicy(baseFile(study, seed), { threads: study.threads });
    await warmUp(policy, labels, { seed: seed + 100, epochs: study.weak, decided });
    await savePolicy(file, policy, { seed });
    await policy.dispose();
    const { user, system } = process.cpuUsage(before);
    writeFileSync(note, JSON.stringify((user + system) / 1e6));
  }
  return z.number().parse(JSON.parse(readFileSync(note, 'utf8')));
}

async function finish(
  study: Study,
  arm: Arm,
  seed: number,
  { labels, decided, counts }: Session,
): Promise<Cell> {
  const runtime = { threads: study.threads };
  const shown = arm === 'weak' || arm === 'weak-grpo';
  const spent = shown ? await showDecisions(study, seed, labels, decided) : 0;
  const before = process.cpuUsage();
  const from = shown ? shownFile(study, seed) : baseFile(study, seed);
  const policy =
    arm === 'longer' ? createPolicy(smallConfig(), seed, runtime) : (await loadPolicy(from, runtime)).policy;
  if (arm === 'longer') await warmUp(policy, labels, { epochs: study.longer, seed });
  if (arm === 'copied') {
    const truths = decided.map(copied).filter((each) => each !== null);
    await warmUp(policy, [...labels, ...truths], { seed: seed + 100, epochs: study.weak });
  }
  if (arm === 'grpo-labels') await grpo(policy, labels, study, seed);
  if (arm === 'grpo-decisions' || arm === 'weak-grpo')
    await grpo(policy, [...labels, ...decided], study, seed);
  const { user, system } = process.cpuUsage(before);
  const figures = async (questions: readonly CuratedQuestion[]) =>
    figuresOf((await evaluatePolicy(policy, questions)).report);
  const heldOut = await figures(study.heldOut);
  const test = study.test.length === 0 ? null : await figures(study.test);
  await policy.dispose();
  const cpuSeconds = spent + (user + system) / 1e6;
  return { arm, seed, note: noteOf(study), heldOut, test, decisions: counts, cpuSeconds };
}

function noteOf({
  labelled,
  epochs,
  longer,
  weak,
  steps,
  grpo: { learningRate, scaling, beliefWeight, groupSize, promptsPerStep },
}: Study): string {
  return `${labelled} curated, ${epochs} epochs (${longer} longer, ${weak} on), ${steps} steps of ${promptsPerStep}x${groupSize} at ${learningRate}, scaling ${scaling}, beliefs ${beliefWeight}`;
}

function cellsIn(file: string): Cell[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => cellSchema.parse(JSON.parse(line)));
}

/** Mean and spread (half of the range) over the seeds, as a Markdown table: one row for each arm. */
function table(cells: readonly Cell[], arms: readonly Arm[], side: 'heldOut' | 'test'): string {
  const titles = [...FIGURE_NAMES.map((name) => TITLES[name]), 'mean'];
  const head = `| | ${titles.join(' | ')} |\n| --- |${' ---: |'.repeat(titles.length)}`;
  const rows = arms.map((arm) => {
    const own = cells.filter((cell) => cell.arm === arm).flatMap((cell) => cell[side] ?? []);
    const columns = [
      ...FIGURE_NAMES.map((name) => own.map((each) => each[name] ?? NaN)),
      own.map(meanFigure),
    ];
    const texts = columns.map((values) => {
      if (values.length === 0) return 'not run';
      const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
      const spread = (Math.max(...values) - Math.min(...values)) / 2;
      const shown = (100 * mean).toFixed(1);
      return values.length === 1 ? `${shown} (one seed)` : `${shown} ± ${(100 * spread).toFixed(1)}`;
    });
    return `| ${ARMS[arm]} | ${texts.join(' | ')} |`;
  });
  return [head, ...rows].join('\n');
}

const { values } = parseArgs({
  options: {
    corpus: { type: 'string' },
    cache: { type: 'string' },
    out: { type: 'string' },
    arms: { type: 'string', default: ARM_NAMES.join() },
    seeds: { type: 'string', default: '0,1,2' },
    labelled: { type: 'string', default: '8' },
    epochs: { type: 'string', default: '16' },
    longer: { type: 'string', default: '40' },
    weak: { type: 'string', default: '6' },
    steps: { type: 'string', default: '200' },
    grpo: { type: 'string', default: '{}' },
    threads: { type: 'string', default: '1' },
    test: { type: 'boolean', default: false },
    print: { type: 'boolean', default: false },
  },
});
const given = z
  .object({ corpus: z.string(), cache: z.string(), out: z.string() })
  .parse(values, { error: () => 'decisions needs --corpus FILE, --cache FOLDER and --out FILE.' });
const arms = z.array(z.enum(ARM_NAMES)).parse(values.arms.split(','));
const seeds = values.seeds.split(',').map(Number);

async function loadStudy(): Promise<Study> {
  const policies = `${given.out}.policies`;
  mkdirSync(policies, { recursive: true });
  const threads = Number(values.threads);
  const extractor = extractorOf(smallConfig()).id;
  const loaded = await loadCorpus(given.corpus, extractorOf(emptyConfig()), given.cache);
  const small = new Map<VideoFeatures, VideoFeatures>();
  const [train, test] = [loaded.train, values.test ? loaded.test : []].map((questions) =>
    questions.map((question) => {
      const features = small.get(question.features) ?? halved(question.features, extractor);
      small.set(question.features, features);
      return { ...question, features };
    }),
  );
  if (train === undefined || test === undefined) throw new RangeError('Nothing was loaded.');
  const videos = [...Map.groupBy(train, ({ videoId }) => videoId)];
  const held = (index: number) => index % HELD_OUT_EVERY === 0;
  return {
    pool: new Map(videos.filter((_, index) => !held(index))),
    heldOut: videos.filter((_, index) => held(index)).flatMap(([, questions]) => questions),
    test,
    policies,
    labelled: Number(values.labelled),
    epochs: Number(values.epochs),
    longer: Number(values.longer),
    weak: Number(values.weak),
    steps: Number(values.steps),
    threads,
    grpo: grpoSpec.parse(JSON.parse(values.grpo)),
  };
}

if (!values.print) {
  const study = await loadStudy();
  for (const seed of seeds) {
    const missing = arms.filter(
      (arm) =>
        !cellsIn(given.out).some(
          (cell) => cell.arm === arm && cell.seed === seed && cell.note === noteOf(study),
        ),
    );
    if (missing.length === 0) continue;
    const judged = await session(study, seed);
    process.stderr.write(`seed ${seed}: ${JSON.stringify(judged.counts)}\n`);
    for (const arm of missing) {
      const cell = await finish(study, arm, seed, judged);
      appendFileSync(given.out, `${JSON.stringify(cell)}\n`);
      process.stderr.write(
        `${arm} ${seed}: ${figureText(cell.heldOut)} | ${(100 * meanFigure(cell.heldOut)).toFixed(1)} | ${cell.cpuSeconds.toFixed(0)} s\n`,
      );
    }
  }
}
const done = cellsIn(given.out);
for (const note of new Set(done.map((cell) => cell.note))) {
  const own = done.filter((cell) => cell.note === note);
  process.stdout.write(`\n${note}\n\nheld out\n\n${table(own, arms, 'heldOut')}\n`);
  if (own.some(({ test }) => test !== null)) process.stdout.write(`\ntest\n\n${table(own, arms, 'test')}\n`);
}
