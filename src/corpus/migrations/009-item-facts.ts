import type { Migration } from '../migrate.ts';

/**
 * What items are found by, one narrow row each, and an index of their texts: asking 200,000 items and a million intervals
 * takes one pass over these rows. Triggers mark what a change makes stale, whoever makes it; the writer refreshes the marked
 * items in the same transaction (item-facts.ts), so facts are never behind and undo cannot forget them. Also: saved filters,
 * and comments on intervals with answers.
 */
export const itemFacts: Migration = {
  version: 9,
  name: 'item-facts',
  // Whoever opens the corpus refreshes what is marked (open.ts).
  up: (db) => db.exec(`${SCHEMA} INSERT INTO item_dirty SELECT key, 0 FROM item;`),
};

const mark = (item: string, changed: 0 | 1): string =>
  `INSERT INTO item_dirty VALUES (${item}, ${changed}) ON CONFLICT (item) DO UPDATE SET changed = max(changed, excluded.changed);`;
/** The item of a suggestion or an answer. */
const asked = (response: string): string =>
  `INSERT OR IGNORE INTO item_dirty SELECT item, 0 FROM response WHERE key = ${response};`;

const SCHEMA = /* sql */ `
CREATE TABLE item_fact (
  item INTEGER PRIMARY KEY REFERENCES item (key) ON DELETE CASCADE,
  video INTEGER NOT NULL,
  task TEXT NOT NULL,
  state TEXT NOT NULL,
  label INTEGER,
  -- Those with edges; seconds of the shortest and the longest; edges that lie on no frame boundary.
  intervals INTEGER NOT NULL,
  shortest REAL,
  longest REAL,
  off_grid INTEGER NOT NULL,
  -- Of whom it has edges: 1 people, 2 policies, 4 an import.
  makers INTEGER NOT NULL,
  comments INTEGER NOT NULL,
  open_comments INTEGER NOT NULL,
  -- Suggestions and answers that nobody has judged, and the highest confidence among them.
  pending INTEGER NOT NULL,
  confidence REAL,
  -- Milliseconds since 1970 of the last change of what it asks, holds or is called.
  changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX item_fact_by_change ON item_fact (changed_at, item);

CREATE TABLE item_maker (
  item INTEGER NOT NULL REFERENCES item (key) ON DELETE CASCADE,
  annotator TEXT NOT NULL,
  PRIMARY KEY (item, annotator)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_maker_by_annotator ON item_maker (annotator, item);

-- Items whose facts are behind; empty between transactions.
CREATE TABLE item_dirty (item INTEGER PRIMARY KEY, changed INTEGER NOT NULL) STRICT;

CREATE TRIGGER fact_item_insert AFTER INSERT ON item BEGIN ${mark('new.key', 1)} END;
CREATE TRIGGER fact_item_update AFTER UPDATE OF video, task, prompt, paraphrases, state, label, answer_index, saliency ON item
BEGIN ${mark('new.key', 1)} END;
CREATE TRIGGER fact_interval_insert AFTER INSERT ON interval BEGIN ${mark('new.item', 1)} END;
CREATE TRIGGER fact_interval_update AFTER UPDATE ON interval BEGIN ${mark('old.item', 1)} ${mark('new.item', 1)} END;
CREATE TRIGGER fact_interval_delete AFTER DELETE ON interval BEGIN ${mark('old.item', 1)} END;
CREATE TRIGGER fact_source_insert AFTER INSERT ON edge_provenance BEGIN
  INSERT INTO item_dirty SELECT item, 1 FROM interval WHERE key = new.interval ON CONFLICT (item) DO UPDATE SET changed = 1;
END;
CREATE TRIGGER fact_source_update AFTER UPDATE OF annotator ON edge_provenance BEGIN
  INSERT INTO item_dirty SELECT item, 1 FROM interval WHERE key = new.interval ON CONFLICT (item) DO UPDATE SET changed = 1;
END;
CREATE TRIGGER fact_source_delete AFTER DELETE ON edge_provenance BEGIN
  INSERT INTO item_dirty SELECT item, 1 FROM interval WHERE key = old.interval ON CONFLICT (item) DO UPDATE SET changed = 1;
END;
CREATE TRIGGER fact_response_insert AFTER INSERT ON response BEGIN ${mark('new.item', 0)} END;
CREATE TRIGGER fact_response_update AFTER UPDATE OF item, answer_status, answer_score ON response BEGIN ${mark('new.item', 0)} END;
CREATE TRIGGER fact_response_delete AFTER DELETE ON response BEGIN ${mark('old.item', 0)} END;
CREATE TRIGGER fact_suggestion_insert AFTER INSERT ON suggestion BEGIN ${asked('new.response')} END;
CREATE TRIGGER fact_suggestion_update AFTER UPDATE OF response, status, score ON suggestion BEGIN ${asked('new.response')} END;
CREATE TRIGGER fact_suggestion_delete AFTER DELETE ON suggestion BEGIN ${asked('old.response')} END;
CREATE TRIGGER fact_comment_insert AFTER INSERT ON comment WHEN new.item IS NOT NULL BEGIN ${mark('new.item', 0)} END;
CREATE TRIGGER fact_comment_update AFTER UPDATE OF item, resolved ON comment WHEN new.item IS NOT NULL
BEGIN ${mark('new.item', 0)} END;
CREATE TRIGGER fact_comment_delete AFTER DELETE ON comment WHEN old.item IS NOT NULL BEGIN ${mark('old.item', 0)} END;
-- Seconds are ticks of the video's timebase, which a relinked file may have another one of.
CREATE TRIGGER fact_video_update AFTER UPDATE OF timebase_num, timebase_den ON video BEGIN
  INSERT OR IGNORE INTO item_dirty SELECT key, 0 FROM item WHERE video = new.key;
END;

-- Every three letters of each item's texts ('search' is in lower case already): finds any part of a word without reading the texts.
CREATE VIRTUAL TABLE item_text USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');
INSERT INTO item_text (rowid, text) SELECT key, search FROM item;
CREATE TRIGGER text_item_insert AFTER INSERT ON item BEGIN
  INSERT INTO item_text (rowid, text) VALUES (new.key, new.search);
END;
CREATE TRIGGER text_item_update AFTER UPDATE OF search ON item WHEN old.search IS NOT new.search BEGIN
  DELETE FROM item_text WHERE rowid = old.key;
  INSERT INTO item_text (rowid, text) VALUES (new.key, new.search);
END;
CREATE TRIGGER text_item_delete AFTER DELETE ON item BEGIN
  DELETE FROM item_text WHERE rowid = old.key;
END;

CREATE TABLE saved_filter (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  -- As it is typed (src/tasks/find/query-text.ts).
  query TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The interval may be deleted and come back by undo: its number stays, and so does the tick.
ALTER TABLE comment ADD COLUMN interval INTEGER;
-- The comment that this one answers; only first comments have answers and are resolved.
ALTER TABLE comment ADD COLUMN answers INTEGER;
CREATE INDEX comment_by_answered ON comment (answers) WHERE answers IS NOT NULL;
`;
