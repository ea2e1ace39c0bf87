import { z } from 'zod';
import { id, said, path } from './words.ts';

/** `relink.search`: a job that looks for all lost videos in a folder and those below it. */
export const relinkSearchInput = z.strictObject({ folder: path });

/**
 * What was found for a lost video. `same`: the very file. `frames`: another file that shows the same frames at the same moments.
 * `refused`: a file of its name that does not; `reason` says why. `none`: nothing.
 */
export const relinkProposal = z.object({
  videoId: z.string(),
  title: z.string(),
  match: z.enum(['same', 'frames', 'refused', 'none']),
  path: z.string().nullable(),
  reason: z.string().nullable(),
});
export type RelinkProposal = z.infer<typeof relinkProposal>;

/** `relink.lost`: videos whose file is gone or another one, and where they were. */
export const lostVideo = z.object({
  videoId: z.string(),
  title: z.string(),
  was: z.string(),
  state: z.enum(['missing', 'changed']),
});
export type LostVideo = z.infer<typeof lostVideo>;

/** `relink.proposals`: what the last search found; null before any. */
export const relinkProposals = z.object({ folder: z.string(), rows: z.array(relinkProposal) }).nullable();
export type RelinkProposals = z.infer<typeof relinkProposals>;

/** `relink.takeOver`: takes these proposals over, all or none. */
export const relinkApplyInput = z.strictObject({ videoIds: z.array(id).min(1).max(100_000) });
export const relinked = z.object({ sentence: z.string(), said: said.nullable() });
