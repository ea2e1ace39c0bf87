import type { IntervalRow, ItemRow, VideoDetail } from '../../src/service/contract/index.ts';
import { barAt, indexOfBar, visibleRange, type Bar } from '../timeline/bars.ts';
import type { PlacedLane } from '../timeline/layout.ts';
import { barTarget } from '../timeline/model.ts';
import { spokenInterval } from './spoken.ts';
import type { Timebase } from '../../src/time/ticks.ts';

/** Where the focus of the grid is: a lane, and one of its bars, or its head. */
export interface Place {
  readonly lane: string;
  /** null: the head of the lane. */
  readonly bar: string | null;
}

/** Lanes as rows of a grid. A bar of the selected item is drawn twice, above and in its own lane; here it is in the first only. */
export class GridLanes {
  readonly placed: readonly PlacedLane[];
  readonly #above: string | null;

  constructor(placed: readonly PlacedLane[]) {
    this.placed = placed;
    this.#above = placed.find(({ lane }) => lane.kind === 'focus')?.lane.itemId ?? null;
  }

  /** Whether the bar is a cell of this lane, and not one of the lane of the selected item. */
  isHere(placed: PlacedLane, bar: Bar): boolean {
    const { kind } = placed.lane;
    return kind === 'focus' || kind === 'suggestions' || bar.itemId !== this.#above;
  }

  /** The lane that shows a bar; the first one where several do. */
  laneOf(barId: string): PlacedLane | null {
    return (
      this.placed.find((placed) => {
        const bar = barAt(placed.lane.bars, indexOf(placed, barId));
        return bar !== undefined && this.isHere(placed, bar);
      }) ?? null
    );
  }

  lane(id: string): PlacedLane | null {
    return this.placed.find(({ lane }) => lane.id === id) ?? null;
  }

  bar(place: Place): Bar | null {
    if (place.bar === null) return null;
    const placed = this.lane(place.lane);
    return placed === null ? null : (barAt(placed.lane.bars, indexOf(placed, place.bar)) ?? null);
  }

  /** The next cell of the lane in time (`step` 1) or the one before; the head before the first; null past the last. */
  along(place: Place, step: 1 | -1): Place | null {
    const placed = this.lane(place.lane);
    if (placed === null) return null;
    const { bars } = placed.lane;
    let at = place.bar === null ? -1 : indexOf(placed, place.bar);
    if (place.bar === null && step === -1) return null;
    for (at += step; at >= 0 && at < bars.length; at += step) {
      const bar = barAt(bars, at);
      if (bar !== undefined && this.isHere(placed, bar)) return { lane: place.lane, bar: bar.id };
    }
    return at < 0 ? { lane: place.lane, bar: null } : null;
  }

  /** First or last cell of the lane; its head when it is empty. */
  end(laneId: string, step: 1 | -1): Place {
    const head = { lane: laneId, bar: null };
    if (step === 1) return this.along(head, 1) ?? head;
    const placed = this.lane(laneId);
    if (placed === null) return head;
    const { bars } = placed.lane;
    for (let at = bars.length - 1; at >= 0; at--) {
      const bar = barAt(bars, at);
      if (bar !== undefined && this.isHere(placed, bar)) return { lane: laneId, bar: bar.id };
    }
    return head;
  }

  /** The lane below (`step` 1) or above, at the cell that lies nearest in time; its head when it is empty. */
  across(place: Place, step: 1 | -1): Place | null {
    const at = this.placed.findIndex(({ lane }) => lane.id === place.lane);
    const next = at < 0 ? this.placed[0] : this.placed[at + step];
    if (next === undefined) return null;
    const from = this.bar(place);
    if (from === null) return { lane: next.lane.id, bar: null };
    return { lane: next.lane.id, bar: this.nearest(next, (from.start + from.end) / 2)?.id ?? null };
  }

  /** The cell of a lane that lies nearest to a tick. */
  nearest(placed: PlacedLane, tick: number): Bar | null {
    const { bars } = placed.lane;
    const { from, to } = visibleRange(bars, tick, tick);
    let best: Bar | null = null;
    let least = Infinity;
    // Around the tick; a little further out where bars of the selected item are passed over.
    for (let at = Math.max(0, from - 50); at < Math.min(bars.length, to + 50); at++) {
      const bar = barAt(bars, at);
      if (bar === undefined || !this.isHere(placed, bar)) continue;
      const apart = Math.max(bar.start - tick, tick - bar.end, 0);
      if (apart >= least) continue;
      best = bar;
      least = apart;
    }
    return best;
  }
}

/** Index of a bar in its lane, or -1. */
export function indexOf(placed: PlacedLane, barId: string): number {
  return indexOfBar(placed.lane.bars, barId);
}

function itemOf(detail: VideoDetail, itemId: string): ItemRow | null {
  return detail.items.find((item) => item.id === itemId) ?? null;
}

function intervalOf(item: ItemRow | null, bar: Bar): IntervalRow | null {
  const { kind, id } = barTarget(bar.id);
  return kind === 'interval' ? (item?.intervals.find((each) => each.id === id) ?? null) : null;
}

/** Which of the intervals of its item a bar is; where the item's are too many to be listed, which of its lane. */
function instanceOf(
  item: ItemRow | null,
  bar: Bar,
  at: number,
  { lane }: PlacedLane,
): { at: number; count: number } | null {
  const { id } = barTarget(bar.id);
  const own = item?.intervals.findIndex((each) => each.id === id) ?? -1;
  if (item !== null && own >= 0)
    return item.intervals.length > 1 ? { at: own + 1, count: item.intervals.length } : null;
  return lane.kind === 'task' || lane.bars.length < 2 ? null : { at: at + 1, count: lane.bars.length };
}

/**
 * The spoken name of a bar. In the lane of a label or an item it is one of many, and says which.
 * @param at its index in the lane
 */
export function spokenBar(
  bar: Bar,
  at: number,
  placed: PlacedLane,
  detail: VideoDetail,
  timebase: Timebase,
): string {
  const item = itemOf(detail, bar.itemId);
  return spokenInterval(
    {
      item,
      code: bar.code,
      look: bar.look,
      start: bar.start,
      end: bar.end,
      instance: bar.look === 'truth' ? instanceOf(item, bar, at, placed) : null,
      offGrid: bar.offGrid,
      confidence: { score: bar.confidence, calibrated: bar.calibrated, basis: bar.basis },
      provenance: intervalOf(item, bar)?.provenance ?? null,
    },
    timebase,
  );
}
