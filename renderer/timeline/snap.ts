import { ticks } from '../../src/time/ticks.ts';
import { isOnGrid, type FrameTable } from '../../src/time/frame-table.ts';
import { boundaryNear } from './gesture.ts';
import type { PlacedLane } from './layout.ts';
import type { Peaks } from './media-band.ts';
import { firstAbove, type Row } from './rows.ts';

/** What a dragged edge can snap to; every target lies on a frame boundary. */
export type SnapKind = 'playhead' | 'edge' | 'cut' | 'silence';

export interface SnapTarget {
  readonly tick: number;
  readonly kind: SnapKind;
}

/** What there is to snap to besides the edges in the lanes. Ascending ticks. */
export interface SnapSources {
  readonly playhead: number;
  readonly cuts: Float64Array;
  readonly silences: Float64Array;
}

/** When several targets lie equally near, the one that a person means most probably. */
const ORDER: readonly SnapKind[] = ['playhead', 'edge', 'cut', 'silence'];

/**
 * The target nearest to `tick` within `reach` ticks, or null. Neighbouring edges are looked up in the rows by binary search, so
 * that a hundred thousand of them cost nothing. `except` are the intervals in hand.
 */
export function nearestTarget(
  tick: number,
  reach: number,
  placed: readonly PlacedLane[],
  sources: SnapSources,
  except: ReadonlySet<number>,
  table: FrameTable,
): SnapTarget | null {
  let best: SnapTarget | null = null;
  const offer = (at: number | undefined, kind: SnapKind): void => {
    if (at === undefined || !Number.isSafeInteger(at) || !isOnGrid(table, ticks(at))) return;
    const distance = Math.abs(at - tick);
    const before = best === null ? Infinity : Math.abs(best.tick - tick);
    const better =
      distance < before ||
      (distance === before && best !== null && ORDER.indexOf(kind) < ORDER.indexOf(best.kind));
    if (distance <= reach && better) best = { tick: at, kind };
  };
  offer(sources.playhead, 'playhead');
  offerNear(sources.cuts, tick, (at) => offer(at, 'cut'));
  offerNear(sources.silences, tick, (at) => offer(at, 'silence'));
  for (const { lane } of placed)
    for (const row of lane.bars.stack) offerRow(row, tick, lane.bars.ids, except, (at) => offer(at, 'edge'));
  return best;
}

function offerNear(sorted: Float64Array, tick: number, offer: (at: number | undefined) => void): void {
  const after = firstAbove(sorted, tick);
  offer(sorted[after - 1]);
  offer(sorted[after]);
}

/** How many bars next to a place are asked for their edges: enough to pass over those in hand. */
const AROUND = 3;

function offerRow(
  row: Row,
  tick: number,
  ids: Float64Array,
  except: ReadonlySet<number>,
  offer: (at: number | undefined) => void,
): void {
  const middle = firstAbove(row.starts, tick);
  for (let i = Math.max(0, middle - AROUND); i < Math.min(row.length, middle + AROUND); i++) {
    if (except.has(ids[row.bars[i] ?? 0] ?? 0)) continue;
    offer(row.starts[i]);
    offer(row.ends[i]);
  }
}

/** Quieter than this share of the loudest sample counts as silence, for at least so many seconds. */
const QUIET = 0.04;
const QUIET_SECONDS = 0.25;

/** Frame boundaries at which silence begins or ends, ascending. */
export function silenceEdges(peaks: Peaks, table: FrameTable): Float64Array {
  const [level] = peaks.levels;
  if (level === undefined || peaks.loudest === 0) return new Float64Array();
  const { values, bucketsPerSecond } = level;
  const least = Math.max(1, Math.round(QUIET_SECONDS * bucketsPerSecond));
  const loud = Math.max(1, peaks.loudest * QUIET * 32768);
  const perSecond = table.timebase.den / table.timebase.num;
  const edges = new Set<number>();
  const add = (bucket: number): void => {
    const tick = (peaks.startSeconds + bucket / bucketsPerSecond) * perSecond;
    const frame = boundaryNear(table, tick);
    // Silence that begins before the first or ends after the last frame has no edge of its own there.
    if (frame > 0 && frame < table.pts.length) edges.add(table.pts[frame] ?? 0);
  };
  const buckets = values.length / 2;
  let quiet = 0;
  for (let bucket = 0; bucket <= buckets; bucket++) {
    const isQuiet =
      bucket < buckets && Math.max(-(values[bucket * 2] ?? 0), values[bucket * 2 + 1] ?? 0) < loud;
    if (isQuiet) {
      quiet++;
      continue;
    }
    if (quiet >= least) {
      add(bucket - quiet);
      add(bucket);
    }
    quiet = 0;
  }
  return Float64Array.from(edges).sort();
}
