import { GraphError, refuse } from '../errors.ts';
import { formatShape, normalizeAxis } from '../shape.ts';
import type { Graph, NodeSpec, Value } from '../value.ts';

/** An operand of an elementwise operation; a number becomes a scalar constant of the other operand's type. */
export type Operand = Value | number;

/** The graph and both operands as values. @throws GraphError when both are numbers. */
export function operands(op: string, x: Operand, y: Operand): [Graph, Value, Value] {
  if (typeof x !== 'number') return [x.graph, x, typeof y === 'number' ? x.graph.scalar(y, x.dtype) : y];
  if (typeof y !== 'number') return [y.graph, y.graph.scalar(x, y.dtype), y];
  throw new GraphError(op, '', 'at least one operand must be a value of a graph.');
}

/** Emits a node that has one output. */
export function emitOne(graph: Graph, spec: NodeSpec): Value {
  return only(spec.op, graph.emit(spec));
}

/** The single value of a list. */
export function only(op: string, values: readonly Value[]): Value {
  const [value] = values;
  if (value === undefined || values.length !== 1) {
    throw new GraphError(op, value?.graph.path ?? '', `one value expected, but there are ${values.length}.`);
  }
  return value;
}

/** An axis counted from the front. @throws GraphError when `x` has no such axis. */
export function axisOf(op: string, x: Value, axis: number): number {
  const found = normalizeAxis(axis, x.shape.length);
  if (found === undefined) throw refuse(op, [x], `${formatShape(x.shape)} has no axis ${axis}`);
  return found;
}

/** Axes counted from the front, ascending; all when undefined. @throws GraphError for a missing or repeated axis. */
export function axesOf(op: string, x: Value, axes: readonly number[] | undefined): number[] {
  if (axes === undefined) return Array.from(x.shape, (_, i) => i);
  const found = axes.map((axis) => axisOf(op, x, axis)).toSorted((a, b) => a - b);
  if (new Set(found).size !== found.length) throw refuse(op, [x], `axes ${axes.join(',')} repeat`);
  return found;
}
