import type { ReadableDb } from '../db.ts';

export interface HistoryEntry {
  readonly id: number;
  readonly name: string;
  /** `Moved the start of "jump" by 3 frames` */
  readonly sentence: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly annotator: string;
  /** 'discarded': undone, and then something else was done. */
  readonly state: 'done' | 'undone' | 'discarded';
  /** Entries of one batch are undone together. */
  readonly batch: number;
}

/** What people did, newest first. `before`: only entries older than this one. */
export function history(
  db: ReadableDb,
  options: { readonly limit?: number | undefined; readonly before?: number | undefined } = {},
): HistoryEntry[] {
  return db.all<HistoryEntry>(
    `SELECT key AS id, name, sentence, at, annotator, state, batch FROM command_log
     WHERE key < @before ORDER BY key DESC LIMIT @limit`,
    { before: options.before ?? Number.MAX_SAFE_INTEGER, limit: options.limit ?? 100 },
  );
}

export interface UndoState {
  /** What undo would take back, or null. */
  readonly undo: string | null;
  readonly redo: string | null;
}

export function undoState(db: ReadableDb): UndoState {
  const sentence = (state: 'done' | 'undone', direction: 'DESC' | 'ASC'): string | null =>
    db.get<{ sentence: string }>(
      `SELECT sentence FROM command_log WHERE state = '${state}' ORDER BY key ${direction} LIMIT 1`,
    )?.sentence ?? null;
  return { undo: sentence('done', 'DESC'), redo: sentence('undone', 'ASC') };
}
