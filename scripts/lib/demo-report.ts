import Table from 'cli-table3';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { TASKS } from '../../src/tasks/task.ts';
import { readEventLog } from '../../src/training/event-log.ts';

/** What `tempr1 evaluate --json` prints. */
export const evaluationSchema = z.object({
  tasks: z.partialRecord(z.enum(TASKS), z.record(z.string(), z.number().nullable())),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

/** The metrics that the table shows, in the field's order. */
const shown = {
  TG: ['R1@0.5', 'mIoU'],
  DTG: ['R1@0.5'],
  VHD: ['mAP', 'HIT@1'],
  GVQA: ['accuracy', 'evidenceMIoU'],
  TAL: ['mAP@0.5'],
} as const;

/**
 * The three measured columns, in percent.
 * @throws Error when a metric is missing from a report: a table with holes would hide that.
 */
export function columnsTable(columns: { shipped: Evaluation; warm: Evaluation; after: Evaluation }): string {
  const table = new Table({
    head: ['held-out videos, %', 'queries', 'shipped', 'after warm-up', 'after GRPO'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const task of TASKS)
    for (const metric of shown[task]) {
      const cells = [columns.shipped, columns.warm, columns.after].map((report) => {
        const value = report.tasks[task]?.[metric];
        if (typeof value !== 'number') throw new Error(`The evaluation has no ${task} ${metric}.`);
        return (value * 100).toFixed(1);
      });
      table.push([`${task} ${metric}`, columns.shipped.tasks[task]?.['queries'] ?? '', ...cells]);
    }
  return table.toString();
}

const BLOCKS = '▁▂▃▄▅▆▇█';

/** The reward curve of the project's newest run, step by step: mean reward, its terms, and the divergence from the reference. */
export function rewardCurve(project: string): string {
  const runs = path.join(project, 'runs');
  const newest = readdirSync(runs).toSorted().at(-1);
  if (newest === undefined) throw new Error('The project has no run.');
  const steps = readEventLog(path.join(runs, newest, 'events.jsonl'))
    .map(({ event }) => event)
    .filter((event) => event.kind === 'grpo');
  if (steps.length === 0) return '\n    GRPO made no step.\n';
  const rewards = steps.map((step) => step.reward);
  const [low, high] = [Math.min(...rewards), Math.max(...rewards)];
  const line = rewards
    .map((value) => BLOCKS[Math.round(((value - low) / (high - low || 1)) * (BLOCKS.length - 1))])
    .join('');
  const rows = steps.map(
    ({ step, reward, kl, flatGroups, groups }) =>
      `    step ${String(step).padStart(3)}   reward ${reward.toFixed(3)}   KL ${kl.toFixed(5)}   groups without signal ${flatGroups} of ${groups}`,
  );
  return `\n    Reward by step (mean over the step's rollouts; each step poses other questions)\n    ${line}   ${low.toFixed(2)} to ${high.toFixed(2)}\n${rows.join('\n')}\n`;
}
