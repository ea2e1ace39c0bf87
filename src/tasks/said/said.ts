import { DONE } from './done.ts';
import type { Entry, Kind } from './kinds.ts';
import { IMPORTING } from './importing.ts';
import { MEDIA } from './media.ts';
import { written, type Value } from './message.ts';
import { REFUSED } from './refused.ts';
import { RUNS } from './runs.ts';
import { SETTINGS } from './settings.ts';
import { WORK } from './work.ts';

/** Everything that the service says in sentences of its own, by key: English, and what the values are. */
export const SAYINGS = {
  ...DONE,
  ...REFUSED,
  ...WORK,
  ...MEDIA,
  ...RUNS,
  ...SETTINGS,
  ...IMPORTING,
} as const satisfies Readonly<Record<string, Entry>>;

type Sayings = typeof SAYINGS;
export type SaidKey = keyof Sayings;

type ValueOf<K> = K extends 'text'
  ? string
  : K extends 'number'
    ? number
    : K extends 'said'
      ? Said | string
      : K extends readonly (infer Word)[]
        ? Word
        : never;
/** The values that the sentence of a key takes. */
export type SaidValues<K extends SaidKey> = {
  readonly [V in keyof Sayings[K]['values']]: ValueOf<Sayings[K]['values'][V]>;
};

/** A sentence that can be said in any language: made by `say` or checked by `isSaid`. */
export interface Said {
  readonly key: SaidKey;
  readonly values: Readonly<Record<string, Value | Said>>;
}

/**
 * A sentence of the service. Values that its key does not take, or lacks, are errors of the compiler.
 * @throws RangeError for values that only a cast could have brought here
 */
export function say<K extends SaidKey>(
  key: K,
  ...values: keyof SaidValues<K> extends never ? [] : [SaidValues<K>]
): Said {
  const said: unknown = { key, values: values[0] ?? {} };
  if (!isSaid(said)) throw new RangeError(`"${key}" cannot be said with ${JSON.stringify(values[0])}.`);
  return said;
}

/** The sentence in English: what the log, the command line and tests read. A text is a sentence that has no other form. */
export function english(said: Said | string): string {
  if (typeof said === 'string') return said;
  return render(said, (key) => SAYINGS[key].text, 'en');
}

/** A sentence in English, and for any language where it is one of this version. */
export interface Told {
  readonly sentence: string;
  readonly said: Said | null;
}

/** Both forms of a sentence. A text is a sentence that has English only. */
export function told(what: Said | string): { sentence: string; said: Said | null } {
  return { sentence: english(what), said: typeof what === 'string' ? null : what };
}

/**
 * The sentence in a language.
 * @param messageOf the message of a key in that language
 * @param locale BCP 47 tag, for plurals and numbers
 */
export function render(said: Said, messageOf: (key: SaidKey) => string, locale: string): string {
  const values = Object.entries(said.values).map(([name, value]): [string, Value] => [
    name,
    typeof value === 'object' ? render(value, messageOf, locale) : value,
  ]);
  return written(messageOf(said.key), Object.fromEntries(values), locale);
}

/** Whether something that was kept or sent is a sentence of this version: a newer one may have others. */
export function isSaid(value: unknown): value is Said {
  if (typeof value !== 'object' || value === null || !('key' in value) || !('values' in value)) return false;
  const { key, values } = value;
  if (typeof key !== 'string' || typeof values !== 'object' || values === null || !isSaidKey(key))
    return false;
  const given = new Map<string, unknown>(Object.entries(values));
  const kinds: Readonly<Record<string, Kind>> = SAYINGS[key].values;
  return Object.entries(kinds).every(([name, kind]) => isOf(kind, given.get(name)));
}

export function isSaidKey(key: string): key is SaidKey {
  return Object.hasOwn(SAYINGS, key);
}

function isOf(kind: Kind, value: unknown): boolean {
  if (kind === 'text') return typeof value === 'string';
  if (kind === 'number') return typeof value === 'number';
  if (kind === 'said') return typeof value === 'string' || isSaid(value);
  return typeof value === 'string' && kind.includes(value);
}

/** A sentence as it is kept; null where there is none, or none of this version: its English text is there beside it. */
export function keptSaid(json: string | null): Said | null {
  if (json === null) return null;
  try {
    const value: unknown = JSON.parse(json);
    return isSaid(value) ? value : null;
  } catch {
    return null;
  }
}
