import {
  distance,
  information,
  typicalDistance,
  type CuratedLooks,
  type Information,
} from './information.ts';

/**
 * Which of many to label next, when several are picked before the policy learns again: each pick counts as seen, so that
 * what looks like it is less new. Greedy; values only fall as picks are added, so that most candidates need not be looked
 * at again (lazy evaluation, Minoux 1978).
 */

/** Something to pick: how torn the policy is about it, and what it looks like; null: not known, its novelty neither. */
export interface Candidate<Id> {
  readonly id: Id;
  /** In [0, 1]. */
  readonly disagreement: number;
  readonly look: Float32Array | null;
}

/** A pick, with what it is worth after those before it. */
export interface DiversePick<Id> extends Information {
  readonly id: Id;
  /** The earlier pick that it looks more like than anything curated; null where there is none. */
  readonly like: Id | null;
}

interface Waiting<Id> {
  readonly candidate: Candidate<Id>;
  /** Place among the candidates. */
  readonly order: number;
  /** Distance to the nearest of what is curated and of the first `counted` picks. */
  away: number;
  like: Id | null;
  counted: number;
  worth: Information;
}

/**
 * Puts candidates in the order of what each would teach after those before it.
 * @param curated null: too few videos are curated to say what is usual; candidates are then compared with each other only
 * @param most how many to pick; the others are left out
 * @returns the picks, best first, with values that never rise; equals stay in the order given
 */
export function diversified<Id>(
  candidates: readonly Candidate<Id>[],
  curated: CuratedLooks | null,
  most = candidates.length,
): DiversePick<Id>[] {
  const looks = candidates.flatMap(({ look }) => (look === null ? [] : [look]));
  const typical = curated?.typical ?? (most < 2 ? 0 : typicalDistance(looks));
  const heap = new Heap<Waiting<Id>>(isBefore);
  for (const [order, candidate] of candidates.entries()) {
    const away = awayFrom(candidate.look, curated);
    heap.push({ candidate, order, away, like: null, counted: 0, worth: worthOf(candidate, away, typical) });
  }
  const picks: DiversePick<Id>[] = [];
  const seen: Candidate<Id>[] = [];
  while (picks.length < most) {
    const first = heap.pop();
    if (first === undefined) break;
    if (first.counted < seen.length) {
      recount(first, seen);
      first.worth = worthOf(first.candidate, first.away, typical);
      heap.push(first);
    } else {
      picks.push({ id: first.candidate.id, like: first.like, ...first.worth });
      seen.push(first.candidate);
    }
  }
  return picks;
}

/** Distance to the nearest curated look; Infinity where nothing can be compared. */
function awayFrom(look: Float32Array | null, curated: CuratedLooks | null): number {
  if (look === null || curated === null) return Infinity;
  return curated.looks.reduce((least, other) => Math.min(least, distance(look, other)), Infinity);
}

/** Brings an entry up to date with the picks made since it was last looked at. */
function recount<Id>(entry: Waiting<Id>, seen: readonly Candidate<Id>[]): void {
  const { look } = entry.candidate;
  for (let i = entry.counted; i < seen.length; i++) {
    const other = seen[i];
    if (look === null || other === undefined || other.look === null) continue;
    const apart = distance(look, other.look);
    if (apart >= entry.away) continue;
    entry.away = apart;
    entry.like = other.id;
  }
  entry.counted = seen.length;
}

function worthOf({ disagreement, look }: Candidate<unknown>, away: number, typical: number): Information {
  if (look === null) return information(disagreement, null);
  // Nothing to compare with yet: wholly new, so that no value rises when the first pick is made.
  const strange = away === Infinity ? 1 : away === 0 ? 0 : away / (away + typical);
  return information(disagreement, strange);
}

const isBefore = (a: Waiting<unknown>, b: Waiting<unknown>): boolean =>
  a.worth.value > b.worth.value || (a.worth.value === b.worth.value && a.order < b.order);

/** A binary heap: what comes before all others is taken first. */
class Heap<T> {
  readonly #entries: T[] = [];
  readonly #isBefore: (a: T, b: T) => boolean;

  constructor(before: (a: T, b: T) => boolean) {
    this.#isBefore = before;
  }

  push(entry: T): void {
    this.#entries.push(entry);
    let at = this.#entries.length - 1;
    while (at > 0 && this.#swapIfBefore(at, (at - 1) >> 1)) at = (at - 1) >> 1;
  }

  pop(): T | undefined {
    const [first] = this.#entries;
    const last = this.#entries.pop();
    if (last === undefined || this.#entries.length === 0) return last;
    this.#entries[0] = last;
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const child = this.#comesBefore(right, left) ? right : left;
      if (!this.#swapIfBefore(child, at)) return first;
      at = child;
    }
  }

  #comesBefore(a: number, b: number): boolean {
    const [one, other] = [this.#entries[a], this.#entries[b]];
    return one !== undefined && other !== undefined && this.#isBefore(one, other);
  }

  #swapIfBefore(child: number, parent: number): boolean {
    const [one, other] = [this.#entries[child], this.#entries[parent]];
    if (one === undefined || other === undefined || !this.#isBefore(one, other)) return false;
    this.#entries[child] = other;
    this.#entries[parent] = one;
    return true;
  }
}
