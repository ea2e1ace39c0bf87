import type { Migration } from '../migrate.ts';

/**
 * What a response rests on: null, the question; `events`, only what changes in the video, the policy having no words for the
 * question. Such suggestions are shown as what they are and never accepted in bulk.
 */
export const responseBasis: Migration = {
  version: 3,
  name: 'response-basis',
  up: (db) => db.exec(`ALTER TABLE response ADD COLUMN basis TEXT CHECK (basis IN ('events'))`),
};
