/**
 * Does labelling in the order of expected information teach faster than labelling at random? A simulated annotator: four
 * videos of the pool are labelled, the shipped policy is fine-tuned on them for a fixed number of looks at videos and
 * measured on held-out videos, the other videos are ranked by it, the first four are labelled, it is fine-tuned further on
 * all that is labelled, and so on.
 *
 * `node bench/policy/ordering.ts --corpus FILE --cache FOLDER --out FILE` appends each finished cell to FILE as a line of
 * JSON (its policy goes into FILE.policies), goes on from what is there, and prints the curve; `--print` only prints.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';

import { loadPolicy, savePolicy } from '../../src/policy/checkpoint.ts';
import { balanced } from '../../src/policy/balance.ts';
import { diversified, type Candidate } from '../../src/policy/diversity.ts';
import {
  COMMITTEE,
  curatedLooks,
  disagreementOf,
  information,
  novelty,
} from '../../src/policy/information.ts';
import type { CuratedQuestion, Policy } from '../../src/policy/policy.ts';
import { shippedPolicy } from '../../src/policy/shipped.ts';
import { Random } from '../../src/tensor/random.ts';
import { evaluatePolicy } from '../../src/training/evaluate-policy.ts';
import { loadCorpus } from './corpus.ts';
import { figuresOf, figuresSchema, meanFigure } from './figures.ts';

/**
 * `diverse`: by information, where each pick counts as seen by those after it. `balanced`: those of the group of videos of which
 * fewest are labelled first, among them by information.
 */
const ORDERS = ['random', 'information', 'disagreement', 'novelty', 'diverse', 'balanced'] as const;
type Order = (typeof ORDERS)[number];

/** Every sixth video of train is measured on and never labelled: two of each source of the public corpus. */
const HELD_OUT_EVERY = 6;
/** Videos labelled in each round. */
const AT_ONCE = 4;

const cellSchema = z.strictObject({
  order: z.enum(ORDERS),
  seed: z.int(),
  /** Videos labelled so far, in the order in which they were. */
  videos: z.array(z.string()),
  /** What the policy that learned from them wants labelled next. */
  next: z.array(z.string()),
  /** Looks at a video in the fine-tuning. */
  looks: z.int(),
  figures: figuresSchema,
  cpuSeconds: z.number(),
});
type Cell = z.infer<typeof cellSchema>;

type Videos = ReadonlyMap<string, readonly CuratedQuestion[]>;

interface Study {
  readonly pool: Videos;
  readonly heldOut: readonly CuratedQuestion[];
  readonly looks: number;
  readonly threads: number;
  /** Folder of the policies that the next round starts from. */
  readonly policies: string;
}

/** Fine-tunes the policy of the round before on all labelled videos, measures it, and ranks the rest in each order. */
async function finishCells(
  study: Study,
  orders: readonly Order[],
  seed: number,
  { videos, from }: { readonly videos: readonly string[]; readonly from: string },
): Promise<Cell[]> {
  const before = process.cpuUsage();
  const { policy } = await loadPolicy(from, { threads: study.threads });
  const labelled = videos.flatMap((id) => study.pool.get(id) ?? []);
  const epochs = Math.max(1, Math.round(study.looks / videos.length));
  const warmUp = await policy.warmUp(labelled, { epochs, seed, members: 1 });
  for (let step = 0; step < warmUp.totalSteps; step++) await warmUp.step(step);
  const { report } = await evaluatePolicy(policy, study.heldOut);
  const rest = new Map([...study.pool].filter(([id]) => !videos.includes(id)));
  const cells: Cell[] = [];
  for (const order of orders) {
    await savePolicy(policyFile(study, order, seed, videos.length), policy, { seed });
    const next = await ranked(policy, order, { rest, labelled: videos, pool: study.pool, seed });
    const { user, system } = process.cpuUsage(before);
    cells.push({
      order,
      seed,
      videos: [...videos],
      next: next.slice(0, AT_ONCE),
      looks: study.looks,
      figures: figuresOf(report),
      cpuSeconds: (user + system) / 1e6,
    });
  }
  await policy.dispose();
  return cells;
}

