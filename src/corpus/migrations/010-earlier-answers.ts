import type { Migration } from '../migrate.ts';

/** What the policy before said of an item: what is compared when another one has answered. */
export const earlierAnswers: Migration = {
  version: 10,
  name: 'earlier-answers',
  up: (db) => db.exec(SCHEMA),
};

const SCHEMA = /* sql */ `
CREATE TABLE earlier_answer (
  item INTEGER PRIMARY KEY REFERENCES item (key) ON DELETE CASCADE,
  policy TEXT NOT NULL REFERENCES policy (id),
  at INTEGER NOT NULL,
  answer_index INTEGER,
  answer_score REAL,
  basis TEXT,
  -- A JSON list of [slot, start tick or null, end tick or null, score].
  intervals TEXT NOT NULL
) STRICT;
`;
