/**
 * Largest total of a one-to-one assignment of rows to columns, as scipy's `linear_sum_assignment(weights, maximize=True)`.
 * @param weights rows of equal length; -Infinity where a row must not have a column.
 * @throws RangeError when a weight is NaN or Infinity, or when every assignment uses a forbidden pair.
 */
export function assignmentTotal(weights: readonly (readonly number[])[]): number {
  return bestAssignment(weights).reduce((sum, column, row) => sum + (weights[row]?.[column] ?? 0), 0);
}

/**
 * Column of each row in an assignment of the largest total that pairs as many rows and columns as there can be; -1 for a
 * row left without one. Shortest augmenting paths, O(rows^2 * columns) for the shorter side as rows (Crouse, "On implementing
 * 2D rectangular assignment algorithms", 2016); where several assignments are best it is the one that scipy gives.
 * @param weights rows of equal length; -Infinity where a row must not have a column.
 * @throws RangeError when a weight is NaN or Infinity, or when every assignment uses a forbidden pair.
 */
export function bestAssignment(weights: readonly (readonly number[])[]): number[] {
  if (!weights.every((row) => row.every((weight) => weight < Infinity)))
    throw new RangeError('Only finite weights can be assigned (and -Infinity, which forbids a pair).');
  const rows = weights.length;
  const columns = weights[0]?.length ?? 0;
  if (rows > columns) {
    const turned = Array.from({ length: columns }, (_, column) => weights.map((row) => row[column] ?? 0));
    const assigned = Array.from({ length: rows }, () => -1);
    bestAssignment(turned).forEach((row, column) => {
      assigned[row] = column;
    });
    return assigned;
  }
  // Of the columns and rows matched so far; -1 for those without a partner.
  const rowOf = new Int32Array(columns).fill(-1);
  const columnOf = new Int32Array(rows).fill(-1);
  const rowPotential = new Float64Array(rows);
  const columnPotential = new Float64Array(columns);
  for (let first = 0; first < rows; first++) {
    const cost = new Float64Array(columns).fill(Infinity);
    const from = new Int32Array(columns).fill(-1);
    // From the last to the first, and filled up from the end as columns leave it: the order decides between equal paths.
    const remaining = Array.from({ length: columns }, (_, c) => columns - 1 - c);
    const passed: number[] = [];
    let row = first;
    let reached = 0;
    let free = -1;
    while (free < 0) {
      let [nearest, lowest] = [-1, Infinity];
      for (const [place, c] of remaining.entries()) {
        const through =
          reached - (weights[row]?.[c] ?? 0) - (rowPotential[row] ?? 0) - (columnPotential[c] ?? 0);
        if (through < (cost[c] ?? Infinity)) {
          cost[c] = through;
          from[c] = row;
        }
        const least = cost[c] ?? Infinity;
        if (least < lowest || (least === lowest && rowOf[c] === -1)) [nearest, lowest] = [place, least];
      }
      if (lowest === Infinity)
        throw new RangeError('Every assignment uses a pair that is forbidden by -Infinity.');
      reached = lowest;
      const column = remaining[nearest] ?? 0;
      passed.push(column);
      const last = remaining.pop() ?? 0;
      if (nearest < remaining.length) remaining[nearest] = last;
      row = rowOf[column] ?? -1;
      if (row === -1) free = column;
    }
    rowPotential[first] = (rowPotential[first] ?? 0) + reached;
    for (const c of passed) {
      const gained = reached - (cost[c] ?? 0);
      const held = rowOf[c] ?? -1;
      if (held !== -1) rowPotential[held] = (rowPotential[held] ?? 0) + gained;
      columnPotential[c] = (columnPotential[c] ?? 0) - gained;
    }
    // Turn the path round.
    let column = free;
    for (row = -1; row !== first;) {
      row = from[column] ?? first;
      rowOf[column] = row;
      const previous = columnOf[row] ?? -1;
      columnOf[row] = column;
      column = previous;
    }
  }
  return [...columnOf];
}
