/**
 * `npm run bench -- effort --truth FILE --predictions FILE`: what curating the items of a native document costs an annotator
 * without help and with the given suggestions, by the keystroke-level model (README.md).
 */
import { parseArgs } from 'node:util';
import * as z from 'zod';

import { evaluationInput } from '../../src/exchange/evaluation-input.ts';
import { readPredictions } from '../../src/exchange/predictions.ts';
import { readDocument } from '../../src/exchange/registry.ts';
import { effortRows, effortTable, ratio } from './effort.ts';

const { values } = parseArgs({
  options: {
    truth: { type: 'string' },
    predictions: { type: 'string' },
    split: { type: 'string' },
    fps: { type: 'string', default: '30' },
    above: { type: 'string', default: '0.5' },
    json: { type: 'boolean', default: false },
  },
});
const { truth, predictions: predictionsFile } = values;
if (truth === undefined || predictionsFile === undefined)
  throw new Error('Say --truth FILE and --predictions FILE.');
const split = z.enum(['train', 'validation', 'test']).optional().parse(values.split);
const fps = z.coerce.number().positive().parse(values.fps);
const threshold = z.coerce.number().min(0).max(1).parse(values.above);

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

const CRITERIA = { edges: 'both edges within 0.2 s', iou: 'IoU of 0.9 or more' } as const;
const CHECKS = { play: 'every accepted interval is played', glance: 'nothing accepted is played' } as const;
const GOALS = { seconds: 'time is spared', actions: 'actions are spared' } as const;
const runs = (['edges', 'iou'] as const).flatMap((criterion) =>
  (['seconds', 'actions'] as const).flatMap((goal) =>
    (['play', 'glance'] as const).flatMap((check) =>
      [null, threshold].map((above) => ({
        criterion,
        check,
        goal,
        above,
        rows: effortRows(asked, predictions, { criterion, check, goal, above, fps }),
      })),
    ),
  ),
);
if (values.json) process.stdout.write(`${JSON.stringify(runs, null, 2)}\n`);
else {
  for (const { criterion, check, goal, above, rows } of runs)
    if (check === 'play' && goal === 'seconds' && above === null)
      process.stdout.write(
        `${asked.length} items; right means ${CRITERIA[criterion]}; ${CHECKS[check]}; ${GOALS[goal]}.\n\n${effortTable(rows)}\n\n`,
      );
  process.stdout.write(
    `| right means | what is spared | check | suggestions | actions, unaided | with suggestions | ratio | seconds, unaided | with suggestions | ratio | gestures, ratio |\n| --- | --- | --- | --- |${' ---: |'.repeat(7)}\n`,
  );
  for (const { criterion, check, goal, above, rows } of runs) {
    const all = rows.at(-1);
    if (all === undefined) continue;
    const { unaided, suggested, intervals } = all;
    const per = (value: number) => (value / intervals).toFixed(2);
    const cells = [
      CRITERIA[criterion],
      GOALS[goal],
      CHECKS[check],
      above === null ? 'one by one' : `all of ${above} and more at once`,
      per(unaided.actions),
      per(suggested.actions),
      ratio(suggested.actions, unaided.actions),
      per(unaided.seconds),
      per(suggested.seconds),
      ratio(suggested.seconds, unaided.seconds),
      ratio(suggested.gestures, unaided.gestures),
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
}
