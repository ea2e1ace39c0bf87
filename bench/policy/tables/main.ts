import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { evaluationInput } from '../../../src/exchange/evaluation-input.ts';
import { readPredictions } from '../../../src/exchange/predictions.ts';
import { readDocument } from '../../../src/exchange/registry.ts';
import { evaluate } from '../../../src/metrics/evaluation.ts';
import { figuresOf } from '../figures.ts';
import type { Study, Table } from './study.ts';

const MINUTES = 30;
const ROW = 'tempr1 train';

/** The whole job as a user would do it, by the commands, and nothing beside them. */
export const mainTable: Table = {
  caption:
    'Test split of the public corpus after `tempr1 import corpus-open-test.json`, `tempr1 train --minutes 30` and ' +
    '`tempr1 suggest --split test`, features included; mean over the seeds (lowest to highest).',
  rows: [ROW],
  measure: async ({ document, openDocument, threads }: Study, _row, seed) => {
    const project = mkdtempSync(path.join(tmpdir(), 'tempr1-bench-'));
    const out = path.join(project, 'predictions.json');
    try {
      const begun = performance.now();
      await tempr1('init', project);
      await tempr1('import', project, openDocument);
      const own = threads === null ? [] : ['--threads', `${threads}`];
      const trained = await tempr1('train', project, '--seed', `${seed}`, '--minutes', `${MINUTES}`, ...own);
      const trainedAt = performance.now();
      await tempr1('suggest', project, '--split', 'test', '--out', out);
      const ended = performance.now();
      const truth = await readDocument(document);
      const records = await readPredictions(out);
      const { items, predictions } = evaluationInput(truth, records, { predictionsFile: out, split: 'test' });
      return {
        figures: figuresOf(evaluate(items, predictions)),
        facts: {
          minutes: (ended - begun) / 60_000,
          suggestSeconds: (ended - trainedAt) / 1000,
          peakMegabytes: trained.peakMegabytes,
          said: trained.said,
        },
      };
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
  },
};

/** Runs a command of this project; the peak is that of its largest process, as GNU time counts it. */
async function tempr1(...args: string[]): Promise<{ said: string; peakMegabytes: number }> {
  const script = path.resolve(import.meta.dirname, '../../../scripts/tempr1.mjs');
  const measured = ['-f', '%M', process.execPath, script, ...args];
  const { stdout, stderr } = await promisify(execFile)('/usr/bin/time', measured, { maxBuffer: 1 << 26 });
  const kilobytes = Number(stderr.trim().split('\n').at(-1));
  return { said: stdout.trim().split('\n').at(-1) ?? '', peakMegabytes: Math.round(kilobytes / 1024) };
}
