import { z } from 'zod';

const event = z.object({
  name: z.string(),
  ph: z.string(),
  ts: z.number(),
  dur: z.number().optional(),
  /** Processor time of the thread, where the browser measured it. */
  tdur: z.number().optional(),
  tid: z.number(),
  pid: z.number(),
});
const trace = z.object({ traceEvents: z.array(z.unknown()) });
type TraceEvent = z.infer<typeof event>;

/** Everything that counts as script of a page: handlers, callbacks, microtasks, and collecting its garbage. */
const SCRIPT = new Set([
  'EventDispatch',
  'FireAnimationFrame',
  'FireIdleCallback',
  'TimerFire',
  'FunctionCall',
  'RunMicrotasks',
  'EvaluateScript',
  'MinorGC',
  'MajorGC',
  'V8.GCScavenger',
]);

export const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'v8', 'blink'];

export interface FrameCost {
  /** Milliseconds of script in each frame in which a frame was drawn. */
  readonly script: readonly number[];
  /** The same in milliseconds that the page's thread had the processor: what a busy machine took away is not in it. */
  readonly cpu: readonly number[];
  /** Milliseconds between frames. */
  readonly between: readonly number[];
}

/** What each frame of a trace cost in script, nested calls counted once. */
export function frameCosts(json: string): FrameCost {
  const events = trace.parse(JSON.parse(json)).traceEvents.flatMap((each): TraceEvent[] => {
    const read = event.safeParse(each);
    return read.success ? [read.data] : [];
  });
  const drawing = events.filter((each) => each.name === 'FireAnimationFrame');
  const thread = mostFrequent(drawing.map((each) => `${each.pid} ${each.tid}`));
  const own = events.filter((each) => `${each.pid} ${each.tid}` === thread);
  const begins = own
    .filter((each) => each.name === 'FireAnimationFrame')
    .map((each) => each.ts)
    .toSorted((a, b) => a - b);
  // Callbacks of one frame follow each other within less than a millisecond or so.
  const frames = begins.filter((at, i) => i === 0 || at - (begins[i - 1] ?? 0) > 4000);
  const spans = own
    .filter((each) => SCRIPT.has(each.name) && each.ph === 'X' && each.dur !== undefined)
    .map((each) => [each.ts, each.ts + (each.dur ?? 0), each.tdur ?? each.dur ?? 0] as const)
    .toSorted((a, b) => a[0] - b[0]);
  const script = Array.from({ length: Math.max(0, frames.length - 1) }, () => 0);
  const cpu = script.map(() => 0);
  let until = -Infinity;
  for (const [start, end, ran] of spans) {
    const from = Math.max(start, until);
    if (end <= from) continue;
    until = end;
    const frame = lastBefore(frames, from);
    if (frame < 0 || frame >= script.length) continue;
    script[frame] = (script[frame] ?? 0) + (end - from) / 1000;
    cpu[frame] = (cpu[frame] ?? 0) + Math.min(ran, end - from) / 1000;
  }
  const between = frames.slice(1).map((at, i) => (at - (frames[i] ?? 0)) / 1000);
  return { script, cpu, between };
}

function lastBefore(sorted: readonly number[], at: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function mostFrequent(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}

/** The value that a share of all lies below. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
