import { TASKS } from '../../tasks/task.ts';
import type { StoredReport } from '../../training/events.ts';
import type { EvaluationRow } from '../contract/index.ts';

/** Counts among the metrics: how much stands behind the others. */
const COUNTS = new Set(['queries', 'classes']);

/** Three stages of one run measured on the same videos, null where a stage was not measured. */
export interface EvaluationColumns {
  readonly before: StoredReport | null;
  readonly warmUp: StoredReport | null;
  readonly after: StoredReport | null;
}

/** A table with one row per task and metric, in the tasks' order. */
export function evaluationRows({ before, warmUp, after }: EvaluationColumns): EvaluationRow[] {
  return TASKS.flatMap((task) => {
    const columns = [before, warmUp, after].map((report) => report?.tasks[task] ?? {});
    const names = [...new Set(columns.flatMap(Object.keys))].filter((name) => !COUNTS.has(name));
    const n = columns.reduce((most, column) => Math.max(most, column['queries'] ?? 0), 0);
    return names.map((metric) => ({
      task,
      metric,
      n,
      before: columns[0]?.[metric] ?? null,
      warmUp: columns[1]?.[metric] ?? null,
      after: columns[2]?.[metric] ?? null,
    }));
  });
}
