import type { ReadableDb } from '../db.ts';
import { videoById } from '../rows.ts';

/** What labelling something is expected to teach: parts in [0, 1] (src/policy/information.ts). */
export interface InformationRecord {
  readonly value: number;
  readonly disagreement: number;
  readonly novelty: number | null;
}

/** Whether any video has been weighed: until then there is nothing to order by. */
export function isWeighed(db: ReadableDb): boolean {
  return db.get('SELECT 1 AS here FROM video_information LIMIT 1') !== undefined;
}

/** By item id, for the items of one video that were weighed. @throws CorpusError 'not-found' */
export function informationOfItems(db: ReadableDb, videoId: string): Map<string, InformationRecord> {
  const { key } = videoById(db, videoId);
  const rows = db.all<InformationRecord & { readonly id: string }>(
    `SELECT item.id, item_information.value, item_information.disagreement, novelty
     FROM item JOIN item_information ON item_information.item = item.key
       LEFT JOIN video_information ON video_information.video = item.video
     WHERE item.video = @key`,
    { key },
  );
  return new Map(rows.map(({ id, value, disagreement, novelty }) => [id, { value, disagreement, novelty }]));
}

/** Videos on which something is curated, at most `most`, spread evenly over the order of the import. */
export function curatedVideoIds(db: ReadableDb, most: number): string[] {
  const ids = db
    .all<{ id: string }>(
      `SELECT video.id FROM video
       WHERE EXISTS (SELECT 1 FROM item WHERE item.video = video.key AND item.state IN ('curated', 'reviewed'))
       ORDER BY video.key`,
    )
    .map(({ id }) => id);
  if (ids.length <= most) return ids;
  return Array.from({ length: most }, (_, i) => ids[Math.floor((i * ids.length) / most)]).filter(
    (id) => id !== undefined,
  );
}
