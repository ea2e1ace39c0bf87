import { createHash } from 'node:crypto';
import type { ReadableDb } from './db.ts';
import { LOGGED_TABLES } from './row-change.ts';

/**
 * SHA-256 of everything that commands can change: equal hashes, equal content. Revisions, the log and what only jobs write
 * stay out, so undoing everything brings the hash back, and a restored backup can be told to be whole.
 */
export function contentHash(db: ReadableDb): string {
  return db.consistent(() => {
    const hash = createHash('sha256');
    for (const table of LOGGED_TABLES) {
      const columns = db
        .all<{ name: string }>('SELECT name FROM pragma_table_info(@table) ORDER BY name', { table })
        .map((column) => column.name)
        .filter((name) => name !== 'revision');
      // A corpus of an earlier version lacks the tables that came later.
      if (columns.length === 0) continue;
      hash.update(`${table}(${columns.join(',')})\n`);
      for (const row of db.tuples(`SELECT ${columns.join(', ')} FROM ${table} ORDER BY key`))
        hash.update(`${JSON.stringify(row)}\n`);
    }
    return hash.digest('hex');
  });
}
