/**
 * `npm run bench -- effort --truth FILE --predictions FILE`: what curating the items of a native document costs an annotator
 * without help and with the given suggestions, by the keystroke-level model (README.md).
 */
import { parseArgs } from 'node:util';
import * as z from 'zod';

import { evaluationInput } from '../../src/exchange/evaluation-input.ts';
import { readPredictions } from '../../src/exchange/predictions.ts';
import { readDocument } from '../../src/exchange/registry.ts';
import type { Check } from './annotator.ts';
import type { Criterion } from './drawing.ts';
import { effortRows, effortTable, ratio } from './effort.ts';

const { values } = parseArgs({
  options: {
    truth: { type: 'string' },
    predictions: { type: 'string' },
    split: { type: 'string' },
    fps: { type: 'string', default: '30' },
    json: { type: 'boolean', default: false },
  },
});
const { truth, predictions: predictionsFile } = values;
if (truth === undefined || predictionsFile === undefined)
  throw new Error('Say --truth FILE and --predictions FILE.');
const split = z.enum(['train', 'validation', 'test']).optional().parse(values.split);
const fps = z.coerce.number().positive().parse(values.fps);

const document = await readDocument(truth);
const records = await readPredictions(predictionsFile);
const { items, predictions, notes } = evaluationInput(document, records, {
  predictionsFile,
  ...(split === undefined ? {} : { split }),
});
// Only what the policy was asked: the other items say nothing of it.
const asked = items.filter(({ itemId }) => predictions.has(itemId));
if (asked.length === 0) throw new Error(`${predictionsFile} answers no item of ${truth}.`);
for (const note of notes) process.stderr.write(`${note}\n`);

const CRITERIA: Readonly<Record<Criterion, string>> = {
  edges: 'both edges within 0.2 s',
  iou: 'IoU of 0.9 or more',
};
const CHECKS: Readonly<Record<Check, string>> = {
  play: 'every accepted interval is played',
  glance: 'accepted intervals are not played',
};
const criteria = ['edges', 'iou'] as const;
const checks = ['play', 'glance'] as const;
const runs = criteria.flatMap((criterion) =>
  checks.map((check) => ({
    criterion,
    check,
    rows: effortRows(asked, predictions, { criterion, check, fps }),
  })),
);
if (values.json) process.stdout.write(`${JSON.stringify(runs, null, 2)}\n`);
else
  for (const { criterion, check, rows } of runs) {
    const all = rows.at(-1);
    const gestures = all === undefined ? '' : ratio(all.suggested.gestures, all.unaided.gestures);
    process.stdout.write(
      `${asked.length} items; right means ${CRITERIA[criterion]}; ${CHECKS[check]}.\n\n${effortTable(rows)}\n\nWith every chord, click and drag counted once the ratio of all actions is ${gestures}.\n\n`,
    );
  }
