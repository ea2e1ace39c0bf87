import { z } from 'zod';
import { instant, path } from './words.ts';

/** A copy of the corpus in the project's folder `backups`. */
export const backupRow = z.object({
  name: z.string(),
  at: instant,
  bytes: z.number(),
  /** `upgrade`: before a newer version changed the file. `damaged`: what a restore put aside. */
  kind: z.enum(['automatic', 'upgrade', 'damaged']),
});
export type BackupRow = z.infer<typeof backupRow>;

/** What speaks against where a project lies; the page has the words. */
export const placeWarning = z.object({ kind: z.enum(['network', 'sync']), name: z.string() });
export type PlaceWarning = z.infer<typeof placeWarning>;

/** `care.health`: whether the open project's work is safe. Told anew by `health` events. */
export const projectHealth = z.object({
  /** `unknown`: not looked at yet since it was opened. */
  integrity: z.enum(['unknown', 'good', 'damaged']),
  /** What is damaged and what to do. */
  damage: z.string().nullable(),
  backups: z.array(backupRow),
  /** Why the last backup could not be made, or null. */
  backupProblem: z.string().nullable(),
  place: placeWarning.nullable(),
  /** A person has read what speaks against the place and wants to stay. */
  placeDismissed: z.boolean(),
  /** Bytes: the corpus, and everything that could be made again. */
  corpusBytes: z.number(),
});
export type ProjectHealth = z.infer<typeof projectHealth>;

/** `projects.inspect`: a project before it is opened. */
export const projectInspectInput = z.strictObject({ dir: path });
export const projectState = z.enum(['ready', 'missing', 'empty', 'elsewhere', 'newer', 'damaged']);
export type ProjectState = z.infer<typeof projectState>;
export const projectInspection = z.object({
  dir: z.string(),
  state: projectState,
  backups: z.array(backupRow),
  place: placeWarning.nullable(),
});
export type ProjectInspection = z.infer<typeof projectInspection>;

/** `projects.place`: for a folder in which a project is to be made. */
export const placeInput = z.strictObject({ dir: path });

/** `care.restore`: puts a copy back (none named: the newest good one), keeps what was there, and opens the project. */
export const restoreInput = z.strictObject({ dir: path, name: z.string().max(200).optional() });
