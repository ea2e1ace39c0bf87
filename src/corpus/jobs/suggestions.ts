import { z } from 'zod';
import { edgeTick, type FrameTable } from '../../time/frame-table.ts';
import type { WritableDb } from '../db.ts';
import { CorpusError } from '../errors.ts';
import { removePending, type TickRange } from '../pending-suggestions.ts';
import { frameTableOfRow, itemById, videoByKey, type ItemRow } from '../rows.ts';
import { storedPrompt } from '../stored-prompt.ts';
import { alternative, insertAlternatives, type GivenAlternative } from './alternatives.ts';
import { defineJob } from './define.ts';
import { keepEarlier } from './earlier-answers.ts';
import { onGrid, type GivenInterval } from './on-grid.ts';

/** `Prediction` of src/tasks/task.ts as it arrives from another thread or process: times in plain seconds. */
export interface GivenPrediction {
  readonly intervals: readonly (GivenInterval | null)[];
  readonly scores: readonly number[];
  readonly alternatives?: readonly GivenAlternative[] | undefined;
  readonly answerIndex?: number | undefined;
  readonly answerScore?: number | undefined;
  readonly saliency?: { readonly clipLength: number; readonly scores: readonly number[] } | undefined;
  readonly response: string;
  readonly basis?: 'events' | undefined;
}

export interface SuggestedResponse {
  readonly item: string;
  readonly prediction: GivenPrediction;
}

export interface Suggestions {
  readonly policy: string;
  /** Rollout group the responses were sampled in, if any. */
  readonly group?: string | null | undefined;
  readonly responses: SuggestedResponse[];
  /** Default true. */
  readonly replacePending?: boolean | undefined;
  /** Ticks: only suggestions whose middle lies in it are replaced and kept; answers are left alone. Default: the whole video. */
  readonly range?: TickRange | undefined;
}

const prediction: z.ZodType<GivenPrediction> = z.object({
  intervals: z.array(z.object({ start: z.number(), end: z.number() }).nullable()),
  scores: z.array(z.number()),
  alternatives: z.array(alternative).optional(),
  answerIndex: z.int().min(0).optional(),
  answerScore: z.number().optional(),
  saliency: z.object({ clipLength: z.number().positive(), scores: z.array(z.number()) }).optional(),
  response: z.string(),
  basis: z.literal('events').optional(),
});

const suggestions: z.ZodType<Suggestions> = z.object({
  policy: z.string(),
  group: z.string().nullish(),
  responses: z.array(z.object({ item: z.string(), prediction })),
  replacePending: z.boolean().optional(),
  range: z.object({ start: z.number(), end: z.number() }).optional(),
});

/**
 * Keeps what a policy answered. Edges go to the nearest frame boundary. Unless `replacePending` is false, earlier suggestions
 * for the same items that nobody has judged make room; judged ones stay for ever.
 */
export const writeSuggestions = defineJob(
  suggestions,
  z.object({ responses: z.array(z.int()) }),
  ({ db, at, touched }, params) => {
    if (db.get('SELECT 1 AS here FROM policy WHERE id = @id', { id: params.policy }) === undefined)
      throw new CorpusError('not-found', `There is no policy "${params.policy}" in this project.`);
    for (const table of ['response', 'suggestion']) touched.table(table);
    const items = params.responses.map((each) => itemById(db, each.item));
    for (const key of new Set(items.map((item) => item.key))) {
      keepEarlier(db, key, params.policy);
      if (params.replacePending ?? true) removePending(db, key, { range: params.range ?? null });
    }
    const tables = new Map<number, { id: string; table: FrameTable }>();
    const responses = params.responses.flatMap(({ prediction: answer }, index) => {
      const item = items[index];
      if (item === undefined) throw new CorpusError('internal', 'A response lost its item.');
      let video = tables.get(item.video);
      if (video === undefined) {
        const row = videoByKey(db, item.video);
        video = { id: row.id, table: frameTableOfRow(db, row) };
        tables.set(item.video, video);
      }
      touched.item(item.id, video.id);
      const { table } = video;
      const said = params.range === undefined ? answer : within(answer, params.range, table, item);
      // Nothing in the range: what was said of the rest stays the newest answer.
      if (params.range !== undefined && said.intervals.every((each) => each === null)) return [];
      const key = insertResponse(db, item, params.policy, params.group ?? null, at, said);
      insertSuggestions(db, item, key, table, said, params.range !== undefined);
      insertAlternatives(db, item, key, table, said.alternatives ?? []);
      return [key];
    });
    return { responses };
  },
  ({ policy, responses }) => ({
    subject: policy,
    counts: { items: new Set(responses.map(({ item }) => item)).size },
  }),
);

