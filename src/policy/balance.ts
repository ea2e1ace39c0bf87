/**
 * Which of several kinds of videos to label next: what is rare among the curated comes first. A policy learns a kind of video,
 * with its labels, from videos of that kind; a second one of a kind teaches less than the first of another.
 */

/** Something to pick, of a kind. */
export interface Grouped<Id> {
  readonly id: Id;
  readonly group: string;
}

/**
 * Puts candidates in an order in which each is of a group that, with those before it, has fewest.
 * @param candidates best first where the groups leave a choice
 * @param curated how many of each group are there already; a group that is not named has none
 */
export function balanced<Id>(
  candidates: readonly Grouped<Id>[],
  curated: ReadonlyMap<string, number>,
): Grouped<Id>[] {
  // The k-th of a group comes when its group has k fewer than it will have: no heap is needed.
  const taken = new Map(curated);
  return candidates
    .map((candidate, order) => {
      const before = taken.get(candidate.group) ?? 0;
      taken.set(candidate.group, before + 1);
      return { candidate, before, order };
    })
    .toSorted((a, b) => a.before - b.before || a.order - b.order)
    .map(({ candidate }) => candidate);
}
