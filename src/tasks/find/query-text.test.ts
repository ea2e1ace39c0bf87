import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, EVERYTHING, itemQuery, type QueryGroup } from './item-query.ts';
import { parseQuery, printQuery } from './query-text.ts';
import { anyQuery } from './testing/any-query.ts';

function parsed(text: string): QueryGroup {
  const result = parseQuery(text);
  if (!result.ok) throw new Error(`${text}: ${JSON.stringify(result.fault)}`);
  return result.query;
}

describe('a typed query', () => {
  it('says what was built, without loss', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        expect(parsed(printQuery(query))).toEqual(canonical(query));
      }),
      { numRuns: 3000 },
    );
  });

  it('is read or refused with a place, whatever is typed', () => {
    const piece = fc.constantFrom(
      'task:',
      'TAL',
      '(',
      ')',
      '-',
      ' ',
      'OR',
      ' OR ',
      '"',
      '\\',
      'duration<',
      '0.5s',
      'x',
      '>',
      'ä',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((each) => each.join('')),
        ),
        (text) => {
          const result = parseQuery(text);
          if (result.ok) {
            expect(itemQuery.safeParse(result.query).success).toBe(true);
            expect(parsed(printQuery(result.query))).toEqual(result.query);
          } else expect(result.fault.at).toBeLessThanOrEqual(text.length);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('knows the forms that people type', () => {
    expect(parsed('')).toEqual(EVERYTHING);
    expect(
      printQuery(parsed('task:tal  duration<500ms by:policy -state:reviewed label:"long jump" "two words"')),
    ).toBe('task:TAL duration<0.5s by:policy -state:reviewed label:"long jump" "two words"');
    expect(printQuery(parsed('a b OR confidence>=80%'))).toBe('(a b) OR confidence>=0.8');
    expect(printQuery(parsed('changed>2026-11-01'))).toBe('changed>2026-11-01');
  });

  it.each([
    ['"open', { code: 'unclosed-quote', at: 0 }],
    ['(a', { code: 'unclosed-group', at: 2 }],
    ['a)', { code: 'unexpected-close', at: 1 }],
    ['a OR', { code: 'nothing-after', at: 4 }],
    ['a -', { code: 'nothing-after', at: 2 }],
    ['colour:red', { code: 'unknown-field', at: 0, word: 'colour' }],
    ['x task:XYZ', { code: 'wrong-value', at: 2, field: 'task', word: 'XYZ' }],
    ['duration<fast', { code: 'wrong-value', at: 0, field: 'duration', word: 'fast' }],
    ['changed>yesterday', { code: 'wrong-value', at: 0, field: 'changed', word: 'yesterday' }],
    ['state<open', { code: 'wrong-value', at: 0, field: 'state', word: 'open' }],
  ])('%s is refused where it goes wrong', (text, fault) => {
    expect(parseQuery(text)).toEqual({ ok: false, fault });
  });

  it('of a thousand parentheses is refused, not a full stack', () => {
    expect(parseQuery('('.repeat(100_000)).ok).toBe(false);
    expect(itemQuery.safeParse(nested(100_000)).success).toBe(false);
  });
});

function nested(depth: number): unknown {
  let query: unknown = { combine: 'and', not: false, parts: [] };
  for (let i = 0; i < depth; i++) query = { combine: 'and', not: false, parts: [query] };
  return query;
}
