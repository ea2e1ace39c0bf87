/** A feature's weight as it is believed before any data: normal, with the given precision (1 / variance). */
export interface Prior {
  readonly mean: number;
  readonly precision: number;
}

const MOST_STEPS = 60;
const HALVINGS = 30;

/** 1 / (1 + e^-x), without overflow. */
export function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

/**
 * Weights of a logistic regression with normal priors: the mode, found by Newton's method with step halving. The objective is
 * strictly convex (every precision must be positive), so there is exactly one.
 * @param rows features of each observation, all of the priors' length
 * @param right which observations are 1
 */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  right: readonly boolean[],
  priors: readonly Prior[],
): number[] {
  let weights = priors.map(({ mean }) => mean);
  let value = objective(rows, right, priors, weights);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { gradient, curvature } = slopes(rows, right, priors, weights);
    const direction = solve(curvature, gradient);
    let next = weights;
    let reached = value;
    for (let halving = 0, size = 1; halving < HALVINGS; halving++, size /= 2) {
      const tried = weights.map((weight, i) => weight - size * (direction[i] ?? 0));
      const found = objective(rows, right, priors, tried);
      if (found < value) {
        next = tried;
        reached = found;
        break;
      }
    }
    const done = value - reached < 1e-12 * (1 + Math.abs(value));
    weights = next;
    value = reached;
    if (done) break;
  }
  return weights;
}

function dot(row: readonly number[], weights: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += (row[i] ?? 0) * (weights[i] ?? 0);
  return sum;
}

function objective(
  rows: readonly (readonly number[])[],
  right: readonly boolean[],
  priors: readonly Prior[],
  weights: readonly number[],
): number {
  let sum = 0;
  priors.forEach(({ mean, precision }, i) => {
    sum += 0.5 * precision * ((weights[i] ?? 0) - mean) ** 2;
  });
  for (const [n, row] of rows.entries()) {
    const x = right[n] === true ? -dot(row, weights) : dot(row, weights);
    sum += Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
  }
  return sum;
}

function slopes(
  rows: readonly (readonly number[])[],
  right: readonly boolean[],
  priors: readonly Prior[],
  weights: readonly number[],
): { gradient: number[]; curvature: number[][] } {
  const size = priors.length;
  const gradient = priors.map(({ mean, precision }, i) => precision * ((weights[i] ?? 0) - mean));
  const curvature = priors.map(({ precision }, i) => priors.map((_, j) => (i === j ? precision : 0)));
  for (const [n, row] of rows.entries()) {
    const p = sigmoid(dot(row, weights));
    const gap = p - (right[n] === true ? 1 : 0);
    for (const [i, line] of curvature.entries()) {
      const value = row[i] ?? 0;
      gradient[i] = (gradient[i] ?? 0) + value * gap;
      const weight = p * (1 - p) * value;
      for (let j = 0; j < size; j++) line[j] = (line[j] ?? 0) + weight * (row[j] ?? 0);
    }
  }
  return { gradient, curvature };
}

/** Solves a positive definite system by elimination; it has three unknowns at most here. */
function solve(matrix: readonly (readonly number[])[], wanted: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, wanted[i] ?? 0]);
  rows.forEach((pivot, at) => {
    rows.forEach((row, i) => {
      if (i === at) return;
      const factor = (row[at] ?? 0) / (pivot[at] ?? 1);
      pivot.forEach((value, j) => {
        row[j] = (row[j] ?? 0) - factor * value;
      });
    });
  });
  return rows.map((row, i) => (row.at(-1) ?? 0) / (row[i] ?? 1));
}
