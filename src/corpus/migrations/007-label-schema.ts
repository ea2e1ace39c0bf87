import type { Migration } from '../migrate.ts';

/** Labels that may not overlap, what is noted on the instances of a label, and the notes (src/tasks/label-schema.ts). */
export const labelSchema: Migration = {
  version: 7,
  name: 'label-schema',
  up: (db) => db.exec(SCHEMA),
};

const SCHEMA = /* sql */ `
-- Labels of one group with the same text here exclude each other.
ALTER TABLE label ADD COLUMN exclusive TEXT;
-- Definitions, a JSON list.
ALTER TABLE label ADD COLUMN attributes TEXT NOT NULL DEFAULT '[]';
-- Values by name, a JSON object; null: none.
ALTER TABLE interval ADD COLUMN attributes TEXT;
`;
