import { isFloating } from '../dtype.ts';
import { describe, GraphError, refuse } from '../errors.ts';
import type { GraphBuilder } from '../graph.ts';
import { zeros } from '../ops/create.ts';
import { add, cast, mul } from '../ops/elementwise.ts';
import { concat, reshape, slice } from '../ops/layout.ts';
import { reduceSum } from '../ops/reduce.ts';
import { formatShape, sameShape, sizeOf } from '../shape.ts';
import type { Again, TapeEntry, Value } from '../value.ts';
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
    const seed = weight ?? graph.scalar(1, loss.dtype);
    const found = new Map<Value, Value>([[loss, reshape(seed, loss.shape)]]);
    const walk: Walk = { graph, found, dependent: new Set(wrt), waited: new Set(), wrt };
    extend(walk.dependent, graph.tape);
    for (const entry of graph.tape.toReversed()) backward(walk, entry);
    return wrt.map((value) => found.get(value) ?? zeros(graph, value.shape, value.dtype));
  });
}

/** What the backward pass knows. */
interface Walk {
  readonly graph: GraphBuilder;
  /** Gradients so far. */
  readonly found: Map<Value, Value>;
  /** Values that the wanted ones flow into, these included. */
  readonly dependent: Set<Value>;
  readonly wrt: readonly Value[];
  /** Gradients that a recomputed block has waited for already. */
  readonly waited: Set<Value>;
}

/** Adds the values of a tape that depend on those in `dependent`. */
function extend(dependent: Set<Value>, tape: readonly TapeEntry[]): void {
  for (const entry of tape) {
    if (!entry.inputs.some((v) => v !== undefined && dependent.has(v))) continue;
    for (const output of entry.outputs) if (isFloating(output.dtype)) dependent.add(output);
  }
}

function backward(walk: Walk, entry: TapeEntry): void {
  const { graph, found, dependent } = walk;
  const outputGradients = entry.outputs.map((v) => found.get(v));
  if (outputGradients.every((g) => g === undefined)) return;
  const wanted = entry.inputs.map((v) => v !== undefined && isFloating(v.dtype) && dependent.has(v));
  if (!wanted.includes(true)) return;
  if (entry.again !== undefined) {
    computeAgain(walk, entry, entry.again);
    return;
  }
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
    accumulate(found, input, gradient);
  }
}

function accumulate(found: Map<Value, Value>, value: Value, gradient: Value): void {
  const before = found.get(value);
  found.set(value, before === undefined ? gradient : add(before, gradient));
}

/**
 * Makes a block's nodes once more and differentiates these. What it starts from gets a zero added that is made from the
 * gradients that come in: so ONNX Runtime can neither merge the nodes with the first ones nor compute them before they are
 * needed, and finishes the gradients of the parameters behind (and frees what these read) before it goes on.
 */
function computeAgain(walk: Walk, entry: TapeEntry, again: Again): void {
  const { graph, found, dependent } = walk;
  const { given } = again;
  graph.scope(entry.path, () => {
    const zero = zeroAfter(walk, entry.outputs);
    const later = given.map((v) => (isFloating(v.dtype) ? add(v, cast(zero, v.dtype)) : v));
    const { made, tape } = again.run(later);
    for (const [i, value] of later.entries()) {
      const first = given[i];
      if (first !== undefined && dependent.has(first)) dependent.add(value);
    }
    extend(dependent, tape);
    for (const [i, value] of made.entries()) {
      const first = entry.outputs[i];
      const gradient = first === undefined ? undefined : found.get(first);
      if (gradient !== undefined) accumulate(found, value, gradient);
    }
    for (const inner of tape.toReversed()) backward(walk, inner);
    for (const [i, value] of later.entries()) {
      const [first, gradient] = [given[i], found.get(value)];
      if (first !== undefined && first !== value && gradient !== undefined)
        accumulate(found, first, gradient);
    }
  });
}

/** A scalar 0 that can't be known before the gradients by `outputs`, and those of parameters found since the last one, are. */
function zeroAfter({ graph, found, waited, wrt }: Walk, outputs: readonly Value[]): Value {
  const pending = [...outputs, ...wrt].flatMap((value) => {
    const gradient = found.get(value);
    const isThere = gradient !== undefined && sizeOf(gradient.shape) > 0 && !waited.has(gradient);
    return isThere ? [gradient] : [];
  });
  const first = pending.map((gradient) => {
    waited.add(gradient);
    return cast(slice(reshape(gradient, [-1]), [{ axis: 0, start: 0, end: 1 }]), 'float32');
  });
  const all = first.length === 0 ? graph.scalar(0) : reduceSum(concat(first, 0));
  // Only where gradients are not finite is it not 0; what is computed from them is lost then anyway.
  return mul(all, 0);
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
