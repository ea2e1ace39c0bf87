import { gradients } from '../autodiff/gradients.ts';
import { constantFill, linearDefault } from '../initialize.ts';
import { Net } from '../model-graph.ts';
import { add, layerNorm, logSoftmax, matmul, mul, neg, reduceMean, reduceSum, tanh } from '../ops/index.ts';
import { ParameterStore } from '../parameter-store.ts';
import { Random } from '../random.ts';
import type { Value } from '../value.ts';
import { evaluate } from './evaluate.ts';

const rows = 8;
const [inner, classes] = [6, 2];

/** A small classifier that uses the same weights in several places. */
export function mlpStore(seed = 1): ParameterStore {
  return new ParameterStore(
    [
      { name: 'in', shape: [3, inner], init: linearDefault },
      { name: 'scale', shape: [inner], init: constantFill(1) },
      { name: 'shift', shape: [inner], init: constantFill(0) },
      { name: 'mid', shape: [inner, inner], init: linearDefault },
      { name: 'out', shape: [inner, classes], init: linearDefault },
    ],
    Random.seeded(seed),
  );
}

export const mlpInputs = {
  x: { dtype: 'float32', shape: [rows, 3] },
  target: { dtype: 'float32', shape: [rows, classes] },
} as const;

/** Rows of three numbers; the class says whether their sum is positive. */
export function mlpBatch(random: Random): { x: Float32Array; target: Float32Array } {
  const x = Float32Array.from({ length: rows * 3 }, () => random.normal());
  const target = new Float32Array(rows * classes);
  for (let r = 0; r < rows; r++) {
    const sum = x.slice(r * 3, r * 3 + 3).reduce((a, b) => a + b, 0);
    target[r * classes + (sum > 0 ? 1 : 0)] = 1;
  }
  return { x, target };
}

export function mlp(net: Net): Value {
  let h = matmul(net.input('x'), net.parameter('in'));
  for (let i = 0; i < 2; i++) {
    const n = layerNorm(h, net.parameter('scale'), net.parameter('shift'));
    h = add(h, tanh(matmul(n, net.parameter('mid'))));
  }
  return matmul(h, net.parameter('out'));
}

/** Cross-entropy, mean over rows. */
export function mlpLoss(net: Net): Value {
  const logs = logSoftmax(mlp(net));
  return reduceMean(neg(reduceSum(mul(logs, net.input('target')), { axes: [1] })));
}

/** The same training in doubles, with AdamW written out: what a step must not stray from. */
export function evaluateTraining(
  steps: number,
  optimizer: { weightDecay: number; maxGradNorm: number },
  rate: number,
): { losses: number[]; parameters: Map<string, Float64Array> } {
  const store = mlpStore();
  const net = new Net('reference', store, mlpInputs);
  const loss = mlpLoss(net);
  const names = store.names;
  const wrt = names.map((name) => net.parameter(name));
  const found = gradients(net.graph, loss, wrt);
  const state = names.map((name) => {
    const p = Float64Array.from(store.read(name));
    return { p, m: new Float64Array(p.length), v: new Float64Array(p.length) };
  });
  const random = Random.seeded(9);
  const losses: number[] = [];
  for (let t = 1; t <= steps; t++) {
    const batch = mlpBatch(random);
    const feeds = new Map<Value, Float64Array>([
      [net.input('x'), Float64Array.from(batch.x)],
      [net.input('target'), Float64Array.from(batch.target)],
      ...wrt.map((value, i) => [value, state[i]?.p ?? new Float64Array(0)] as const),
    ]);
    const [lossNow, ...grads] = evaluate(net.graph, feeds, [loss, ...found]);
    losses.push(lossNow?.data[0] ?? NaN);
    const norm = Math.sqrt(grads.reduce((sum, g) => sum + g.data.reduce((a, x) => a + x * x, 0), 0));
    const clip = Math.min(1, optimizer.maxGradNorm / (norm + 1e-6));
    for (const [i, { p, m, v }] of state.entries()) {
      const decay = wrt[i] !== undefined && wrt[i].shape.length > 1 ? optimizer.weightDecay : 0;
      for (let k = 0; k < p.length; k++) {
        const g = (grads[i]?.data[k] ?? NaN) * clip;
        m[k] = 0.9 * (m[k] ?? 0) + 0.1 * g;
        v[k] = 0.999 * (v[k] ?? 0) + 0.001 * g * g;
        const change = (m[k] ?? 0) / (1 - 0.9 ** t) / (Math.sqrt((v[k] ?? 0) / (1 - 0.999 ** t)) + 1e-8);
        p[k] = (p[k] ?? 0) * (1 - rate * decay) - rate * change;
      }
    }
  }
  return { losses, parameters: new Map(names.map((name, i) => [name, state[i]?.p ?? new Float64Array(0)])) };
}
