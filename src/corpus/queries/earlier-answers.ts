import { z } from 'zod';
import type { ReadableDb } from '../db.ts';
import { videoById } from '../rows.ts';

/** What the policy before the present one said of an item. */
export interface EarlierAnswer {
  readonly itemId: string;
  readonly policy: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly answerIndex: number | null;
  readonly answerScore: number | null;
  readonly basis: 'events' | null;
  readonly intervals: readonly {
    readonly slot: number;
    /** Ticks; both null: a DTG sentence has none. */
    readonly start: number | null;
    readonly end: number | null;
    readonly score: number;
  }[];
}

const kept = z.array(z.tuple([z.int(), z.number().nullable(), z.number().nullable(), z.number()]));

/** Of each item of a video that two policies have answered. @throws CorpusError 'not-found' */
export function earlierAnswers(db: ReadableDb, videoId: string): EarlierAnswer[] {
  const rows = db.all<Omit<EarlierAnswer, 'intervals'> & { readonly intervals: string }>(
    `SELECT item.id AS itemId, earlier_answer.policy, at, earlier_answer.answer_index AS answerIndex,
       answer_score AS answerScore, basis, intervals
     FROM earlier_answer JOIN item ON item.key = earlier_answer.item
     WHERE item.video = @video ORDER BY item.key`,
    { video: videoById(db, videoId).key },
  );
  return rows.map((row) => ({
    ...row,
    intervals: kept
      .parse(JSON.parse(row.intervals))
      .map(([slot, start, end, score]) => ({ slot, start, end, score })),
  }));
}
