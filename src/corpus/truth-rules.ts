import { say, type Said } from '../tasks/said/said.ts';
import { frameCount } from '../time/frame-table.ts';
import type { FrameTable } from '../time/frame-table.ts';
import { endSeconds } from '../time/frame-table.ts';
import type { IntervalRow, ItemRow, LabelRow } from './rows.ts';
import { storedPrompt, promptTexts, type StoredPrompt } from './stored-prompt.ts';

/** How many intervals of truth an item may hold. */
export function mostIntervals(prompt: StoredPrompt): number {
  if (prompt.task === 'TG') return 1;
  if (prompt.task === 'DTG') return prompt.sentences.length;
  return Infinity;
}

/** True for tasks whose intervals are not bound to a sentence or limited to one. */
export function isFree(prompt: StoredPrompt): boolean {
  return prompt.task === 'TAL' || prompt.task === 'VHD' || prompt.task === 'GVQA';
}

/** Why an item cannot count as curated yet, as the end of a sentence; null when it can. */
export function missingTruth(item: ItemRow, rows: readonly IntervalRow[]): Said | null {
  const prompt = storedPrompt(item.task, item.prompt);
  const real = rows.filter((row) => row.start_tick !== null);
  switch (prompt.task) {
    case 'TG':
      return real.length === 1 ? null : say('missingInterval');
    case 'DTG': {
      const answered = new Set(rows.map((row) => row.slot));
      const missing = prompt.sentences.findIndex((_sentence, slot) => !answered.has(slot));
      return missing === -1 ? null : say('missingSentence', { number: missing + 1 });
    }
    case 'GVQA':
      return item.answer_index === null ? say('missingOption') : null;
    case 'VHD':
    case 'TAL':
      break;
  }
  return null;
}

/** True when an item holds any truth at all. */
export function hasTruth(item: ItemRow, rows: readonly IntervalRow[]): boolean {
  return rows.length > 0 || item.answer_index !== null || item.saliency !== null;
}

/**
 * Number of saliency clips of a video: ceil(end / clipLength). A last clip shorter than a millionth of a second is rounding,
 * not a clip.
 */
export function clipCount(end: number, clipLength: number): number {
  return Math.max(1, Math.ceil(end / clipLength - 1e-6 / clipLength));
}

/** Why `scores` cannot be the saliency of a video with this table; null when they can. */
export function saliencyFault(
  table: FrameTable,
  declared: number | null,
  saliency: { readonly clipLength: number; readonly scores: readonly number[] },
): Said | null {
  const end = endSeconds(table);
  const frame = end / Math.max(1, frameCount(table));
  const wanted = clipCount(end, saliency.clipLength);
  const have = saliency.scores.length;
  // A document's rounded duration may fall on the other side of a clip's border than the probed one.
  const near = declared !== null && Math.abs(declared - end) < Math.max(0.1, frame);
  if (have === wanted || (near && have === clipCount(declared, saliency.clipLength))) return null;
  return say('saliencyScores', { have, end, wanted, clipLength: saliency.clipLength });
}

/** A short name of an item for sentences: its label, or the beginning of its text. Sentences put it in quotes. */
export function itemName(item: ItemRow, label: LabelRow | undefined): string {
  const name = label?.name ?? promptTexts(storedPrompt(item.task, item.prompt))[0] ?? item.id;
  const characters = Array.from(new Intl.Segmenter().segment(name), (part) => part.segment);
  return characters.length > 40 ? `${characters.slice(0, 39).join('')}…` : name;
}
