import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitsAttribute,
  labelFile,
  planSchema,
  schemaLabel,
  type KnownLabel,
  type SchemaLabel,
} from './label-schema.ts';

const label = (over: Partial<SchemaLabel>): SchemaLabel => schemaLabel.parse({ name: 'jump', ...over });
const known = (id: number, over: Partial<SchemaLabel>): KnownLabel => ({ id, ...label(over) });

describe('a label schema as a file', () => {
  it('may leave out all but group and name', () => {
    expect(
      labelFile.parse({ format: 'tempr1-labels', version: 1, labels: [{ name: 'jump' }] }).labels[0],
    ).toEqual({
      group: '',
      name: 'jump',
      description: null,
      colour: null,
      hotkey: null,
      exclusive: null,
      attributes: [],
    });
  });

  it.each([
    { format: 'other', version: 1, labels: [] },
    { format: 'tempr1-labels', version: 2, labels: [] },
    { format: 'tempr1-labels', version: 1, labels: [{ name: 'a' }, { name: 'a' }] },
    {
      format: 'tempr1-labels',
      version: 1,
      labels: [{ name: 'a', attributes: [{ name: 'x', type: 'colour' }] }],
    },
    {
      format: 'tempr1-labels',
      version: 1,
      labels: [{ name: 'a', attributes: [{ name: 'x', type: 'choice', options: [] }] }],
    },
    {
      format: 'tempr1-labels',
      version: 1,
      labels: [
        {
          name: 'a',
          attributes: [
            { name: 'x', type: 'flag' },
            { name: 'x', type: 'text' },
          ],
        },
      ],
    },
  ])('is refused where it says something else: %j', (file) => {
    expect(labelFile.safeParse(file).success).toBe(false);
  });
});

describe('taking over a schema', () => {
  it('matches by group and name, adds, changes, and leaves what the file leaves out', () => {
    const there = [
      known(1, { group: 'g', description: 'leaps', hotkey: 'q' }),
      known(2, { group: 'g', name: 'run' }),
    ];
    const changes = planSchema(there, [
      label({ group: 'g', exclusive: 'gait' }),
      label({ group: 'g', name: 'run' }),
      label({ name: 'run', hotkey: 'q' }),
    ]);
    expect(changes).toMatchObject([
      { kind: 'change', id: 1, fields: ['exclusive'], lostKey: null },
      { kind: 'same', id: 2 },
      { kind: 'add', label: { group: '', name: 'run', hotkey: 'q' }, lostKey: null },
    ]);
  });

  it('does not take a key away from the label that has it', () => {
    const changes = planSchema([known(1, { hotkey: 'q' })], [label({ name: 'run', hotkey: 'Q' })]);
    expect(changes).toMatchObject([{ kind: 'add', label: { hotkey: null }, lostKey: 'Q' }]);
  });

  it('can put all labels into one group, the first of a name counting', () => {
    const changes = planSchema(
      [known(1, { group: 'mine' })],
      [label({ group: 'a' }), label({ group: 'b' })],
      'mine',
    );
    expect(changes).toMatchObject([{ kind: 'same', id: 1 }]);
  });

  it('finds nothing to do in what was just taken over', () => {
    const some = fc.record({
      group: fc.constantFrom('a', 'b'),
      name: fc.constantFrom('x', 'y', 'z'),
      hotkey: fc.option(fc.constantFrom('5', '6')),
      exclusive: fc.option(fc.constant('set')),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 8 }), (drawn) => {
        const given = drawn.map(label);
        const first = planSchema([], given);
        const now = first.map((change, at): KnownLabel => ({ id: at + 1, ...change.label }));
        expect(planSchema(now, now).map(({ kind }) => kind)).toEqual(now.map(() => 'same'));
        const keys = now.flatMap(({ group, hotkey }) => (hotkey === null ? [] : [`${group} ${hotkey}`]));
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});

describe('attributes', () => {
  it('know their values', () => {
    expect(fitsAttribute({ name: 'a', type: 'choice', options: ['x'] }, 'x')).toBe(true);
    expect(fitsAttribute({ name: 'a', type: 'choice', options: ['x'] }, 'y')).toBe(false);
    expect(fitsAttribute({ name: 'a', type: 'number', max: 2 }, 2)).toBe(true);
    expect(fitsAttribute({ name: 'a', type: 'number', max: 2 }, 3)).toBe(false);
    expect(fitsAttribute({ name: 'a', type: 'number' }, '3')).toBe(false);
    expect(fitsAttribute({ name: 'a', type: 'flag' }, true)).toBe(true);
    expect(fitsAttribute({ name: 'a', type: 'text' }, false)).toBe(false);
  });
});
