import type { DType } from './dtype.ts';
import { GraphError } from './errors.ts';
import { allocate, hostTensor, int64Tensor, type HostTensor } from './host-tensor.ts';
import { formatShape, sameShape, type Shape } from './shape.ts';
import type {
  CompositeSpec,
  ExternalTensor,
  Graph,
  GraphConstant,
  GraphExternal,
  GraphNode,
  NodeSpec,
  SubGraph,
  TapeEntry,
  Value,
} from './value.ts';

/** Names shared by a graph and the graphs inside its nodes: ONNX allows no name twice. */
class Names {
  readonly #taken = new Set<string>();
  #count = 0;

  unique(path: string, op: string): string {
    let name: string;
    do name = `${path === '' ? '' : `${path}/`}${op}_${this.#count++}`;
    while (this.#taken.has(name));
    this.#taken.add(name);
    return name;
  }

  take(name: string): boolean {
    if (this.#taken.has(name)) return false;
    this.#taken.add(name);
    return true;
  }
}

/**
 * Collects the nodes of one ONNX graph in the order they are made (which is an order they can run in), with the
 * type and shape of each value. Operations are the functions of `ops/`; gradients come from `autodiff/`.
 */
export class GraphBuilder implements Graph {
  readonly name: string;
  readonly depth: number;
  readonly #parent: GraphBuilder | undefined;
  readonly #names: Names;
  readonly #inputs: Value[] = [];
  readonly #outputs: { name: string; value: Value }[] = [];
  readonly #nodes: GraphNode[] = [];
  #tape: TapeEntry[] = [];
  readonly #constants: GraphConstant[] = [];
  readonly #externals = new Map<string, GraphExternal>();
  readonly #shared = new Map<string, Value>();
  readonly #scopes: string[] = [];
  #compositeDepth = 0;

  constructor(name = 'graph', parent?: GraphBuilder) {
    this.name = name;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    this.#parent = parent;
    this.#names = parent === undefined ? new Names() : parent.#names;
  }

  get path(): string {
    return this.#scopes.join('/');
  }

  get inputs(): readonly Value[] {
    return this.#inputs;
  }

  get outputs(): readonly { readonly name: string; readonly value: Value }[] {
    return this.#outputs;
  }

  get nodes(): readonly GraphNode[] {
    return this.#nodes;
  }

  get tape(): readonly TapeEntry[] {
    return this.#tape;
  }

  get constants(): readonly GraphConstant[] {
    return this.#constants;
  }

  get externals(): readonly GraphExternal[] {
    return [...this.#externals.values()];
  }

  /** A value fed at each run. @throws GraphError when the name is taken or a size is not a whole number >= 0. */
  input(name: string, dtype: DType, shape: Shape): Value {
    const value = this.#named('Input', name, dtype, shape);
    this.#inputs.push(value);
    return value;
  }

  /** A value written into the graph. @throws GraphError when the name is taken. */
  constant(tensor: HostTensor, name?: string): Value {
    const checked = hostTensor(tensor.dtype, tensor.shape, tensor.data, name);
    const value = this.#named(
      'Constant',
      name ?? this.#names.unique(this.path, 'Constant'),
      tensor.dtype,
      tensor.shape,
      name === undefined,
    );
    this.#constants.push({ value, tensor: checked });
    return value;
  }

  /**
   * A tensor that stays in its file (ONNX external data), made once per name.
   * @throws GraphError when the name is taken by something else, or it lies in another folder than those before it.
   */
  external(source: ExternalTensor): Value {
    if (this.#parent !== undefined) return this.#parent.external(source);
    const known = this.#externals.get(source.name);
    if (known !== undefined && isSame(known.source, source)) return known.value;
    const folder = this.externals[0]?.source.folder ?? source.folder;
    if (folder !== source.folder) {
      throw new GraphError('External', source.name, `lies in ${source.folder}, but others in ${folder}.`);
    }
    const value = this.#named('External', source.name, source.dtype, source.shape);
    this.#externals.set(source.name, { value, source });
    return value;
  }

  /** A constant of shape `[]`, made once per number and type. */
  scalar(value: number, dtype: DType = 'float32'): Value {
    return this.shared(`${dtype} ${Object.is(value, -0) ? '-0' : value}`, () => {
      const data = allocate(dtype, 1);
      if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[0] = BigInt(value);
      else data[0] = value;
      return { dtype, shape: [], data };
    });
  }

  dims(values: readonly number[]): Value {
    return this.shared(`dims ${values.join(',')}`, () => int64Tensor([values.length], values));
  }

  shared(key: string, make: () => HostTensor): Value {
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const value = this.constant(make());
    this.#shared.set(key, value);
    return value;
  }

  /** Names a result of the graph. @throws GraphError when the name is taken or the value is of another graph. */
  output(name: string, value: Value): void {
    this.#own('Output', value);
    if (this.#outputs.some((o) => o.name === name) || !this.#names.take(name)) {
      throw new GraphError('Output', this.path, `the name ${name} is already taken in this graph.`);
    }
    this.#outputs.push({ name, value });
  }

  /** Runs `body` with `name` added to the path of everything it makes. */
  scope<T>(name: string, body: () => T): T {
    this.#scopes.push(name);
    try {
      return body();
    } finally {
      this.#scopes.pop();
    }
  }

  /** Adds a node here, or in the body of a node where its inputs are from. */
  emit(spec: NodeSpec): readonly Value[] {
    const inner = this.#deepest(spec.inputs);
    if (inner !== this) return inner.emit(spec);
    for (const value of spec.inputs) if (value !== undefined) this.#own(spec.op, value);
    const name = this.#names.unique(this.path, spec.op);
    const outputs = spec.outputs.map((type, i) => ({
      name: i === 0 ? `${name}:0` : `${name}:${i}`,
      dtype: type.dtype,
      shape: checkShape(spec.op, this.path, type.shape),
      graph: this,
    }));
    const attributes = spec.attributes ?? {};
    this.#nodes.push({
      op: spec.op,
      domain: spec.domain ?? '',
      name,
      inputs: spec.inputs,
      outputs,
      attributes,
    });
    this.#record({ op: spec.op, path: name, inputs: spec.inputs, outputs, attributes, saved: [] });
    return outputs;
  }

  /**
   * Several nodes under one gradient rule (registered under `spec.op`): the nodes that `body` makes are not
   * differentiated one by one. Composites inside composites belong to the outermost.
   */
  composite(
    spec: CompositeSpec,
    body: () => { readonly outputs: readonly Value[]; readonly saved?: readonly Value[] },
  ): readonly Value[] {
    const inner = this.#deepest(spec.inputs);
    if (inner !== this) return inner.composite(spec, body);
    for (const value of spec.inputs) this.#own(spec.op, value);
    this.#compositeDepth++;
    let made;
    try {
      made = this.scope(spec.op, body);
    } finally {
      this.#compositeDepth--;
    }
    const { op, inputs, attributes = {} } = spec;
    const path = `${this.path === '' ? '' : `${this.path}/`}${op}`;
    this.#record({ op, path, inputs, outputs: made.outputs, attributes, saved: made.saved ?? [] });
    return made.outputs;
  }

  /**
   * Activation recomputation (Chen et al. 2016): what `body` computes from `given` is forgotten after the forward pass and
   * computed again, from `given`, when its gradients are wanted. Costs its forward pass a second time, saves the memory of all
   * that is inside. The body is run twice: it must only make nodes, and make the same ones.
   */
  recomputed(given: readonly Value[], body: (given: readonly Value[]) => readonly Value[]): readonly Value[] {
    const inner = this.#deepest(given);
    if (inner !== this) return inner.recomputed(given, body);
    if (this.#compositeDepth > 0) return body(given);
    const { made, tape } = this.#captured(() => body(given));
    const inside = new Set(tape.flatMap((entry) => entry.outputs));
    const from = tape.flatMap((entry) => entry.inputs.filter((v) => v !== undefined));
    const used = [...new Set(from)].filter((v) => !inside.has(v) && !given.includes(v));
    // What the body only hands through has its gradient without this entry, and what it gives twice has one.
    const own = made.flatMap((value, i) => (inside.has(value) && made.indexOf(value) === i ? [i] : []));
    const chosen = (values: readonly Value[]) => values.filter((_, i) => own.includes(i));
    const run = (values: readonly Value[]) => {
      const again = this.#captured(() => body(values));
      return { made: chosen(again.made), tape: again.tape };
    };
    this.#record({
      op: 'Recompute',
      path: `${this.path === '' ? '' : `${this.path}/`}Recompute`,
      inputs: [...given, ...used],
      outputs: chosen(made),
      attributes: {},
      saved: [],
      again: { given, run },
    });
    return made;
  }

