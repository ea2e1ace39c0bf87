import { expect, it } from 'vitest';
import { constantFill, kaiming, linearDefault, normalFill, xavier } from './initialize.ts';
import { Random } from './random.ts';

const deviation = (xs: Float32Array) => Math.sqrt(xs.reduce((a, x) => a + x * x, 0) / xs.length);
const largest = (xs: Float32Array) => xs.reduce((a, x) => Math.max(a, Math.abs(x)), 0);

it('fills with the spread that the formula names, for matrices and convolutions', () => {
  const random = Random.seeded(4);
  expect([...constantFill(0.5)([2, 2], random)]).toEqual([0.5, 0.5, 0.5, 0.5]);
  expect(Math.abs(deviation(normalFill(0.2)([200, 100], random)) - 0.2)).toBeLessThan(0.005);
  expect(Math.abs(deviation(kaiming([200, 100], random)) - Math.sqrt(2 / 200))).toBeLessThan(0.003);
  expect(Math.abs(deviation(kaiming([64, 20, 3, 3], random)) - Math.sqrt(2 / 180))).toBeLessThan(0.003);
  const bound = Math.sqrt(6 / 300);
  expect(largest(xavier([200, 100], random))).toBeLessThanOrEqual(bound);
  expect(largest(xavier([200, 100], random))).toBeGreaterThan(bound * 0.99);
  expect(largest(linearDefault([200, 100], random))).toBeLessThanOrEqual(1 / Math.sqrt(200));
});

it('draws the same from the same seed', () => {
  expect(xavier([5, 7], Random.seeded(1))).toEqual(xavier([5, 7], Random.seeded(1)));
});
