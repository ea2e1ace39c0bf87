import { GraphBuilder } from '../../tensor/graph.ts';
import type { Initializer } from '../../tensor/initialize.ts';
import type { InputSpecs, Net } from '../../tensor/model-graph.ts';
import type { ParameterSpec } from '../../tensor/parameter-store.ts';
import type { Shape } from '../../tensor/shape.ts';
import type { Value } from '../../tensor/value.ts';

export interface ParameterOptions {
  /** Factor on the learning rate: text encoders learn more slowly than the rest. */
  readonly rateScale?: number;
  readonly decay?: boolean;
}

/** Where a network takes its weights from while its graph is built. */
export interface ParameterScope {
  get(name: string, shape: Shape, init: Initializer, options?: ParameterOptions): Value;
}

/** The same weights under names that begin with `prefix`. */
export function prefixed(scope: ParameterScope, prefix: string): ParameterScope {
  return { get: (name, ...rest) => scope.get(`${prefix}${name}`, ...rest) };
}

/** Weights of a store, inside a graph that will run. */
export function storedParameters(net: Net): ParameterScope {
  return { get: (name) => net.parameter(name) };
}

/**
 * The list of a network's weights: what it asks for while it is built once, for nothing. It is written down nowhere else.
 */
export function specsOf(
  inputs: InputSpecs,
  build: (scope: ParameterScope, input: (name: string) => Value) => unknown,
): ParameterSpec[] {
  const graph = new GraphBuilder('specs');
  const fed = new Map(
    Object.entries(inputs).map(([name, { dtype, shape }]) => [
      name,
      graph.input(`fed ${name}`, dtype, shape),
    ]),
  );
  const found = new Map<string, { spec: ParameterSpec; value: Value }>();
  const scope: ParameterScope = {
    get(name, shape, init, options = {}) {
      const known = found.get(name);
      if (known !== undefined) return known.value;
      const value = graph.input(name, 'float32', shape);
      found.set(name, { spec: { name, shape, init, ...options }, value });
      return value;
    },
  };
  build(scope, (name) => {
    const value = fed.get(name);
    if (value === undefined)
      throw new RangeError(`The network asks for an input ${name} that was not declared.`);
    return value;
  });
  return [...found.values()].map(({ spec }) => spec);
}
