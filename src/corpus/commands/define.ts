import type { z } from 'zod';
import type { Said } from '../../tasks/said/said.ts';
import { CorpusError } from '../errors.ts';
import { zodSentences } from '../json.ts';
import type { RowChange } from '../row-change.ts';
import type { Change } from './change.ts';

/** Keys and ids of what a command made. */
export interface Created {
  readonly intervals: readonly number[];
  readonly items: readonly string[];
  readonly labels: readonly number[];
  readonly comments: readonly number[];
}

export interface Outcome {
  /**
   * What was done, for the history and the undo menu: `Moved the start of "jump" by 3 frames`. A function where it depends
   * on the whole change: several key presses may become one entry.
   */
  readonly said: Said | ((changes: readonly RowChange[]) => Said);
  readonly created?: Partial<Created>;
}

/**
 * One thing a person can do to the corpus. Its inverse is not written by hand: every row it changes goes through `Change`,
 * which keeps what the row was, and the log plays that backwards (row-change.ts).
 */
export interface Command<Schema extends z.ZodType> {
  readonly params: Schema;
  /** Checks `raw` and applies it. @throws CorpusError 'invalid' | 'not-found' | 'refused'; nothing is kept then. */
  readonly run: (change: Change, raw: unknown) => Outcome;
}

export function defineCommand<Schema extends z.ZodType>(
  params: Schema,
  apply: (change: Change, params: z.output<Schema>) => Outcome,
): Command<Schema> {
  return {
    params,
    run: (change, raw) => {
      const parsed = params.safeParse(raw);
      if (!parsed.success) {
        const faults = zodSentences(parsed.error);
        throw new CorpusError('invalid', `This change cannot be understood: ${faults.join('; ')}.`, {
          reasons: faults,
        });
      }
      return apply(change, parsed.data);
    },
  };
}
