/** Numbers of official code compared with ours; two NaN are equal. */
export function near(ours: number | undefined, theirs: number, tolerance = 1e-9): boolean {
  if (Number.isNaN(theirs)) return Number.isNaN(ours);
  return Math.abs((ours ?? NaN) - theirs) <= tolerance * Math.max(1, Math.abs(theirs));
}

/** `near` for each number of two lists of equal length. */
export function allNear(
  ours: readonly number[] | undefined,
  theirs: readonly number[],
  tolerance = 1e-9,
): boolean {
  return ours?.length === theirs.length && theirs.every((value, i) => near(ours[i], value, tolerance));
}
