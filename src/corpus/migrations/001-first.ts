import type { Migration } from '../migrate.ts';

/**
 * The first schema. Names used all over: `key` is a row's number and its place in the document's order, `id` the text that
 * imports and people use, `extra` the JSON of keys an imported file had that we do not know, `search` the row's texts in
 * lower case, `revision` the project's revision at the row's last change. Keys are AUTOINCREMENT: a key is never given twice, so that an undone creation and a
 * later one cannot be mistaken for each other.
 */
export const first: Migration = {
  version: 1,
  name: 'first',
  up: (db) => db.exec(SCHEMA),
};

const SCHEMA = /* sql */ `
CREATE TABLE project (
  key INTEGER PRIMARY KEY CHECK (key = 1),
  title TEXT,
  extra TEXT NOT NULL DEFAULT '{}',
  created_at INTEGER NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE annotator (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE import_batch (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  file TEXT NOT NULL,
  title TEXT,
  videos INTEGER NOT NULL,
  items INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;

CREATE TABLE video (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  -- As the document wrote it: exported unchanged.
  file TEXT NOT NULL,
  -- Relative to the project's folder with '/' where both lie on one drive, else absolute.
  path TEXT NOT NULL,
  path_absolute TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  container TEXT NOT NULL,
  -- Seconds, as the document claimed.
  declared_duration REAL,
  timebase_num INTEGER NOT NULL CHECK (timebase_num > 0),
  timebase_den INTEGER NOT NULL CHECK (timebase_den > 0),
  start_tick INTEGER NOT NULL,
  end_tick INTEGER NOT NULL,
  frame_count INTEGER NOT NULL CHECK (frame_count > 0),
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  display_width INTEGER NOT NULL,
  display_height INTEGER NOT NULL,
  rotation INTEGER NOT NULL,
  sample_aspect_num INTEGER NOT NULL,
  sample_aspect_den INTEGER NOT NULL,
  codec TEXT NOT NULL,
  has_audio INTEGER NOT NULL CHECK (has_audio IN (0, 1)),
  -- What is known of the sound, or null.
  audio TEXT NOT NULL DEFAULT 'null',
  playable TEXT NOT NULL CHECK (playable IN ('yes', 'no', 'unknown')),
  warnings TEXT NOT NULL DEFAULT '[]',
  split TEXT CHECK (split IN ('train', 'validation', 'test')),
  -- Names the label set and nothing else; '' is the set without a name.
  label_group TEXT NOT NULL DEFAULT '',
  source TEXT,
  state TEXT NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'missing', 'changed')),
  batch INTEGER REFERENCES import_batch (key),
  extra TEXT NOT NULL DEFAULT '{}',
  search TEXT NOT NULL DEFAULT '',
  revision INTEGER NOT NULL DEFAULT 0,
  CHECK (start_tick < end_tick)
) STRICT;
CREATE INDEX video_by_split ON video (split);
CREATE INDEX video_by_batch ON video (batch);

-- Apart from video, so that listing videos does not read the tables. Runs of equal distances (frame-table-blob.ts).
CREATE TABLE frame_table (
  video INTEGER PRIMARY KEY REFERENCES video (key) ON DELETE CASCADE,
  pts BLOB NOT NULL,
  keyframes BLOB NOT NULL
) STRICT;

CREATE TABLE label (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  label_group TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  description TEXT,
  colour INTEGER NOT NULL DEFAULT 0,
  hotkey TEXT,
  batch INTEGER REFERENCES import_batch (key),
  extra TEXT NOT NULL DEFAULT '{}',
  search TEXT NOT NULL DEFAULT '',
  revision INTEGER NOT NULL DEFAULT 0,
  UNIQUE (label_group, name)
) STRICT;

CREATE TABLE item (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  video INTEGER NOT NULL REFERENCES video (key),
  task TEXT NOT NULL CHECK (task IN ('TG', 'DTG', 'VHD', 'GVQA', 'TAL')),
  -- What the task asks, without the label (stored-prompt.ts).
  prompt TEXT NOT NULL,
  paraphrases TEXT NOT NULL DEFAULT '[]',
  state TEXT NOT NULL CHECK (state IN ('open', 'draft', 'curated', 'reviewed')),
  -- TAL only.
  label INTEGER REFERENCES label (key),
  -- GVQA only, zero-based.
  answer_index INTEGER,
  -- VHD only: { clipLength, scores, extra }.
  saliency TEXT,
  batch INTEGER REFERENCES import_batch (key),
  extra TEXT NOT NULL DEFAULT '{}',
  search TEXT NOT NULL DEFAULT '',
  revision INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX item_by_video ON item (video, state);
CREATE INDEX item_by_label ON item (label) WHERE label IS NOT NULL;
CREATE INDEX item_by_batch ON item (batch);

-- Truth. A DTG sentence that has none is a row without edges; every other row has both.
CREATE TABLE interval (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER NOT NULL REFERENCES item (key),
  -- DTG: index of the sentence. Otherwise the order in the document.
  slot INTEGER NOT NULL CHECK (slot >= 0),
  start_tick INTEGER,
  end_tick INTEGER,
  -- Ordinal of the frame boundary at (or, off the grid, nearest to) the edge: survives a remux.
  start_frame INTEGER,
  end_frame INTEGER,
  -- The source's own digits, where the tick prints otherwise.
  start_text TEXT,
  end_text TEXT,
  start_off_grid INTEGER NOT NULL DEFAULT 0 CHECK (start_off_grid IN (0, 1)),
  end_off_grid INTEGER NOT NULL DEFAULT 0 CHECK (end_off_grid IN (0, 1)),
  label INTEGER REFERENCES label (key),
  score REAL,
  extra TEXT,
  CHECK ((start_tick IS NULL) = (end_tick IS NULL)),
  CHECK ((start_tick IS NULL) = (start_frame IS NULL) AND (end_tick IS NULL) = (end_frame IS NULL)),
  CHECK (start_tick IS NULL OR start_tick < end_tick)
) STRICT;
CREATE INDEX interval_by_item ON interval (item, slot);
CREATE INDEX interval_by_label ON interval (label) WHERE label IS NOT NULL;

-- Who set an edge as it now lies. An edge without a row lies where its import put it.
CREATE TABLE edge_provenance (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  interval INTEGER NOT NULL REFERENCES interval (key),
  edge TEXT NOT NULL CHECK (edge IN ('start', 'end')),
  origin TEXT NOT NULL CHECK (origin IN ('drawn', 'imported', 'accepted', 'trimmed', 'nudged')),
  annotator TEXT NOT NULL REFERENCES annotator (id),
  -- The policy whose suggestion the edge came from, kept when a person moves it on.
  policy TEXT REFERENCES policy (id),
  at INTEGER NOT NULL,
  -- Signed distance from where it was first drawn, imported or suggested.
  moved_ticks INTEGER NOT NULL DEFAULT 0,
  UNIQUE (interval, edge)
) STRICT;
CREATE INDEX provenance_from_policy ON edge_provenance (interval) WHERE policy IS NOT NULL;

CREATE TABLE policy (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- The policy it was trained from.
  parent TEXT REFERENCES policy (id),
  run TEXT REFERENCES run (id),
  architecture TEXT NOT NULL,
  architecture_version INTEGER NOT NULL,
  shipped INTEGER NOT NULL DEFAULT 0 CHECK (shipped IN (0, 1)),
  status TEXT NOT NULL CHECK (status IN ('shipped', 'candidate', 'current', 'retired')),
  metrics TEXT NOT NULL DEFAULT '{}',
  -- Relative to the project's folder where it lies inside, else absolute; null for one that ships with the program.
  file TEXT,
  sha256 TEXT,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX policy_one_current ON policy (status) WHERE status = 'current';

-- Which policy was current when: what a rollback goes back along.
CREATE TABLE promotion (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  policy TEXT NOT NULL REFERENCES policy (id),
  previous TEXT REFERENCES policy (id),
  kind TEXT NOT NULL CHECK (kind IN ('promote', 'rollback')),
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE run (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN
    ('queued', 'running', 'paused', 'done', 'failed', 'cancelled', 'interrupted')),
  phase TEXT NOT NULL DEFAULT '',
  done REAL NOT NULL DEFAULT 0,
  total REAL,
  sentence TEXT NOT NULL DEFAULT '',
  error TEXT,
  settings TEXT NOT NULL,
  device TEXT,
  base_policy TEXT REFERENCES policy (id),
  result_policy TEXT REFERENCES policy (id),
  result TEXT NOT NULL DEFAULT 'null',
  -- Relative to the project's folder.
  snapshot_path TEXT,
  snapshot_hash TEXT,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE run_metric (
  run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  phase TEXT NOT NULL,
  step REAL NOT NULL,
  value REAL NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (run, name, phase, step)
) STRICT, WITHOUT ROWID;

-- One answer of a policy to one item; its intervals are the suggestions.
CREATE TABLE response (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER NOT NULL REFERENCES item (key) ON DELETE CASCADE,
  policy TEXT NOT NULL REFERENCES policy (id),
  at INTEGER NOT NULL,
  -- Which rollout group it was sampled in, if any.
  rollout_group TEXT,
  -- The raw text in TempR1's answer form.
  text TEXT NOT NULL,
  answer_index INTEGER,
  saliency TEXT,
  -- What became of the answer index or the saliency; null where it has neither.
  answer_status TEXT CHECK (answer_status IN ('pending', 'accepted', 'rejected')),
  answer_decided_at INTEGER
) STRICT;
CREATE INDEX response_by_item ON response (item);

CREATE TABLE suggestion (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  response INTEGER NOT NULL REFERENCES response (key) ON DELETE CASCADE,
  slot INTEGER NOT NULL CHECK (slot >= 0),
  -- Both null: the policy says that this DTG sentence has none.
  start_tick INTEGER,
  end_tick INTEGER,
  start_frame INTEGER,
  end_frame INTEGER,
  score REAL NOT NULL,
  status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'accepted', 'trimmed', 'rejected')),
  -- Which of its edges were taken: 'whole', 'start', 'end'; null while pending or rejected.
  part TEXT CHECK (part IN ('whole', 'start', 'end')),
  decided_at INTEGER,
  decided_by TEXT REFERENCES annotator (id),
  -- What stood there after the decision: the audit of anchoring bias, and training signal.
  final_start_tick INTEGER,
  final_end_tick INTEGER,
  CHECK ((start_tick IS NULL) = (end_tick IS NULL)),
  CHECK (start_tick IS NULL OR start_tick < end_tick),
  CHECK ((status = 'pending') = (decided_at IS NULL))
) STRICT;
CREATE INDEX suggestion_by_response ON suggestion (response, slot);
CREATE INDEX suggestion_pending ON suggestion (response) WHERE status = 'pending';
CREATE INDEX suggestion_decided ON suggestion (decided_at) WHERE status <> 'pending';

-- Disjoint ranges of one kind by one annotator.
CREATE TABLE coverage (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  video INTEGER NOT NULL REFERENCES video (key) ON DELETE CASCADE,
  annotator TEXT NOT NULL REFERENCES annotator (id),
  kind TEXT NOT NULL CHECK (kind IN ('watched', 'skimmed')),
  start_tick INTEGER NOT NULL,
  end_tick INTEGER NOT NULL,
  CHECK (start_tick < end_tick)
) STRICT;
CREATE INDEX coverage_by_video ON coverage (video, kind, annotator);

CREATE TABLE comment (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  video INTEGER NOT NULL REFERENCES video (key),
  item INTEGER REFERENCES item (key),
  tick INTEGER,
  annotator TEXT NOT NULL REFERENCES annotator (id),
  at INTEGER NOT NULL,
  text TEXT NOT NULL,
  resolved INTEGER NOT NULL DEFAULT 0 CHECK (resolved IN (0, 1))
) STRICT;
CREATE INDEX comment_by_video ON comment (video);
CREATE INDEX comment_by_item ON comment (item) WHERE item IS NOT NULL;

CREATE TABLE command_log (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  annotator TEXT NOT NULL REFERENCES annotator (id),
  name TEXT NOT NULL,
  parameters TEXT NOT NULL,
  -- Rows as they were and as they became: played backwards it is the inverse, forwards the redo (row-change.ts).
  changes TEXT NOT NULL,
  -- Ids of the videos and items it touched.
  touched TEXT NOT NULL,
  sentence TEXT NOT NULL,
  -- Entries of one batch are undone and redone together.
  batch INTEGER NOT NULL,
  coalesce_key TEXT,
  -- Every 'undone' entry is later than every 'done' one; a new command discards the undone.
  state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'undone', 'discarded'))
) STRICT;
CREATE INDEX command_log_by_state ON command_log (state, key);
CREATE INDEX command_log_by_batch ON command_log (batch);

CREATE TABLE view_state (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO annotator (id, name, created_at) VALUES ('local', 'You', 0);
INSERT INTO project (key, created_at) VALUES (1, 0);
`;
