import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

const draw = <T>(n: number, f: () => T): T[] => Array.from({ length: n }, f);

describe('Random', () => {
  it('follows xoshiro128** as its authors published it', () => {
    // State 1, 2, 3, 4: rotl(s1 * 5, 7) * 9 by hand for the first, then the C program.
    const random = Random.restored([1, 2, 3, 4]);
    expect(draw(3, () => random.bits())).toEqual([11520, 0, 5927040]);
  });

  it('gives the same numbers for the same seed and label, others for others', () => {
    const numbers = (seed: number, label?: string) => {
      const random = Random.seeded(seed, label);
      return draw(8, () => random.bits()).join();
    };
    expect(numbers(5)).toBe(numbers(5));
    expect(numbers(5, 'a')).toBe(numbers(5, 'a'));
    const all = [numbers(0), numbers(1), numbers(5), numbers(5, 'a'), numbers(5, 'b'), numbers(5, 'ab')];
    expect(new Set(all).size).toBe(all.length);
  });

  it('continues from a saved state, whatever was drawn', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.nat({ max: 3 })), (seed, kinds) => {
        const random = Random.seeded(seed);
        for (const kind of kinds) {
          [() => random.bits(), () => random.uniform(), () => random.normal(), () => random.below(7)][
            kind
          ]?.();
        }
        const again = Random.restored(random.state());
        expect(draw(5, () => again.normal())).toEqual(draw(5, () => random.normal()));
      }),
    );
  });

  it('refuses what is not a state', () => {
    expect(() => Random.restored([0, 0, 0, 0])).toThrow('not the state');
    expect(() => Random.restored([1, 2, 3, -4])).toThrow('not the state');
    expect(() => Random.restored([1, 2, 3, 0.5])).toThrow('not the state');
  });

  it('draws the distributions it names', () => {
    const random = Random.seeded(11);
    const n = 40_000;
    const moments = (xs: number[]) => {
      const mean = xs.reduce((a, b) => a + b, 0) / n;
      return { mean, deviation: Math.sqrt(xs.reduce((a, x) => a + (x - mean) ** 2, 0) / n) };
    };
    const uniform = moments(draw(n, () => random.uniform()));
    expect(uniform.mean).toBeCloseTo(0.5, 2);
    expect(uniform.deviation).toBeCloseTo(Math.sqrt(1 / 12), 2);
    const normal = moments(draw(n, () => random.normal()));
    expect(Math.abs(normal.mean)).toBeLessThan(0.02);
    expect(Math.abs(normal.deviation - 1)).toBeLessThan(0.02);
    const gumbel = moments(draw(n, () => random.gumbel()));
    expect(Math.abs(gumbel.mean - 0.5772)).toBeLessThan(0.03);
    expect(Math.abs(gumbel.deviation - Math.PI / Math.sqrt(6))).toBeLessThan(0.03);
  });

  it('draws whole numbers evenly and in range', () => {
    const random = Random.seeded(2);
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 12_000; i++) {
      const k = random.below(6);
      counts[k] = (counts[k] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
    expect(() => random.below(0)).toThrow("Can't draw");
    expect(random.below(1)).toBe(0);
  });

  it('shuffles to a permutation and leaves the list alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        const before = [...items];
        const order = (a: number, b: number) => a - b;
        expect(Random.seeded(seed).shuffled(items).sort(order)).toEqual([...items].sort(order));
        expect(items).toEqual(before);
      }),
    );
  });
});