/** The part of an answer that lies in a range. Sentences of which it says nothing there are not said to have none. */
function within(
  answer: GivenPrediction,
  range: TickRange,
  table: FrameTable,
  item: ItemRow,
): GivenPrediction {
  const { answerIndex: _option, answerScore: _sure, saliency: _curve, ...rest } = answer;
  const isInside = (each: GivenInterval): boolean => {
    const { start, end } = onGrid(table, each, item.id);
    const middle = (edgeTick(table, start) + edgeTick(table, end)) / 2;
    return middle >= range.start && middle < range.end;
  };
  const kept = answer.intervals.map((each) => each !== null && isInside(each));
  const alternatives = answer.alternatives?.filter(({ interval }) => isInside(interval));
  if (item.task === 'DTG')
    return {
      ...rest,
      alternatives,
      intervals: answer.intervals.map((each, at) => (kept[at] === true ? each : null)),
    };
  return {
    ...rest,
    alternatives,
    intervals: answer.intervals.filter((_, at) => kept[at]),
    scores: answer.scores.filter((_, at) => kept[at]),
  };
}

function insertResponse(
  db: WritableDb,
  item: ItemRow,
  policy: string,
  group: string | null,
  at: number,
  answer: GivenPrediction,
): number {
  const prompt = storedPrompt(item.task, item.prompt);
  const answerIndex = prompt.task === 'GVQA' ? (answer.answerIndex ?? null) : null;
  if (prompt.task === 'GVQA' && answerIndex !== null && answerIndex >= prompt.options.length)
    throw new CorpusError(
      'invalid',
      `The policy "${policy}" answered item "${item.id}" with option ${answerIndex + 1} of ${prompt.options.length}.`,
    );
  const saliency =
    prompt.task === 'VHD' && answer.saliency !== undefined
      ? JSON.stringify({ ...answer.saliency, extra: {} })
      : null;
  return db.run(
    `INSERT INTO response (item, policy, at, rollout_group, text, answer_index, answer_score, saliency, answer_status, basis)
     VALUES (@item, @policy, @at, @group, @text, @answerIndex, @answerScore, @saliency, @status, @basis)`,
    {
      item: item.key,
      policy,
      at,
      group,
      text: answer.response,
      answerIndex,
      answerScore: answerIndex === null ? null : (answer.answerScore ?? null),
      saliency,
      status: answerIndex === null && saliency === null ? null : 'pending',
      basis: answer.basis ?? null,
    },
  ).key;
}

function insertSuggestions(
  db: WritableDb,
  item: ItemRow,
  response: number,
  table: FrameTable,
  answer: GivenPrediction,
  silent: boolean,
): void {
  if (answer.scores.length !== answer.intervals.length)
    throw new CorpusError(
      'invalid',
      `The policy gave ${answer.scores.length} scores for ${answer.intervals.length} intervals of item "${item.id}".`,
    );
  for (const [slot, each] of answer.intervals.entries()) {
    // Without an event for a sentence nothing is said about it; only an answer can say that it has none.
    if (each === null && (item.task !== 'DTG' || answer.basis === 'events' || silent)) continue;
    const edges = each === null ? null : onGrid(table, each, item.id);
    db.run(
      `INSERT INTO suggestion (response, slot, start_tick, end_tick, start_frame, end_frame, score)
       VALUES (@response, @slot, @startTick, @endTick, @startFrame, @endFrame, @score)`,
      {
        response,
        slot,
        startTick: edges === null ? null : edgeTick(table, edges.start),
        endTick: edges === null ? null : edgeTick(table, edges.end),
        startFrame: edges?.start ?? null,
        endFrame: edges?.end ?? null,
        score: answer.scores[slot] ?? 0,
      },
    );
  }
}
