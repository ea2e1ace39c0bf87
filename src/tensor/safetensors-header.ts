import { z } from 'zod';
import { bytesPerElement, type DType } from './dtype.ts';
import type { Shape } from './shape.ts';

/** A safetensors file that can't be read or written; the message names the file and what is wrong with it. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';

  readonly #problem: string;

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${path} ${problem}.`, options);
    this.#problem = problem;
  }

  /** The same problem, told of the name that the user knows the file by. */
  about(path: string): SafetensorsError {
    return new SafetensorsError(path, this.#problem, { cause: this });
  }
}

/** Types that the format has. */
export type StoredDType = Exclude<DType, 'uint4'>;

/** Where a tensor lies, in bytes from the end of the header. */
export interface SafetensorsEntry {
  readonly dtype: StoredDType;
  readonly shape: Shape;
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, SafetensorsEntry>;
  readonly metadata: Readonly<Record<string, string>>;
  /** Bytes from the start of the file to the first tensor. */
  readonly dataOffset: number;
}

/** Names of element types in the format. */
export const typeNames = {
  float32: 'F32',
  float64: 'F64',
  float16: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  int32: 'I32',
  int16: 'I16',
  int8: 'I8',
  uint64: 'U64',
  uint32: 'U32',
  uint16: 'U16',
  uint8: 'U8',
  bool: 'BOOL',
} as const satisfies Record<StoredDType, string>;

const types: readonly StoredDType[] = [
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
const typeOf = new Map<string, StoredDType>(types.map((t) => [typeNames[t], t]));

const count = z.int().nonnegative();
const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(count),
  data_offsets: z.tuple([count, count]),
});
const metadataSchema = z.record(z.string(), z.string());

/**
 * The header of a safetensors file, checked as the format demands: known types, whole sizes, byte counts that fit the
 * shapes, no gaps, no overlaps, and nothing left over.
 * @param dataSize bytes after the header
 * @throws SafetensorsError naming the first tensor that is wrong.
 */
export function parseHeader(
  path: string,
  json: Uint8Array,
  dataSize: number,
  dataOffset: number,
): SafetensorsHeader {
  const { __metadata__: extra, ...named } = parseObject(path, json);
  const metadata = metadataSchema.safeParse(extra ?? {});
  if (!metadata.success) throw new SafetensorsError(path, 'has metadata that are not all text');
  const tensors = new Map(Object.entries(named).map(([name, raw]) => [name, entry(path, name, raw)]));
  let at = 0;
  for (const [name, { begin, end }] of [...tensors].toSorted(
    ([, a], [, b]) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== at) {
      throw new SafetensorsError(path, `has a ${begin < at ? 'overlap' : 'gap'} before the tensor ${name}`);
    }
    at = end;
  }
  if (at !== dataSize) {
    throw new SafetensorsError(
      path,
      at > dataSize
        ? `is cut off: its tensors need ${at} bytes, but there are ${dataSize}`
        : `has ${dataSize - at} bytes after its last tensor`,
    );
  }
  return { tensors, metadata: metadata.data, dataOffset };
}

function parseObject(path: string, json: Uint8Array): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (cause) {
    throw new SafetensorsError(path, 'has a header that is not JSON; it may not be a safetensors file', {
      cause,
    });
  }
  const object = z.record(z.string(), z.unknown()).safeParse(parsed);
  if (!object.success) throw new SafetensorsError(path, 'has a header that is not a JSON object');
  return object.data;
}

function entry(path: string, name: string, raw: unknown): SafetensorsEntry {
  const parsed = entrySchema.safeParse(raw);
  if (!parsed.success) {
    throw new SafetensorsError(path, `does not describe the tensor ${name} as the format demands`);
  }
  const { dtype: typeName, shape, data_offsets: offsets } = parsed.data;
  const dtype = typeOf.get(typeName);
  if (dtype === undefined) {
    throw new SafetensorsError(path, `has the tensor ${name} of type ${typeName}, which can't be read here`);
  }
  const [begin, end] = offsets;
  const bytes = shape.reduce((product, n) => product * n, bytesPerElement[dtype]);
  if (!Number.isSafeInteger(bytes) || end - begin !== bytes) {
    throw new SafetensorsError(
      path,
      `gives the tensor ${name} ${end - begin} bytes, but its shape [${shape.join(',')}] needs ${bytes}`,
    );
  }
  return { dtype, shape, begin, end };
}
