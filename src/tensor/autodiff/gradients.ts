import { isFloating } from '../dtype.ts';
import { describe, GraphError, refuse } from '../errors.ts';
import type { GraphBuilder } from '../graph.ts';
import { zeros } from '../ops/create.ts';
import { add } from '../ops/elementwise.ts';
import { reshape } from '../ops/layout.ts';
import { formatShape, sameShape, sizeOf } from '../shape.ts';
import type { TapeEntry, Value } from '../value.ts';
import type { RuleContext } from './rule.ts';
import { gradientRule } from './rules/index.ts';

/**
 * Reverse-mode differentiation: adds ordinary nodes to `graph` that compute the gradient of a scalar `loss` by each
 * value of `wrt` (zeros where the loss does not depend on it). `weight`, a scalar, multiplies the loss.
 * @throws GraphError when the loss is not one floating-point number or an operation on the way has no gradient rule.
 */
export function gradients(graph: GraphBuilder, loss: Value, wrt: readonly Value[], weight?: Value): Value[] {
  if (sizeOf(loss.shape) !== 1 || !isFloating(loss.dtype)) {
    throw refuse('Gradient', [loss], 'the loss must be one floating-point number');
  }
  return graph.scope('grad', () => {
    const tape = graph.tape;
    const dependent = reachable(tape, wrt);
    const seed = weight ?? graph.scalar(1, loss.dtype);
    const found = new Map<Value, Value>([[loss, reshape(seed, loss.shape)]]);
    for (let i = tape.length - 1; i >= 0; i--) {
      const entry = tape[i];
      if (entry !== undefined) backward(graph, entry, found, dependent);
    }
    return wrt.map((value) => found.get(value) ?? zeros(graph, value.shape, value.dtype));
  });
}

/** Values that depend on `wrt`, these included. */
function reachable(tape: readonly TapeEntry[], wrt: readonly Value[]): Set<Value> {
  const found = new Set(wrt);
  for (const entry of tape) {
    if (!entry.inputs.some((v) => v !== undefined && found.has(v))) continue;
    for (const output of entry.outputs) if (isFloating(output.dtype)) found.add(output);
  }
  return found;
}

function backward(
  graph: GraphBuilder,
  entry: TapeEntry,
  found: Map<Value, Value>,
  dependent: ReadonlySet<Value>,
): void {
  const outputGradients = entry.outputs.map((v) => found.get(v));
  if (outputGradients.every((g) => g === undefined)) return;
  const wanted = entry.inputs.map((v) => v !== undefined && isFloating(v.dtype) && dependent.has(v));
  if (!wanted.includes(true)) return;
  const rule = gradientRule(entry.op);
  if (rule === undefined) {
    const inputs = entry.inputs.flatMap((v) => (v === undefined ? [] : [describe(v)])).join(', ');
    throw new GraphError(entry.op, entry.path, `has no gradient rule (${inputs}).`);
  }
  const made = graph.scope(entry.path, () => rule(contextOf(entry, outputGradients, wanted)));
  for (const [i, input] of entry.inputs.entries()) {
    const gradient = made[i];
    if (input === undefined || gradient === undefined || wanted[i] !== true) continue;
    if (!sameShape(gradient.shape, input.shape)) {
      throw new GraphError(
        entry.op,
        entry.path,
        `its gradient rule gave ${formatShape(gradient.shape)} for ${describe(input)}.`,
      );
    }
    const before = found.get(input);
    found.set(input, before === undefined ? gradient : add(before, gradient));
  }
}

function contextOf(
  entry: TapeEntry,
  outputGradients: readonly (Value | undefined)[],
  wanted: readonly boolean[],
): RuleContext {
  const present = (kind: string, list: readonly (Value | undefined)[], i: number): Value => {
    const value = list[i];
    if (value === undefined) throw new GraphError(entry.op, entry.path, `has no ${kind} ${i}.`);
    return value;
  };
  return {
    entry,
    outputGradients,
    wants: (i) => wanted[i] === true,
    input: (i) => present('input', entry.inputs, i),
    output: (i) => present('output', entry.outputs, i),
    saved: (i) => present('saved value', entry.saved, i),
    gradient: (i) => present('gradient for output', outputGradients, i),
  };
}
