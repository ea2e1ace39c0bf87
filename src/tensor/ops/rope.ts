import { refuse } from '../errors.ts';
import { dim, sameShape } from '../shape.ts';
import type { Value } from '../value.ts';
import { emitOne, only } from './operand.ts';

/**
 * Rotary position embedding (Su et al. 2021) of heads side by side, each head's halves rotated against each other (as
 * Llama and Qwen): for the halves a, b of a head at position p, (a cos - b sin, b cos + a sin).
 * @param x [rows, steps, heads * size]
 * @param positions int64 [rows, steps]
 * @param cos and `sin` [positions, size / 2]; no gradient flows to them
 * @throws GraphError when sizes do not fit.
 */
export function rope(x: Value, positions: Value, cos: Value, sin: Value): Value {
  const fits =
    x.shape.length === 3 &&
    sameShape(positions.shape, x.shape.slice(0, 2)) &&
    cos.shape.length === 2 &&
    sameShape(cos.shape, sin.shape) &&
    dim(x.shape, 2) % (2 * dim(cos.shape, 1)) === 0;
  if (!fits || positions.dtype !== 'int64') {
    throw refuse('Rope', [x, positions, cos, sin], 'the sizes or types do not fit');
  }
  const made = x.graph.composite({ op: 'Rope', inputs: [x, positions, cos, sin] }, () => ({
    outputs: [
      emitOne(x.graph, {
        op: 'RotaryEmbedding',
        domain: 'com.microsoft',
        inputs: [x, positions, cos, sin],
        outputs: [{ dtype: x.dtype, shape: x.shape }],
      }),
    ],
  }));
  return only('Rope', made);
}

/** Cosines and sines for `rope`: angle = position base^(-2 i / size), as numbers for two constants [positions, size / 2]. */
export function ropeTables(
  positions: number,
  size: number,
  base: number,
): { cos: Float32Array; sin: Float32Array } {
  const half = size / 2;
  const angle = (i: number) => Math.floor(i / half) * base ** ((-2 * (i % half)) / size);
  const length = positions * half;
  return {
    cos: Float32Array.from({ length }, (_, i) => Math.cos(angle(i))),
    sin: Float32Array.from({ length }, (_, i) => Math.sin(angle(i))),
  };
}
