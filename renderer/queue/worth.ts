import type { VideoOrder, Worth } from '../../src/service/contract/index.ts';
import { words } from '../words/words.ts';

/** Short, for a list: why something is worth labelling; null where nothing stands out. */
export function reasonText({ reason }: Worth): string | null {
  return reason === 'expected' ? null : words('queue')(`reasons.${reason}`);
}

/** The parts of what something is worth, as a sentence. */
export function worthSentence({ disagreement, novelty, reason }: Worth, group: string | null = null): string {
  const t = words('queue');
  const percent = Math.round(100 * disagreement);
  const torn =
    novelty === null
      ? t('tornFew', { percent })
      : t('tornNew', { percent, novelty: Math.round(100 * novelty) });
  return reason === 'new-group' && group !== null ? `${t('newGroup', { group })} ${torn}` : torn;
}

/** Items as the queue lists them: in the order of what they would teach where that is known and wanted. */
export function queued<Item extends { readonly worth?: Worth | null | undefined }>(
  items: readonly Item[],
  order: VideoOrder | null,
): readonly Item[] {
  if (order === 'order' || !items.some(({ worth }) => worth)) return items;
  // Stable: what was not weighed comes last, in the order in which it was asked.
  return items.toSorted((a, b) => (b.worth?.value ?? -1) - (a.worth?.value ?? -1));
}
