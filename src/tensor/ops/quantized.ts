import { hostTensor } from '../host-tensor.ts';
import { refuse } from '../errors.ts';
import { dim, sameShape } from '../shape.ts';
import { int, type Value } from '../value.ts';
import { emitOne, only } from './operand.ts';

/**
 * A matrix [out, in] of 4-bit numbers in blocks along `in`, each block with a scale: w = (q - 8) scale, q in 0..15.
 * `packed` and `pairs` are the same bytes, seen by the product and by its gradient.
 */
export interface Int4Weight {
  /** uint8 [out, in / block, block / 2]: two numbers a byte, the first in its low half. */
  readonly packed: Value;
  /** The same bytes as uint4 [out, in]; needed only where a gradient flows through the product. */
  readonly pairs?: Value;
  /** float32 [out, in / block]. */
  readonly scales: Value;
}

/** The middle of 0..15, which stands for zero. */
const zeroPoint = 8;

/**
 * x W^T for a 4-bit W [out, in] (MatMulNBits): the weight is never unpacked in the forward pass. The gradient by x unpacks
 * it; none flows to W.
 * @throws GraphError when sizes do not fit.
 */
export function matmul4(x: Value, weight: Int4Weight): Value {
  const { packed, pairs, scales } = weight;
  const [out, blocks, half] = packed.shape;
  if (x.dtype !== 'float32' || packed.dtype !== 'uint8' || scales.dtype !== 'float32') {
    throw refuse('MatMul4', [x, packed, scales], 'needs float32 numbers, uint8 weights and float32 scales');
  }
  if (out === undefined || blocks === undefined || half === undefined || packed.shape.length !== 3) {
    throw refuse('MatMul4', [packed], 'the weight must be [out, blocks, block / 2]');
  }
  const [inner, block] = [blocks * half * 2, half * 2];
  if (block < 16 || (block & (block - 1)) !== 0) {
    throw refuse('MatMul4', [packed], `blocks of ${block} are no power of two from 16 on`);
  }
  if (x.shape.length < 1 || dim(x.shape, -1) !== inner || !sameShape(scales.shape, [out, blocks])) {
    throw refuse('MatMul4', [x, packed, scales], 'the sizes do not fit');
  }
  if (pairs !== undefined && (pairs.dtype !== 'uint4' || !sameShape(pairs.shape, [out, inner]))) {
    throw refuse('MatMul4', [packed, pairs], 'the pairs must be uint4 [out, in]');
  }
  const spec = { op: 'MatMul4', inputs: [x, ...(pairs === undefined ? [] : [pairs, scales])] };
  const made = x.graph.composite(spec, () => ({
    outputs: [
      emitOne(x.graph, {
        op: 'MatMulNBits',
        domain: 'com.microsoft',
        inputs: [x, packed, scales],
        attributes: { K: int(inner), N: int(out), bits: int(4), block_size: int(block) },
        outputs: [{ dtype: 'float32', shape: [...x.shape.slice(0, -1), out] }],
      }),
    ],
  }));
  return only('MatMul4', made);
}

/** A 4-bit matrix as float32 [out, in]. */
export function unpack4(pairs: Value, scales: Value): Value {
  const [out, inner] = pairs.shape;
  const blocks = scales.shape[1];
  if (out === undefined || inner === undefined || blocks === undefined || inner % blocks !== 0) {
    throw refuse('Unpack4', [pairs, scales], 'the sizes do not fit');
  }
  const middle = zeroPoint | (zeroPoint << 4);
  const zeros = hostTensor('uint4', scales.shape, new Uint8Array(Math.ceil((out * blocks) / 2)).fill(middle));
  return emitOne(pairs.graph, {
    op: 'DequantizeLinear',
    inputs: [pairs, scales, pairs.graph.constant(zeros)],
    attributes: { axis: int(1), block_size: int(inner / blocks) },
    outputs: [{ dtype: 'float32', shape: [out, inner] }],
  });
}
