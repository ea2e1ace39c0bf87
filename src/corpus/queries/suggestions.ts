import type { Saliency } from '../../tasks/task.ts';
import { seconds, ticks, timebase, toSeconds, type Seconds, type Ticks } from '../../time/ticks.ts';
import type { ReadableDb } from '../db.ts';
import { itemById, videoById, type ResponseRow, type SuggestionRow, type SuggestionStatus } from '../rows.ts';
import { parseSaliency } from '../truth-json.ts';

export interface SuggestionRecord {
  readonly id: number;
  readonly response: number;
  readonly itemId: string;
  readonly policy: string;
  readonly slot: number;
  /** null: the policy says that this DTG sentence has none. */
  readonly edges: {
    readonly start: Ticks;
    readonly end: Ticks;
    readonly startSeconds: Seconds;
    readonly endSeconds: Seconds;
  } | null;
  readonly score: number;
  readonly status: SuggestionStatus;
  /** A person asked what else there is, and this came. */
  readonly asked: boolean;
  /** Which of its edges were taken. */
  readonly part: 'whole' | 'start' | 'end' | null;
  /** When the policy answered, and when a person judged it; milliseconds since 1970. */
  readonly at: number;
  readonly decidedAt: number | null;
  readonly decidedBy: string | null;
}

/** One answer of a policy to one item, with its suggestions. */
export interface ResponseRecord {
  readonly id: number;
  readonly itemId: string;
  readonly policy: string;
  readonly at: number;
  readonly group: string | null;
  readonly text: string;
  readonly answerIndex: number | null;
  /** How sure the policy is of the answer; null where it did not say. */
  readonly answerScore: number | null;
  readonly saliency: Saliency | null;
  readonly answerStatus: 'pending' | 'accepted' | 'rejected' | null;
  /** `events`: it points at what changes in the video; the policy had no words for the question. */
  readonly basis: 'events' | null;
  readonly suggestions: readonly SuggestionRecord[];
  /** What else it thought of: of each, the sentence that it is for (DTG), else 0. */
  readonly spare: readonly number[];
}

interface ResponseJoin extends ResponseRow {
  readonly item_id: string;
  readonly timebase_num: number;
  readonly timebase_den: number;
}

export interface SuggestionFilter {
  readonly item?: string | undefined;
  readonly status?: SuggestionStatus | undefined;
}

/** The suggested intervals of a video, newest response of each item first. @throws CorpusError 'not-found' */
export function suggestionsOfVideo(
  db: ReadableDb,
  videoId: string,
  filter: SuggestionFilter = {},
): SuggestionRecord[] {
  const found = responsesOfVideo(db, videoId)
    .filter((response) => filter.item === undefined || response.itemId === filter.item)
    .flatMap((response) => response.suggestions);
  return filter.status === undefined ? found : found.filter((each) => each.status === filter.status);
}

/** Every answer to items of a video, newest first. @throws CorpusError 'not-found' */
export function responsesOfVideo(db: ReadableDb, videoId: string): ResponseRecord[] {
  return read(db, 'item.video = @key', videoById(db, videoId).key);
}

/** Every answer to one item, newest first. @throws CorpusError 'not-found' */
export function responsesOfItem(db: ReadableDb, itemId: string): ResponseRecord[] {
  return read(db, 'item.key = @key', itemById(db, itemId).key);
}

/** Every answer to these items, newest first; ids of items that are not there are passed over. */
export function responsesOfItems(db: ReadableDb, itemIds: readonly string[]): ResponseRecord[] {
  return read(db, 'item.id IN (SELECT value FROM json_each(@key))', JSON.stringify(itemIds));
}

function read(db: ReadableDb, where: string, key: number | string): ResponseRecord[] {
  return db.consistent(() => {
    const responses = db.all<ResponseJoin>(
      `SELECT response.*, item.id AS item_id, timebase_num, timebase_den FROM item
         JOIN response ON response.item = item.key JOIN video ON video.key = item.video
       WHERE ${where} ORDER BY response.key DESC`,
      { key },
    );
    const suggestions = Map.groupBy(
      db.all<SuggestionRow>(
        `SELECT suggestion.* FROM item JOIN response ON response.item = item.key
           JOIN suggestion ON suggestion.response = response.key
         WHERE ${where} ORDER BY suggestion.response, suggestion.slot, suggestion.key`,
        { key },
      ),
      (row) => row.response,
    );
    const spare = Map.groupBy(
      db.all<{ response: number; slot: number }>(
        `SELECT alternative.response, alternative.slot FROM item JOIN response ON response.item = item.key
           JOIN alternative ON alternative.response = response.key WHERE ${where} ORDER BY alternative.slot`,
        { key },
      ),
      (row) => row.response,
    );
    return responses.map((row) =>
      responseRecord(row, suggestions.get(row.key) ?? [], spare.get(row.key) ?? []),
    );
  });
}

function responseRecord(
  row: ResponseJoin,
  suggestions: readonly SuggestionRow[],
  spare: readonly { readonly slot: number }[],
): ResponseRecord {
  const saliency = parseSaliency(row.saliency);
  return {
    id: row.key,
    itemId: row.item_id,
    policy: row.policy,
    at: row.at,
    group: row.rollout_group,
    text: row.text,
    answerIndex: row.answer_index,
    answerScore: row.answer_score,
    saliency:
      saliency === null ? null : { clipLength: seconds(saliency.clipLength), scores: saliency.scores },
    answerStatus: row.answer_status,
    basis: row.basis,
    suggestions: suggestions.map((each) => suggestionRecord(each, row)),
    spare: spare.map(({ slot }) => slot),
  };
}

function suggestionRecord(row: SuggestionRow, response: ResponseJoin): SuggestionRecord {
  const base = timebase(response.timebase_num, response.timebase_den);
  const { start_tick, end_tick } = row;
  return {
    id: row.key,
    response: row.response,
    itemId: response.item_id,
    policy: response.policy,
    slot: row.slot,
    edges:
      start_tick === null || end_tick === null
        ? null
        : {
            start: ticks(start_tick),
            end: ticks(end_tick),
            startSeconds: toSeconds(ticks(start_tick), base),
            endSeconds: toSeconds(ticks(end_tick), base),
          },
    score: row.score,
    status: row.status,
    asked: row.asked === 1,
    part: row.part,
    at: response.at,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
  };
}
