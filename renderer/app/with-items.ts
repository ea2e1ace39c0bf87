import type { VideoDetail, VideoItems } from '../../src/service/contract/index.ts';

/**
 * A video's detail with the items `ids` as they were read again. Null where that is not enough: an item came or went, or is
 * drawn in another lane, so that lanes and order change as well.
 */
export function withItems(
  detail: VideoDetail,
  ids: readonly string[],
  answer: VideoItems,
): VideoDetail | null {
  if (answer.revision < detail.revision) return detail;
  const read = new Map(answer.items.map((item) => [item.id, item]));
  const held = new Map(detail.items.map((item) => [item.id, item]));
  // One that is in neither came and went between two readings.
  const known = ids.every((id) => read.get(id)?.laneId === held.get(id)?.laneId);
  if (!known) return null;
  const derived = new Map(answer.derived.map((each) => [each.itemId, each.derived]));
  const asked = new Set(ids);
  return {
    ...detail,
    state: answer.state,
    coverage: answer.coverage,
    skimmed: answer.skimmed,
    revision: answer.revision,
    items: detail.items.map((item) => read.get(item.id) ?? withDerived(item, derived.get(item.id))),
    suggestions: newestFirst(detail.suggestions, answer.suggestions, asked, (each) => each.responseId),
    responses: newestFirst(detail.responses, answer.responses, asked, (each) => each.id),
  };
}

type Item = VideoDetail['items'][number];

/** The same item where nothing changed: whoever draws it looks at its identity. */
function withDerived(item: Item, derived: Item['derived']): Item {
  if (item.derived?.state === derived?.state) return item;
  const { derived: _, ...rest } = item;
  return derived === undefined ? rest : { ...rest, derived };
}

/** Rows of other items as they were and those of the asked ones as they are now; the newest response comes first. */
function newestFirst<T extends { readonly itemId: string }>(
  held: readonly T[],
  read: readonly T[],
  asked: ReadonlySet<string>,
  response: (row: T) => number,
): T[] {
  return [...held.filter(({ itemId }) => !asked.has(itemId)), ...read].toSorted(
    (a, b) => response(b) - response(a),
  );
}
