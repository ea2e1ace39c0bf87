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

/** Whether `theirs` has no more than so many decimals and is our number rounded to them, give or take `slack` before. */
export function isRounded(
  ours: number | undefined,
  theirs: number,
  { decimals, slack = 1e-9 }: { readonly decimals: number; readonly slack?: number },
): boolean {
  const unit = 10 ** -decimals;
  return Number(theirs.toFixed(decimals)) === theirs && Math.abs((ours ?? NaN) - theirs) <= unit / 2 + slack;
}
