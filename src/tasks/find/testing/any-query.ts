import * as fc from 'fast-check';
import {
  CHOICES,
  COMPARISONS,
  condition,
  type Condition,
  type QueryGroup,
  type QueryPart,
} from '../item-query.ts';

const not = fc.boolean();
const op = fc.constant('=' as const);
const words = fc
  .oneof(
    fc.constantFrom(
      'jump',
      'it',
      'JUMPS',
      'v1',
      'OR',
      '-x',
      'task:TAL',
      'long jump',
      'cheetah',
      'local',
      'ü',
      '长跳',
    ),
    fc.string({ minLength: 1, maxLength: 12 }).map((text) => text.trim()),
  )
  .filter((text) => text !== '');
const choices = (field: string, values: readonly string[]): fc.Arbitrary<unknown> =>
  fc.record({ field: fc.constant(field), op, value: fc.constantFrom(...values), not });
const comparison = fc.constantFrom(...COMPARISONS);

/** Any condition; texts are `texts`. */
export function anyCondition(texts: fc.Arbitrary<string> = words): fc.Arbitrary<Condition> {
  return fc
    .oneof(
      ...Object.entries(CHOICES).map(([field, values]) => choices(field, values)),
      fc.record({
        field: fc.constantFrom('label', 'group', 'annotator', 'video', 'text'),
        op,
        value: texts,
        not,
      }),
      fc.record({
        field: fc.constant('duration'),
        op: comparison,
        value: fc.constantFrom(0, 0.04, 0.5, 1, 1.5, 4, 1e-7),
        not,
      }),
      fc.record({ field: fc.constant('intervals'), op: comparison, value: fc.nat(6), not }),
      fc.record({
        field: fc.constant('confidence'),
        op: comparison,
        value: fc.constantFrom(0, 0.4, 0.7, 0.8, 0.9, 1),
        not,
      }),
      fc.record({
        field: fc.constant('changed'),
        op: comparison,
        value: fc.constantFrom('1970-01-01', '2026-11-20', '2026-11-21'),
        not,
      }),
    )
    .map((each) => condition.parse(each));
}

/** Any query of conditions with such texts. */
export function anyQueryOf(texts: fc.Arbitrary<string>): fc.Arbitrary<QueryGroup> {
  const { root } = fc.letrec<{ root: QueryGroup; part: QueryPart }>((tie) => ({
    root: fc.record({
      combine: fc.constantFrom('and' as const, 'or' as const),
      not,
      parts: fc.array(tie('part'), { maxLength: 4, depthIdentifier: 'query' }),
    }),
    part: fc.oneof(
      { depthIdentifier: 'query', maxDepth: 3, withCrossShrink: true },
      anyCondition(texts),
      tie('root'),
    ),
  }));
  return root;
}

export const anyQuery: fc.Arbitrary<QueryGroup> = anyQueryOf(words);
