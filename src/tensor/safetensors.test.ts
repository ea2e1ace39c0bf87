import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DType } from './dtype.ts';
import { allocate, bytesOf, floatTensor, hostTensor, int64Tensor, type HostTensor } from './host-tensor.ts';
import { readSafetensors, readSafetensorsHeader, SafetensorsError, writeSafetensors } from './safetensors.ts';
import { sizeOf } from './shape.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safetensors-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

const types: DType[] = [
  'float32',
  'float64',
  'float16',
  'bfloat16',
  'int64',
  'int32',
  'int16',
  'int8',
  'uint64',
  'uint32',
  'uint16',
  'uint8',
  'bool',
];
const tensor: fc.Arbitrary<HostTensor> = fc
  .record({
    dtype: fc.constantFrom(...types),
    shape: fc.array(fc.nat({ max: 4 }), { maxLength: 3 }),
    seed: fc.uint8Array({ minLength: 1, maxLength: 64 }),
  })
  .map(({ dtype, shape, seed }) => {
    const data = allocate(dtype, sizeOf(shape));
    const bytes = bytesOf(data);
    for (let i = 0; i < bytes.length; i++) bytes[i] = seed[i % seed.length] ?? 0;
    return hostTensor(dtype, shape, data);
  });
const plain = (t: HostTensor) => ({ dtype: t.dtype, shape: t.shape, bytes: Buffer.from(bytesOf(t.data)) });

/** A file from a header (or its text) and some bytes after it. */
async function craft(header: unknown, data = 0, length?: bigint): Promise<string> {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(length ?? BigInt(json.length));
  const path = join(folder, 'crafted.safetensors');
  await writeFile(path, Buffer.concat([prefix, json, Buffer.alloc(data)]));
  return path;
}

