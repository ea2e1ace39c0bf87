import { clipCount } from '../tasks/highlights.ts';
import type { DocumentItem, DocumentLabel, DocumentVideo } from './document.ts';

/** The records of a document. */
export interface Records {
  readonly labels: readonly DocumentLabel[];
  readonly videos: readonly DocumentVideo[];
  readonly items: readonly DocumentItem[];
}

const labelKey = (group: string | null, name: string) => JSON.stringify([group, name]);

const ofGroup = (group: string | null) => (group === null ? 'without a group' : `of the group "${group}"`);

/** Names that stand more than once. */
function twice(names: readonly string[]): string[] {
  const seen = new Set<string>();
  const again = new Set<string>();
  for (const name of names) (seen.has(name) ? again : seen).add(name);
  return [...again];
}

/**
 * What is wrong between the parts of a document: ids given twice, items of unknown videos or labels, saliency of another
 * length than ceil(duration / clip_length) where the document tells the duration. One sentence per fault.
 * @param faulty ids of videos that are in the document but were refused: their items are not reported again.
 */
export function referenceFaults(
  { labels, videos, items }: Records,
  faulty: ReadonlySet<string> = new Set(),
): string[] {
  const faults = [
    ...twice(videos.map(({ id }) => id)).map((id) => `Video "${id}" is there more than once.`),
    ...twice(items.map(({ id }) => id)).map((id) => `Item "${id}" is there more than once.`),
  ];
  const known = new Set<string>();
  for (const { group, name } of labels) {
    const key = labelKey(group, name);
    if (known.has(key)) faults.push(`Label "${name}" ${ofGroup(group)} is there more than once.`);
    known.add(key);
  }
  const byId = new Map(videos.map((video) => [video.id, video]));
  for (const item of items) {
    const video = byId.get(item.video);
    if (video === undefined) {
      if (faulty.has(item.video)) continue;
      faults.push(`Item "${item.id}": its video "${item.video}" is not in the document.`);
      continue;
    }
    if (item.prompt.task === 'TAL' && !known.has(labelKey(video.group, item.prompt.label)))
      faults.push(
        `Item "${item.id}": there is no label "${item.prompt.label}" ${ofGroup(video.group)}, which is the label set of its video.`,
      );
    if (item.saliency !== null && video.duration !== null) {
      const fault = saliencyFault(item.saliency, video.duration);
      if (fault !== null) faults.push(`Item "${item.id}": ${fault}.`);
    }
  }
  return faults;
}

/** Why a saliency does not fit a video that ends at `duration` seconds; null when it does. */
export function saliencyFault(
  saliency: { readonly clipLength: number; readonly scores: readonly number[] },
  duration: number,
): string | null {
  const clips = clipCount(duration, saliency.clipLength);
  if (saliency.scores.length === clips) return null;
  return `it has ${saliency.scores.length} saliency scores, but ${duration} s in clips of ${saliency.clipLength} s are ${clips}`;
}
