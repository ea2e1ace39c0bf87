/** Rows 0 and 1 of every embedding table. */
export const PAD = 0;
export const UNKNOWN = 1;
const RESERVED = 2;

/** Words, single digits and apostrophes, lower case: what a text is made of for the compact policy. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{Letter}+|\p{Number}|'/gu) ?? [];
}

/**
 * The words a policy knows. Word `i` has row `i + 2` of the embedding tables, so a vocabulary that is only ever extended
 * keeps the rows of older weights.
 */
export class Vocabulary {
  readonly words: readonly string[];
  readonly #rows: ReadonlyMap<string, number>;

  constructor(words: readonly string[]) {
    this.words = words;
    this.#rows = new Map(words.map((word, i) => [word, i + RESERVED]));
  }

  /** Rows of an embedding table for this vocabulary. */
  get size(): number {
    return this.words.length + RESERVED;
  }

  knows(word: string): boolean {
    return this.#rows.has(word);
  }

  /** Rows of the first `length` words of a text, padded with 0; unknown words are 1. An empty text is one unknown word. */
  encode(text: string, length: number): number[] {
    const rows = wordsOf(text)
      .slice(0, length)
      .map((word) => this.#rows.get(word) ?? UNKNOWN);
    if (rows.length === 0) rows.push(UNKNOWN);
    return [...rows, ...Array.from({ length: length - rows.length }, () => PAD)];
  }

  /** This vocabulary with the new words of `texts` after its own, in alphabetical order; itself when none is new. */
  extended(texts: Iterable<string>): Vocabulary {
    const fresh = new Set<string>();
    for (const text of texts) for (const word of wordsOf(text)) if (!this.#rows.has(word)) fresh.add(word);
    return fresh.size === 0 ? this : new Vocabulary([...this.words, ...[...fresh].toSorted(compareText)]);
  }
}

/** Order by code units: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