describe('safetensors', () => {
  it('reads back whatever it wrote, bit for bit', async () => {
    const path = join(folder, 'round.safetensors');
    const name = fc
      .string({ minLength: 1, maxLength: 12 })
      .filter((n) => n !== '__metadata__' && n !== '__proto__');
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, tensor, { maxKeys: 5 }),
        fc.dictionary(name, fc.string(), { maxKeys: 3 }),
        async (tensors, metadata) => {
          await writeSafetensors(path, new Map(Object.entries(tensors)), metadata);
          const back = await readSafetensors(path);
          const sorted = (entries: [string, HostTensor][]) =>
            entries.map(([n, t]) => [n, plain(t)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
          expect(sorted([...back.tensors])).toEqual(sorted(Object.entries(tensors)));
          expect({ ...back.metadata }).toEqual({ ...metadata });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('writes the format as published: aligned header, widest first, offsets without gaps', async () => {
    const path = join(folder, 'layout.safetensors');
    await writeSafetensors(
      path,
      new Map<string, HostTensor>([
        ['b', floatTensor([2], [1, 2])],
        ['flag', hostTensor('bool', [1], Uint8Array.of(1))],
        ['n', int64Tensor([1], [-3])],
      ]),
      { step: '7' },
    );
    const bytes = await readFile(path);
    const length = Number(bytes.readBigUInt64LE(0));
    expect(length % 8).toBe(0);
    expect(JSON.parse(bytes.toString('utf8', 8, 8 + length))).toEqual({
      __metadata__: { step: '7' },
      n: { dtype: 'I64', shape: [1], data_offsets: [0, 8] },
      b: { dtype: 'F32', shape: [2], data_offsets: [8, 16] },
      flag: { dtype: 'BOOL', shape: [1], data_offsets: [16, 17] },
    });
    expect(bytes.readBigInt64LE(8 + length)).toBe(-3n);
    expect(bytes.readFloatLE(8 + length + 12)).toBe(2);
  });

  it('reads the header alone, and tensors by name', async () => {
    const path = join(folder, 'named.safetensors');
    await writeSafetensors(
      path,
      new Map([
        ['x', floatTensor([2], [1, 2])],
        ['y', floatTensor([], [5])],
      ]),
    );
    const header = await readSafetensorsHeader(path);
    expect([...header.tensors.keys()].sort()).toEqual(['x', 'y']);
    expect([...(await readSafetensors(path, ['y'])).tensors.keys()]).toEqual(['y']);
    await expect(readSafetensors(path, ['z'])).rejects.toThrow(`${path} has no tensor called z.`);
  });

  it('leaves the old file and no other when a write fails', async () => {
    const path = join(folder, 'kept', 'kept.safetensors');
    await mkdir(join(folder, 'kept'));
    await writeSafetensors(path, new Map([['x', floatTensor([1], [1])]]));
    const broken = new Map([['__metadata__', floatTensor([1], [2])]]);
    await expect(writeSafetensors(path, broken)).rejects.toThrow("can't hold a tensor called __metadata__");
    expect((await readSafetensors(path)).tensors.get('x')?.data[0]).toBe(1);
    // A folder stands where the file should go: the rename fails after everything was written.
    await mkdir(join(folder, 'kept', 'taken.safetensors', 'inside'), { recursive: true });
    const blocked = join(folder, 'kept', 'taken.safetensors');
    await expect(writeSafetensors(blocked, new Map([['x', floatTensor([1], [1])]]))).rejects.toThrow(
      SafetensorsError,
    );
    expect((await readdir(join(folder, 'kept'))).sort()).toEqual(['kept.safetensors', 'taken.safetensors']);
  });
});

describe('a hostile safetensors file', () => {
  const one = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
  const cases: [string, () => Promise<string>, string][] = [
    [
      'a header longer than the file',
      () => craft({ x: one }, 4, 10n ** 9n),
      'header is 1000000000 bytes long',
    ],
    ['a header length beyond all numbers', () => craft({ x: one }, 4, 2n ** 64n - 1n), "which can't be"],
    ['a header that is not JSON', () => craft('{"x": ', 4), 'is not JSON'],
    ['a header that is a list', () => craft([1, 2], 4), 'not a JSON object'],
    ['a header that is not text', () => craft('\u{1F600}'.slice(0, 1), 4), 'is not JSON'],
    [
      'a tensor without a shape',
      () => craft({ x: { dtype: 'F32', data_offsets: [0, 4] } }, 4),
      'the tensor x',
    ],
    [
      'a tensor with a word for offsets',
      () => craft({ x: { ...one, data_offsets: 'all' } }, 4),
      'the tensor x',
    ],
    ['a negative size', () => craft({ x: { ...one, shape: [-1] } }, 4), 'the tensor x'],
    ['half a size', () => craft({ x: { ...one, shape: [0.5] } }, 4), 'the tensor x'],
    ['an unknown type', () => craft({ x: { ...one, dtype: 'F8_E5M2' } }, 4), 'type F8_E5M2'],
    ['a shape beyond all numbers', () => craft({ x: { ...one, shape: [2 ** 40, 2 ** 40] } }, 4), 'needs'],
    ['a shape that does not fit its bytes', () => craft({ x: { ...one, shape: [2] } }, 4), 'needs 8'],
    ['offsets that run backwards', () => craft({ x: { ...one, data_offsets: [4, 0] } }, 4), 'needs 4'],
    ['tensors on top of each other', () => craft({ x: one, y: one }, 4), 'overlap before the tensor y'],
    ['a gap', () => craft({ x: { ...one, data_offsets: [4, 8] } }, 8), 'gap before the tensor x'],
    ['data cut off', () => craft({ x: one }, 3), 'is cut off: its tensors need 4 bytes, but there are 3'],
    ['data left over', () => craft({ x: one }, 9), 'has 5 bytes after its last tensor'],
    ['metadata that are numbers', () => craft({ __metadata__: { a: 1 }, x: one }, 4), 'metadata'],
    [
      'the same name twice',
      () =>
        craft(
          '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},' +
            '"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
          8,
        ),
      'gap before the tensor x',
    ],
  ];
  for (const [what, make, sentence] of cases) {
    it(`is refused with a sentence: ${what}`, async () => {
      const path = await make();
      const error: unknown = await readSafetensors(path).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(SafetensorsError);
      expect(String(error)).toContain(path);
      expect(String(error)).toContain(sentence);
    });
  }

  it('is refused when it is no file at all', async () => {
    const short = join(folder, 'short');
    await writeFile(short, 'abc');
    await expect(readSafetensors(short)).rejects.toThrow('is only 3 bytes long');
    await expect(readSafetensors(folder)).rejects.toThrow('is not a regular file');
    await expect(readSafetensors(join(folder, 'nowhere'))).rejects.toThrow('could not be opened');
  });

  // Elsewhere a file of terabytes may take their room.
  it.runIf(process.platform === 'linux')(
    'is refused with a sentence when a tensor is larger than memory',
    async () => {
      const size = 2 ** 42;
      const path = await craft({ x: { dtype: 'F32', shape: [size / 4], data_offsets: [0, size] } });
      await truncate(path, (await stat(path)).size + size);
      const error: unknown = await readSafetensors(path).catch((e: unknown) => e);
      await rm(path);
      expect(error).toBeInstanceOf(SafetensorsError);
      expect(String(error)).toContain(`has the tensor x of ${size} bytes, which do not fit into memory`);
    },
  );

  it.runIf(process.platform !== 'win32')(
    'is refused at once when it is a pipe nobody writes to',
    async () => {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      await expect(readSafetensors(pipe)).rejects.toThrow('is not a regular file');
    },
  );

  it('never makes the reader crash, whatever the bytes', async () => {
    const path = join(folder, 'fuzz');
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.nat({ max: 40 }), async (json, data) => {
        const crafted = await craft(json, data);
        const result: unknown = await readSafetensors(crafted).catch((e: unknown) => e);
        if (result instanceof Error) expect(result).toBeInstanceOf(SafetensorsError);
      }),
      { numRuns: 100 },
    );
    await rm(path, { force: true });
  });
});
