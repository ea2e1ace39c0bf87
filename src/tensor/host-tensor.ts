import type { DType } from './dtype.ts';
import { formatShape, sizeOf, type Shape } from './shape.ts';

/** What holds the elements of a tensor in JavaScript; 16-bit floats are kept as their bits. */
export type TensorData =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | Uint16Array
  | Uint8Array;

/** A tensor in JavaScript memory, row-major. */
export interface HostTensor {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: TensorData;
}

const arrayOf = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int16: Int16Array,
  int8: Int8Array,
  uint64: BigUint64Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
  bool: Uint8Array,
  uint4: Uint8Array,
} as const;

/** Length of the array that holds `size` elements. */
function lengthOf(dtype: DType, size: number): number {
  return dtype === 'uint4' ? Math.ceil(size / 2) : size;
}

/** An array of `size` zeros that holds elements of `dtype`. */
export function allocate(dtype: DType, size: number): TensorData {
  return new arrayOf[dtype](lengthOf(dtype, size));
}

/** Elements of `dtype` copied out of bytes (little-endian). @throws RangeError when the count is not whole. */
export function fromBytes(dtype: DType, bytes: Uint8Array): TensorData {
  const data = new arrayOf[dtype](bytes.byteLength / arrayOf[dtype].BYTES_PER_ELEMENT);
  bytesOf(data).set(bytes);
  return data;
}

/** The bytes of an array, without a copy. */
export function bytesOf(data: TensorData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Checks `data` against `dtype` and `shape`.
 * @throws RangeError when the kind of array or the number of elements does not fit.
 */
export function hostTensor(dtype: DType, shape: Shape, data: TensorData, name = 'A tensor'): HostTensor {
  if (!(data instanceof arrayOf[dtype])) {
    throw new RangeError(
      `${name} is ${dtype} and needs a ${arrayOf[dtype].name}, but got a ${data.constructor.name}.`,
    );
  }
  if (data.length !== lengthOf(dtype, sizeOf(shape))) {
    throw new RangeError(
      `${name} of shape ${formatShape(shape)} needs ${lengthOf(dtype, sizeOf(shape))} elements, but got ${data.length}.`,
    );
  }
  return { dtype, shape, data };
}

/** A float32 tensor from numbers. @throws RangeError when the count does not fit the shape. */
export function floatTensor(shape: Shape, values: ArrayLike<number>): HostTensor {
  return hostTensor('float32', shape, Float32Array.from(values));
}

/** An int64 tensor from whole numbers. @throws RangeError when a value is not whole or the count does not fit. */
export function int64Tensor(shape: Shape, values: readonly number[]): HostTensor {
  return hostTensor(
    'int64',
    shape,
    BigInt64Array.from(values, (v) => BigInt(v)),
  );
}

/**
 * The float32 elements of a tensor.
 * @throws RangeError when it holds another type.
 */
export function float32Data(tensor: HostTensor): Float32Array {
  if (tensor.data instanceof Float32Array) return tensor.data;
  throw new RangeError(`Expected a float32 tensor, but it is ${tensor.dtype}.`);
}

/** The elements as ordinary numbers (int64 included; exact up to 2^53). 16-bit floats come as their bits. */
export function numbersOf(tensor: HostTensor): number[] {
  if (tensor.dtype === 'uint4') {
    const pairs = Array.from(bytesOf(tensor.data), (v) => [v & 15, v >> 4]);
    return pairs.flat().slice(0, sizeOf(tensor.shape));
  }
  return Array.from<number | bigint, number>(tensor.data, (v) => Number(v));
}
