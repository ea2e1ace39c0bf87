import type { ReadableDb } from '../db.ts';

/** One comment; answers name the comment that began their thread. */
export interface ThreadComment {
  readonly id: number;
  readonly videoId: string;
  readonly itemId: string | null;
  /** The interval it is about, which may be gone. */
  readonly interval: number | null;
  readonly tick: number | null;
  /** Name of who wrote it. */
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
  readonly resolved: boolean;
  readonly answers: number | null;
}

/** More unresolved threads than anybody reads at once. */
const MOST = 500;

/** Comments of a video or an item in the order of writing, or the newest unresolved threads of the project with their answers. */
export function threadComments(
  db: ReadableDb,
  of: { readonly videoId?: string | undefined; readonly itemId?: string | undefined },
): ThreadComment[] {
  const bindings: Record<string, string | number> = {};
  const where: string[] = [];
  if (of.videoId !== undefined) {
    where.push('video.id = @video');
    bindings['video'] = of.videoId;
  }
  if (of.itemId !== undefined) {
    where.push('item.id = @item');
    bindings['item'] = of.itemId;
  }
  if (where.length === 0) {
    where.push(`coalesce(comment.answers, comment.key) IN
      (SELECT key FROM comment WHERE answers IS NULL AND resolved = 0 ORDER BY key DESC LIMIT @most)`);
    bindings['most'] = MOST;
  }
  return db
    .all<Omit<ThreadComment, 'resolved'> & { resolved: number }>(
      `SELECT comment.key AS id, video.id AS videoId, item.id AS itemId, interval, tick, annotator.name AS "by", comment.at,
         text, resolved, answers
       FROM comment JOIN video ON video.key = comment.video JOIN annotator ON annotator.id = comment.annotator
         LEFT JOIN item ON item.key = comment.item
       WHERE ${where.join(' AND ')} ORDER BY comment.key`,
      bindings,
    )
    .map((row) => ({ ...row, resolved: row.resolved === 1 }));
}
