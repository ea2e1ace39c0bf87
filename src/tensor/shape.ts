/** Shapes of tensors: static, known when a graph is built. */
export type Shape = readonly number[];

/** `[2,3]`, for messages. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(',')}]`;
}

/** Number of elements; 1 for a scalar `[]`. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** True when both have the same rank and sizes. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i]);
}

/** The size of one dimension. @throws RangeError when the shape has no such axis. */
export function dim(shape: Shape, axis: number): number {
  const size = shape.at(axis);
  if (size === undefined) throw new RangeError(`Shape ${formatShape(shape)} has no axis ${axis}.`);
  return size;
}

/**
 * The shape two operands broadcast to (trailing dimensions aligned, 1 stretches).
 * @returns undefined when they do not broadcast.
 */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const out: number[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) return undefined;
    out.push(x === 1 ? y : x);
  }
  return out;
}

/** Axes of `from` that must be summed so that it becomes `to`, where `to` broadcasts to `from`. */
export function broadcastAxes(from: Shape, to: Shape): number[] {
  const lead = from.length - to.length;
  return from.flatMap((n, i) => (i < lead || (to[i - lead] === 1 && n !== 1) ? [i] : []));
}

/**
 * Axis counted from the front.
 * @returns undefined when `axis` is not a whole number in [-rank, rank).
 */
export function normalizeAxis(axis: number, rank: number): number | undefined {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) return undefined;
  return axis < 0 ? axis + rank : axis;
}

/** The shape with the given axes (counted from the front) removed, or kept as 1. */
export function reduceShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return shape.flatMap((n, i) => (axes.includes(i) ? (keepDims ? [1] : []) : [n]));
}

/** Row-major strides in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = Array.from(shape, () => 1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = (strides[i + 1] ?? 1) * (shape[i + 1] ?? 1);
  return strides;
}
