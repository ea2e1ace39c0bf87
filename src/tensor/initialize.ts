import type { Random } from './random.ts';
import { dim, sizeOf, type Shape } from './shape.ts';

/** Makes the first numbers of a parameter. */
export type Initializer = (shape: Shape, random: Random) => Float32Array;

/** How many inputs feed one output: [in, out] for matrices; [out, in, ...kernel] for convolutions. */
function fans(shape: Shape): { in: number; out: number } {
  if (shape.length < 2) return { in: sizeOf(shape), out: sizeOf(shape) };
  if (shape.length === 2) return { in: dim(shape, 0), out: dim(shape, 1) };
  const kernel = sizeOf(shape.slice(2));
  return { in: dim(shape, 1) * kernel, out: dim(shape, 0) * kernel };
}

function drawn(shape: Shape, draw: () => number): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, draw);
}

/** All the same number. */
export const constantFill =
  (value: number): Initializer =>
  (shape) =>
    new Float32Array(sizeOf(shape)).fill(value);

/** Normal with this standard deviation. */
export const normalFill =
  (deviation: number): Initializer =>
  (shape, random) =>
    drawn(shape, () => random.normal() * deviation);

/** Uniform in [-bound, bound). */
export const uniformFill =
  (bound: number): Initializer =>
  (shape, random) =>
    drawn(shape, () => (random.uniform() * 2 - 1) * bound);

/** Uniform with bound sqrt(6 / (in + out)) (Glorot and Bengio 2010). Matrices are [in, out]. */
export const xavier: Initializer = (shape, random) => {
  const { in: fanIn, out } = fans(shape);
  return uniformFill(Math.sqrt(6 / (fanIn + out)))(shape, random);
};

/** Normal with deviation sqrt(2 / in), for layers before a ReLU (He et al. 2015). Matrices are [in, out]. */
export const kaiming: Initializer = (shape, random) =>
  normalFill(Math.sqrt(2 / fans(shape).in))(shape, random);

/** Uniform with bound 1 / sqrt(in), PyTorch's default for linear and convolution layers. Matrices are [in, out]. */
export const linearDefault: Initializer = (shape, random) =>
  uniformFill(1 / Math.sqrt(fans(shape).in))(shape, random);
