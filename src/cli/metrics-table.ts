import Table from 'cli-table3';
import type { EvaluationReport } from '../metrics/evaluation.ts';
import { TASKS } from '../tasks/task.ts';

const COUNTS = new Set(['queries', 'classes']);

/** Percent with one decimal; a dash where nothing was measured. */
export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : (value * 100).toFixed(1);
}

/** One row per task and metric, for people. */
export function metricsTable(report: EvaluationReport): string {
  const table = new Table({
    head: ['task', 'metric', '%', 'queries'],
    colAligns: ['left', 'left', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const task of TASKS) {
    const metrics: Readonly<Record<string, number | null>> = { ...report.tasks[task] };
    for (const [name, value] of Object.entries(metrics))
      if (!COUNTS.has(name)) table.push([task, name, percent(value), metrics['queries'] ?? 0]);
  }
  return table.toString();
}
