import type { Migration } from '../migrate.ts';

/**
 * How a derived item came to be, and of what. Without foreign keys to the sources: deleting a source is no fault, it is what
 * a derived item is flagged for.
 */
export const derivation: Migration = {
  version: 8,
  name: 'derivation',
  up: (db) => db.exec(SCHEMA),
};

const SCHEMA = /* sql */ `
CREATE TABLE derivation (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER NOT NULL UNIQUE REFERENCES item (key),
  -- The rule and what it was given (src/tasks/derive/recipe.ts).
  recipe TEXT NOT NULL,
  -- What it made, before a person changed anything: prompt and truth.
  draft TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE derivation_source (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  derivation INTEGER NOT NULL REFERENCES derivation (key),
  item INTEGER NOT NULL,
  -- An instance that the truth was read from; null: the item as a whole, such as a wrong option that never happens.
  interval INTEGER
) STRICT;
CREATE INDEX derivation_source_by_derivation ON derivation_source (derivation);
CREATE INDEX derivation_source_by_item ON derivation_source (item);
`;
