import { z } from 'zod';
import { duration, shapeFaults, unknownKeys } from './document.ts';
import type { CorpusDocument, DocumentItem, DocumentLabel, DocumentVideo } from './document.ts';
import { ExchangeError, refusal } from './errors.ts';
import type { JsonWithDigits } from './json-digits.ts';
import { intervalWithDigits, jsonPieces, pieceValue, rawAt } from './json-pieces.ts';
import { textOf } from './read-text.ts';
import { referenceFaults } from './references.ts';

/**
 * ActivityNet JSON (activitynet/ActivityNet, Evaluation/eval_detection.py): `database[id] = {duration, subset, resolution, url,
 * annotations: [{segment: [start, end], label}]}` in seconds, and a taxonomy of labels. It carries TAL.
 */

const annotation = z.looseObject({ segment: z.tuple([z.number(), z.number()]), label: z.string().min(1) });
const entry = z.looseObject({
  duration,
  subset: z.string().nullish(),
  url: z.string().nullish(),
  annotations: z.array(annotation),
});
const node = z.looseObject({ nodeName: z.string(), parentName: z.string().nullish() });

/** Keys of an entry that the exporter writes itself; `resolution` and `url` come back from `extra`. */
export const ENTRY_KEYS = new Set(['duration', 'subset', 'annotations']);

const SUBSETS = { training: 'train', validation: 'validation', testing: 'test' } as const;

/** Name of the taxonomy's root, which is no label. */
export const ROOT = 'Root';

/** One TAL item per video and label that occurs in it: what does not occur was not said to be absent. */
function itemsOf(
  video: string,
  annotations: z.infer<typeof entry>['annotations'],
  json: JsonWithDigits,
): DocumentItem[] {
  const byLabel = new Map<string, ReturnType<typeof intervalWithDigits>[]>();
  annotations.forEach(({ segment, label }, index) => {
    const pair = rawAt(json.value, 'annotations', index, 'segment');
    const found = byLabel.get(label) ?? [];
    found.push(intervalWithDigits(segment, pair, json));
    byLabel.set(label, found);
  });
  return [...byLabel].map(([label, intervals]) => ({
    id: `${video}/${label}`,
    video,
    prompt: { task: 'TAL', label, query: null },
    paraphrases: [],
    intervals,
    answerIndex: null,
    saliency: null,
    extra: {},
  }));
}

class ActivityNetReader {
  readonly labels = new Map<string, DocumentLabel>();
  readonly videos: DocumentVideo[] = [];
  readonly items: DocumentItem[] = [];
  readonly faults: string[] = [];
  readonly otherSubsets = new Set<string>();

  label(name: string): void {
    if (!this.labels.has(name)) this.labels.set(name, { group: null, name, description: null, extra: {} });
  }

  node(raw: unknown, index: number): void {
    const checked = node.safeParse(raw);
    if (!checked.success) this.#fault(`Taxonomy node ${index + 1}`, shapeFaults(checked.error));
    else if ((checked.data.parentName ?? null) !== null) this.label(checked.data.nodeName);
  }

  video(id: string, json: JsonWithDigits): void {
    const checked = entry.safeParse(json.value);
    if (!checked.success) {
      this.#fault(`Video "${id}"`, shapeFaults(checked.error));
      return;
    }
    const { duration, subset, url, annotations } = checked.data;
    const faults = annotations.flatMap(({ segment: [start, end] }, index) =>
      start < end ? [] : [`annotation ${index + 1} (${start} to ${end}) does not start before it ends`],
    );
    this.#fault(`Video "${id}"`, faults);
    if (faults.length > 0) return;
    for (const { label } of annotations) this.label(label);
    this.videos.push({
      id,
      file: fileOf(id, url ?? ''),
      duration: duration ?? null,
      split: this.#split(subset ?? ''),
      group: null,
      source: null,
      extra: unknownKeys(json.value, ENTRY_KEYS),
    });
    for (const item of itemsOf(id, annotations, json)) this.items.push(item);
  }

  #split(subset: string): DocumentVideo['split'] {
    for (const [name, split] of Object.entries(SUBSETS)) if (subset.toLowerCase() === name) return split;
    if (subset !== '') this.otherSubsets.add(subset);
    return null;
  }

  #fault(title: string, faults: readonly string[]): void {
    for (const fault of faults) this.faults.push(`${title}: ${fault}.`);
  }
}

/** The release names no files: a url that is no web address is one (our export), else the id with the usual ending. */
function fileOf(id: string, url: string): string {
  return url === '' || /^[a-z]+:\/\//iu.test(url) ? `${id}.mp4` : url;
}

/**
 * Reads ActivityNet ground truth from text that arrives in pieces.
 * @throws ExchangeError `malformed`, or `refused` with every fault in `reasons`.
 */
export async function readActivityNetText(
  file: string,
  chunks: AsyncIterable<string>,
): Promise<CorpusDocument> {
  const reader = new ActivityNetReader();
  let found = false;
  for await (const piece of jsonPieces(file, chunks, ['database', 'taxonomy'])) {
    if (piece.key === 'results')
      throw new ExchangeError('malformed', `“${file}” holds ActivityNet predictions, not ground truth.`);
    if (piece.key === 'database' && piece.kind === 'open' && piece.type === 'object') found = true;
    if (piece.kind !== 'member') continue;
    const json = pieceValue(file, piece);
    if (piece.key === 'taxonomy') reader.node(json.value, piece.index);
    else if (piece.name !== null) reader.video(piece.name, json);
  }
  if (!found)
    throw new ExchangeError('malformed', `“${file}” is no ActivityNet document: it has no "database".`);
  const labels = [...reader.labels.values()];
  const { videos, items, otherSubsets } = reader;
  const faults = reader.faults.concat(referenceFaults({ labels, videos, items }));
  if (faults.length > 0) throw refusal(file, faults);
  const notes = [...otherSubsets].map(
    (subset) => `The subset "${subset}" is none of ours: its videos have no split.`,
  );
  return { file, title: null, extra: {}, labels, videos, items, notes };
}

/** Reads an ActivityNet file of any size. @throws ExchangeError as `readActivityNetText`, and `unreadable`. */
export function readActivityNet(file: string): Promise<CorpusDocument> {
  return readActivityNetText(file, textOf(file));
}
