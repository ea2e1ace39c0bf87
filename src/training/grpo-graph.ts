import { op, type Value } from '../tensor/index.ts';
import type { LossSettings, LossType } from './grpo-loss.ts';

/**
 * GRPO's loss as nodes of a graph, for policies that differentiate it together with their own forward pass. It computes what
 * `grpoLoss` defines (grpo-loss.ts), every type and switch of it, in float32.
 */

/** Values of a graph: B responses, padded to T tokens. */
export interface GrpoGraphBatch {
  /** log pi(token) under the policy being trained, [B, T]. */
  readonly logProbs: Value;
  /** Under the policy that sampled, [B, T]; null: the same as `logProbs`. */
  readonly oldLogProbs: Value | null;
  /** Under the reference policy, [B, T]; needed when beta is not 0. */
  readonly referenceLogProbs: Value | null;
  /** 1 where a token counts, 0 elsewhere, [B, T], float32. */
  readonly mask: Value;
  /** [B, 1]. */
  readonly advantages: Value;
  /** [B, T]; needed when `topEntropyQuantile` is below 1 and for an entropy bonus. */
  readonly entropies: Value | null;
  /** The tokens of the whole update, one number, where they differ from step to step; null: `settings.tokensInUpdate`. */
  readonly tokensInUpdate?: Value | null;
}

export interface GrpoGraph {
  /** One number: differentiate this. */
  readonly loss: Value;
  /** Mean KL estimate per counted token; null when beta is 0. */
  readonly kl: Value | null;
}

/**
 * Where the mask is 0 the other inputs may hold anything, also NaN.
 * @throws RangeError when an input that the settings need is missing; GraphError when shapes do not fit.
 */
export function grpoLossGraph(given: GrpoGraphBatch, settings: LossSettings): GrpoGraph {
  const batch = withoutPadding(given);
  const { logProbs, mask, advantages, entropies, referenceLogProbs } = batch;
  if (settings.beta !== 0 && referenceLogProbs === null)
    throw new RangeError('A loss with a KL term needs the log-probabilities of the reference policy.');
  if ((settings.topEntropyQuantile < 1 || settings.entropyBonus !== 0) && entropies === null)
    throw new RangeError('A loss on high-entropy tokens, or with an entropy bonus, needs the entropies.');
  const old = batch.oldLogProbs ?? op.stopGradient(logProbs);
  const lengths = op.reduceSum(mask, { axes: [1], keepDims: true });
  const logRatio = op.sub(logProbs, old);
  const ratio = op.exp(
    settings.ratioLevel === 'sequence'
      ? op.div(op.reduceSum(logRatio, { axes: [1], keepDims: true }), op.max(lengths, 1))
      : logRatio,
  );
  const high =
    settings.topEntropyQuantile < 1 && entropies !== null
      ? highEntropyMask(entropies, mask, 1 - settings.topEntropyQuantile)
      : null;
  let perToken = policyTerm(batch, { logRatio, ratio }, settings);
  if (settings.offPolicyThreshold !== null)
    perToken = op.mul(perToken, onPolicy(logRatio, lengths, advantages, settings.offPolicyThreshold));
  if (high !== null) perToken = op.mul(perToken, high);
  let kl: Value | null = null;
  if (settings.beta !== 0 && referenceLogProbs !== null) {
    const difference = op.sub(referenceLogProbs, logProbs);
    const estimate = op.sub(op.sub(op.exp(difference), difference), 1);
    const divergence = op.mul(settings.biasCorrectedKl ? op.mul(estimate, ratio) : estimate, mask);
    perToken = op.add(perToken, op.mul(divergence, settings.beta));
    kl = op.div(op.reduceSum(divergence), op.max(op.reduceSum(mask), 1));
  }
  const divisor = tokensOf(batch, settings);
  let loss = averaged(op.mul(perToken, mask), { lengths, divisor }, settings);
  if (settings.entropyBonus !== 0 && entropies !== null) {
    const counted = high === null ? mask : op.mul(mask, high);
    const total = op.reduceSum(op.mul(entropies, counted));
    const mean = PER_UPDATE.has(settings.type)
      ? op.div(total, divisor)
      : op.div(total, op.mul(op.max(op.reduceSum(counted), 1), settings.accumulation));
    loss = op.sub(loss, op.mul(mean, settings.entropyBonus));
  }
  return { loss, kl };
}

