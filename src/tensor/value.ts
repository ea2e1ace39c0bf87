import type { DType } from './dtype.ts';
import type { HostTensor } from './host-tensor.ts';
import type { Shape } from './shape.ts';

/** A tensor that a graph will compute: type and shape are fixed when it is made. */
export interface Value {
  /** Unique in its graph; scopes are part of it, as in `encoder/0/MatMul_12`. */
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly graph: Graph;
}

/** An attribute of an ONNX node; ONNX keeps whole and real numbers apart. */
export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'tensor'; readonly value: HostTensor }
  | { readonly kind: 'graph'; readonly value: SubGraph };

export type Attributes = Readonly<Record<string, Attribute>>;

/** Type and shape of an output still to be made. */
export interface OutputType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** One ONNX node. A missing optional input is undefined. */
export interface GraphNode {
  readonly op: string;
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

/**
 * What gradients are taken of: a node, or several nodes that carry one gradient rule of their own
 * (`Graph.composite`).
 */
export interface TapeEntry {
  /** Key of the gradient rule. */
  readonly op: string;
  readonly path: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  /** Values that a composite keeps for its gradient rule. */
  readonly saved: readonly Value[];
  /** Set for blocks that the backward pass computes anew (`Graph.recomputed`). */
  readonly again?: Again;
}

/** How a block is computed once more. */
export interface Again {
  /** What the block was given: the first of the entry's inputs. */
  readonly given: readonly Value[];
  /** Makes the nodes of the block for other values in place of those given. */
  run(given: readonly Value[]): { readonly made: readonly Value[]; readonly tape: readonly TapeEntry[] };
}

export interface NodeSpec {
  readonly op: string;
  readonly domain?: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly OutputType[];
  readonly attributes?: Attributes;
}

export interface CompositeSpec {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly attributes?: Attributes;
}

/** A graph inside a node (the body of a Loop): it may use values of the graphs around it. */
export interface SubGraph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly { readonly name: string; readonly value: Value }[];
  readonly nodes: readonly GraphNode[];
  readonly constants: readonly GraphConstant[];
  readonly externals: readonly GraphExternal[];
}

/** A tensor that stays in a file: a session reads it there. */
export interface ExternalTensor {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  /** Real path of the folder; all external tensors of a graph share it. */
  readonly folder: string;
  /** The file inside the folder, with `/` between names. */
  readonly location: string;
  /** First byte in the file, and count of bytes. */
  readonly offset: number;
  readonly length: number;
}

export interface GraphExternal {
  readonly value: Value;
  readonly source: ExternalTensor;
}

export interface GraphConstant {
  readonly value: Value;
  readonly tensor: HostTensor;
}

/** The part of a graph builder that operations and gradient rules work with. */
export interface Graph {
  /** 0 for a graph of its own, one more for each node it is the body of. */
  readonly depth: number;
  /** A graph for the body of a node made in this one: it may use values of this graph. */
  subGraph(name: string): BodyGraph;
  /** Current scope, `a/b` or `` at the top. */
  readonly path: string;
  emit(spec: NodeSpec): readonly Value[];
  constant(tensor: HostTensor, name?: string): Value;
  /** A tensor that stays in its file, made once per name; in the outermost graph, whichever is asked. */
  external(source: ExternalTensor): Value;
  scalar(value: number, dtype?: DType): Value;
  /** A constant int64 vector, made once per content. */
  dims(values: readonly number[]): Value;
  composite(
    spec: CompositeSpec,
    body: () => { readonly outputs: readonly Value[]; readonly saved?: readonly Value[] },
  ): readonly Value[];
  /** A constant made once per key. */
  shared(key: string, make: () => HostTensor): Value;
  /** Nodes whose results are not kept for the gradients: the backward pass computes them anew (see `GraphBuilder`). */
  recomputed(given: readonly Value[], body: (given: readonly Value[]) => readonly Value[]): readonly Value[];
  scope<T>(name: string, body: () => T): T;
}

/** A graph being made for the body of a node. */
export interface BodyGraph extends Graph {
  input(name: string, dtype: DType, shape: Shape): Value;
  output(name: string, value: Value): void;
  asSubGraph(): SubGraph;
}

export const int = (value: number): Attribute => ({ kind: 'int', value });
export const ints = (value: readonly number[]): Attribute => ({ kind: 'ints', value });
export const float = (value: number): Attribute => ({ kind: 'float', value });
export const string = (value: string): Attribute => ({ kind: 'string', value });

/** A whole-number attribute of a node. @throws RangeError when the node has none of that name and kind. */
export function intOf(attributes: Attributes, name: string): number {
  const found = attributes[name];
  if (found?.kind !== 'int') throw new RangeError(`The node has no whole number called ${name}.`);
  return found.value;
}

/** A list attribute of a node. @throws RangeError when the node has none of that name and kind. */
export function intsOf(attributes: Attributes, name: string): readonly number[] {
  const found = attributes[name];
  if (found?.kind !== 'ints') throw new RangeError(`The node has no list of whole numbers called ${name}.`);
  return found.value;
}
