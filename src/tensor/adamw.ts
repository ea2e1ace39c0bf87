import type { DType } from './dtype.ts';
import type { GraphBuilder } from './graph.ts';
import { abs, add, div, equal, max, min, mul, sqrt, sub, where } from './ops/elementwise.ts';
import { reduceMax, reduceSum } from './ops/reduce.ts';
import type { Value } from './value.ts';

/** Settings of AdamW (Loshchilov and Hutter 2019), named as torch.optim.AdamW. */
export interface AdamWConfig {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Decoupled: each step multiplies by 1 - rate * weightDecay. */
  readonly weightDecay?: number;
  /** Largest norm of all gradients together, as torch.nn.utils.clip_grad_norm_; undefined: no limit. */
  readonly maxGradNorm?: number;
  /** The norm that is limited: sum of sizes (1), Euclidean (2, the default), largest size ('inf'). */
  readonly normType?: NormType;
}

export type NormType = 1 | 2 | 'inf';

/** One parameter on its way through a step. */
export interface AdamWSlot {
  readonly parameter: Value;
  readonly gradient: Value;
  /** Running mean of the gradient. */
  readonly m: Value;
  /** Running mean of its square. */
  readonly v: Value;
  /** Factor on the learning rate of this parameter. */
  readonly rateScale: number;
  readonly decay: boolean;
  readonly inputs: AdamWInputs;
  /** Largest running mean of the square so far; given, the step is AMSGrad's (Reddi et al. 2018). */
  readonly largestV?: Value;
}

/** Numbers that change from step to step, fed as scalars. */
export interface AdamWInputs {
  readonly rate: Value;
  /** 1 / (1 - beta1^step). */
  readonly correction1: Value;
  /** 1 / sqrt(1 - beta2^step). */
  readonly correction2: Value;
}

export interface AdamWUpdated {
  readonly parameter: Value;
  readonly m: Value;
  readonly v: Value;
  readonly largestV?: Value;
}

export interface AdamWResult {
  readonly updated: readonly AdamWUpdated[];
  /** Norm of all gradients before clipping. */
  readonly gradNorm: Value;
}

const usual = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };

/**
 * Bias corrections of a step (the first is 1), worked out in double precision: in float32 1 - beta2^1 has lost four digits.
 */
export function adamWCorrections(config: AdamWConfig, step: number): { first: number; second: number } {
  const { beta1, beta2 } = { ...usual, ...config };
  return { first: 1 / (1 - beta1 ** step), second: 1 / Math.sqrt(1 - beta2 ** step) };
}

/** Norm over all values together, a scalar; Euclidean by default. Not finite when one of the numbers is not. */
export function globalNorm(graph: GraphBuilder, values: readonly Value[], type: NormType = 2): Value {
  let total = graph.scalar(0, dtypeOf(values));
  for (const value of latestFirst(graph, values)) {
    if (type === 2) total = add(total, reduceSum(mul(value, value)));
    else if (type === 1) total = add(total, reduceSum(abs(value)));
    // ONNX Runtime's maximum passes over NaN.
    else total = max(total, reduceMax(where(equal(value, value), abs(value), Infinity)));
  }
  return type === 2 ? sqrt(total) : total;
}

/**
 * Values in the reverse order of their making. ONNX Runtime (1.30) works out a chain of sums from its end: so it takes each
 * gradient as soon as the backward pass can give it, and frees what that one reads. In the order of the model it would keep
 * the activations of all layers until the last gradient is there.
 */
function latestFirst(graph: GraphBuilder, values: readonly Value[]): Value[] {
  const made = new Map(graph.nodes.flatMap((node, i) => node.outputs.map((v) => [v, i] as const)));
  const at = (value: Value) => made.get(value) ?? -1;
  return values.toSorted((a, b) => at(b) - at(a));
}

/** min(1, limit / (norm + 1e-6)), as torch.nn.utils.clip_grad_norm_; 1 without a limit. */
export function clipFactor(norm: Value, limit: number | undefined): Value {
  const one = norm.graph.scalar(1, norm.dtype);
  return limit === undefined ? one : min(div(limit, add(norm, 1e-6)), one);
}

function dtypeOf(values: readonly Value[]): DType {
  return values[0]?.dtype ?? 'float32';
}

/**
 * Adds one step of AdamW: m' = b1 m + (1-b1) g, v' = b2 v + (1-b2) g^2,
 * p' = p (1 - rate decay) - rate c1 m' / (sqrt(v') c2 + epsilon), with g first scaled by
 * min(1, maxGradNorm / (norm + 1e-6)). Works in the type of the parameters.
 */
export function adamW(
  graph: GraphBuilder,
  slots: readonly AdamWSlot[],
  config: AdamWConfig = {},
): AdamWResult {
  const { beta1, beta2, epsilon, weightDecay } = { ...usual, ...config };
  return graph.scope('adamw', () => {
    const gradients = slots.map((s) => s.gradient);
    const gradNorm = globalNorm(graph, gradients, config.normType);
    const scale = clipFactor(gradNorm, config.maxGradNorm);
    // The clip factor rides on the scalar factors of m and v: no pass over the gradients of its own.
    const into1 = mul(scale, 1 - beta1);
    const into2 = mul(mul(scale, scale), 1 - beta2);
    const updated = slots.map((slot) =>
      graph.scope(slot.parameter.name, () => {
        const { inputs } = slot;
        const m = add(mul(slot.m, beta1), mul(slot.gradient, into1));
        const v = add(mul(slot.v, beta2), mul(mul(slot.gradient, slot.gradient), into2));
        const rate = slot.rateScale === 1 ? inputs.rate : mul(inputs.rate, slot.rateScale);
        const largestV = slot.largestV === undefined ? undefined : max(slot.largestV, v);
        const denominator = add(mul(sqrt(largestV ?? v), inputs.correction2), epsilon);
        const change = mul(div(m, denominator), mul(rate, inputs.correction1));
        const kept =
          slot.decay && weightDecay !== 0
            ? mul(slot.parameter, sub(1, mul(rate, weightDecay)))
            : slot.parameter;
        return { parameter: sub(kept, change), m, v, ...(largestV !== undefined && { largestV }) };
      }),
    );
    return { updated, gradNorm };
  });
}
