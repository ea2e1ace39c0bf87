import { clipCoverage } from '../metrics/clip-relevance.ts';
import { clipCount, HIGHEST_SALIENCY } from '../tasks/highlights.ts';
import { secondsInterval } from '../time/interval.ts';
import type { DocumentInterval, DocumentItem, DocumentSaliency, JsonObject } from './document.ts';
import { endOf, type ExportReport, type ExportSource, type WritableSink } from './export-source.ts';
import { intervalText, json, listText, objectText } from './json-text.ts';
import { CLIP_LENGTH, saliencyOf } from './qvhighlights.ts';

/** Ratings per clip that the data set has: three annotators. */
const ANNOTATORS = 3;

/** A clip counts as relevant when the intervals cover at least this share of it. */
const RELEVANT_SHARE = 0.5;

interface Ratings {
  readonly ids: readonly number[];
  readonly scores: readonly (readonly number[])[];
}

const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'number');

/** The three ratings that the item was imported with, as long as nobody changed their means since. */
function importedRatings({ extra, saliency }: DocumentItem): Ratings | null {
  const { relevant_clip_ids: ids, saliency_scores: scores } = extra;
  if (saliency === null || !isNumbers(ids) || !Array.isArray(scores)) return null;
  const ratings: readonly unknown[] = scores;
  if (ratings.length !== ids.length || !ratings.every(isNumbers)) return null;
  const before = saliencyOf(ids, ratings, saliency.scores.length);
  const same =
    saliency.clipLength === CLIP_LENGTH &&
    before.scores.length === saliency.scores.length &&
    before.scores.every((score, index) => score === saliency.scores[index]);
  return same ? { ids, scores: ratings } : null;
}

/** Saliency per 2 s clip, each a mean of what it overlaps, weighted by time. */
function inClips(saliency: DocumentSaliency, clips: number): number[] {
  if (saliency.clipLength === CLIP_LENGTH)
    return Array.from({ length: clips }, (_, clip) => saliency.scores[clip] ?? 0);
  const { clipLength, scores } = saliency;
  return Array.from({ length: clips }, (_, clip) => {
    const [start, end] = [clip * CLIP_LENGTH, (clip + 1) * CLIP_LENGTH];
    let sum = 0;
    let weight = 0;
    for (let index = Math.floor(start / clipLength); index * clipLength < end; index++) {
      const score = scores[index];
      const shared = Math.min(end, (index + 1) * clipLength) - Math.max(start, index * clipLength);
      if (score === undefined || shared <= 0) continue;
      sum += score * shared;
      weight += shared;
    }
    return weight === 0 ? 0 : sum / weight;
  });
}

/** Relevant clips: those that the windows cover by half, and for a short window the one that it covers most. */
function relevantClips(windows: readonly DocumentInterval[], clips: number): number[] {
  const relevant = new Set<number>();
  const spans = windows.map(({ start, end }) => secondsInterval(start.seconds, end.seconds));
  clipCoverage(spans, clips, CLIP_LENGTH).forEach((share, clip) => {
    if (share >= RELEVANT_SHARE) relevant.add(clip);
  });
  for (const span of spans) {
    const shares = clipCoverage([span], clips, CLIP_LENGTH);
    const covered = shares.flatMap((share, clip) => (share > 0 ? [clip] : []));
    if (covered.some((clip) => relevant.has(clip))) continue;
    const most = covered.reduce(
      (best, clip) => ((shares[clip] ?? 0) > (shares[best] ?? 0) ? clip : best),
      covered[0] ?? 0,
    );
    relevant.add(most);
  }
  return [...relevant].toSorted((a, b) => a - b);
}

function ratingsOf(item: DocumentItem, windows: readonly DocumentInterval[], clips: number): Ratings {
  const imported = importedRatings(item);
  if (imported !== null) return imported;
  const ids = relevantClips(windows, clips);
  const spans = windows.map(({ start, end }) => secondsInterval(start.seconds, end.seconds));
  const perClip =
    item.saliency === null
      ? clipCoverage(spans, clips, CLIP_LENGTH).map((share) => share * HIGHEST_SALIENCY)
      : inClips(item.saliency, clips);
  return {
    ids,
    scores: ids.map((clip) => Array.from({ length: ANNOTATORS }, () => Math.round(perClip[clip] ?? 0))),
  };
}

