import { z } from 'zod';
import { clamp, interval, union, type Interval } from '../../time/interval.ts';
import { ticks, type Ticks } from '../../time/ticks.ts';
import { CorpusError } from '../errors.ts';
import { videoById } from '../rows.ts';
import { defineJob } from './define.ts';

/** Adds to what an annotator has watched or skimmed. What is there stays; touching ranges become one. */
export const addCoverage = defineJob(
  z.strictObject({
    video: z.string(),
    kind: z.enum(['watched', 'skimmed']),
    /** Ticks; what lies outside the video is cut off. */
    ranges: z.array(z.strictObject({ start: z.int(), end: z.int() })).max(10_000),
    annotator: z.string().optional(),
  }),
  z.object({}),
  ({ db, touched }, params) => {
    const video = videoById(db, params.video);
    const whole: Interval<Ticks> = { start: ticks(video.start_tick), end: ticks(video.end_tick) };
    const which = { video: video.key, annotator: params.annotator ?? 'local', kind: params.kind };
    const before = db
      .all<{ start_tick: number; end_tick: number }>(
        'SELECT start_tick, end_tick FROM coverage WHERE video = @video AND annotator = @annotator AND kind = @kind',
        which,
      )
      .map((row) => interval(ticks(row.start_tick), ticks(row.end_tick)));
    const added = params.ranges.map(({ start, end }) => {
      if (!(start < end))
        throw new CorpusError(
          'invalid',
          `A watched range must start before it ends, got [${start}, ${end}).`,
        );
      return clamp(interval(ticks(start), ticks(end)), whole);
    });
    const now = union([...before, ...added.filter((each) => each !== null)]);
    db.run('DELETE FROM coverage WHERE video = @video AND annotator = @annotator AND kind = @kind', which);
    for (const { start, end } of now)
      db.run(
        `INSERT INTO coverage (video, annotator, kind, start_tick, end_tick)
         VALUES (@video, @annotator, @kind, @start, @end)`,
        { ...which, start, end },
      );
    touched.table('coverage');
    touched.video(video.id);
    return {};
  },
);
