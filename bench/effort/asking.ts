import { othersOf } from '../../renderer/suggestions/others.ts';
import type { Truth } from '../../src/tasks/task.ts';
import { iou, type Interval } from '../../src/time/interval.ts';
import { drawing, touch, type Scene } from './drawing.ts';
import { best, isBetter, key, THINK, type Step } from './klm.ts';
import { mending, type Check } from './mending.ts';
import { spanOf, type Desk } from './rows.ts';

/** What overlaps this much with something that is there is passed over (src/corpus/jobs/alternatives.ts). */
const SAME = 0.5;

/** Where an annotator works, and how suggestions are judged. */
export interface Asker {
  readonly scene: Scene;
  readonly check: Check;
}

/** What "next best" offers, one press after another: what is too unlikely to be shown, then what the answer left out. */
export function offersFor(desk: Desk, slot: number): Interval[] {
  const isDense = desk.item.task === 'DTG';
  const hidden = othersOf(desk.item, desk, isDense ? slot : 0)?.hidden ?? [];
  const known = desk.suggestions.filter((row) => !isDense || row.slot === slot).map(spanOf);
  const spare = desk.alternatives
    .filter((each) => !isDense || each.slot === slot)
    .toSorted((a, b) => b.score - a.score)
    .map(({ interval }) => interval)
    .filter((each) => known.every((other) => other === null || iou(each, other) < SAME));
  return [...hidden.map(spanOf).filter((each) => each !== null), ...spare];
}

/** "Next best" until one comes from which the interval is made with least effort; null where none of them touches it. */
export function asked(
  truth: Interval,
  offers: readonly Interval[],
  { scene, check }: Asker,
): readonly Step[] | null {
  const ways = offers.flatMap((offer, place) =>
    touch(offer, truth) ? [[...presses(place + 1), ...mending(offer, truth, scene, check)]] : [],
  );
  return ways.length === 0 ? null : best(ways, scene.goal);
}

/** The intervals that a list still lacks: some from what "next best" offers, asked as long as that spares effort, others drawn. */
export function completed(
  missing: readonly Interval[],
  offers: readonly Interval[],
  asker: Asker,
): readonly Step[] {
  const ways = offers.map((_, place) => withPresses(missing, offers.slice(0, place + 1), asker));
  return best([missing.flatMap((each) => drawing(each, asker.scene)), ...ways], asker.scene.goal);
}

function withPresses(
  missing: readonly Interval[],
  offers: readonly Interval[],
  { scene, check }: Asker,
): readonly Step[] {
  const free = new Set(offers);
  const made = missing.map((truth) => {
    const [nearest] = [...free]
      .filter((each) => touch(each, truth))
      .toSorted((a, b) => iou(b, truth) - iou(a, truth));
    const drawn = drawing(truth, scene);
    if (nearest === undefined) return drawn;
    const mended = mending(nearest, truth, scene, check);
    if (!isBetter(mended, drawn, scene.goal)) return drawn;
    free.delete(nearest);
    return mended;
  });
  return [...presses(offers.length), ...made.flat()];
}

/** What comes is looked at; where it does not lie where it should, the next press follows. */
function presses(times: number): Step[] {
  return Array.from({ length: times }, () => [key('another-suggestion'), THINK]).flat();
}

/** Whether a task holds a list of which anything may be missing. */
export function isList({ task }: Truth): boolean {
  return task !== 'TG' && task !== 'DTG';
}
