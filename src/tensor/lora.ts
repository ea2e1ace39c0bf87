import { constantFill, uniformFill } from './initialize.ts';
import type { Net } from './model-graph.ts';
import { reshape } from './ops/layout.ts';
import { gemm } from './ops/matmul.ts';
import { refuse } from './errors.ts';
import { ParameterError, type ParameterSpec } from './parameter-store.ts';
import { dim } from './shape.ts';
import type { Value } from './value.ts';

/** Settings of low-rank adapters (Hu et al. 2021), as peft has them. Dropout is off. */
export interface LoraConfig {
  readonly rank: number;
  readonly alpha: number;
  /** Divides alpha by the root of the rank instead of the rank (Kalajdzievski 2023). */
  readonly rankStabilized?: boolean;
}

/** A linear layer that gets an adapter: `model.layers.0.self_attn.q_proj`, say. */
export interface LoraLayer {
  readonly module: string;
  readonly in: number;
  readonly out: number;
}

/** Names of the two matrices of a layer, as in peft's files. */
export function loraNames(module: string): { readonly a: string; readonly b: string } {
  const prefix = `base_model.model.${module}`;
  return { a: `${prefix}.lora_A.weight`, b: `${prefix}.lora_B.weight` };
}

/** Factor on what the adapters add: alpha / rank, or alpha / sqrt(rank). */
export function loraScale({ rank, alpha, rankStabilized = false }: LoraConfig): number {
  return alpha / (rankStabilized ? Math.sqrt(rank) : rank);
}

/**
 * Parameters of the adapters: A [rank, in] uniform with bound 1 / sqrt(in), B [out, rank] zeros, as peft starts them: at
 * first they add nothing.
 * @throws ParameterError when the rank is not a whole number from 1 on.
 */
export function loraParameters(
  layers: readonly LoraLayer[],
  { rank }: LoraConfig,
  group = '',
): ParameterSpec[] {
  if (!Number.isSafeInteger(rank) || rank < 1)
    throw new ParameterError(`Adapters can't have the rank ${rank}.`);
  return layers.flatMap(({ module, in: inner, out }) => {
    const { a, b } = loraNames(module);
    return [
      { name: a, shape: [rank, inner], init: uniformFill(1 / Math.sqrt(inner)), group },
      { name: b, shape: [out, rank], init: constantFill(0), group },
    ];
  });
}

/**
 * `base`, the output of a linear layer for `x`, with what the layer's adapter adds: base + (x A^T) B^T scale.
 * @throws ParameterError when the store has no adapter for the layer; GraphError when sizes do not fit.
 */
export function lora(net: Net, module: string, x: Value, base: Value, config: LoraConfig): Value {
  const { a, b } = loraNames(module);
  const [down, up] = [net.parameter(a), net.parameter(b)];
  if (dim(x.shape, -1) !== dim(down.shape, 1) || dim(base.shape, -1) !== dim(up.shape, 0)) {
    throw refuse('Lora', [x, base, down, up], `the adapter of ${module} does not fit the layer`);
  }
  const inner = gemm(reshape(x, [-1, dim(x.shape, -1)]), down, undefined, { transB: true });
  const rows = reshape(base, [-1, dim(base.shape, -1)]);
  return reshape(gemm(inner, up, rows, { transB: true, alpha: loraScale(config) }), base.shape);
}
