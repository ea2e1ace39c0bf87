/** Where a generator stands: four 32-bit numbers, not all zero. */
export type RandomState = readonly [number, number, number, number];

/**
 * Seeded random numbers: xoshiro128** (Blackman and Vigna 2018), seeded through splitmix32. The same seed gives the
 * same numbers on every machine; the state can be saved and restored at any point.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  private constructor(state: RandomState) {
    [this.#a, this.#b, this.#c, this.#d] = state;
  }

  /** A generator from a seed (its lowest 32 bits) and, for streams that must not meet, a label. */
  static seeded(seed: number, label = ''): Random {
    let mixed = seed >>> 0;
    for (const letter of label) mixed = Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    const next = () => {
      mixed = (mixed + 0x9e3779b9) | 0;
      let z = mixed ^ (mixed >>> 16);
      z = Math.imul(z, 0x21f0aaad);
      z ^= z >>> 15;
      z = Math.imul(z, 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    const [a, b, c, d] = [next(), next(), next(), next()];
    return new Random([a, b, c, d === 0 && (a | b | c) === 0 ? 1 : d]);
  }

  /** A generator that continues where `state` was taken. @throws RangeError when it is not a state. */
  static restored(state: RandomState): Random {
    const whole = state.every((n) => Number.isInteger(n) && n >= 0 && n <= 0xffffffff);
    if (!whole || state.length !== 4 || state.every((n) => n === 0)) {
      throw new RangeError(`[${state.join(', ')}] is not the state of a random generator.`);
    }
    return new Random(state);
  }

  state(): RandomState {
    return [this.#a, this.#b, this.#c, this.#d];
  }

  /** The next 32 bits, as a whole number in [0, 2^32). */
  bits(): number {
    const product = Math.imul(this.#b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b = (this.#b ^ this.#c) >>> 0;
    this.#a = (this.#a ^ this.#d) >>> 0;
    this.#c = (this.#c ^ shifted) >>> 0;
    this.#d = ((this.#d << 11) | (this.#d >>> 21)) >>> 0;
    return result;
  }

  /** In [0, 1), 53 bits. */
  uniform(): number {
    return ((this.bits() >>> 5) * 0x4000000 + (this.bits() >>> 6)) / 0x20000000000000;
  }

  /** A whole number in [0, n), each equally likely. @throws RangeError unless 1 <= n <= 2^32. */
  below(n: number): number {
    if (!(Number.isInteger(n) && n >= 1 && n <= 0x100000000)) {
      throw new RangeError(`Can't draw a whole number below ${n}.`);
    }
    // Draws above the last full multiple of n are thrown away, so that no remainder is favoured.
    const limit = 0x100000000 - (0x100000000 % n);
    for (;;) {
      const drawn = this.bits();
      if (drawn < limit) return drawn % n;
    }
  }

  /** Standard normal (Box and Muller 1958); two uniform numbers each, so that the state needs no leftover. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Standard Gumbel: adding it to log-probabilities and taking the largest samples from them. */
  gumbel(): number {
    return -Math.log(-Math.log(Math.max(this.uniform(), 2 ** -54)));
  }

  /** The items in random order (Fisher and Yates); the given list is left alone. */
  shuffled<T>(items: readonly T[]): T[] {
    const keyed = items.map((item) => ({ item }));
    for (let i = keyed.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const [x, y] = [keyed[i], keyed[j]];
      if (x !== undefined && y !== undefined) [keyed[i], keyed[j]] = [y, x];
    }
    return keyed.map((k) => k.item);
  }
}
