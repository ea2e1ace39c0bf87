import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonSyntaxError, splitJson, type JsonLimits, type JsonPiece } from './json-splitter.ts';
import { inPieces, mutate } from './testing/text.ts';

const SPLIT = ['items', 'database'];

async function pieces(text: string, cuts: readonly number[] = [], limits?: JsonLimits): Promise<JsonPiece[]> {
  const all: JsonPiece[] = [];
  for await (const piece of splitJson(inPieces(text, cuts), SPLIT, limits)) all.push(piece);
  return all;
}

/** The document put together again from its pieces. */
function assemble(all: readonly JsonPiece[]): unknown {
  const entries = new Map<string, unknown>();
  const lists = new Map<string, unknown[]>();
  const objects = new Map<string, [string, unknown][]>();
  for (const piece of all) {
    if (piece.kind === 'value') entries.set(piece.key, JSON.parse(piece.text));
    else if (piece.kind === 'open') {
      if (piece.type === 'array') lists.set(piece.key, []);
      else objects.set(piece.key, []);
    } else if (piece.name === null) lists.get(piece.key)?.push(JSON.parse(piece.text));
    else objects.get(piece.key)?.push([piece.name, JSON.parse(piece.text)]);
  }
  for (const [key, list] of lists) entries.set(key, list);
  for (const [key, object] of objects) entries.set(key, Object.fromEntries(object));
  return Object.fromEntries(entries);
}

const json = fc.jsonValue({ maxDepth: 3 });
const document = fc
  .record(
    {
      items: fc.oneof(fc.array(json, { maxLength: 5 }), json),
      database: fc.oneof(fc.dictionary(fc.string(), json, { maxKeys: 5 }), json),
      title: json,
      'a "quoted" \\ key': json,
    },
    { requiredKeys: [] },
  )
  .chain((value) =>
    fc.constantFrom(
      JSON.stringify(value),
      JSON.stringify(value, null, 2),
      ` ${JSON.stringify(value, null, '\t')}\r\n`,
    ),
  );
const cuts = fc.array(fc.nat(), { maxLength: 12 });

describe('splitJson', () => {
  it('gives the parts of any document, however its text arrives', async () => {
    await fc.assert(
      fc.asyncProperty(document, cuts, async (text, where) => {
        const whole = await pieces(text);
        expect(await pieces(text, where)).toEqual(whole);
        const every = Array.from(text, (_, index) => index);
        if (text.length < 300) expect(await pieces(text, every)).toEqual(whole);
        expect(assemble(whole)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('together with JSON.parse accepts exactly what JSON.parse accepts', async () => {
    const change = fc.record({
      at: fc.nat(),
      length: fc.integer({ min: 0, max: 3 }),
      put: fc.constantFrom(
        '',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '\\',
        '0',
        '1',
        '-',
        'e',
        't',
        'null',
        ' ',
        '\n',
        '"x":1,',
      ),
    });
    await fc.assert(
      fc.asyncProperty(document, fc.array(change, { minLength: 1, maxLength: 3 }), async (text, changes) => {
        const broken = mutate(text, changes);
        let expected: unknown;
        try {
          expected = JSON.parse(broken);
        } catch {
          expected = undefined;
        }
        if (
          expected !== undefined &&
          (typeof expected !== 'object' || expected === null || Array.isArray(expected))
        )
          expected = undefined;
        let found: unknown;
        try {
          found = assemble(await pieces(broken));
        } catch (error) {
          expect(error instanceof JsonSyntaxError || error instanceof SyntaxError).toBe(true);
          // The one thing refused beyond JSON: a key of the document given twice.
          if (error instanceof JsonSyntaxError && error.message.includes('twice')) return;
        }
        expect(found).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['', 'ends before'],
    ['[]', 'does not begin with "{"'],
    ['{"items": [1, 2]', 'ends before'],
    ['{"items": [1, 2,]}', 'A value was expected'],
    ['{"items": [1 2]}', 'end of the array was expected'],
    ['{"items": {"a": 1,}}', 'key in quotation marks'],
    ['{"a" 1}', 'colon'],
    ['{"a": }', 'A value was expected'],
    ['{a: 1}', 'key in quotation marks'],
    ['{"a": 1} x', 'follows the end'],
    ['{"a": 1, "a": 2}', 'twice'],
    ['{"items": [], "\\u0069tems": []}', 'twice'],
  ])('refuses %s', async (text, reason) => {
    await expect(pieces(text)).rejects.toThrow(reason);
  });

  it('tells the line of each piece and each fault', async () => {
    const all = await pieces('{\n"items": [\n1,\n\n{"a":\n2},\n3],\n"b": 4}');
    expect(all.map(({ line }) => line)).toEqual([2, 3, 5, 7, 8]);
    await expect(pieces('{\n"items": [\n1\n2]}')).rejects.toMatchObject({ line: 4 });
  });

  it('holds to its limits', async () => {
    const limits = { depth: 5, length: 100 };
    expect(await pieces(`{"a": ${'['.repeat(5)}${']'.repeat(5)}}`, [], limits)).toHaveLength(1);
    await expect(pieces(`{"a": ${'['.repeat(6)}`, [], limits)).rejects.toThrow('nested more than 5');
    await expect(pieces(`{"a": "${'x'.repeat(200)}`, [50], limits)).rejects.toThrow('longer than 100');
    await expect(pieces(`{"${'x'.repeat(200)}`, [50], limits)).rejects.toThrow('longer than 100');
  });
});
