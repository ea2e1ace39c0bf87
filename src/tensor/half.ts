import { float32Data, type HostTensor } from './host-tensor.ts';

/**
 * The elements as float32; 16-bit floats are widened, exactly.
 * @throws RangeError when the tensor holds another type.
 */
export function widened(tensor: HostTensor): Float32Array {
  if (tensor.data instanceof Uint16Array) {
    if (tensor.dtype === 'bfloat16') return fromBfloat16(tensor.data);
    if (tensor.dtype === 'float16') return Float32Array.from(tensor.data, fromFloat16);
  }
  return float32Data(tensor);
}

function fromBfloat16(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (b) => b << 16).buffer);
}

function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
