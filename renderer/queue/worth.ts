import type { VideoOrder, Worth } from '../../src/service/contract/index.ts';

/** Short, for a list: why something is worth labelling; null where nothing stands out. */
export const REASONS: Readonly<Record<Worth['reason'], string | null>> = {
  'answers-disagree': 'unsure',
  'unlike-curated': 'new',
  both: 'unsure, new',
  expected: null,
};

/** The parts of what something is worth, as a sentence. */
export function worthSentence({ disagreement, novelty }: Worth): string {
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  const torn = `The model's answers disagree by ${percent(disagreement)}`;
  return novelty === null
    ? `${torn}; too few videos are curated to compare with.`
    : `${torn}; the video is ${percent(novelty)} unlike anything curated yet.`;
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
