import { z } from 'zod';
import { say } from '../../tasks/said/said.ts';
import { CorpusError } from '../errors.ts';
import { intervalByKey, itemById, itemByKey, videoById, type CommentRow } from '../rows.ts';
import type { Change } from './change.ts';
import { defineCommand } from './define.ts';

const commentText = z.string().trim().min(1).max(20_000);

export const addComment = defineCommand(
  z.strictObject({
    video: z.string(),
    item: z.string().nullish(),
    /** Where in the video it belongs, if anywhere. */
    ticks: z.int().nullish(),
    /** The interval of the item that it is about. */
    interval: z.int().positive().nullish(),
    /** The comment it answers: a first one of the same video. */
    answers: z.int().positive().nullish(),
    text: commentText,
  }),
  (change, params) => {
    const video = videoById(change.db, params.video);
    const answered =
      params.answers === undefined || params.answers === null ? null : commentRow(change, params.answers);
    if (answered !== null && (answered.video !== video.key || answered.answers !== null))
      throw new CorpusError('refused', say('answerFirstOnly'));
    const item =
      answered !== null && answered.item !== null
        ? itemByKey(change.db, answered.item)
        : params.item === undefined || params.item === null
          ? null
          : itemById(change.db, params.item);
    if (item !== null && item.video !== video.key)
      throw new CorpusError('refused', say('itemOfOtherVideo', { id: item.id }));
    const interval =
      params.interval === undefined || params.interval === null
        ? null
        : intervalByKey(change.db, params.interval);
    if (interval !== null && interval.item !== item?.key)
      throw new CorpusError('refused', say('intervalOfOtherItem'));
    const key = change.insert('comment', {
      video: video.key,
      item: item?.key ?? null,
      tick: params.ticks ?? interval?.start_tick ?? answered?.tick ?? null,
      interval: interval?.key ?? answered?.interval ?? null,
      answers: answered?.key ?? null,
      annotator: change.annotator,
      at: change.at,
      text: params.text,
    });
    if (item === null) change.touched.video(video.id);
    else change.touched.item(item.id, video.id);
    return {
      said:
        answered === null
          ? say(item === null ? 'commentedVideo' : 'commentedItem', { video: video.id })
          : say('answeredComment'),
      created: { comments: [key] },
    };
  },
);

export const editComment = defineCommand(
  z.strictObject({
    comment: z.int().positive(),
    text: commentText.optional(),
    resolved: z.boolean().optional(),
  }),
  (change, params) => {
    const row = commentRow(change, params.comment);
    change.update('comment', row.key, {
      text: params.text ?? row.text,
      resolved: params.resolved === undefined ? row.resolved : params.resolved ? 1 : 0,
    });
    return { said: say(params.resolved === true ? 'resolvedComment' : 'changedComment') };
  },
);

export const deleteComment = defineCommand(
  z.strictObject({ comment: z.int().positive() }),
  (change, params) => {
    const row = commentRow(change, params.comment);
    for (const { key } of change.db.all<{ key: number }>('SELECT key FROM comment WHERE answers = @key', {
      key: row.key,
    }))
      change.delete('comment', key);
    change.delete('comment', row.key);
    return { said: say('deletedComment') };
  },
);

function commentRow(change: Change, key: number): CommentRow {
  const row = change.db.get<CommentRow>('SELECT * FROM comment WHERE key = @key', { key });
  if (row === undefined) throw new CorpusError('not-found', say('commentGone'));
  const video = change.db.get<{ id: string }>('SELECT id FROM video WHERE key = @key', { key: row.video });
  if (video !== undefined) change.touched.video(video.id);
  return row;
}