/** Seconds above a whole number that are rounding noise. */
const ROUNDING = 1e-6;

const OWN_KEYS = new Set(['relevant_clip_ids', 'saliency_scores']);

function lineText(item: DocumentItem, query: string, qid: number, end: number): string {
  const windows = item.intervals?.filter((each) => each !== null) ?? null;
  const clips = clipCount(end, CLIP_LENGTH);
  const ratings = windows === null ? null : ratingsOf(item, windows, clips);
  const others: JsonObject = Object.fromEntries(
    Object.entries(item.extra).filter(([key]) => !OWN_KEYS.has(key)),
  );
  return objectText(
    [
      ['qid', String(qid)],
      ['query', json(query)],
      ['duration', String(wholeSeconds(end, ratings?.ids ?? []))],
      ['vid', json(item.video)],
      ['relevant_windows', windows === null ? null : listText(windows.map(intervalText))],
      ['relevant_clip_ids', ratings === null ? null : json(ratings.ids)],
      ['saliency_scores', ratings === null ? null : json(ratings.scores)],
      ['item', String(qid) === item.id ? null : json(item.id)],
    ],
    others,
  );
}

/** The data set's duration is whole seconds, and its tools count `int(duration / 2)` clips: no rated clip may lie beyond. */
function wholeSeconds(end: number, ids: readonly number[]): number {
  const last = ids.reduce((most, id) => Math.max(most, id), -1);
  return Math.max(Math.ceil(end - ROUNDING), (last + 1) * CLIP_LENGTH);
}

const isQid = (id: string) => /^(?:0|[1-9]\d{0,14})$/u.test(id);

/** A number that the data set's tools take for each item: its id where that is one, else the next one that is free. */
async function qidsOf(source: ExportSource): Promise<() => (id: string) => number> {
  const taken = new Set<number>();
  for await (const { id, prompt } of source.items())
    if (prompt.task === 'VHD' && isQid(id)) taken.add(Number(id));
  return () => {
    let next = 1;
    return (id) => {
      if (isQid(id)) return Number(id);
      while (taken.has(next)) next++;
      return next++;
    };
  };
}

/**
 * Writes the VHD items as QVHighlights jsonl, one query per line, windows in their own digits. Imported ratings come back as
 * they were; other saliency is rounded and given to all three annotators. Open questions become lines without truth, as in the
 * data set's test split. The same source gives the same bytes.
 */
export async function writeQvHighlights(source: ExportSource, sink: WritableSink): Promise<ExportReport> {
  const ends = new Map<string, number | null>();
  for await (const video of source.videos()) ends.set(video.id, endOf(video));
  const qid = (await qidsOf(source))();
  const used = new Set<string>();
  const left = { other: 0, rated: 0, endless: 0 };
  let items = 0;
  let intervals = 0;
  for await (const item of source.items()) {
    if (item.prompt.task !== 'VHD') {
      left.other++;
      continue;
    }
    const last = (item.intervals ?? []).reduce((end, each) => Math.max(end, each?.end.seconds ?? 0), 0);
    const end = ends.get(item.video) ?? null;
    if (end === null) left.endless++;
    if (item.intervals !== null && item.saliency === null) left.rated++;
    await sink.write(`${lineText(item, item.prompt.query, qid(item.id), end ?? last)}\n`);
    used.add(item.video);
    items++;
    intervals += item.intervals?.length ?? 0;
  }
  const notes: string[] = [];
  if (left.other > 0)
    notes.push(`${left.other} items of other tasks were left out: QVHighlights holds highlights only.`);
  if (left.rated > 0)
    notes.push(
      `${left.rated} items have no saliency; their clips are rated by how much the intervals cover of them.`,
    );
  if (left.endless > 0)
    notes.push(
      `${left.endless} items belong to videos of unknown length; theirs ends with the last interval.`,
    );
  return { videos: used.size, items, intervals, notes };
}
