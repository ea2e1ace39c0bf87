import type { EvaluationItem } from '../metrics/evaluation.ts';
import { clipCount, DEFAULT_CLIP_LENGTH } from '../tasks/highlights.ts';
import type { Prediction, Prompt, Saliency, Truth } from '../tasks/task.ts';
import { secondsInterval, type Interval } from '../time/interval.ts';
import { seconds } from '../time/ticks.ts';
import type { CorpusDocument, DocumentInterval, DocumentItem, DocumentVideo } from './document.ts';
import { refusal } from './errors.ts';
import type { PredictionRecord } from './predictions.ts';

/** What `evaluate` of src/metrics takes, and what was passed over on the way. */
export interface EvaluationInput {
  readonly items: readonly EvaluationItem[];
  readonly predictions: ReadonlyMap<string, Prediction>;
  readonly notes: readonly string[];
}

const spanOf = ({ start, end }: DocumentInterval): Interval => secondsInterval(start.seconds, end.seconds);
const spansOf = (intervals: readonly (DocumentInterval | null)[]): Interval[] =>
  intervals.flatMap((each) => (each === null ? [] : [spanOf(each)]));

function clipLengthOf(item: DocumentItem): number {
  return item.saliency?.clipLength ?? DEFAULT_CLIP_LENGTH;
}

function promptOf(
  item: DocumentItem,
  descriptions: ReadonlyMap<string, string>,
  group: string | null,
): Prompt {
  const { prompt } = item;
  if (prompt.task === 'TG') return { task: 'TG', query: prompt.query };
  if (prompt.task === 'DTG') return { task: 'DTG', sentences: prompt.sentences };
  if (prompt.task === 'VHD')
    return { task: 'VHD', query: prompt.query, clipLength: seconds(clipLengthOf(item)) };
  if (prompt.task === 'GVQA') return { task: 'GVQA', question: prompt.query, options: prompt.options };
  const description = prompt.query ?? descriptions.get(JSON.stringify([group, prompt.label])) ?? '';
  return { task: 'TAL', label: prompt.label, description };
}

/** The truth of an item; null when it is an open question or its truth is incomplete. */
function truthOf(item: DocumentItem): Truth | null {
  const { prompt, intervals, answerIndex, saliency } = item;
  if (intervals === null) return null;
  const spans = spansOf(intervals);
  if (prompt.task === 'TG') {
    const [only] = spans;
    return only === undefined ? null : { task: 'TG', intervals: [only] };
  }
  if (prompt.task === 'DTG')
    return { task: 'DTG', intervals: intervals.map((each) => (each === null ? null : spanOf(each))) };
  if (prompt.task === 'GVQA')
    return answerIndex === null ? null : { task: 'GVQA', intervals: spans, answerIndex };
  if (prompt.task === 'TAL') return { task: 'TAL', intervals: spans };
  const clips: Saliency | null =
    saliency === null ? null : { clipLength: seconds(saliency.clipLength), scores: saliency.scores };
  return { task: 'VHD', intervals: spans, saliency: clips };
}

function faultsOf(
  record: PredictionRecord,
  { item, video }: { item: DocumentItem; video: DocumentVideo },
): string[] {
  const title = `Prediction for item "${record.item}"`;
  const { prompt } = item;
  const faults: string[] = [];
  if (prompt.task === 'DTG' && record.intervals.length !== prompt.sentences.length)
    faults.push(
      `${title}: it has ${record.intervals.length} entries, but the item has ${prompt.sentences.length} sentences; each takes one interval or null.`,
    );
  if (prompt.task !== 'DTG' && record.intervals.includes(null))
    faults.push(`${title}: only dense grounding may leave out an interval with null.`);
  if (prompt.task === 'TAL' && record.scores === null && record.intervals.length > 0)
    faults.push(`${title}: localization needs a score for each interval.`);
  if (prompt.task === 'VHD' && record.saliency !== null && video.duration !== null) {
    const clips = clipCount(video.duration, clipLengthOf(item));
    if (record.saliency.length !== clips)
      faults.push(
        `${title}: it has ${record.saliency.length} saliency scores, but the video has ${clips} clips.`,
      );
  }
  return faults;
}

function predictionOf(record: PredictionRecord, item: DocumentItem): Prediction {
  return {
    intervals: record.intervals.map((each) => (each === null ? null : spanOf(each))),
    scores: record.scores ?? record.intervals.map(() => 1),
    response: record.response ?? '',
    ...(record.alternatives !== null && {
      alternatives: record.alternatives.map(({ slot, start, end, score }) => ({
        slot,
        interval: secondsInterval(start, end),
        score,
      })),
    }),
    ...(record.answerIndex !== null && { answerIndex: record.answerIndex }),
    ...(record.saliency !== null && {
      saliency: { clipLength: seconds(clipLengthOf(item)), scores: record.saliency },
    }),
  };
}

/**
 * The items of a document that have a truth, with the predictions made for them.
 * @param predictionsFile names the predictions in sentences.
 * @param split only items of videos of this split.
 * @throws ExchangeError `refused` when predictions do not fit their items or one item has two; one reason each.
 */
export function evaluationInput(
  document: CorpusDocument,
  records: readonly PredictionRecord[],
  { predictionsFile, split }: { readonly predictionsFile: string; readonly split?: DocumentVideo['split'] },
): EvaluationInput {
  const videos = new Map(document.videos.map((video) => [video.id, video]));
  const descriptions = new Map(
    document.labels.map(({ group, name, description }) => [JSON.stringify([group, name]), description ?? '']),
  );
  const known = new Map<string, { item: DocumentItem; video: DocumentVideo }>();
  const items: EvaluationItem[] = [];
  let open = 0;
  for (const item of document.items) {
    const video = videos.get(item.video);
    if (video === undefined) continue;
    known.set(item.id, { item, video });
    if (split !== undefined && video.split !== split) continue;
    const truth = truthOf(item);
    if (truth === null) {
      open++;
      continue;
    }
    const last = spansOf(item.intervals ?? []).reduce((end, span) => Math.max(end, span.end), 0);
    items.push({
      itemId: item.id,
      videoId: item.video,
      source: video.group ?? '',
      prompt: promptOf(item, descriptions, video.group),
      truth,
      duration: video.duration ?? last,
    });
  }
  return { items, ...fit(records, known, predictionsFile, open) };
}

function fit(
  records: readonly PredictionRecord[],
  known: ReadonlyMap<string, { item: DocumentItem; video: DocumentVideo }>,
  predictionsFile: string,
  open: number,
): Pick<EvaluationInput, 'predictions' | 'notes'> {
  const predictions = new Map<string, Prediction>();
  const faults: string[] = [];
  let strange = 0;
  for (const record of records) {
    const about = known.get(record.item);
    if (about === undefined) {
      strange++;
      continue;
    }
    if (predictions.has(record.item)) faults.push(`Item "${record.item}" has more than one prediction.`);
    for (const fault of faultsOf(record, about)) faults.push(fault);
    predictions.set(record.item, predictionOf(record, about.item));
  }
  if (faults.length > 0) throw refusal(predictionsFile, faults);
  const notes: string[] = [];
  if (open > 0) notes.push(`${open} items have no truth yet and were not measured.`);
  if (strange > 0) notes.push(`${strange} predictions are for items that the truth does not hold.`);
  return { predictions, notes };
}
