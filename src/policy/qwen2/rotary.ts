import { int64Tensor, op, type Value } from '../../tensor/index.ts';
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

/** Rotary tables in a graph, one row per token. */
export interface RotaryRows {
  /** Row of the tables for each token, int64 [rows, steps]. */
  readonly rows: Value;
  /** [tokens, size / 2] */
  readonly cos: Value;
  readonly sin: Value;
}

/** Tables whose rows are the tokens of [rows, steps] one after another, or one row for all. */
export function rotaryRows(cos: Value, sin: Value, rows: number, steps: number): RotaryRows {
  const shared = cos.shape[0] === 1;
  const order = Array.from({ length: rows * steps }, (_, i) => (shared ? 0 : i));
  return { rows: cos.graph.constant(int64Tensor([rows, steps], order)), cos, sin };
}

/** Turns the pairs (x_i, x_{i + size/2}) of each head in [rows, steps, heads * size] (RoFormer). */
export function rotate(x: Value, { rows, cos, sin }: RotaryRows): Value {
  return op.rope(x, rows, cos, sin);
}
