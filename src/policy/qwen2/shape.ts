import type { Value } from '../../tensor/index.ts';

/** The size of an axis, counted from the end where negative. @throws RangeError when there is no such axis. */
export function dim(x: Value, axis: number): number {
  const size = x.shape.at(axis);
  if (size === undefined) throw new RangeError(`${x.name} has no axis ${axis}.`);
  return size;
}
