import type { Migration } from '../migrate.ts';

/** What a policy thought of and did not answer with, and which suggestions a person asked for. */
export const alternatives: Migration = {
  version: 12,
  name: 'alternatives',
  up: (db) => db.exec(SCHEMA),
};

const SCHEMA = /* sql */ `
-- 1: it was not in the policy's answer, or too unlikely to be offered; a person asked what else there is.
ALTER TABLE suggestion ADD COLUMN asked INTEGER NOT NULL DEFAULT 0 CHECK (asked IN (0, 1));

-- Goes with its response, and when it becomes a suggestion. No command writes it, so the log has nothing of it.
CREATE TABLE alternative (
  key INTEGER PRIMARY KEY,
  response INTEGER NOT NULL REFERENCES response (key) ON DELETE CASCADE,
  -- DTG: index of the sentence; else 0.
  slot INTEGER NOT NULL CHECK (slot >= 0),
  start_tick INTEGER NOT NULL,
  end_tick INTEGER NOT NULL,
  start_frame INTEGER NOT NULL,
  end_frame INTEGER NOT NULL,
  score REAL NOT NULL,
  CHECK (start_tick < end_tick)
) STRICT;
CREATE INDEX alternative_by_response ON alternative (response, slot);
`;
