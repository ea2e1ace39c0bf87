import { z } from 'zod';
import { id, tick } from './words.ts';

const ranges = z.array(z.tuple([tick, tick]));

/** `watched`: played at a speed at which one sees what happens. `skimmed`: passed quickly, or only looked into. */
export const coverageKind = z.enum(['watched', 'skimmed']);
export type CoverageKind = z.infer<typeof coverageKind>;

/** `coverage.add`: seen ranges of one video in ticks; written at most every 5 s, outside the undo log. */
export const coverageAddInput = z.strictObject({
  videoId: id,
  /** Default: `watched`. */
  kind: coverageKind.optional(),
  ranges: ranges.max(1000),
});

/** What of a video was seen: ticks, sorted and disjoint. What is in neither was not seen. */
export const videoCoverage = z.object({
  videoId: z.string(),
  title: z.string(),
  start: tick,
  end: tick,
  /** Seconds. */
  duration: z.number(),
  watched: ranges,
  /** Skimmed and not watched. */
  skimmed: ranges,
  /** Shares in [0, 1]. */
  watchedShare: z.number(),
  skimmedShare: z.number(),
  unseenShare: z.number(),
});
export type VideoCoverage = z.infer<typeof videoCoverage>;

/** `coverage.ofVideos`: for lists that show strips; videos that are not there are left out. */
export const coverageOfInput = z.strictObject({ videoIds: z.array(id).max(1000) });

/** `coverage.wall`: every video of the project. */
export const coverageWallInput = z.strictObject({
  order: z.enum(['import', 'unseen', 'seen']).optional(),
  offset: z.int().min(0).optional(),
  limit: z.int().min(1).max(1000).optional(),
});
export type CoverageOrder = NonNullable<z.infer<typeof coverageWallInput>['order']>;
export const coverageWall = z.object({
  total: z.int(),
  /** Of all videos together. */
  seconds: z.object({ total: z.number(), watched: z.number(), skimmed: z.number() }),
  rows: z.array(videoCoverage),
});
export type CoverageWall = z.infer<typeof coverageWall>;

/** `coverage.next`: the next time that nobody has seen, from here on and around the project; null: everything was seen. */
export const nextUnseenInput = z.strictObject({ videoId: id, tick }).nullish();
export const nextUnseen = z
  .object({ videoId: z.string(), title: z.string(), start: tick, end: tick })
  .nullable();
export type NextUnseen = z.infer<typeof nextUnseen>;
