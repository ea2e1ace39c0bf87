import { z } from 'zod';
import { edgeTick, nearestEdge, type FrameTable } from '../../time/frame-table.ts';
import { ticks } from '../../time/ticks.ts';
import { CorpusError } from '../errors.ts';
import { packAscending } from '../frame-table-blob.ts';
import { probeColumns } from '../import.ts';
import { probedVideo, type ProbedVideo } from '../import-document.ts';
import { frameTableOfRow, videoById, type VideoRow } from '../rows.ts';
import { projectRelative } from '../video-path.ts';
import { videoSearch } from '../video-search.ts';
import { defineJob, type JobContext } from './define.ts';

/** Containers that keep milliseconds round each time by at most half of one. */
const SAME_TIME_SECONDS = 0.0011;

/**
 * Points a video at another file that shows the same frames. When that file counts time differently (a remux), every edge
 * is carried over by its frame ordinal.
 * @throws CorpusError 'refused' when the frame tables differ: the labels would lie on other pictures.
 */
export const relinkVideo = defineJob(
  z.strictObject({ video: z.string(), probe: probedVideo }),
  /** How many intervals got other ticks. */
  z.object({ moved: z.int() }),
  (context, { video, probe }) => ({ moved: relink(context, video, probe) }),
  ({ probe }) => ({ subject: probe.path, counts: { videos: 1 } }),
);

/** The same for several videos, all or none. */
export const relinkVideos = defineJob(
  z.strictObject({
    videos: z
      .array(z.strictObject({ video: z.string(), probe: probedVideo }))
      .min(1)
      .max(100_000),
  }),
  z.object({ moved: z.int() }),
  (context, { videos }) => ({
    moved: videos.reduce((sum, { video, probe }) => sum + relink(context, video, probe), 0),
  }),
  ({ videos }) => ({ subject: '', counts: { videos: videos.length } }),
);

/** @returns how many intervals got other ticks. @throws CorpusError */
function relink(context: JobContext, id: string, probe: ProbedVideo): number {
  const { db, projectDir, touched } = context;
  const video = videoById(db, id);
  const before = frameTableOfRow(db, video);
  requireSameFrames(before, probe.table, video, probe);
  const moved = sameAxis(before, probe.table) ? 0 : carryOver(context, video, before, probe.table);
  const path = projectRelative(projectDir, probe.path);
  const columns = { ...probeColumns(probe), path, search: videoSearch({ ...video, path }), state: 'ready' };
  const assignments = Object.keys(columns).map((name) => `${name} = @${name}`);
  db.run(`UPDATE video SET ${assignments.join(', ')} WHERE key = @key`, { ...columns, key: video.key });
  db.run('UPDATE frame_table SET pts = @pts, keyframes = @keyframes WHERE video = @key', {
    key: video.key,
    pts: packAscending(probe.table.pts),
    keyframes: packAscending(probe.keyframes),
  });
  touched.table('video');
  touched.video(id);
  return moved;
}

/** @throws CorpusError 'refused' */
function requireSameFrames(before: FrameTable, after: FrameTable, video: VideoRow, probe: ProbedVideo): void {
  const fault = frameDifference(before, after);
  if (fault === null) return;
  throw new CorpusError(
    'refused',
    `${probe.path} is not the same video as "${video.id}": ${fault}. Its labels would lie on other pictures.`,
  );
}

/**
 * Why two tables are not of the same frames, or null when they are. Frames are compared by their distance from the first one:
 * a remux may move them all.
 */
export function frameDifference(before: FrameTable, after: FrameTable): string | null {
  const count = before.pts.length;
  if (after.pts.length !== count) return `it has ${after.pts.length} frames instead of ${count}`;
  const sinceFirst = (table: FrameTable, index: number): number =>
    ((edgeTick(table, index) - edgeTick(table, 0)) * table.timebase.num) / table.timebase.den;
  for (let i = 0; i < count; i++)
    if (Math.abs(sinceFirst(before, i) - sinceFirst(after, i)) > SAME_TIME_SECONDS)
      return `its frame ${i} is shown at another moment`;
  return null;
}

function sameAxis(a: FrameTable, b: FrameTable): boolean {
  return (
    a.timebase.num === b.timebase.num &&
    a.timebase.den === b.timebase.den &&
    a.end === b.end &&
    a.pts.every((tick, index) => tick === b.pts[index])
  );
}

