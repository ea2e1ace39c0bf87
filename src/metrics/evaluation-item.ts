import type { Prediction } from '../tasks/task.ts';
import type { PromptOf, TruthOf } from '../tasks/task-definition.ts';
import type { TaskKind } from '../tasks/task.ts';

/** One curated item to measure predictions against; `Kind` ties its prompt to its truth. */
export interface EvaluationItemOf<Kind extends TaskKind> {
  readonly itemId: string;
  readonly videoId: string;
  /** The label set of the video: classes of the same name in two sources are two classes. */
  readonly source: string;
  readonly prompt: PromptOf<Kind>;
  readonly truth: TruthOf<Kind>;
  /** Seconds at which the video ends. */
  readonly duration: number;
}

/** An item together with what was predicted for it; null when nothing was, which counts as wrong. */
export interface Judged<Kind extends TaskKind> {
  readonly item: EvaluationItemOf<Kind>;
  readonly prediction: Prediction | null;
}

/** Mean of `values`; null when there are none. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Share of `values` that reach `threshold`; null when there are none. */
export function shareReaching(values: readonly number[], threshold: number): number | null {
  return mean(values.map((value) => (value >= threshold ? 1 : 0)));
}
