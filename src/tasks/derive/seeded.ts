/** Draws that depend on a seed and on names, and on nothing else: what is drawn for one label is the same whatever others there are. */
export interface Draw {
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  shuffled<T>(values: readonly T[]): T[];
  /** At most `count` of them; in their own order unless `ordered` is false. */
  some<T>(values: readonly T[], count: number, ordered?: boolean): T[];
}

export function seeded(seed: number, ...names: readonly string[]): Draw {
  let state = hash(JSON.stringify([seed, ...names]));
  // Mulberry32 (public domain): small, and good enough to shuffle by.
  const next = (): number => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  const shuffled = <T>(values: readonly T[]): T[] =>
    values
      .map((value) => ({ value, at: next() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ value }) => value);
  const some = <T>(values: readonly T[], count: number, ordered = true): T[] => {
    const places = shuffled([...values.keys()]).slice(0, count);
    const taken = ordered ? places.toSorted((a, b) => a - b) : places;
    return taken.flatMap((at) => values.slice(at, at + 1));
  };
  return { between, shuffled, some };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x81_1c_9d_c5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01_00_01_93);
  return value >>> 0;
}
