import {
  NATIVE_ITEM_KEYS,
  nativeItem,
  shapeFaults,
  unknownKeys,
  type DocumentItem,
  type DocumentPrompt,
  type NativeItem,
} from './document.ts';
import type { JsonWithDigits } from './json-digits.ts';
import { intervalWithDigits, rawAt } from './json-pieces.ts';

/** A value, or what is wrong with it: one sentence per fault. */
export type Checked<Value> = { readonly value: Value } | { readonly faults: readonly string[] };

/** How an item is named in a sentence: by its id, or by its place where it has none. */
export function itemTitle(raw: unknown, index: number, line: number): string {
  if (typeof raw === 'object' && raw !== null && 'id' in raw && typeof raw.id === 'string')
    return `Item "${raw.id}"`;
  return `Item number ${index + 1} (line ${line})`;
}

function promptOf(item: NativeItem): DocumentPrompt {
  switch (item.task) {
    case 'TG':
    case 'VHD':
      return { task: item.task, query: item.query };
    case 'DTG':
      return { task: 'DTG', sentences: item.sentences };
    case 'GVQA':
      return { task: 'GVQA', query: item.query, options: item.options };
    case 'TAL':
      return { task: 'TAL', label: item.label, query: item.query ?? null };
  }
  throw new RangeError('An item has one of the five tasks.');
}

/** What corpus-format.md refuses in an item by itself, without looking at its video or labels. */
function itemFaults(item: NativeItem): string[] {
  const faults = (item.intervals ?? []).flatMap((each, index) => {
    if (each === null || each[0] < each[1]) return [];
    return [`interval ${index + 1} (${each[0]} to ${each[1]}) does not start before it ends`];
  });
  const { intervals } = item;
  if (item.task === 'DTG' && intervals && intervals.length !== item.sentences.length)
    faults.push(`it has ${item.sentences.length} sentences but ${intervals.length} intervals`);
  if (item.task === 'GVQA' && (item.answer_index ?? 0) >= item.options.length)
    faults.push(`answer_index ${item.answer_index} is outside its ${item.options.length} options`);
  if (item.task === 'TAL' && item.tempr1_attributes) {
    const [given, there] = [item.tempr1_attributes.length, intervals?.length ?? 0];
    if (given !== there)
      faults.push(
        `tempr1_attributes has ${given} entries for ${there} intervals; use null where nothing is noted`,
      );
  }
  return faults;
}

/** One item of the native document, checked by itself. */
export function readItem(json: JsonWithDigits): Checked<DocumentItem> {
  const checked = nativeItem.safeParse(json.value);
  if (!checked.success) return { faults: shapeFaults(checked.error) };
  const item = checked.data;
  const faults = itemFaults(item);
  if (faults.length > 0) return { faults };
  const { value: raw } = json;
  const noted = item.task === 'TAL' ? item.tempr1_attributes : null;
  const intervals = item.intervals?.map((each, index) => {
    if (each === null) return null;
    const interval = intervalWithDigits(each, rawAt(raw, 'intervals', index), json);
    const attributes = noted?.[index];
    return attributes ? { ...interval, attributes } : interval;
  });
  const saliency = item.task === 'VHD' ? (item.saliency ?? null) : null;
  return {
    value: {
      id: item.id,
      video: item.video,
      prompt: promptOf(item),
      paraphrases: item.paraphrases ?? [],
      intervals: intervals ?? null,
      answerIndex: item.task === 'GVQA' ? (item.answer_index ?? null) : null,
      saliency: saliency && {
        clipLength: saliency.clip_length,
        scores: saliency.scores,
        extra: unknownKeys(rawAt(raw, 'saliency'), SALIENCY_KEYS),
      },
      extra: unknownKeys(raw, NATIVE_ITEM_KEYS[item.task]),
    },
  };
}

const SALIENCY_KEYS = new Set(['clip_length', 'scores']);
