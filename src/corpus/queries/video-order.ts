import type { ReadableDb } from '../db.ts';

/**
 * How videos are listed. `value`: what teaches most first, then what was not weighed. `order`: as imported.
 */
export type VideoSort = 'order' | 'id' | 'duration' | 'progress' | 'value';

/** Videos of each group on which something is curated. */
const CURATED_OF_GROUP = `SELECT label_group, count(*) AS videos FROM video
  WHERE EXISTS (SELECT 1 FROM item WHERE item.video = video.key AND item.state IN ('curated', 'reviewed'))
  GROUP BY label_group`;

/** How many videos of each group have something curated; groups without any are left out. */
export function curatedByGroup(db: ReadableDb): Map<string, number> {
  const rows = db.all<{ label_group: string; videos: number }>(CURATED_OF_GROUP);
  return new Map(rows.map(({ label_group, videos }) => [label_group, videos]));
}

/**
 * Parts of a query over `video`: what is joined, and what it is ordered by. `progress` needs the counts of items joined as `counts`.
 *
 * By value, each video comes after those of its group that are worth more, so that no group falls behind: the same order as
 * `balanced` in src/policy/balance.ts, where it was measured (docs/policy.md, "What to label next").
 */
export function videoOrder(sort: VideoSort | undefined): { readonly joins: string; readonly by: string } {
  switch (sort) {
    case 'id':
      return { joins: '', by: 'video.id' };
    case 'duration':
      return {
        joins: '',
        by: '(video.end_tick - video.start_tick) * 1.0 * video.timebase_num / video.timebase_den, video.key',
      };
    case 'progress':
      return { joins: '', by: 'coalesce(curated * 1.0 / items, 0), video.key' };
    case 'value':
      return {
        joins: `LEFT JOIN video_information AS worth ON worth.video = video.key
          LEFT JOIN (${CURATED_OF_GROUP}) AS known ON known.label_group = video.label_group`,
        by: `worth.value IS NULL,
          coalesce(known.videos, 0) + row_number() OVER (
            PARTITION BY video.label_group ORDER BY worth.value IS NULL, worth.value DESC, video.key),
          worth.value DESC, video.key`,
      };
    case 'order':
    case undefined:
      break;
  }
  return { joins: '', by: 'video.key' };
}
