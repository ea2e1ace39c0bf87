import type { Migration } from '../migrate.ts';

/** What an entry of the log says, for any language: as JSON beside its English (src/tasks/said). Older entries have none. */
export const said: Migration = {
  version: 11,
  name: 'said',
  up: (db) => db.exec('ALTER TABLE command_log ADD COLUMN said TEXT'),
};
