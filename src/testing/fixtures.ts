import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

/**
 * The folder of expected values: `fixtures/` of this project, or what the variable TEMPR1_FIXTURES names (another folder of
 * the same layout).
 */
export function fixturesFolder(): string {
  const other = process.env['TEMPR1_FIXTURES'];
  if (other !== undefined && other !== '') return path.resolve(other);
  return path.resolve(import.meta.dirname, '../../fixtures');
}

/** A file or folder among the fixtures, as in `fixturePath('tiny_decoder/model')`. */
export function fixturePath(name: string): string {
  return path.join(fixturesFolder(), name);
}

/** The parsed content of a fixture, as in `fixtureJson('optim/adamw.json')`: check it with a schema. */
export function fixtureJson(name: string): unknown {
  return JSON.parse(readFileSync(fixturePath(name), 'utf8'));
}

/** A number of a fixture; those that are not finite are written as text there. */
export const fixtureNumber = z.union([
  z.number(),
  z.enum(['nan', 'inf', '-inf']).transform((text) => ({ nan: NaN, inf: Infinity, '-inf': -Infinity })[text]),
]);

/** A tensor of a fixture, row-major. */
export const fixtureTensor = z.object({ shape: z.array(z.int()), data: z.array(fixtureNumber) });

/**
 * Changes each number inside `expected`, one at a time, and lists the places where `agrees` still says yes: numbers that a
 * test does not look at. What `agrees` does must be quick, so compute what is compared once, before.
 * @param change what becomes of a number; by default it moves by a hundredth (of itself, where it is larger than 1)
 * @returns places as in `cases.3.params.0`; empty when every number matters
 */
export function unnoticedChanges<T>(
  expected: T,
  agrees: (expected: T) => boolean,
  change: (x: number) => number = (x) => x + 0.01 * Math.max(1, Math.abs(x)),
): string[] {
  if (!agrees(expected))
    throw new Error('What was computed does not agree with the expected numbers as they are.');
  const unnoticed: string[] = [];
  const visit = (node: unknown, place: string) => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      const value: unknown = Reflect.get(node, key);
      const here = place === '' ? key : `${place}.${key}`;
      if (typeof value !== 'number') visit(value, here);
      else {
        Reflect.set(node, key, change(value));
        if (agrees(expected)) unnoticed.push(here);
        Reflect.set(node, key, value);
      }
    }
  };
  visit(expected, '');
  return unnoticed;
}
