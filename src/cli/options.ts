import { InvalidArgumentError, Option } from 'commander';
import { SPLITS, type Split } from './splits.ts';

/** Options that several commands take. A wrong value is a wrong command line: exit code 2. */

export function jsonOption(): Option {
  return new Option('--json', 'write one JSON document to standard output, for programs');
}

export function splitOption(what: string): Option {
  return new Option('--split <split>', what).choices(SPLITS);
}

/** A whole number of at least `least`. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/u.test(text) || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
    if (value > most) throw new InvalidArgumentError(`It must be at most ${most}.`);
    return value;
  };
}

/** A number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

export function portNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/u.test(text) || value > 65_535)
    throw new InvalidArgumentError('It must be a port number from 0 to 65535; 0 stands for any free one.');
  return value;
}

export type { Split };