  /** Runs `body`, and gives the tape of it apart. */
  #captured(body: () => readonly Value[]): { made: readonly Value[]; tape: TapeEntry[] } {
    const [outer, depth] = [this.#tape, this.#compositeDepth];
    this.#tape = [];
    this.#compositeDepth = 0;
    try {
      return { made: body(), tape: this.#tape };
    } finally {
      this.#tape = outer;
      this.#compositeDepth = depth;
    }
  }

  /** A graph for the body of a node of this one; its names differ from all names here. */
  subGraph(name: string): GraphBuilder {
    const body = new GraphBuilder(name, this);
    body.#scopes.push(this.#names.unique(this.path, name));
    return body;
  }

  /** This graph as the body of a node. */
  asSubGraph(): SubGraph {
    return {
      name: this.name,
      inputs: this.#inputs,
      outputs: this.#outputs,
      nodes: this.#nodes,
      constants: this.#constants,
      externals: this.externals,
    };
  }

  #record(entry: TapeEntry): void {
    if (this.#compositeDepth === 0) this.#tape.push(entry);
  }

  #named(op: string, name: string, dtype: DType, shape: Shape, taken = false): Value {
    if (!taken && !this.#names.take(name)) {
      throw new GraphError(op, this.path, `the name ${name} is already taken in this graph.`);
    }
    return { name, dtype, shape: checkShape(op, name, shape), graph: this };
  }

  /** The innermost graph that an operand belongs to, at least this one. */
  #deepest(values: readonly (Value | undefined)[]): Graph {
    return values.reduce<Graph>(
      (deepest, value) => (value !== undefined && value.graph.depth > deepest.depth ? value.graph : deepest),
      this,
    );
  }

  /** Values of this graph and of the graphs around it may be used. */
  #own(op: string, value: Value): void {
    if (this.#sees(value.graph)) return;
    throw new GraphError(op, this.path, `${value.name} belongs to another graph.`);
  }

  #sees(graph: Graph): boolean {
    return graph === this || (this.#parent !== undefined && this.#parent.#sees(graph));
  }
}

function isSame(a: ExternalTensor, b: ExternalTensor): boolean {
  return (
    a.folder === b.folder &&
    a.location === b.location &&
    a.offset === b.offset &&
    a.dtype === b.dtype &&
    sameShape(a.shape, b.shape)
  );
}

function checkShape(op: string, path: string, shape: Shape): Shape {
  if (shape.every((n) => Number.isSafeInteger(n) && n >= 0)) return shape;
  throw new GraphError(op, path, `${formatShape(shape)} is not a shape: each size is a whole number >= 0.`);
}
