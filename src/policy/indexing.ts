/** Element `index` of a list that is known to have it. @throws RangeError when it does not. */
export function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined)
    throw new RangeError(`There is no element ${index} in a list of ${values.length}.`);
  return value;
}

// One reader per kind of array, 0 beyond the end: shared by several kinds, a reader is ten times slower in hot loops.
export const f32 = (values: Float32Array, index: number): number => values[index] ?? 0;
export const f64 = (values: Float64Array, index: number): number => values[index] ?? 0;
export const i32 = (values: Int32Array, index: number): number => values[index] ?? 0;
export const u8 = (values: Uint8Array, index: number): number => values[index] ?? 0;
