/**
 * `npm run bench -- policy --table T --corpus FOLDER [--seeds 0,1,2] [--cells FILE] [--cache FOLDER] [--threads N]`: measures the cells of a
 * table that are not in the file of finished cells yet, appends each, and prints the table. `--print` only prints. FOLDER holds
 * `corpus.json` (the whole truth) and `corpus-open-test.json` (without that of the test split) beside their videos.
 * `--table latency --corpus FOLDER [--policy FILE]` asks its prompts about videos made for it.
 */
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { emptyConfig, extractorOf } from '../../src/policy/compact/config.ts';
import { CellFile, tableOf } from './cells.ts';
import { loadCorpus, type BenchCorpus } from './corpus.ts';
import { figureText } from './figures.ts';
import { measureLatency } from './latency.ts';
import { fewShotTable } from './tables/few-shot.ts';
import { grpoTable, jointTable } from './tables/grpo.ts';
import { mainTable } from './tables/main.ts';
import type { Study, Table } from './tables/study.ts';

const TABLES: ReadonlyMap<string, Table> = new Map([
  ['main', mainTable],
  ['grpo', grpoTable],
  ['joint', jointTable],
  ['few-shot', fewShotTable],
]);

const work = path.join(tmpdir(), 'tempr1-bench-policy');
const { values: given } = parseArgs({
  options: {
    table: { type: 'string' },
    corpus: { type: 'string' },
    seeds: { type: 'string', default: '0,1,2' },
    rows: { type: 'string' },
    cells: { type: 'string', default: path.join(import.meta.dirname, 'cells.jsonl') },
    cache: { type: 'string', default: path.join(work, 'features') },
    policy: { type: 'string' },
    threads: { type: 'string' },
    print: { type: 'boolean', default: false },
  },
});
const table = given.table === undefined ? undefined : TABLES.get(given.table);
if (given.table === 'latency') {
  process.stdout.write(`${await latency()}\n`);
} else if (given.table === undefined || table === undefined) {
  process.stderr.write(`Which table? --table ${[...TABLES.keys(), 'latency'].join(' | ')}\n`);
  process.exitCode = 2;
} else {
  const cells = new CellFile(given.cells);
  if (!given.print) await measure(given.table, table, cells);
  process.stdout.write(`${table.caption}\n\n${tableOf(cells.cells, given.table, table.rows)}\n`);
}

function latency(): Promise<string> {
  if (given.corpus === undefined) throw new Error('Name the corpus: --corpus FOLDER.');
  const document = path.join(given.corpus, 'corpus.json');
  return loadCorpus(document, extractorOf(emptyConfig()), given.cache).then(({ test }) =>
    measureLatency(test, given.policy),
  );
}

async function measure(name: string, { rows, measure: one }: Table, cells: CellFile): Promise<void> {
  const { corpus: folder } = given;
  if (folder === undefined) throw new Error('Name the corpus: --corpus FOLDER.');
  const document = path.join(folder, 'corpus.json');
  let loaded: Promise<BenchCorpus> | undefined;
  const study: Study = {
    document,
    openDocument: path.join(folder, 'corpus-open-test.json'),
    corpus: () => (loaded ??= loadCorpus(document, extractorOf(emptyConfig()), given.cache)),
    cells,
    seeds: given.seeds.split(',').map(Number),
    threads: given.threads === undefined ? null : Number(given.threads),
    work,
  };
  const wanted = rows.filter((row) => given.rows === undefined || row.includes(given.rows));
  for (const seed of study.seeds)
    for (const row of wanted) {
      if (cells.has({ table: name, row, seed })) continue;
      const { figures, facts } = await one(study, row, seed);
      cells.add({ table: name, row, seed, figures, facts });
      process.stderr.write(`${name} | ${row} | seed ${seed} | ${figureText(figures)}\n`);
    }
}
