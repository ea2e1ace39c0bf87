/** Which part of a long list is shown: first row, and one past the last. */
export interface ListWindow {
  readonly from: number;
  readonly to: number;
}

/** Rows of a long list that are on the page at once: more cost time at every edit, and nobody reads them. */
export const MOST_ROWS = 50;
/** Rows shown before the one that the list is opened at. */
const BEFORE = 10;

/** The window of a list of `total` rows that begins at `from`, or as near as the list's end lets it. */
export function windowFrom(from: number, total: number): ListWindow {
  const first = Math.max(0, Math.min(from, total - MOST_ROWS));
  return { from: first, to: Math.min(total, first + MOST_ROWS) };
}

/** The same window where it shows the row `at` already, otherwise one that does; -1: no row in particular. */
export function windowAt(window: ListWindow, at: number, total: number): ListWindow {
  const same = windowFrom(window.from, total);
  return at < 0 || (at >= same.from && at < same.to) ? same : windowFrom(at - BEFORE, total);
}
