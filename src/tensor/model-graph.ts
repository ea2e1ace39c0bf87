import type { DType } from './dtype.ts';
import { GraphError } from './errors.ts';
import { GraphBuilder } from './graph.ts';
import { floatTensor, type HostTensor } from './host-tensor.ts';
import type { ParameterStore } from './parameter-store.ts';
import { createSession, type Feeds, type SessionOptions } from './session.ts';
import type { Shape } from './shape.ts';
import type { Value } from './value.ts';

/** Type and shape of something fed at each run. */
export interface InputSpec {
  readonly dtype: DType;
  readonly shape: Shape;
}

export type InputSpecs = Readonly<Record<string, InputSpec>>;

/** What a model is built from: the graph, the parameters of the store and what is fed, by name. */
export class Net {
  readonly graph: GraphBuilder;
  readonly #store: ParameterStore;
  readonly #inputs: ReadonlyMap<string, Value>;
  readonly #parameters = new Map<string, Value>();
  readonly #frozen: boolean;

  constructor(name: string, store: ParameterStore, inputs: InputSpecs, frozen = false) {
    this.graph = new GraphBuilder(name);
    this.#store = store;
    this.#frozen = frozen;
    this.#inputs = new Map(
      Object.entries(inputs).map(([key, spec]) => [key, this.graph.input(key, spec.dtype, spec.shape)]),
    );
  }

  /** Something fed at each run. @throws GraphError when it was not declared. */
  input(name: string): Value {
    const value = this.#inputs.get(name);
    if (value === undefined) throw new GraphError('Input', this.graph.path, `${name} was not declared.`);
    return value;
  }

  /** A parameter of the store, under its full name. @throws ParameterError when the store has none. */
  parameter(name: string): Value {
    const known = this.#parameters.get(name);
    if (known !== undefined) return known;
    const { shape } = this.#store.slot(name).spec;
    const value = this.#frozen
      ? this.graph.constant(floatTensor(shape, this.#store.read(name)), name)
      : this.graph.input(name, 'float32', shape);
    this.#parameters.set(name, value);
    return value;
  }

  /** Parameters used so far, by name. */
  get parameters(): ReadonlyMap<string, Value> {
    return this.#parameters;
  }
}

/** A graph that only computes outputs from the store's current parameters. */
export interface Forward {
  /** @throws SessionError when an input is missing, unknown or of the wrong size. */
  run(feeds: Feeds): Promise<Record<string, HostTensor>>;
  dispose(): Promise<void>;
}

export interface ForwardOptions {
  readonly name?: string;
  readonly store: ParameterStore;
  readonly inputs: InputSpecs;
  readonly build: (net: Net) => Readonly<Record<string, Value>>;
  /**
   * Writes the parameters as they are now into the graph: it runs faster, and later steps do not change what it computes
   * (a reference policy). Default false: always the store's current parameters, without a copy.
   */
  readonly frozen?: boolean;
  readonly session?: SessionOptions;
}

/**
 * A forward-only session over a store's parameters.
 * @throws GraphError when the model can't be built.
 */
export async function createForward(options: ForwardOptions): Promise<Forward> {
  const { name = 'forward', store, inputs, frozen = false } = options;
  const net = new Net(name, store, inputs, frozen);
  for (const [key, value] of Object.entries(options.build(net))) net.graph.output(key, value);
  const session = await createSession(net.graph, options.session);
  return {
    run: frozen
      ? (feeds) => session.run(feeds)
      : (feeds) => store.exclusively(() => session.run({ ...feeds, ...parameterFeeds(net, store) })),
    dispose: () => session.dispose(),
  };
}

/** The store's current tensors for the parameters that a model uses. */
export function parameterFeeds(net: Net, store: ParameterStore): Feeds {
  return Object.fromEntries([...net.parameters.keys()].map((name) => [name, store.slot(name).value.now]));
}
