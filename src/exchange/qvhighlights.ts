import { z } from 'zod';
import { clipCount } from '../tasks/highlights.ts';
import { shapeFaults, unknownKeys } from './document.ts';
import type { CorpusDocument, DocumentItem, DocumentSaliency, DocumentVideo } from './document.ts';
import { ExchangeError, refusal } from './errors.ts';
import { parseWithDigits, type JsonWithDigits } from './json-digits.ts';
import { excerpt, intervalWithDigits, rawAt } from './json-pieces.ts';
import { linesOf, textOf } from './read-text.ts';
import { referenceFaults } from './references.ts';

/**
 * QVHighlights jsonl (jayleicn/moment_detr, data/README.md): one query per line, windows in seconds, saliency by three
 * annotators (0 to 4) for each relevant 2 s clip. It carries VHD.
 */

/** Seconds per clip, fixed by the data set. */
export const CLIP_LENGTH = 2;

/** Seconds; every line lists its clips in memory, and the data set's videos last 150 s. */
const LONGEST = 86_400;

const rating = z.number().min(0).max(4);
const line = z.looseObject({
  qid: z.int(),
  query: z.string(),
  duration: z.number().positive().max(LONGEST),
  vid: z.string().min(1),
  relevant_windows: z.array(z.tuple([z.number(), z.number()])).nullish(),
  relevant_clip_ids: z.array(z.int().min(0)).nullish(),
  saliency_scores: z.array(z.array(rating).min(1)).nullish(),
  /** Written by our export where an item's id is no whole number. */
  item: z.string().min(1).optional(),
});
type Line = z.infer<typeof line>;

/** Keys that become parts of the item. The three ratings per clip stay in `extra`, since saliency holds only their mean. */
const ITEM_KEYS = new Set(['qid', 'query', 'duration', 'vid', 'relevant_windows', 'item']);

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean rating per clip; 0 for clips that are not relevant. Null when the line has no ratings. */
export function saliencyOf(
  ids: readonly number[],
  ratings: readonly (readonly number[])[],
  clips: number,
): DocumentSaliency {
  const scores = Array.from({ length: clips }, () => 0);
  ids.forEach((id, index) => {
    if (id < clips) scores[id] = average(ratings[index] ?? [0]);
  });
  return { clipLength: CLIP_LENGTH, scores, extra: {} };
}

function lineFaults(parsed: Line): string[] {
  const faults = (parsed.relevant_windows ?? []).flatMap(([start, end], index) =>
    start < end ? [] : [`window ${index + 1} (${start} to ${end}) does not start before it ends`],
  );
  const ids = parsed.relevant_clip_ids ?? [];
  const ratings = parsed.saliency_scores ?? [];
  const clips = clipCount(parsed.duration, CLIP_LENGTH);
  if (ids.length !== ratings.length)
    faults.push(`it has ${ids.length} relevant clips but saliency for ${ratings.length}`);
  const beyond = ids.find((id) => id >= clips);
  if (beyond !== undefined) faults.push(`clip ${beyond} is beyond its ${clips} clips`);
  if (new Set(ids).size < ids.length) faults.push('a clip is listed twice');
  return faults;
}

function itemOf(parsed: Line, json: JsonWithDigits): DocumentItem {
  const windows = parsed.relevant_windows ?? null;
  const ids = parsed.relevant_clip_ids ?? null;
  const ratings = parsed.saliency_scores ?? null;
  const rated = ids !== null && ratings !== null;
  return {
    id: parsed.item ?? String(parsed.qid),
    video: parsed.vid,
    prompt: { task: 'VHD', query: parsed.query },
    paraphrases: [],
    intervals:
      windows?.map((window, index) =>
        intervalWithDigits(window, rawAt(json.value, 'relevant_windows', index), json),
      ) ?? null,
    answerIndex: null,
    saliency: rated ? saliencyOf(ids, ratings, clipCount(parsed.duration, CLIP_LENGTH)) : null,
    extra: unknownKeys(json.value, ITEM_KEYS),
  };
}

/** The release tells the split by the file's name alone (highlight_train_release.jsonl). */
function splitOf(file: string): DocumentVideo['split'] {
  const name = /(?<![a-z])(train|val|test)(?![a-z])[^/\\]*$/iu.exec(file)?.[1]?.toLowerCase();
  if (name === 'train' || name === 'test') return name;
  return name === 'val' ? 'validation' : null;
}

/**
 * Reads QVHighlights annotations from text that arrives in pieces.
 * @throws ExchangeError `malformed`, or `refused` with every fault in `reasons`.
 */
export async function readQvHighlightsText(
  file: string,
  chunks: AsyncIterable<string>,
): Promise<CorpusDocument> {
  const videos = new Map<string, DocumentVideo>();
  const items: DocumentItem[] = [];
  const faults: string[] = [];
  const split = splitOf(file);
  for await (const { number, text } of linesOf(file, chunks)) {
    if (text.trim() === '') continue;
    const json = parseLine(file, number, text);
    const title = `Line ${number}`;
    const checked = line.safeParse(json.value);
    if (!checked.success) {
      if (rawAt(json.value, 'pred_relevant_windows') !== undefined)
        throw new ExchangeError('malformed', `“${file}” is a QVHighlights submission, not annotations.`);
      for (const fault of shapeFaults(checked.error)) faults.push(`${title}: ${fault}.`);
      continue;
    }
    const { vid, duration } = checked.data;
    const known = videos.get(vid);
    for (const fault of lineFaults(checked.data))
      faults.push(`${title}, query ${checked.data.qid}: ${fault}.`);
    if (known !== undefined && known.duration !== duration)
      faults.push(
        `${title}: video "${vid}" lasts ${duration} s here, but ${known.duration} s in a line before.`,
      );
    else if (known === undefined) {
      const named = { id: vid, file: `${vid}.mp4`, group: null, source: null, extra: {} };
      videos.set(vid, { ...named, duration, split });
    }
    items.push(itemOf(checked.data, json));
  }
  const records = { labels: [], videos: [...videos.values()], items };
  const all = faults.concat(referenceFaults(records));
  if (all.length > 0) throw refusal(file, all);
  return { file, title: null, extra: {}, ...records, notes: [] };
}

function parseLine(file: string, number: number, text: string): JsonWithDigits {
  try {
    return parseWithDigits(text);
  } catch (cause) {
    throw new ExchangeError('malformed', `Line ${number} of “${file}” is not valid JSON: ${excerpt(text)}`, {
      cause,
    });
  }
}

/** Reads a QVHighlights file of any size. @throws ExchangeError as `readQvHighlightsText`, and `unreadable`. */
export function readQvHighlights(file: string): Promise<CorpusDocument> {
  return readQvHighlightsText(file, textOf(file));
}
