import { gradients } from '../autodiff/gradients.ts';
import { GraphBuilder } from '../graph.ts';
import { float32Data } from '../host-tensor.ts';
import { mul, reduceSum } from '../ops/index.ts';
import { Random } from '../random.ts';
import { createSession } from '../session.ts';
import { sizeOf, type Shape } from '../shape.ts';
import type { Value } from '../value.ts';
import { evaluate } from './evaluate.ts';

/** A function under test: operands in, one value out. */
export interface GradientCase {
  readonly operands: readonly Shape[];
  readonly make: (...operands: Value[]) => Value;
  /** Draws the numbers of operand `i`; standard normal by default. */
  readonly draw?: (random: Random, i: number) => number;
  readonly seed?: number;
}

/** Worst differences found, each relative to the larger of 1 and the reference. */
export interface GradientErrors {
  /** ONNX Runtime's forward result against doubles. */
  readonly forward: number;
  /** The gradient graph in doubles against central differences. */
  readonly rule: number;
  /** The gradient graph in ONNX Runtime against doubles. */
  readonly runtime: number;
}

const step = 1e-5;

/**
 * Differentiates sum(weights * f(operands)), with fixed random weights so that no cancellation hides an error, three ways:
 * central differences in doubles, the gradient graph in doubles, and the gradient graph in ONNX Runtime.
 */
export async function checkGradient(test: GradientCase): Promise<GradientErrors> {
  const random = Random.seeded(test.seed ?? 1);
  const graph = new GraphBuilder('check');
  const operands = test.operands.map((shape, i) => graph.input(`x${i}`, 'float32', shape));
  const result = test.make(...operands);
  const weights = graph.input('weights', 'float32', result.shape);
  const loss = reduceSum(mul(result, weights));
  const draw = test.draw ?? ((r: Random) => r.normal());
  const numbers = new Map<Value, Float64Array>();
  for (const [i, value] of [...operands, weights].entries()) {
    const fill = i < operands.length ? () => draw(random, i) : () => random.normal();
    // Numbers that float32 holds, so that both sides start from the same ones.
    numbers.set(value, Float64Array.from(Float32Array.from({ length: sizeOf(value.shape) }, fill)));
  }
  const numeric = operands.map((value) => differences(graph, numbers, value, loss));
  const found = gradients(graph, loss, operands);
  const [forward, ...exact] = evaluate(graph, numbers, [result, ...found]);
  if (forward === undefined) throw new RangeError('Nothing was computed.');
  graph.output('result', result);
  for (const [i, gradient] of found.entries()) graph.output(`d${i}`, gradient);
  const session = await createSession(graph);
  const feeds = [...numbers].map(([value, data]) => [value.name, Float32Array.from(data)]);
  const outputs = await session.run(Object.fromEntries(feeds));
  await session.dispose();
  const floats = (name: string) => {
    const tensor = outputs[name];
    if (tensor === undefined) throw new RangeError(`The run gave no ${name}.`);
    return float32Data(tensor);
  };
  return {
    forward: worst(floats('result'), forward.data),
    rule: Math.max(0, ...exact.map((g, i) => worst(g.data, numeric[i] ?? []))),
    runtime: Math.max(0, ...exact.map((g, i) => worst(floats(`d${i}`), g.data))),
  };
}

function differences(
  graph: GraphBuilder,
  numbers: ReadonlyMap<Value, Float64Array>,
  value: Value,
  loss: Value,
): Float64Array {
  const base = numbers.get(value) ?? new Float64Array(0);
  const lossAt = (i: number, change: number) => {
    const moved = base.slice();
    moved[i] = (moved[i] ?? 0) + change;
    return evaluate(graph, new Map([...numbers, [value, moved]]), [loss])[0]?.data[0] ?? NaN;
  };
  return base.map((_, i) => (lossAt(i, step) - lossAt(i, -step)) / (2 * step));
}

/** Largest difference, relative to the larger of 1 and the expected number; NaN and missing numbers count as infinite. */
export function worst(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < got.length; i++) {
    const [a, b] = [got[i] ?? NaN, expected[i] ?? NaN];
    const error = Math.abs(a - b) / Math.max(1, Math.abs(b));
    if (!(error <= largest)) largest = Number.isNaN(error) ? Infinity : error;
  }
  return largest;
}
