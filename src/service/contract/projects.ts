import { z } from 'zod';
import { projectState } from './care.ts';
import { instant, path } from './words.ts';

export const projectInfo = z.object({
  dir: z.string(),
  title: z.string(),
  counts: z.object({
    videos: z.int(),
    items: z.int(),
    curated: z.int(),
    /** Suggestions that nobody has judged yet. */
    pending: z.int(),
    train: z.int(),
    validation: z.int(),
    test: z.int(),
  }),
  /** The policy that `suggestions.start` uses. */
  policyId: z.string(),
  /** Grows by at least one with every change of the corpus. */
  revision: z.int(),
});
export type ProjectInfo = z.infer<typeof projectInfo>;

/** `projects.current`: null while no project is open. */
export const currentProject = projectInfo.nullable();

export const recentProject = z.object({
  dir: z.string(),
  title: z.string(),
  openedAt: instant,
  /** False when the folder is gone or holds no corpus any more. */
  present: z.boolean(),
  state: projectState,
  /** Stays at the top of the list. */
  pinned: z.boolean(),
  /** A small picture as a data address, or null. */
  cover: z.string().nullable(),
});
export type RecentProject = z.infer<typeof recentProject>;

/** `projects.forget`: takes a project out of the list; its folder stays as it is. */
export const projectForgetInput = z.strictObject({ dir: path });
/** `projects.pin` */
export const projectPinInput = z.strictObject({ dir: path, pinned: z.boolean() });

/** `projects.create`: makes the folder; with `videosFolder` a `videos` job starts at once. */
export const projectCreateInput = z.strictObject({
  dir: path,
  title: z.string().trim().min(1).max(200),
  videosFolder: path.optional(),
});
/** `projects.createSample`: a project on the shipped sample; default folder: a new one under the user's documents. */
export const projectSampleInput = z.strictObject({ dir: path.optional() }).optional();
export const projectOpenInput = z.strictObject({ dir: path });
/** Answer of create, createSample and open. `jobId`: the import that was started with it, or null. */
export const projectOpened = z.object({ project: projectInfo, jobId: z.string().nullable() });
export type ProjectOpened = z.infer<typeof projectOpened>;
