import { GraphError, refuse } from '../errors.ts';
import { sameShape } from '../shape.ts';
import type { Graph, Value } from '../value.ts';

/** What one turn of a loop gives back. */
export interface LoopTurn {
  /** The carried values for the next turn: as many, of the same types and shapes. */
  readonly carried: readonly Value[];
  /** Values kept from every turn, stacked along a new first axis; not together with `goOn`. */
  readonly kept?: readonly Value[];
  /** A bool scalar: whether another turn follows. Without it all turns are taken. */
  readonly goOn?: Value;
}

/**
 * Repeats a body inside one run (ONNX Loop), at most `turns` times. The body may use values from around it. No gradient
 * flows through.
 * @param turns a number, or an int64 scalar worked out at run time
 * @param body gets the number of the turn (int64 scalar, from 0) and the carried values
 * @throws GraphError when the body changes the type or shape of what it carries.
 */
export function loop(
  graph: Graph,
  turns: number | Value,
  start: readonly Value[],
  body: (turn: Value, carried: readonly Value[]) => LoopTurn,
): { readonly carried: readonly Value[]; readonly kept: readonly Value[] } {
  if (typeof turns === 'number' && !(Number.isSafeInteger(turns) && turns >= 0)) {
    throw new GraphError('Loop', graph.path, `${turns} is no number of turns.`);
  }
  const inner = graph.subGraph('loop');
  const named = (what: string) => `${inner.path}/${what}`;
  const turn = inner.input(named('turn'), 'int64', []);
  const before = inner.input(named('go_on'), 'bool', []);
  const carried = start.map((v, i) => inner.input(named(`carried${i}`), v.dtype, v.shape));
  const after = body(turn, carried);
  const kept = after.kept ?? [];
  if (after.carried.length !== start.length) {
    throw new GraphError(
      'Loop',
      graph.path,
      `carries ${start.length} values but gives ${after.carried.length}.`,
    );
  }
  for (const [i, value] of after.carried.entries()) {
    const first = start[i];
    if (first !== undefined && (first.dtype !== value.dtype || !sameShape(first.shape, value.shape))) {
      throw refuse('Loop', [first, value], 'a carried value changes its type or shape');
    }
  }
  if (after.goOn !== undefined && (after.goOn.dtype !== 'bool' || after.goOn.shape.length > 0)) {
    throw refuse('Loop', [after.goOn], 'whether it goes on must be one bool');
  }
  if (after.goOn !== undefined && kept.length > 0) {
    throw refuse(
      'Loop',
      kept,
      'a loop that may stop early has no fixed number of values to keep; carry them',
    );
  }
  if (typeof turns !== 'number' && (turns.dtype !== 'int64' || turns.shape.length > 0 || kept.length > 0)) {
    throw refuse(
      'Loop',
      [turns],
      'a number of turns that is not fixed is one int64, and nothing can be kept',
    );
  }
  inner.output(named('go_on_next'), after.goOn ?? before);
  for (const [i, value] of after.carried.entries()) inner.output(named(`carried${i}_next`), value);
  for (const [i, value] of kept.entries()) inner.output(named(`kept${i}`), value);
  const made = graph.emit({
    op: 'Loop',
    inputs: [
      typeof turns === 'number' ? graph.scalar(turns, 'int64') : turns,
      graph.scalar(1, 'bool'),
      ...start,
    ],
    attributes: { body: { kind: 'graph', value: inner.asSubGraph() } },
    outputs: [
      ...start.map((v) => ({ dtype: v.dtype, shape: v.shape })),
      ...kept.map((v) => ({ dtype: v.dtype, shape: [typeof turns === 'number' ? turns : 0, ...v.shape] })),
    ],
  });
  return { carried: made.slice(0, start.length), kept: made.slice(start.length) };
}
