/**
 * Compares what was computed with a fixture file, number by number: the two are walked together, and whatever the fixture
 * holds must have been computed, unless it is named as an input.
 */

/** How far a number may be from what is expected, by its place such as `greedy.tokens.3`. */
export type Tolerance = (place: string, expected: number) => number;

export interface Comparison {
  /** Places that differ, lack a computed value or have one too many. */
  readonly wrong: string[];
  /** Largest distance, by the place without its last index. */
  readonly worst: ReadonlyMap<string, number>;
}

/** Entries of a JSON value or typed array, by key. */
function children(node: unknown): ReadonlyMap<string, unknown> | undefined {
  if (Array.isArray(node)) return new Map(node.map((value: unknown, i) => [String(i), value]));
  if (node instanceof Float32Array || node instanceof Int32Array) {
    return new Map(Array.from(node, (value, i) => [String(i), value]));
  }
  if (typeof node === 'object' && node !== null) return new Map(Object.entries(node));
  return undefined;
}

/**
 * @param isInput places of the fixture that are given and not computed; everything inside them is left out
 * @param from the place that both were taken from
 */
export function compareFixture(
  expected: unknown,
  computed: unknown,
  tolerance: Tolerance,
  isInput: (place: string) => boolean,
  from = '',
): Comparison {
  const wrong: string[] = [];
  const worst = new Map<string, number>();
  const visit = (place: string, a: unknown, b: unknown): void => {
    if (isInput(place)) return;
    const inner = children(a);
    if (inner !== undefined) {
      const other = children(b);
      for (const [key, value] of inner) {
        visit(place === '' ? key : `${place}.${key}`, value, other?.get(key));
      }
      if (other !== undefined && other.size > inner.size) wrong.push(`${place}: more than expected`);
      return;
    }
    if (typeof a === 'number') {
      const distance = typeof b === 'number' ? Math.abs(a - b) : NaN;
      const group = place.replace(/\.\d+$/, '');
      worst.set(group, Math.max(worst.get(group) ?? 0, distance));
      // Written so that nan is wrong.
      if (!(distance <= tolerance(place, a))) wrong.push(place);
    } else if (a !== b) wrong.push(place);
  };
  visit(from, expected, computed);
  return { wrong, worst };
}

/**
 * Moves some numbers of each array and every single number just beyond their tolerance, one at a time: how many, and which of
 * them `compareFixture` does not notice.
 */
export function unnoticedSamples(
  expected: unknown,
  computed: unknown,
  tolerance: Tolerance,
  isInput: (place: string) => boolean,
  perArray = 8,
): { readonly tried: number; readonly unnoticed: string[] } {
  const unnoticed: string[] = [];
  let tried = 0;
  const visit = (node: unknown, other: unknown, place: string): void => {
    if (isInput(place) || typeof node !== 'object' || node === null) return;
    const computedInside = children(other);
    const keys = Object.keys(node);
    const numbers = keys.filter((key) => typeof Reflect.get(node, key) === 'number');
    const stride = Array.isArray(node) ? Math.max(1, Math.floor(numbers.length / perArray)) : 1;
    for (const key of keys) {
      const value: unknown = Reflect.get(node, key);
      const here = place === '' ? key : `${place}.${key}`;
      if (typeof value !== 'number') {
        visit(value, computedInside?.get(key), here);
        continue;
      }
      if (isInput(here) || numbers.indexOf(key) % stride !== 0) continue;
      tried++;
      const far = 2 * tolerance(here, value) + (Number.isInteger(value) ? 1 : 1e-12);
      Reflect.set(node, key, value + far);
      if (!compareFixture(node, other, tolerance, isInput, place).wrong.includes(here)) unnoticed.push(here);
      Reflect.set(node, key, value);
    }
  };
  visit(expected, computed, '');
  return { tried, unnoticed };
}
