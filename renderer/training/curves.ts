import { TASKS } from '../../src/tasks/task.ts';
import { en } from '../words/en/index.ts';
import { words } from '../words/words.ts';

/** Thins a curve to at most `most` points for drawing, keeping each stretch's lowest and highest value, so that no spike is lost. */
export function decimate(
  steps: readonly number[],
  values: readonly number[],
  most = 1000,
): { steps: number[]; values: number[] } {
  const count = Math.min(steps.length, values.length);
  if (count <= most) return { steps: steps.slice(0, count), values: values.slice(0, count) };
  const pieces = Math.floor(most / 2);
  const kept: number[] = [];
  for (let piece = 0; piece < pieces; piece++) {
    const from = Math.floor((piece * count) / pieces);
    const to = Math.floor(((piece + 1) * count) / pieces);
    let low = from;
    let high = from;
    for (let i = from; i < to; i++) {
      if ((values[i] ?? 0) < (values[low] ?? 0)) low = i;
      if ((values[i] ?? 0) > (values[high] ?? 0)) high = i;
    }
    kept.push(...(low === high ? [low] : [Math.min(low, high), Math.max(low, high)]));
  }
  return { steps: kept.map((i) => steps[i] ?? 0), values: kept.map((i) => values[i] ?? 0) };
}

/** Exponential moving average with the start corrected for its bias. `weight` 0 leaves the curve as it is. */
export function smoothed(values: readonly number[], weight: number): number[] {
  let sum = 0;
  let norm = 0;
  return values.map((value) => {
    sum = sum * weight + value * (1 - weight);
    norm = norm * weight + (1 - weight);
    return sum / norm;
  });
}

export interface Curve {
  readonly name: string;
  readonly phase: string;
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

export interface ChartPlan {
  /** `chartTitle` has its title. */
  readonly id: string;
  readonly curves: readonly Curve[];
  /** Of interest to few: shown only when asked for. */
  readonly minor: boolean;
}

const MAJOR = ['reward', 'decided', 'heldOut', 'kl', 'terms'];

type Named = keyof typeof en.training.chart;
function isNamed(id: string): id is Named {
  return id in en.training.chart;
}

/** What a chart is called; a curve that nobody named keeps its own name. */
export function chartTitle(id: string): string {
  return isNamed(id) ? words('training')(`chart.${id}`) : id;
}

/** The chart that a curve belongs to. */
function chartOf({ name, phase }: Curve): string {
  if (/^reward\b/u.test(name)) return 'reward';
  if (/^decided\b/u.test(name)) return 'decided';
  if (/^heldOut\b/u.test(name)) return 'heldOut';
  if (name === 'kl') return 'kl';
  if (name === 'format' || name === 'localization' || name === 'answer') return 'terms';
  if (name === 'loss') return phase === 'warm-up' ? 'warmUpLoss' : 'grpoLoss';
  return name;
}

/** What a curve is called inside its chart: the task, or the mean over tasks. */
export function curveName({ name }: Curve): string {
  const task = /^(?:reward|decided|heldOut) (.+)$/u.exec(name)?.[1];
  return task ?? (name === 'reward' || name === 'heldOut' ? 'mean' : name);
}

/** The mean first, then the tasks in their own order. */
function order(curve: Curve): number {
  const name = curveName(curve);
  return name === 'mean' ? -1 : TASKS.findIndex((task) => task === name);
}

/** Place of a curve's colour in the palette: a task has the same one in every chart. */
export function curveColour(curve: Curve, at: number): number {
  const task = order(curve);
  return task >= 0 ? task : at;
}

/** Which curves share a chart: rewards of all tasks together, held-out scores, KL, terms, losses by phase; the rest one each. */
export function planCharts(series: readonly Curve[]): ChartPlan[] {
  const charts = new Map<string, Curve[]>();
  for (const curve of series) {
    // The present model's own score stands in the table, not on the axis of the run's steps.
    if (curve.steps.length === 0 || curve.phase === 'start') continue;
    const id = chartOf(curve);
    charts.set(id, [...(charts.get(id) ?? []), curve]);
  }
  const rank = (id: string): number => {
    const at = MAJOR.indexOf(id);
    return at >= 0 ? at : id === 'warmUpLoss' ? MAJOR.length : MAJOR.length + 1;
  };
  return [...charts]
    .toSorted(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([id, curves]) => ({
      id,
      curves: curves.toSorted((a, b) => order(a) - order(b)),
      minor: rank(id) > MAJOR.length,
    }));
}
