import { z } from 'zod';
import { id, instant, rowId, said } from './words.ts';

const request = { name: z.string().min(1).max(64), params: z.record(z.string(), z.unknown()) };

/**
 * `commands.run`: everything a person changes, by the names and parameters that src/corpus/README.md lists ("Commands").
 * A refused command throws with one sentence and changes nothing.
 */
export const commandRunInput = z.strictObject({
  ...request,
  /** Consecutive commands with the same key within a second become one undo entry: a drag. */
  coalesceKey: id.optional(),
});

/** `commands.runAll`: several commands as one transaction and one undo entry. */
export const commandRunAllInput = z.strictObject({
  commands: z.array(z.strictObject(request)).min(1).max(10_000),
  coalesceKey: id.optional(),
});

/** What the Undo and Redo menu lines say, or null when there is nothing to undo or redo. */
export const undoState = z.object({
  undo: z.string().nullable(),
  redo: z.string().nullable(),
  /** The same for any language; null where there is nothing, or English only: it was done by an older version. */
  undoSaid: said.nullable(),
  redoSaid: said.nullable(),
});
export type UndoState = z.infer<typeof undoState>;

/** What one command, undo or redo did. */
export const commandDone = z.object({
  /** A sentence such as `Moved the start of "jump" by 3 frames.` */
  sentence: z.string(),
  /** The sentence for any language; null for what an older version did. */
  said: said.nullable(),
  revision: z.int(),
  /** Ids of the rows that it made, in order. */
  created: z.object({
    intervals: z.array(rowId),
    items: z.array(z.string()),
    labels: z.array(rowId),
    comments: z.array(rowId),
  }),
  state: undoState,
});
export type CommandDone = z.infer<typeof commandDone>;

/** `commands.history`, newest first. */
export const historyInput = z.strictObject({ limit: z.int().min(1).max(500).optional() }).optional();
export const historyRow = z.object({
  id: rowId,
  name: z.string(),
  sentence: z.string(),
  said: said.nullable(),
  at: instant,
  by: z.string(),
  undone: z.boolean(),
});
export type HistoryRow = z.infer<typeof historyRow>;