/** Chosen, not multiplied by 0: that would keep a NaN, and make one of an infinity. */
function withoutPadding(batch: GrpoGraphBatch): GrpoGraphBatch {
  const counts = op.greater(batch.mask, 0);
  const kept = (x: Value) => op.where(counts, x, 0);
  const optional = (x: Value | null) => (x === null ? null : kept(x));
  return {
    ...batch,
    logProbs: kept(batch.logProbs),
    oldLogProbs: optional(batch.oldLogProbs),
    referenceLogProbs: optional(batch.referenceLogProbs),
    entropies: optional(batch.entropies),
  };
}

const PER_UPDATE: ReadonlySet<LossType> = new Set(['dapo', 'cispo', 'vespo']);

/** -1 times what the policy term of each token is worth, [B, T] or [B, 1]. */
function policyTerm(
  { logProbs, advantages }: GrpoGraphBatch,
  { logRatio, ratio }: { readonly logRatio: Value; readonly ratio: Value },
  settings: LossSettings,
): Value {
  const worth = (weight: Value) => op.neg(op.mul(op.mul(op.stopGradient(weight), advantages), logProbs));
  if (settings.type === 'cispo') return worth(op.min(ratio, settings.clipHigh));
  if (settings.type === 'vespo') return worth(gammaWeights(logRatio, advantages, settings));
  if (settings.type === 'sapo') {
    const { positive, negative } = settings.temperatures;
    const tau = chosen(op.greater(advantages, 0), positive, negative);
    const gate = op.sigmoid(op.mul(tau, op.sub(ratio, 1)));
    return op.neg(op.mul(op.div(op.mul(gate, 4), tau), advantages));
  }
  const clipped = op.clip(ratio, 1 - settings.clipLow, 1 + settings.clipHigh);
  const bounded = settings.delta === null ? ratio : op.clip(ratio, 0, settings.delta);
  return op.neg(op.min(op.mul(bounded, advantages), op.mul(clipped, advantages)));
}

/** One number where the condition holds, another elsewhere. */
function chosen(condition: Value, yes: number, no: number): Value {
  return op.add(op.mul(op.cast(condition, 'float32'), yes - no), no);
}

/** `vespo`'s phi, [B, 1]; see gammaWeight in loss-terms.ts. */
function gammaWeights(logRatio: Value, advantages: Value, { gamma }: LossSettings): Value {
  const total = op.reduceSum(op.clip(logRatio, -20, 20), { axes: [1], keepDims: true });
  const logWeight = op.clip(total, Math.log(1e-8), 20);
  const rewarded = op.greaterOrEqual(advantages, 0);
  const k = chosen(rewarded, gamma.positive.k, gamma.negative.k);
  const lambda = op.max(chosen(rewarded, gamma.positive.lambda, gamma.negative.lambda), 1e-4);
  return op.exp(op.sub(op.add(lambda, op.mul(k, logWeight)), op.mul(lambda, op.exp(logWeight))));
}

/** 1 for responses to keep, [B, 1]; see onPolicyGate in loss-masks.ts. */
function onPolicy(logRatio: Value, lengths: Value, advantages: Value, threshold: number): Value {
  const drift = op.div(op.neg(op.reduceSum(logRatio, { axes: [1], keepDims: true })), op.max(lengths, 1));
  const kept = op.or(op.greaterOrEqual(advantages, 0), op.lessOrEqual(drift, threshold));
  return op.cast(kept, 'float32');
}