function policyFile({ policies, looks }: Study, order: Order, seed: number, videos: number): string {
  return path.join(policies, `${order}-${seed}-${videos}-${looks}.safetensors`);
}

interface Ranking {
  readonly rest: Videos;
  readonly labelled: readonly string[];
  readonly pool: Videos;
  readonly seed: number;
}

/** Videos that are not labelled yet, what to label next first. */
async function ranked(policy: Policy, order: Order, ranking: Ranking): Promise<string[]> {
  const { rest, labelled, pool, seed } = ranking;
  const ids = [...rest.keys()];
  if (order === 'random') return Random.seeded(seed, `order ${labelled.length}`).shuffled(ids);
  const curated = curatedLooks(await looksOf(policy, labelled, pool));
  const values = new Map<string, number>();
  const candidates: Candidate<string>[] = [];
  for (const [id, questions] of rest) {
    const groups = await policy.sampleGroups(questions, { groupSize: COMMITTEE, temperature: 1, seed });
    const torn = questions.map(({ prompt }, i) =>
      disagreementOf(
        prompt,
        (groups[i] ?? []).map(({ response }) => response),
      ),
    );
    const disagreement = torn.reduce((sum, each) => sum + each, 0) / Math.max(1, torn.length);
    const [look] = await looksOf(policy, [id], pool);
    const strange = curated === null || look === undefined ? null : novelty(look, curated);
    candidates.push({ id, disagreement, look: look ?? null });
    const whole = information(disagreement, strange);
    if (order !== 'diverse')
      values.set(id, order === 'information' || order === 'balanced' ? whole.value : (whole[order] ?? 0));
  }
  if (order === 'diverse') return diversified(candidates, curated).map(({ id }) => id);
  const best = ids.toSorted((a, b) => (values.get(b) ?? 0) - (values.get(a) ?? 0));
  if (order !== 'balanced') return best;
  const groupOf = (id: string): string => pool.get(id)?.[0]?.labelGroup ?? '';
  const counts = new Map([...Map.groupBy(labelled, groupOf)].map(([group, of]) => [group, of.length]));
  return balanced(
    best.map((id) => ({ id, group: groupOf(id) })),
    counts,
  ).map(({ id }) => id);
}

async function looksOf(policy: Policy, ids: readonly string[], pool: Videos): Promise<Float32Array[]> {
  const looks: Float32Array[] = [];
  for (const id of ids) {
    const features = pool.get(id)?.[0]?.features;
    const look = features === undefined ? undefined : await policy.look?.(features);
    if (look !== undefined) looks.push(look);
  }
  return looks;
}

function cellsIn(file: string): Cell[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => cellSchema.parse(JSON.parse(line)));
}

/** Mean over the seeds of every finished cell, as a Markdown table: one row for each number of labelled videos. */
function table(cells: readonly Cell[], orders: readonly Order[], sizes: readonly number[]): string {
  const head = `| videos labelled | ${orders.join(' | ')} |\n| --- |${' ---: |'.repeat(orders.length)}`;
  const rows = sizes.map((size) => {
    const columns = orders.map((order) => {
      // The first videos are chosen by no order: one cell stands for all.
      const own = cells.filter(
        (cell) => cell.videos.length === size && (size === AT_ONCE || cell.order === order),
      );
      const means = [...Map.groupBy(own, ({ seed }) => seed).values()].flatMap(([cell]) =>
        cell === undefined ? [] : [100 * meanFigure(cell.figures)],
      );
      if (means.length === 0) return 'not run';
      const mean = means.reduce((sum, each) => sum + each, 0) / means.length;
      return `${mean.toFixed(1)} (${means.map((each) => each.toFixed(1)).join(', ')})`;
    });
    return `| ${size} | ${columns.join(' | ')} |`;
  });
  return [head, ...rows].join('\n');
}

