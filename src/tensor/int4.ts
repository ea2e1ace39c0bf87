import { hostTensor, type HostTensor } from './host-tensor.ts';

/** A matrix in 4 bits a number, as `op.matmul4` takes it. */
export interface Int4Matrix {
  /** uint8 [out, in / block, block / 2]. */
  readonly packed: HostTensor;
  /** float32 [out, in / block]. */
  readonly scales: HostTensor;
}

/**
 * Rounds a matrix [out, in] to 4 bits a number in blocks of `block` along `in`: q = round(w / scale) + 8 with
 * scale = the number of largest size / -8, as ONNX Runtime's symmetric block quantisation.
 * @throws RangeError when the block is no power of two from 16 on or does not divide `in`, or a number is not finite.
 */
export function quantize4(weight: Float32Array, out: number, inner: number, block = 32): Int4Matrix {
  if (block < 16 || (block & (block - 1)) !== 0 || inner % block !== 0 || weight.length !== out * inner) {
    throw new RangeError(`A matrix [${out},${inner}] can't be cut into blocks of ${block}.`);
  }
  const bad = weight.find((w) => !Number.isFinite(w));
  if (bad !== undefined) throw new RangeError(`The matrix holds ${bad}, which 4 bits can't.`);
  const scales = new Float32Array((out * inner) / block);
  const packed = new Uint8Array((out * inner) / 2);
  for (let b = 0; b < scales.length; b++) {
    const part = weight.subarray(b * block, (b + 1) * block);
    const extreme = part.reduce((most, w) => (Math.abs(w) > Math.abs(most) ? w : most), 0);
    const scale = Math.fround(extreme / -8);
    scales[b] = scale;
    for (const [i, w] of part.entries()) {
      const q = scale === 0 ? 8 : Math.min(15, Math.max(0, Math.round(w / scale) + 8));
      const at = (b * block + i) >> 1;
      packed[at] = (packed[at] ?? 0) | (i % 2 === 0 ? q : q << 4);
    }
  }
  return {
    packed: hostTensor('uint8', [out, inner / block, block / 2], packed),
    scales: hostTensor('float32', [out, inner / block], scales),
  };
}
