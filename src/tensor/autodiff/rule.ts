import { broadcastAxes, sameShape, type Shape } from '../shape.ts';
import { reshape } from '../ops/layout.ts';
import { reduceSum } from '../ops/reduce.ts';
import type { TapeEntry, Value } from '../value.ts';

/** What a gradient rule is given. */
export interface RuleContext {
  readonly entry: TapeEntry;
  /** Gradient of the loss by each output; undefined where the loss does not depend on it. */
  readonly outputGradients: readonly (Value | undefined)[];
  /** Whether the gradient of input `i` is wanted. */
  wants(i: number): boolean;
  /** Input, output or saved value `i`. @throws GraphError when the operation has none there. */
  input(i: number): Value;
  output(i: number): Value;
  saved(i: number): Value;
  /** Gradient by output `i`. @throws GraphError when the loss does not depend on it. */
  gradient(i: number): Value;
}

/**
 * Adds the nodes that compute the gradient by each input (same order; undefined where none flows or none is wanted)
 * from the gradients by the outputs.
 */
export type GradientRule = (context: RuleContext) => readonly (Value | undefined)[];

export type GradientRules = Readonly<Record<string, GradientRule>>;

/** A gradient summed over the axes along which the operand was broadcast. */
export function sumTo(gradient: Value, shape: Shape): Value {
  if (sameShape(gradient.shape, shape)) return gradient;
  const axes = broadcastAxes(gradient.shape, shape);
  return reshape(axes.length === 0 ? gradient : reduceSum(gradient, { axes, keepDims: true }), shape);
}

/** A rule for operations of one input: `make(gradient, context)`. */
export function unaryRule(make: (dy: Value, c: RuleContext) => Value): GradientRule {
  return (c) => [c.wants(0) ? make(c.gradient(0), c) : undefined];
}

/** A rule for operations through which no gradient flows (comparisons, steps, indices). */
export const noGradient: GradientRule = (c) => c.entry.inputs.map(() => undefined);
