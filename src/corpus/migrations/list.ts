import type { Migration } from '../migrate.ts';
import { first } from './001-first.ts';
import { informationTables } from './002-information.ts';
import { responseBasis } from './003-response-basis.ts';
import { answerScore } from './004-answer-score.ts';
import { edgeSources } from './005-edge-sources.ts';
import { jobLog } from './006-job-log.ts';
import { labelSchema } from './007-label-schema.ts';
import { derivation } from './008-derivation.ts';
import { itemFacts } from './009-item-facts.ts';
import { earlierAnswers } from './010-earlier-answers.ts';
import { said } from './011-said.ts';
import { alternatives } from './012-alternatives.ts';
import { runSaid } from './013-run-said.ts';

/** 'TmR1' in ASCII: tells our files from other programs' SQLite files (header offset 68). */
export const APPLICATION_ID = 0x54_6d_52_31;

export const MIGRATIONS: readonly Migration[] = [
  first,
  informationTables,
  responseBasis,
  answerScore,
  edgeSources,
  jobLog,
  labelSchema,
  derivation,
  itemFacts,
  earlierAnswers,
  said,
  alternatives,
  runSaid,
];

/** The corpus version this program writes. */
export const LATEST_VERSION = MIGRATIONS.length;
