import { z } from 'zod';
import { id, path } from './words.ts';

/** Which videos go into a pack; `used`: those that have items. */
export const packedVideos = z.enum(['all', 'used', 'none']);
export type PackedVideos = z.infer<typeof packedVideos>;

/** `packs.plan`: what packing the open project could take along, in bytes. */
export const packPlan = z.object({
  corpusBytes: z.number(),
  videos: z.object({
    all: z.object({ count: z.int(), bytes: z.number() }),
    used: z.object({ count: z.int(), bytes: z.number() }),
    /** Files that are not there. */
    missing: z.int(),
  }),
  policies: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      bytes: z.number().nullable(),
      /** The one that suggests; it always comes along. */
      current: z.boolean(),
    }),
  ),
  /** A file that could be written. */
  proposed: z.string(),
});
export type PackPlan = z.infer<typeof packPlan>;

/** `packs.start`: a job. */
export const packStartInput = z.strictObject({
  out: path,
  videos: packedVideos,
  /** Ids of policies besides the current one. */
  policies: z.array(id).max(10_000),
});

/** `packs.inspect`: what a pack says of itself. */
export const packInspectInput = z.strictObject({ file: path });
export const packInside = z.object({
  title: z.string(),
  madeAt: z.string(),
  bytes: z.number(),
  videos: z.int(),
  packedVideos: z.int(),
  items: z.int(),
  /** A folder that is not there yet. */
  proposed: z.string(),
});
export type PackInside = z.infer<typeof packInside>;

/** `packs.unpack`: a job; the project is opened by whoever asked, once it is done. */
export const packUnpackInput = z.strictObject({ file: path, dir: path });
