import { formatShape } from './shape.ts';
import type { Value } from './value.ts';

/** A graph that can't be built, differentiated or run as asked; the message names the operation and its path. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  readonly op: string;
  readonly path: string;

  constructor(op: string, path: string, problem: string) {
    super(`${op}${path === '' ? '' : ` in ${path}`}: ${problem}`);
    this.op = op;
    this.path = path;
  }
}

/** `h/MatMul_3 float32[2,3]`, for messages. */
export function describe(value: Value): string {
  return `${value.name} ${value.dtype}${formatShape(value.shape)}`;
}

/** Refuses an operation, naming its operands. */
export function refuse(op: string, operands: readonly Value[], problem: string): GraphError {
  const path = operands[0]?.graph.path ?? '';
  const list = operands.map((v) => describe(v)).join(', ');
  return new GraphError(op, path, operands.length === 0 ? problem : `${problem} (${list})`);
}
