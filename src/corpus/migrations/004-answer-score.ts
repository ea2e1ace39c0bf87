import type { Migration } from '../migrate.ts';

/** How sure the policy is of the option that answers a question; its intervals have scores of their own. */
export const answerScore: Migration = {
  version: 4,
  name: 'answer-score',
  up: (db) => db.exec('ALTER TABLE response ADD COLUMN answer_score REAL'),
};
