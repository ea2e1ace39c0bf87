import { CorpusError, type CorpusErrorCode } from '../corpus/errors.ts';
import { ExchangeError } from '../exchange/errors.ts';
import { UnusableVideoError } from '../media/errors.ts';
import type { Said } from '../tasks/said/said.ts';
import { ServiceError, type Refusal } from './api.ts';

const CORPUS: Partial<Record<CorpusErrorCode, Refusal>> = {
  invalid: 'bad-request',
  'import-refused': 'bad-request',
  'not-a-corpus': 'bad-request',
  'not-found': 'not-found',
  refused: 'conflict',
  conflict: 'conflict',
  'nothing-to-undo': 'conflict',
  'nothing-to-redo': 'conflict',
  locked: 'conflict',
  exists: 'conflict',
  // The disk's faults and a damaged file are no failures of ours: each has its sentence and its way out.
  corrupt: 'conflict',
  'disk-full': 'conflict',
  'read-only': 'conflict',
  'newer-version': 'conflict',
  closed: 'no-project',
};

/** What an error says for any language; null where it has English only. */
export function saidOf(error: unknown): Said | null {
  return error instanceof CorpusError || error instanceof ServiceError || error instanceof UnusableVideoError
    ? error.said
    : null;
}

/** How an error is to be told: as a refusal that its caller can understand, or (null) as a failure of ours. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof ServiceError) return error.refusal;
  if (error instanceof CorpusError) return CORPUS[error.code] ?? null;
  if (error instanceof ExchangeError || error instanceof UnusableVideoError) return 'bad-request';
  return null;
}
