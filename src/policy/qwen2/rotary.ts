import { dim } from './shape.ts';
import { op, type Value } from '../../tensor/index.ts';
import type { DecoderConfig } from './decoder-config.ts';

/** Cosines and sines of the rotary angles, one of `size / 2` per frequency: the second half of a head uses the same. */
export interface RotaryTable {
  readonly cos: Float32Array;
  readonly sin: Float32Array;
}

/** theta^(-2i / size) for i < size / 2, rounded to float32 at each step as the reference computes them. */
export function inverseFrequencies(size: number, theta: number): Float32Array {
  return Float32Array.from(
    { length: size / 2 },
    (_, i) => 1 / Math.fround(Math.fround(theta) ** Math.fround((2 * i) / size)),
  );
}

/**
 * Rotary angles of positions on the axes time, height and width. Frequencies are shared out to the axes by the sections
 * (M-RoPE, Qwen2-VL report section 2.1); without sections all turn with the first axis. Angles are float32 products, as
 * in the reference: its rounding at large positions is part of what checkpoints were trained with.
 * @param positions ids [3, count]
 * @returns tables [count, headSize / 2]
 */
export function rotaryTable(
  config: Pick<DecoderConfig, 'headSize' | 'ropeTheta' | 'ropeSections'>,
  positions: Int32Array,
): RotaryTable {
  const frequencies = inverseFrequencies(config.headSize, config.ropeTheta);
  const half = frequencies.length;
  const count = positions.length / 3;
  const axes = Array.from(config.ropeSections ?? [half, 0, 0]).flatMap((n, axis) =>
    Array.from({ length: n }, () => axis),
  );
  const cos = new Float32Array(count * half);
  const sin = new Float32Array(count * half);
  for (let row = 0; row < count; row++) {
    for (const [i, frequency] of frequencies.entries()) {
      const position = positions[(axes[i] ?? 0) * count + row] ?? 0;
      const angle = Math.fround(frequency * position);
      cos[row * half + i] = Math.cos(angle);
      sin[row * half + i] = Math.sin(angle);
    }
  }
  return { cos, sin };
}

/** Turns the pairs (x_i, x_{i + size/2}) of the last axis; `cos` and `sin` broadcast to half of it (RoFormer). */
export function rotate(x: Value, cos: Value, sin: Value): Value {
  const half = dim(x, -1) / 2;
  const axis = x.shape.length - 1;
  const [a, b] = op.split(x, [half, half], axis);
  if (a === undefined || b === undefined) throw new RangeError(`${x.name} could not be split in two.`);
  return op.concat([op.sub(op.mul(a, cos), op.mul(b, sin)), op.add(op.mul(b, cos), op.mul(a, sin))], axis);
}
