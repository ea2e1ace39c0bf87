import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyQuery } from '../../src/tasks/find/testing/any-query.ts';
import { fromBuilder, toBuilder } from './builder-query.ts';

it('a query goes into the builder and comes back as it was', () => {
  fc.assert(
    fc.property(anyQuery, (query) => {
      expect(fromBuilder(toBuilder(query))).toEqual(query);
    }),
  );
});

it('a rule that is not filled in says nothing', () => {
  const rules = [
    { field: 'duration', operator: '<', value: '' },
    { field: 'label', operator: '=', value: ' ' },
    { field: 'task', operator: '!=', value: 'TAL' },
    { field: 'duration', operator: '<', value: '0.5' },
  ];
  expect(fromBuilder({ combinator: 'and', rules }).parts).toEqual([
    { field: 'task', op: '=', value: 'TAL', not: true },
    { field: 'duration', op: '<', value: 0.5, not: false },
  ]);
});
