import type { Migration } from '../migrate.ts';

/** What a run says of itself, for any language: as JSON beside its English (src/tasks/said). Older runs have none. */
export const runSaid: Migration = {
  version: 13,
  name: 'run-said',
  up: (db) => db.exec('ALTER TABLE run ADD COLUMN said TEXT'),
};