async function loadStudy(
  corpusFile: string,
  cache: string,
  { looks, threads, policies }: Pick<Study, 'looks' | 'threads' | 'policies'>,
): Promise<Study> {
  mkdirSync(policies, { recursive: true });
  const { policy, extractor } = await loadPolicy(shippedPolicy().file, { threads });
  await policy.dispose();
  const { train } = await loadCorpus(corpusFile, extractor, cache);
  const videos = [...Map.groupBy(train, ({ videoId }) => videoId)];
  const held = (index: number) => index % HELD_OUT_EVERY === 0;
  return {
    pool: new Map(videos.filter((_, index) => !held(index))),
    heldOut: videos.filter((_, index) => held(index)).flatMap(([, questions]) => questions),
    looks,
    threads,
    policies,
  };
}

const { values } = parseArgs({
  options: {
    corpus: { type: 'string' },
    cache: { type: 'string' },
    out: { type: 'string' },
    orders: { type: 'string', default: 'random,information' },
    seeds: { type: 'string', default: '0,1,2' },
    most: { type: 'string', default: '16' },
    looks: { type: 'string', default: '40' },
    threads: { type: 'string', default: '2' },
    cells: { type: 'string', default: '1000' },
    print: { type: 'boolean', default: false },
  },
});
const { corpus, cache, out } = values;
if (out === undefined || (!values.print && (corpus === undefined || cache === undefined)))
  throw new Error('Say --corpus FILE, --cache FOLDER and --out FILE; or --print --out FILE.');
const orders = z.array(z.enum(ORDERS)).parse(values.orders.split(','));
const seeds = values.seeds.split(',').map(Number);
const sizes = Array.from({ length: Math.floor(Number(values.most) / AT_ONCE) }, (_, i) => (i + 1) * AT_ONCE);
const looks = Number(values.looks);

if (!values.print) {
  const study = await loadStudy(corpus ?? '', cache ?? '', {
    looks,
    threads: Number(values.threads),
    policies: `${out}.policies`,
  });
  let left = Number(values.cells);
  const finish = async (
    wanted: readonly Order[],
    seed: number,
    videos: readonly string[],
    from: string = shippedPolicy().file,
  ) => {
    if (wanted.length === 0 || left === 0) return;
    left -= 1;
    for (const cell of await finishCells(study, wanted, seed, { videos, from })) {
      appendFileSync(out, `${JSON.stringify(cell)}\n`);
      const mean = (100 * meanFigure(cell.figures)).toFixed(1);
      process.stderr.write(
        `${cell.order}, seed ${seed}, ${videos.length} videos: ${mean} (${cell.cpuSeconds.toFixed(0)} s CPU)\n`,
      );
    }
  };
  for (const size of sizes)
    for (const seed of seeds) {
      const known = cellsIn(out).filter((cell) => cell.seed === seed && cell.looks === looks);
      const done = (order: Order, videos: number) =>
        known.find((cell) => cell.order === order && cell.videos.length === videos);
      const missing = orders.filter((order) => done(order, size) === undefined);
      const first = Random.seeded(seed, 'first')
        .shuffled([...study.pool.keys()])
        .slice(0, AT_ONCE);
      // No order has chosen the first videos: one fine-tuning serves all.
      if (size === AT_ONCE) await finish(missing, seed, first);
      else
        for (const order of missing) {
          const previous = done(order, size - AT_ONCE);
          if (previous === undefined) continue;
          const from = policyFile(study, order, seed, previous.videos.length);
          await finish([order], seed, [...previous.videos, ...previous.next], from);
        }
    }
}
const finished = cellsIn(out).filter((cell) => cell.looks === looks);
process.stdout.write(
  `Mean of the eight figures on held-out videos, percent, mean over the seeds (each seed), ${looks} looks at videos a round.\n\n${table(finished, orders, sizes)}\n`,
);