/** 1 for counted tokens whose entropy reaches the quantile of all counted ones, [B, T]; see highEntropyGate in loss-masks.ts. */
function highEntropyMask(entropies: Value, mask: Value, quantile: number): Value {
  const size = entropies.shape.reduce((all, length) => all * length, 1);
  const flat = op.reshape(op.stopGradient(entropies), [size]);
  const counts = op.reshape(mask, [size]);
  // Entropies are never negative, so what does not count comes last.
  const sorted = op.topK(op.sub(op.mul(flat, counts), op.mul(op.sub(1, counts), 1e9)), size).values;
  const last = op.max(op.sub(op.reduceSum(counts), 1), 0);
  const position = op.mul(last, quantile);
  const below = op.floor(position);
  const above = op.min(op.add(below, 1), last);
  const at = (place: Value) => op.gather(sorted, op.cast(op.sub(last, place), 'int64'));
  const low = at(below);
  const threshold = op.add(low, op.mul(op.sub(at(above), low), op.sub(position, below)));
  const high = op.cast(op.greaterOrEqual(op.stopGradient(entropies), threshold), 'float32');
  return op.mul(high, mask);
}

function tokensOf({ mask, tokensInUpdate }: GrpoGraphBatch, settings: LossSettings): Value | number {
  return tokensInUpdate ?? settings.tokensInUpdate ?? op.max(op.reduceSum(mask), 1);
}

function averaged(
  masked: Value,
  { lengths, divisor }: { readonly lengths: Value; readonly divisor: Value | number },
  { type, accumulation, maxResponseTokens }: LossSettings,
): Value {
  const responses = (masked.shape[0] ?? 1) * accumulation;
  const over = (count: Value | number) => op.div(op.reduceSum(masked), count);
  const overResponses = () =>
    op.div(
      op.reduceSum(op.div(op.reduceSum(masked, { axes: [1], keepDims: true }), op.max(lengths, 1))),
      responses,
    );
  const averages: Record<LossType, () => Value> = {
    grpo: overResponses,
    sapo: overResponses,
    bnpo: () => over(op.mul(op.max(op.reduceSum(lengths), 1), accumulation)),
    dr_grpo: () => over(responses * maxResponseTokens),
    luspo: () => over(responses),
    dapo: () => over(divisor),
    cispo: () => over(divisor),
    vespo: () => over(divisor),
  };
  return averages[type]();
}

/** The exponential of anything below this is 0 in float32. */
const NO_CHANCE = -1e30;

/**
 * Log-probabilities and entropies of the tokens of responses, from the logits of whole sequences (TRL's
 * `_get_per_token_logps_and_entropies`): the logits at place `prompt - 1 + t` predict token t.
 * @param logits [B, prompt + T (or more), vocabulary]
 * @param tokens int32 or int64 [B, T]
 * @returns both [B, T]
 */
export function responseLogProbs(
  logits: Value,
  tokens: Value,
  { promptLength, temperature }: { readonly promptLength: number; readonly temperature: number },
): { logProbs: Value; entropies: Value } {
  const [responses = 0, length = 0] = tokens.shape;
  const vocabulary = logits.shape[2] ?? 0;
  const predicting = op.slice(logits, [{ axis: 1, start: promptLength - 1, end: promptLength - 1 + length }]);
  const rows = op.div(op.reshape(predicting, [responses * length, vocabulary]), temperature);
  const logs = op.logSoftmax(rows);
  // A token without any chance adds nothing, though its logarithm is infinite.
  const finite = op.where(op.greater(logs, NO_CHANCE), logs, 0);
  const entropies = op.neg(op.reduceSum(op.mul(op.exp(logs), finite), { axes: [1] }));
  const logProbs = op.tokenLogProbs(rows, op.reshape(tokens, [responses * length]));
  return {
    logProbs: op.reshape(logProbs, [responses, length]),
    entropies: op.reshape(entropies, [responses, length]),
  };
}
