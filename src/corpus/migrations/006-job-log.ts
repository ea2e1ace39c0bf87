import type { Migration } from '../migrate.ts';

/**
 * What programs did between what people did: shown in the history beside it, never undone. One row for a run of like jobs
 * that nothing a person did came between.
 */
export const jobLog: Migration = {
  version: 6,
  name: 'job-log',
  up: (db) => db.exec(SCHEMA),
};

const SCHEMA = /* sql */ `
CREATE TABLE job_log (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  name TEXT NOT NULL,
  -- What it worked with: a file, a policy.
  subject TEXT NOT NULL,
  -- How many of what, as JSON.
  counts TEXT NOT NULL,
  touched TEXT NOT NULL,
  -- The last entry of the command log before it, 0 for none.
  after_entry INTEGER NOT NULL
) STRICT;
CREATE INDEX job_log_by_entry ON job_log (after_entry);
`;
