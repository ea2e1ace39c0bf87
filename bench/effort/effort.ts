import type { EvaluationItem } from '../../src/metrics/evaluation.ts';
import { TASKS, type Prediction, type TaskKind } from '../../src/tasks/task.ts';
import { unaided, withSuggestions } from './annotator.ts';
import type { Check } from './mending.ts';
import { afterSweep, SWEEP } from './sweep.ts';
import type { Criterion } from './drawing.ts';
import { costOf, key, NOTHING, sum, watch, type Cost, type Goal } from './klm.ts';

/** Speed at which a video is watched once before its items are worked on. */
const VIEWING_SPEED = 2;

export interface EffortSettings {
  readonly criterion: Criterion;
  readonly check: Check;
  readonly goal: Goal;
  /** Suggestions of at least this score are accepted at once, video by video; null: each is judged. */
  readonly above: number | null;
  /** Frames per second of the videos. */
  readonly fps: number;
}

/** One row of the report: all items of a task, or of all tasks. */
export interface EffortRow {
  readonly name: TaskKind | 'all';
  readonly items: number;
  /** Curated intervals, a sentence without one counting too. */
  readonly intervals: number;
  readonly unaided: Cost;
  readonly suggested: Cost;
  /** Intervals whose suggestion was right, trimmed, wrong, or missing, and suggestions of nothing. */
  readonly accepted: number;
  readonly trimmed: number;
  readonly redrawn: number;
  readonly missed: number;
  readonly extra: number;
}

/** What curating all items costs without help and with suggestions. Each video is watched once in both. */
export function effortRows(
  items: readonly EvaluationItem[],
  predictions: ReadonlyMap<string, Prediction>,
  { criterion, check, goal, above, fps }: EffortSettings,
): EffortRow[] {
  const tasks = TASKS.map((name): EffortRow => {
    const own = items.filter(({ prompt }) => prompt.task === name);
    const worked = own.map(({ itemId, prompt, truth, duration }) => {
      const work = { prompt, truth, scene: { duration, frame: 1 / fps, criterion, goal } };
      const found = predictions.get(itemId);
      const outcome =
        above === null ? withSuggestions(work, found, check) : afterSweep(work, found, check, above);
      return { alone: costOf(unaided(work)), outcome, cost: costOf(outcome.steps) };
    });
    const total = (pick: (one: (typeof worked)[number]) => number) =>
      worked.reduce((all, one) => all + pick(one), 0);
    return {
      name,
      items: own.length,
      intervals: own.reduce((all, { truth }) => all + truth.intervals.length, 0),
      unaided: sum(worked.map(({ alone }) => alone)),
      suggested: sum(worked.map(({ cost }) => cost)),
      accepted: total(({ outcome }) => outcome.accepted),
      trimmed: total(({ outcome }) => outcome.trimmed),
      redrawn: total(({ outcome }) => outcome.redrawn),
      missed: total(({ outcome }) => outcome.missed),
      extra: total(({ outcome }) => outcome.extra),
    };
  }).filter(({ items }) => items > 0);
  const viewing = viewed(items);
  const sweeps =
    above === null ? [] : [...new Set(items.map(({ videoId }) => videoId))].map(() => costOf(SWEEP));
  const all = tasks.reduce((sums, row) => added(sums, row), emptyRow());
  return [
    ...tasks,
    { ...all, unaided: sum([all.unaided, viewing]), suggested: sum([all.suggested, viewing, ...sweeps]) },
  ];
}

/** Watching every video once. */
function viewed(items: readonly EvaluationItem[]): Cost {
  const durations = new Map(items.map(({ videoId, duration }) => [videoId, duration]));
  return sum(
    [...durations.values()].map((duration) => costOf([key('play'), watch(duration / VIEWING_SPEED)])),
  );
}

function emptyRow(): EffortRow {
  const none = { accepted: 0, trimmed: 0, redrawn: 0, missed: 0, extra: 0 };
  return { name: 'all', items: 0, intervals: 0, unaided: NOTHING, suggested: NOTHING, ...none };
}

function added(a: EffortRow, b: EffortRow): EffortRow {
  return {
    name: 'all',
    items: a.items + b.items,
    intervals: a.intervals + b.intervals,
    unaided: sum([a.unaided, b.unaided]),
    suggested: sum([a.suggested, b.suggested]),
    accepted: a.accepted + b.accepted,
    trimmed: a.trimmed + b.trimmed,
    redrawn: a.redrawn + b.redrawn,
    missed: a.missed + b.missed,
    extra: a.extra + b.extra,
  };
}

/** A Markdown table. */
export function effortTable(rows: readonly EffortRow[]): string {
  const head = `| task | intervals | actions per interval, unaided | with suggestions | ratio | seconds per interval, unaided | with suggestions | ratio | as they are | trimmed | wrong | missing | of nothing |
| --- |${' ---: |'.repeat(12)}`;
  const lines = rows.map((row) => {
    const per = (value: number) => (row.intervals === 0 ? '-' : (value / row.intervals).toFixed(2));
    const share = (count: number) =>
      row.intervals === 0 ? '-' : `${((100 * count) / row.intervals).toFixed(0)} %`;
    const cells = [
      row.name,
      row.intervals,
      per(row.unaided.actions),
      per(row.suggested.actions),
      ratio(row.suggested.actions, row.unaided.actions),
      per(row.unaided.seconds),
      per(row.suggested.seconds),
      ratio(row.suggested.seconds, row.unaided.seconds),
      share(row.accepted),
      share(row.trimmed),
      share(row.redrawn),
      share(row.missed),
      share(row.extra),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [head, ...lines].join('\n');
}

export function ratio(part: number, whole: number): string {
  return whole === 0 ? '-' : (part / whole).toFixed(2);
}