/** Every tick of the video in the new file's count. @returns how many intervals there are */
function carryOver(
  { db, touched }: JobContext,
  video: VideoRow,
  before: FrameTable,
  after: FrameTable,
): number {
  const ofVideo = { video: video.key };
  const items = '(SELECT key FROM item WHERE video = @video)';
  const carried = (tick: number): number => edgeTick(after, nearestEdge(before, ticks(tick)));
  /** Two edges inside one frame have one ordinal; a frame is then the shortest interval there is. */
  const gridded = (row: Framed): { key: number; start: number; end: number; endFrame: number } => {
    const endFrame = Math.max(row.end_frame, row.start_frame + 1);
    return {
      key: row.key,
      start: edgeTick(after, row.start_frame),
      end: edgeTick(after, endFrame),
      endFrame,
    };
  };

  const intervals = db.all<Framed>(
    `SELECT key, start_frame, end_frame FROM interval WHERE start_tick IS NOT NULL AND item IN ${items}`,
    ofVideo,
  );
  for (const row of intervals)
    db.run(
      `UPDATE interval SET start_tick = @start, end_tick = @end, end_frame = @endFrame,
         start_text = NULL, end_text = NULL, start_off_grid = 0, end_off_grid = 0 WHERE key = @key`,
      gridded(row),
    );
  db.run(
    `UPDATE edge_provenance SET moved_ticks = CAST(round(moved_ticks * @ratio) AS INTEGER)
     WHERE interval IN (SELECT key FROM interval WHERE item IN ${items})`,
    { ...ofVideo, ratio: secondsPerTick(before) / secondsPerTick(after) },
  );

  const suggestions = db.all<Framed & { final_start_tick: number | null; final_end_tick: number | null }>(
    `SELECT key, start_frame, end_frame, final_start_tick, final_end_tick FROM suggestion
     WHERE start_tick IS NOT NULL AND response IN (SELECT key FROM response WHERE item IN ${items})`,
    ofVideo,
  );
  for (const row of suggestions)
    db.run(
      `UPDATE suggestion SET start_tick = @start, end_tick = @end, end_frame = @endFrame,
         final_start_tick = @finalStart, final_end_tick = @finalEnd WHERE key = @key`,
      {
        ...gridded(row),
        finalStart: row.final_start_tick === null ? null : carried(row.final_start_tick),
        finalEnd: row.final_end_tick === null ? null : carried(row.final_end_tick),
      },
    );

  for (const row of db.all<Framed>(
    `SELECT key, start_frame, end_frame FROM alternative
     WHERE response IN (SELECT key FROM response WHERE item IN ${items})`,
    ofVideo,
  ))
    db.run(
      'UPDATE alternative SET start_tick = @start, end_tick = @end, end_frame = @endFrame WHERE key = @key',
      gridded(row),
    );

  for (const row of db.all<{ key: number; start_tick: number; end_tick: number }>(
    'SELECT key, start_tick, end_tick FROM coverage WHERE video = @video',
    ofVideo,
  )) {
    const range = { key: row.key, start: carried(row.start_tick), end: carried(row.end_tick) };
    if (range.start < range.end)
      db.run('UPDATE coverage SET start_tick = @start, end_tick = @end WHERE key = @key', range);
    else db.run('DELETE FROM coverage WHERE key = @key', { key: row.key });
  }
  for (const row of db.all<{ key: number; tick: number }>(
    'SELECT key, tick FROM comment WHERE video = @video AND tick IS NOT NULL',
    ofVideo,
  ))
    db.run('UPDATE comment SET tick = @tick WHERE key = @key', { key: row.key, tick: carried(row.tick) });

  for (const name of ['interval', 'suggestion', 'coverage', 'comment']) touched.table(name);
  for (const { id } of db.all<{ id: string }>('SELECT id FROM item WHERE video = @video', ofVideo))
    touched.item(id, video.id);
  return intervals.length;
}

interface Framed {
  readonly key: number;
  readonly start_frame: number;
  readonly end_frame: number;
}

function secondsPerTick(table: FrameTable): number {
  return table.timebase.num / table.timebase.den;
}
