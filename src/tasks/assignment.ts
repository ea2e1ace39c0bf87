/**
 * Largest total of a one-to-one assignment of rows to columns (Kuhn-Munkres with potentials, O(rows^2 * columns)), as
 * scipy's `linear_sum_assignment(weights, maximize=True)`.
 * @param weights rows of equal length; -Infinity where a row must not have a column.
 * @throws RangeError when a weight is NaN or Infinity, or when every assignment uses a forbidden pair.
 */
export function assignmentTotal(weights: readonly (readonly number[])[]): number {
  return bestAssignment(weights).reduce((sum, column, row) => sum + (weights[row]?.[column] ?? 0), 0);
}

/**
 * Column of each row in an assignment of the largest total that pairs as many rows and columns as there can be; -1 for a
 * row left without one.
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
  // Row and column 0 are sentinels; `owner[c]` is the row that holds column c.
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  const owner = new Int32Array(columns + 1);
  const cameFrom = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    const slack = new Float64Array(columns + 1).fill(Infinity);
    const done = new Uint8Array(columns + 1);
    let column = 0;
    owner[0] = row;
    do {
      done[column] = 1;
      const here = owner[column] ?? 0;
      let smallest = Infinity;
      let next = 0;
      for (let c = 1; c <= columns; c++) {
        if (done[c] === 1) continue;
        const cost =
          -(weights[here - 1]?.[c - 1] ?? 0) - (rowPotential[here] ?? 0) - (columnPotential[c] ?? 0);
        if (cost < (slack[c] ?? Infinity)) {
          slack[c] = cost;
          cameFrom[c] = column;
        }
        const left = slack[c] ?? Infinity;
        if (left < smallest) {
          smallest = left;
          next = c;
        }
      }
      if (smallest === Infinity)
        throw new RangeError('Every assignment uses a pair that is forbidden by -Infinity.');
      for (let c = 0; c <= columns; c++) {
        if (done[c] === 1) {
          const held = owner[c] ?? 0;
          rowPotential[held] = (rowPotential[held] ?? 0) + smallest;
          columnPotential[c] = (columnPotential[c] ?? 0) - smallest;
        } else slack[c] = (slack[c] ?? Infinity) - smallest;
      }
      column = next;
    } while ((owner[column] ?? 0) !== 0);
    while (column !== 0) {
      const previous = cameFrom[column] ?? 0;
      owner[column] = owner[previous] ?? 0;
      column = previous;
    }
  }
  const assigned = Array.from({ length: rows }, () => -1);
  for (let c = 1; c <= columns; c++) {
    const row = owner[c] ?? 0;
    if (row > 0) assigned[row - 1] = c - 1;
  }
  return assigned;
}
