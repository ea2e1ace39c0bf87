import type { CuratedQuestion } from '../../../src/policy/policy.ts';
import { evaluatePolicy } from '../../../src/training/evaluate-policy.ts';
import type { CompactPolicy } from '../../../src/policy/compact/compact-policy.ts';
import type { Cell, CellFile } from '../cells.ts';
import type { BenchCorpus } from '../corpus.ts';
import { figuresOf } from '../figures.ts';

/** What a table is measured on and where its cells go. */
export interface Study {
  /** The corpus document with the whole truth. */
  readonly document: string;
  /** The same without the truth of the test split. */
  readonly openDocument: string;
  readonly corpus: () => Promise<BenchCorpus>;
  readonly cells: CellFile;
  readonly seeds: readonly number[];
  /** Of the processor, for `tempr1 train`; null: as many as it takes by itself. */
  readonly threads: number | null;
  /** Folder for what may be made once and used by many cells. */
  readonly work: string;
}

/** A table: its caption, its rows, and how one cell of it is measured. */
export interface Table {
  readonly caption: string;
  readonly rows: readonly string[];
  readonly measure: (study: Study, row: string, seed: number) => Promise<Pick<Cell, 'figures' | 'facts'>>;
}

/** Every sixth video of train, two of each source of the public corpus: what choices are made by. */
const HELD_OUT_EVERY = 6;

/** The train videos without those that choices are made by, and those. */
export function heldOutSplit(train: readonly CuratedQuestion[]): {
  readonly fit: readonly CuratedQuestion[];
  readonly heldOut: readonly CuratedQuestion[];
} {
  const ids = [...new Set(train.map(({ videoId }) => videoId))];
  const held = new Set(ids.filter((_, place) => place % HELD_OUT_EVERY === 0));
  return {
    fit: train.filter(({ videoId }) => !held.has(videoId)),
    heldOut: train.filter(({ videoId }) => held.has(videoId)),
  };
}

/** The eight figures of a policy on questions. */
export async function figuresOn(policy: CompactPolicy, questions: readonly CuratedQuestion[]) {
  return figuresOf((await evaluatePolicy(policy, questions)).report);
}
