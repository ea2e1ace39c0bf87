import { z } from 'zod';
import { CorpusError } from '../errors.ts';
import { itemById, videoById } from '../rows.ts';
import { defineJob } from './define.ts';

const share = z.number().min(0).max(1);

/** What labelling a video and its open items is expected to teach (src/policy/information.ts). */
export interface WeighedVideo {
  readonly video: string;
  readonly value: number;
  readonly disagreement: number;
  /** null: too few videos are curated to compare with. */
  readonly novelty: number | null;
  readonly items: { readonly item: string; readonly value: number; readonly disagreement: number }[];
}

const weighedVideo: z.ZodType<WeighedVideo> = z.object({
  video: z.string(),
  value: share,
  disagreement: share,
  novelty: share.nullable(),
  items: z.array(z.object({ item: z.string(), value: share, disagreement: share })),
});

/** Keeps what a policy expects to learn, in place of what was kept for the same videos before. */
export const writeInformation = defineJob(
  z.object({ policy: z.string(), videos: z.array(weighedVideo) }),
  z.object({}),
  ({ db, at, touched }, { policy, videos }) => {
    if (db.get('SELECT 1 AS here FROM policy WHERE id = @id', { id: policy }) === undefined)
      throw new CorpusError('not-found', `There is no policy "${policy}" in this project.`);
    for (const table of ['video_information', 'item_information']) touched.table(table);
    for (const { video: id, value, disagreement, novelty, items } of videos) {
      const video = videoById(db, id).key;
      touched.video(id);
      // An item that nobody waits for any more has nothing to teach.
      db.run('DELETE FROM item_information WHERE item IN (SELECT key FROM item WHERE video = @video)', {
        video,
      });
      db.run(
        `INSERT OR REPLACE INTO video_information (video, policy, at, value, disagreement, novelty)
         VALUES (@video, @policy, @at, @value, @disagreement, @novelty)`,
        { video, policy, at, value, disagreement, novelty },
      );
      for (const each of items) {
        const item = itemById(db, each.item);
        if (item.video !== video)
          throw new CorpusError('invalid', `Item "${each.item}" does not belong to video "${id}".`);
        touched.item(each.item, id);
        db.run(
          `INSERT INTO item_information (item, policy, at, value, disagreement)
           VALUES (@item, @policy, @at, @value, @disagreement)`,
          { item: item.key, policy, at, value: each.value, disagreement: each.disagreement },
        );
      }
    }
    return {};
  },
);

/** Forgets what was kept for videos on which nothing waits for a person any more. */
export const settleInformation = defineJob(z.object({}), z.object({}), ({ db, touched }) => {
  for (const table of ['video_information', 'item_information']) touched.table(table);
  db.run(
    `DELETE FROM video_information WHERE video NOT IN (SELECT video FROM item WHERE state IN ('open', 'draft'))`,
  );
  db.run(
    `DELETE FROM item_information WHERE item IN (SELECT key FROM item WHERE state IN ('curated', 'reviewed'))`,
  );
  return {};
});
