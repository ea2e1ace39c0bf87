import { z } from 'zod';
import { shapeFaults, unknownKeys } from './document.ts';
import type { DocumentInterval, JsonObject } from './document.ts';
import { refusal } from './errors.ts';
import type { ExportReport, Stream, WritableSink } from './export-source.ts';
import type { JsonWithDigits } from './json-digits.ts';
import { intervalWithDigits, pieceValue, rawAt } from './json-pieces.ts';
import { intervalText, json, jsonOrNull, listText, objectText } from './json-text.ts';
import { NATIVE_FORMAT, NATIVE_VERSION } from './document.ts';
import { nativePieces } from './native.ts';
import { textOf } from './read-text.ts';

export interface PredictedAlternative {
  readonly slot: number;
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/** One prediction as the document writes it (corpus-format.md, "Predictions"). Seconds. */
export interface PredictionRecord {
  readonly item: string;
  readonly policy: string | null;
  /** TG: candidates best first. DTG: one per sentence, null for none. Others: all that was found. */
  readonly intervals: readonly (DocumentInterval | null)[];
  /** One per interval; null where the document gives none. */
  readonly scores: readonly number[] | null;
  /** What was thought of and left out: `slot` is the sentence (DTG), else 0. */
  readonly alternatives: readonly PredictedAlternative[] | null;
  readonly answerIndex: number | null;
  /** One number in [0, 4] per clip from time 0. */
  readonly saliency: readonly number[] | null;
  readonly response: string | null;
  readonly extra: JsonObject;
}

const prediction = z.looseObject({
  item: z.string().min(1),
  policy: z.string().nullish(),
  intervals: z.array(z.tuple([z.number(), z.number()]).nullable()).nullish(),
  scores: z.array(z.number()).nullish(),
  alternatives: z.array(z.tuple([z.int().min(0), z.number(), z.number(), z.number()])).nullish(),
  answer_index: z.int().min(0).nullish(),
  saliency: z.array(z.number().min(0).max(4)).nullish(),
  response: z.string().nullish(),
});

const KEYS = new Set(Object.keys(prediction.shape));

function read(value: JsonWithDigits, place: string): { record: PredictionRecord } | { faults: string[] } {
  const checked = prediction.safeParse(value.value);
  if (!checked.success) return { faults: shapeFaults(checked.error).map((fault) => `${place}: ${fault}.`) };
  const { item, policy, intervals, scores, alternatives, saliency, response } = checked.data;
  const { answer_index: answerIndex } = checked.data;
  const title = `Prediction for item "${item}"`;
  const faults = (intervals ?? []).flatMap((each, index) =>
    each === null || each[0] < each[1]
      ? []
      : [`${title}: interval ${index + 1} (${each[0]} to ${each[1]}) does not start before it ends.`],
  );
  for (const [index, [, start, end]] of (alternatives ?? []).entries())
    if (!(start < end))
      faults.push(`${title}: alternative ${index + 1} (${start} to ${end}) does not start before it ends.`);
  if (scores && scores.length !== (intervals ?? []).length)
    faults.push(`${title}: it has ${(intervals ?? []).length} intervals but ${scores.length} scores.`);
  if (faults.length > 0) return { faults };
  return {
    record: {
      item,
      policy: policy ?? null,
      intervals: (intervals ?? []).map((each, index) =>
        each === null ? null : intervalWithDigits(each, rawAt(value.value, 'intervals', index), value),
      ),
      scores: scores ?? null,
      alternatives: alternatives?.map(([slot, start, end, score]) => ({ slot, start, end, score })) ?? null,
      answerIndex: answerIndex ?? null,
      saliency: saliency ?? null,
      response: response ?? null,
      extra: unknownKeys(value.value, KEYS),
    },
  };
}

/**
 * Reads the predictions of a native document from text that arrives in pieces; its videos and items are passed over.
 * @throws ExchangeError `malformed`, `newer-version`, or `refused` with every fault in `reasons`.
 */
export async function readPredictionsText(
  file: string,
  chunks: AsyncIterable<string>,
): Promise<PredictionRecord[]> {
  const records: PredictionRecord[] = [];
  const faults: string[] = [];
  let found = false;
  for await (const piece of nativePieces(file, chunks)) {
    if (piece.key !== 'predictions') continue;
    found = true;
    if (piece.kind === 'value' || (piece.kind === 'open' && piece.type === 'object'))
      faults.push('"predictions" must be a list.');
    if (piece.kind !== 'member' || piece.name !== null) continue;
    const one = read(pieceValue(file, piece), `Prediction number ${piece.index + 1} (line ${piece.line})`);
    if ('record' in one) records.push(one.record);
    else for (const fault of one.faults) faults.push(fault);
  }
  if (!found) faults.push('The document has no "predictions".');
  if (faults.length > 0) throw refusal(file, faults);
  return records;
}

/** Reads predictions of any number. @throws ExchangeError as `readPredictionsText`, and `unreadable`. */
export function readPredictions(file: string): Promise<PredictionRecord[]> {
  return readPredictionsText(file, textOf(file));
}

function predictionText(record: PredictionRecord): string {
  const { item, policy, intervals, scores, alternatives, answerIndex, saliency, response, extra } = record;
  return objectText(
    [
      ['item', json(item)],
      ['policy', jsonOrNull(policy)],
      ['intervals', listText(intervals.map(intervalText))],
      ['scores', jsonOrNull(scores)],
      [
        'alternatives',
        jsonOrNull(alternatives?.map(({ slot, start, end, score }) => [slot, start, end, score]) ?? null),
      ],
      ['answer_index', jsonOrNull(answerIndex)],
      ['saliency', jsonOrNull(saliency)],
      ['response', jsonOrNull(response)],
    ],
    extra,
  );
}

/** Writes predictions as a native document, one per line, as they come. The same predictions give the same bytes. */
export async function writePredictions(
  predictions: Stream<PredictionRecord>,
  sink: WritableSink,
  title: string | null = null,
): Promise<ExportReport> {
  await sink.write(`{\n"format": ${json(NATIVE_FORMAT)},\n"version": ${NATIVE_VERSION},\n`);
  if (title !== null) await sink.write(`"title": ${json(title)},\n`);
  await sink.write('"predictions": [');
  let [items, intervals] = [0, 0];
  for await (const record of predictions) {
    await sink.write(`${items === 0 ? '\n' : ',\n'}${predictionText(record)}`);
    items++;
    intervals += record.intervals.filter((each) => each !== null).length;
  }
  await sink.write(items === 0 ? ']\n}\n' : '\n]\n}\n');
  return { videos: 0, items, intervals, notes: [] };
}
