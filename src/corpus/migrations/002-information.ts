import type { Migration } from '../migrate.ts';

/**
 * What labelling something is expected to teach, as the policy that was last asked about many videos judged it
 * (src/policy/information.ts). Kept until it is asked again, so that the queue does not move under a person's hands.
 */
export const informationTables: Migration = {
  version: 2,
  name: 'information',
  up: (db) => db.exec(SCHEMA),
};

const SCHEMA = /* sql */ `
CREATE TABLE video_information (
  video INTEGER PRIMARY KEY REFERENCES video (key) ON DELETE CASCADE,
  policy TEXT NOT NULL REFERENCES policy (id),
  at INTEGER NOT NULL,
  -- All in [0, 1]; the value is what videos are ordered by.
  value REAL NOT NULL,
  disagreement REAL NOT NULL,
  -- Null where too few videos were curated to compare with.
  novelty REAL
) STRICT;

CREATE TABLE item_information (
  item INTEGER PRIMARY KEY REFERENCES item (key) ON DELETE CASCADE,
  policy TEXT NOT NULL REFERENCES policy (id),
  at INTEGER NOT NULL,
  value REAL NOT NULL,
  disagreement REAL NOT NULL
) STRICT;
`;
