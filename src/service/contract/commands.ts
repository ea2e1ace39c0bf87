import { z } from 'zod';
import { id, instant } from './words.ts';

/**
 * `commands.run`: everything a person changes, by the names and parameters of src/corpus/commands. A refused command throws
 * with one sentence and changes nothing.
 */
export const commandRunInput = z.strictObject({
  name: z.string().min(1).max(64),
  params: z.record(z.string(), z.unknown()),
  /** Consecutive commands with the same name and key become one undo entry: a drag. */
  coalesceKey: id.optional(),
});

/** What the Undo and Redo menu lines say, or null when there is nothing to undo or redo. */
export const undoState = z.object({ undo: z.string().nullable(), redo: z.string().nullable() });
export type UndoState = z.infer<typeof undoState>;

export const commandDone = z.object({
  /** A sentence such as `Moved the start of "jump" by 3 frames.` */
  sentence: z.string(),
  revision: z.int(),
  /** Videos whose detail changed. */
  videoIds: z.array(z.string()),
  /** Ids of rows this command made, in the order of its parameters (a new item or interval). */
  created: z.array(z.string()),
  state: undoState,
});
export type CommandDone = z.infer<typeof commandDone>;

/** `commands.history`, newest first. */
export const historyInput = z.strictObject({ limit: z.int().min(1).max(500).optional() }).optional();
export const historyRow = z.object({
  id: z.string(),
  name: z.string(),
  sentence: z.string(),
  at: instant,
  by: z.string(),
  undone: z.boolean(),
});
export type HistoryRow = z.infer<typeof historyRow>;
