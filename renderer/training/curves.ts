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
  readonly title: string;
  readonly curves: readonly Curve[];
}

const ORDER = ['reward', 'kl', 'held', 'loss'] as const;
const TITLES: Readonly<Record<(typeof ORDER)[number], string>> = {
  reward: 'Reward',
  kl: 'KL to the warmed-up model',
  held: 'Held-out videos',
  loss: 'Loss',
};

function groupOf(name: string): (typeof ORDER)[number] | null {
  const lower = name.toLowerCase();
  if (lower.startsWith('held') || lower.startsWith('validation') || lower.startsWith('val')) return 'held';
  if (lower === 'kl' || lower.startsWith('kl')) return 'kl';
  if (lower.includes('loss')) return 'loss';
  return ['reward', 'format', 'localization', 'answer'].some((part) => lower.startsWith(part))
    ? 'reward'
    : null;
}

/** Which curves share a chart: rewards together, KL, held-out scores, and losses by phase; the rest one chart each. */
export function planCharts(series: readonly Curve[]): ChartPlan[] {
  const groups = new Map<string, { title: string; order: number; curves: Curve[] }>();
  for (const curve of series) {
    if (curve.steps.length === 0) continue;
    const group = groupOf(curve.name);
    const title =
      group === null
        ? curve.name
        : group === 'loss' && curve.phase !== ''
          ? `${TITLES.loss}, ${curve.phase}`
          : TITLES[group];
    const entry = groups.get(title) ?? {
      title,
      order: group === null ? ORDER.length : ORDER.indexOf(group),
      curves: [],
    };
    entry.curves.push(curve);
    groups.set(title, entry);
  }
  return [...groups.values()]
    .toSorted((a, b) => a.order - b.order || (a.title < b.title ? -1 : 1))
    .map(({ title, curves }) => ({ title, curves }));
}
