import { broadcastShapes, dim, sizeOf, stridesOf, type Shape } from '../shape.ts';

/** A tensor of doubles, for the reference that tests compare against; bool is 0 or 1. */
export interface Tensor64 {
  readonly shape: Shape;
  readonly data: Float64Array;
}

export function tensor64(shape: Shape, fill: (i: number) => number): Tensor64 {
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => fill(i)) };
}

/** Coordinates of the i-th element. */
export function coordinates(i: number, shape: Shape): number[] {
  return stridesOf(shape).map((stride, axis) => Math.floor(i / stride) % dim(shape, axis));
}

/** The element at coordinates; out of range is 0. */
export function at(x: Tensor64, where: readonly number[]): number {
  const strides = stridesOf(x.shape);
  let i = 0;
  for (const [axis, c] of where.entries()) {
    if (c < 0 || c >= dim(x.shape, axis)) return 0;
    i += c * (strides[axis] ?? 0);
  }
  return x.data[i] ?? 0;
}

/** The element of a broadcast operand that belongs to these coordinates of the result. */
export function atBroadcast(x: Tensor64, where: readonly number[]): number {
  const lead = where.length - x.shape.length;
  return at(
    x,
    x.shape.map((n, i) => (n === 1 ? 0 : (where[i + lead] ?? 0))),
  );
}

/** Applies `f` to operands broadcast to their common shape. */
export function elementwise(operands: readonly Tensor64[], f: (...xs: number[]) => number): Tensor64 {
  const shape = operands.reduce<Shape>((s, x) => broadcastShapes(s, x.shape) ?? [], []);
  return tensor64(shape, (i) => {
    const where = coordinates(i, shape);
    return f(...operands.map((x) => atBroadcast(x, where)));
  });
}

/** Each line along `axis`, mapped to a line of the same length. */
export function alongAxis(x: Tensor64, axis: number, f: (line: number[]) => number[]): Tensor64 {
  const out = new Float64Array(x.data.length);
  const stride = stridesOf(x.shape)[axis] ?? 1;
  const length = dim(x.shape, axis);
  for (let i = 0; i < out.length; i++) {
    if (Math.floor(i / stride) % length !== 0) continue;
    const line = f(Array.from({ length }, (_, k) => x.data[i + k * stride] ?? 0));
    for (const [k, value] of line.entries()) out[i + k * stride] = value;
  }
  return { shape: x.shape, data: out };
}

/** Error function to about 1e-15: series near zero, continued fraction beyond (Abramowitz and Stegun 7.1.6, 7.1.14). */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a < 2.5) {
    let term = a;
    let sum = a;
    for (let n = 1; n < 80; n++) {
      term *= (2 * a * a) / (2 * n + 1);
      sum += term;
    }
    return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * Math.exp(-a * a) * sum;
  }
  let fraction = a;
  for (let n = 120; n > 0; n--) fraction = a + n / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / fraction);
}
