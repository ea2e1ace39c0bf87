import type { Migration } from '../migrate.ts';

/**
 * Who set both edges of an interval, beside the interval: a timeline of 100,000 intervals would otherwise look up 200,000 rows
 * of provenance each time it is opened. Kept by triggers, so that commands, jobs and undo cannot forget it; read by
 * `queries/interval-columns.ts`, which says what the bits mean. Never in the command log (`DERIVED_COLUMNS`).
 */
export const edgeSources: Migration = {
  version: 5,
  name: 'edge-sources',
  up: (db) => db.exec(SCHEMA),
};

/** Start: bits 0-2 the origin, bit 3 from a policy. End: the same four bits higher. No provenance: 0, as it was imported. */
const bits = (
  row: string,
): string => `(((CASE ${row}.origin WHEN 'drawn' THEN 1 WHEN 'accepted' THEN 2 WHEN 'trimmed' THEN 3
    WHEN 'nudged' THEN 4 ELSE 0 END) | ((${row}.policy IS NOT NULL) << 3)) << ((${row}.edge = 'end') * 4))`;
const others = (row: string): string => `(sources & ~(15 << ((${row}.edge = 'end') * 4)))`;

const SCHEMA = /* sql */ `
ALTER TABLE interval ADD COLUMN sources INTEGER NOT NULL DEFAULT 0;

UPDATE interval SET sources = (SELECT coalesce(sum(${bits('edge_provenance')}), 0) FROM edge_provenance
  WHERE edge_provenance.interval = interval.key)
WHERE key IN (SELECT interval FROM edge_provenance);

CREATE TRIGGER edge_source_insert AFTER INSERT ON edge_provenance BEGIN
  UPDATE interval SET sources = ${others('new')} | ${bits('new')} WHERE key = new.interval;
END;
CREATE TRIGGER edge_source_update AFTER UPDATE OF origin, policy, edge, interval ON edge_provenance BEGIN
  UPDATE interval SET sources = ${others('old')} WHERE key = old.interval;
  UPDATE interval SET sources = ${others('new')} | ${bits('new')} WHERE key = new.interval;
END;
CREATE TRIGGER edge_source_delete AFTER DELETE ON edge_provenance BEGIN
  UPDATE interval SET sources = ${others('old')} WHERE key = old.interval;
END;
`;
