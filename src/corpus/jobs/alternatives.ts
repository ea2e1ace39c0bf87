import { z } from 'zod';
import { edgeTick, type FrameTable } from '../../time/frame-table.ts';
import { say } from '../../tasks/said/said.ts';
import { iou } from '../../time/interval.ts';
import type { WritableDb } from '../db.ts';
import { CorpusError } from '../errors.ts';
import {
  intervalsOfItem,
  itemById,
  videoByKey,
  type AlternativeRow,
  type ItemRow,
  type SuggestionRow,
} from '../rows.ts';
import { defineJob } from './define.ts';
import { onGrid, type GivenInterval } from './on-grid.ts';

/** `Alternative` of src/tasks/task.ts as it arrives from another thread or process. */
export interface GivenAlternative {
  readonly slot: number;
  readonly interval: GivenInterval;
  readonly score: number;
}

export const alternative: z.ZodType<GivenAlternative> = z.object({
  slot: z.int().min(0),
  interval: z.object({ start: z.number(), end: z.number() }),
  score: z.number(),
});

/** What overlaps this much with something that is there already says nothing new. */
const SAME = 0.5;

/** Keeps what a policy thought of beside its answer, edges on the nearest frame boundaries. */
export function insertAlternatives(
  db: WritableDb,
  item: ItemRow,
  response: number,
  table: FrameTable,
  alternatives: readonly GivenAlternative[],
): void {
  for (const { slot, interval, score } of alternatives) {
    const { start, end } = onGrid(table, interval, item.id);
    db.run(
      `INSERT INTO alternative (response, slot, start_tick, end_tick, start_frame, end_frame, score)
       VALUES (@response, @slot, @startTick, @endTick, @start, @end, @score)`,
      {
        response,
        slot: item.task === 'DTG' ? slot : 0,
        startTick: edgeTick(table, start),
        endTick: edgeTick(table, end),
        start,
        end,
        score,
      },
    );
  }
}

/**
 * Offers one more suggestion for an item, since a person asks what else there is: the pending one that is named, which was too
 * unlikely to be shown, or else the likeliest that the newest answer left out and that is not there already.
 */
export const offerAlternative = defineJob(
  z.strictObject({
    item: z.string(),
    /** DTG: index of the sentence; else 0. */
    slot: z.int().min(0),
    suggestion: z.int().nullable(),
  }),
  /** Key of the suggestion; null where the policy thought of nothing else. */
  z.object({ suggestion: z.int().nullable() }),
  ({ db, touched }, params) => {
    const item = itemById(db, params.item);
    const suggestion =
      params.suggestion === null ? offerNext(db, item, params.slot) : show(db, item, params.suggestion);
    if (suggestion === null) return { suggestion };
    touched.table('suggestion');
    touched.item(item.id, videoByKey(db, item.video).id);
    return { suggestion };
  },
);

/** @throws CorpusError 'not-found' */
function show(db: WritableDb, item: ItemRow, key: number): number {
  const { changes } = db.run(
    `UPDATE suggestion SET asked = 1 WHERE key = @key AND status = 'pending'
       AND response IN (SELECT key FROM response WHERE item = @item)`,
    { key, item: item.key },
  );
  if (changes === 0) throw new CorpusError('not-found', say('suggestionGone'));
  return key;
}

function offerNext(db: WritableDb, item: ItemRow, slot: number): number | null {
  const newest = db.get<{ key: number }>(
    'SELECT key FROM response WHERE item = @item ORDER BY key DESC LIMIT 1',
    { item: item.key },
  );
  if (newest === undefined) return null;
  const known = knownSpans(db, item, newest.key, slot);
  const left = db.all<AlternativeRow>(
    'SELECT * FROM alternative WHERE response = @response AND slot = @slot ORDER BY score DESC, key',
    { response: newest.key, slot },
  );
  for (const row of left) {
    db.run('DELETE FROM alternative WHERE key = @key', { key: row.key });
    const span = { start: row.start_tick, end: row.end_tick };
    if (known.some((each) => iou(each, span) >= SAME)) continue;
    return db.run(
      `INSERT INTO suggestion (response, slot, start_tick, end_tick, start_frame, end_frame, score, asked)
       VALUES (@response, CASE WHEN @sentence = 1 THEN @slot ELSE
         (SELECT coalesce(max(slot), -1) + 1 FROM suggestion WHERE response = @response) END,
         @start, @end, @startFrame, @endFrame, @score, 1)`,
      {
        response: newest.key,
        sentence: item.task === 'DTG' ? 1 : 0,
        slot,
        ...span,
        startFrame: row.start_frame,
        endFrame: row.end_frame,
        score: row.score,
      },
    ).key;
  }
  return null;
}

/** Ticks of what stands in the list or for the sentence, and of what was suggested for it, whatever became of that. */
function knownSpans(
  db: WritableDb,
  item: ItemRow,
  response: number,
  slot: number,
): { readonly start: number; readonly end: number }[] {
  const suggested = db.all<SuggestionRow>('SELECT * FROM suggestion WHERE response = @response', {
    response,
  });
  const isMeant = (row: { readonly slot: number }): boolean => item.task !== 'DTG' || row.slot === slot;
  return [...intervalsOfItem(db, item.key), ...suggested]
    .filter(isMeant)
    .flatMap(({ start_tick: start, end_tick: end }) =>
      start === null || end === null ? [] : [{ start, end }],
    );
}
