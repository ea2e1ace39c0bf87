import { highEntropyGate, onPolicyGate } from './loss-masks.ts';

/**
 * GRPO's per-token loss and its exact derivative in float64 (TRL's `GRPOTrainer._compute_loss`; method.md 7.2, 7.3).
 * Policies never see this code: they get `-dLoss/dlogp` as token weights of a log-likelihood to ascend.
 */

/** How token losses are averaged: per response, per batch token, per possible token, or per token of the whole step. */
export const LOSS_TYPES = ['grpo', 'bnpo', 'dr_grpo', 'dapo'] as const;
export type LossType = (typeof LOSS_TYPES)[number];

export interface LossSettings {
  readonly type: LossType;
  /** The ratio is clipped to [1 - clipLow, 1 + clipHigh]; `clip-higher` (DAPO) sets the second larger. */
  readonly clipLow: number;
  readonly clipHigh: number;
  /** Upper bound of the unclipped ratio (two-sided clipping), or null. */
  readonly delta: number | null;
  /** Weight of the KL penalty to the reference policy; 0 leaves it out. */
  readonly beta: number;
  /** `token`: one ratio per token (GRPO). `sequence`: one per response, the geometric mean (GSPO). */
  readonly ratioLevel: 'token' | 'sequence';
  /** Multiplies the KL estimate by the ratio. */
  readonly biasCorrectedKl: boolean;
  /** `dr_grpo` divides by this many tokens per response. */
  readonly maxResponseTokens: number;
  /** Batches whose gradients are added before one update. */
  readonly accumulation: number;
  /** `dapo` divides by this count: the tokens of all batches of the update. Null: those of this batch. */
  readonly tokensInUpdate: number | null;
  /** Share of tokens with the highest entropy that carry the policy term; 1 = all. */
  readonly topEntropyQuantile: number;
  /** Responses with a negative advantage further than this from the sampling policy are dropped; null = none. */
  readonly offPolicyThreshold: number | null;
}

/** Rows are responses; each row has one number per token and rows may differ in length. */
export interface LossBatch {
  /** log pi(token) under the policy being trained. */
  readonly logProbs: readonly ArrayLike<number>[];
  /** Under the policy that sampled; null: the same as `logProbs`. */
  readonly oldLogProbs: readonly ArrayLike<number>[] | null;
  /** Under the reference policy; needed when beta is not 0. */
  readonly referenceLogProbs: readonly ArrayLike<number>[] | null;
  /** 1 where a token counts, 0 elsewhere; null: all count. */
  readonly mask: readonly ArrayLike<number>[] | null;
  /** One per response. */
  readonly advantages: ArrayLike<number>;
  /** Entropy of each token's distribution; needed when `topEntropyQuantile` is below 1. */
  readonly entropies: readonly ArrayLike<number>[] | null;
}

export interface LossResult {
  readonly loss: number;
  /** dLoss/dlogp, in the shape of `logProbs`. */
  readonly gradients: readonly Float64Array[];
  /** Mean KL estimate per counted token; 0 when beta is 0. */
  readonly kl: number;
  /** Share of ratios cut from below (advantage negative) and from above (positive): per token, or per response at sequence level. */
  readonly clippedLow: number;
  readonly clippedHigh: number;
}

/** @throws RangeError when shapes disagree or an input that the settings need is missing. */
export function grpoLoss(batch: LossBatch, settings: LossSettings): LossResult {
  const rows = readRows(batch, settings);
  const scale = tokenScale(rows, settings);
  const totals = { loss: 0, kl: 0, low: 0, high: 0, tokens: 0, ratios: 0 };
  const gradients = rows.map((row) => rowLoss(row, scale(row), settings, totals));
  return {
    loss: totals.loss,
    gradients,
    kl: totals.kl / Math.max(1, totals.tokens),
    clippedLow: totals.low / Math.max(1, totals.ratios),
    clippedHigh: totals.high / Math.max(1, totals.ratios),
  };
}

/** The weights of `TrainablePolicy.update`: following the ascent of sum weight * log pi descends the loss. */
export function tokenWeights(gradient: Float64Array): Float32Array {
  // `0 - g` rather than `-g`, so that an exact zero stays a positive zero.
  return Float32Array.from(gradient, (value) => 0 - value);
}

interface Row {
  readonly logProbs: ArrayLike<number>;
  readonly old: ArrayLike<number>;
  readonly reference: ArrayLike<number> | null;
  readonly mask: ArrayLike<number>;
  /** 0 where the policy term (not the KL term) of a token is dropped. */
  readonly gate: ArrayLike<number>;
  readonly advantage: number;
  /** Number of counted tokens. */
  readonly length: number;
}

interface Totals {
  loss: number;
  kl: number;
  low: number;
  high: number;
  tokens: number;
  ratios: number;
}

/** One response: adds its part of the loss to `totals` and returns dLoss/dlogp of its tokens. */
function rowLoss(row: Row, scale: number, settings: LossSettings, totals: Totals): Float64Array {
  const size = row.logProbs.length;
  const gradient = new Float64Array(size);
  const perSequence = settings.ratioLevel === 'sequence';
  const sequenceLog = perSequence ? meanLogRatio(row) : 0;
  let throughSequence = 0;
  for (let t = 0; t < size; t++) {
    const counted = row.mask[t] ?? 0;
    if (counted === 0) continue;
    const logProb = row.logProbs[t] ?? 0;
    const ratio = Math.exp(perSequence ? sequenceLog : logProb - (row.old[t] ?? 0));
    const policy = clippedTerm(ratio, row.advantage, settings);
    const gate = row.gate[t] ?? 1;
    const divergence = klTerm(row, t, ratio, settings);
    totals.loss += counted * scale * (gate * policy.value + settings.beta * divergence.value);
    // `slope` is the derivative by the log of the ratio, `direct` the one by the token's own log-probability.
    const slope = counted * scale * (gate * policy.slope + settings.beta * divergence.slope);
    const direct = counted * scale * settings.beta * divergence.direct;
    if (perSequence) throughSequence += slope;
    gradient[t] = direct + (perSequence ? 0 : slope);
    totals.kl += divergence.value;
    totals.tokens++;
    if (!perSequence) countClipping(ratio, row.advantage, settings, totals);
  }
  if (perSequence) {
    countClipping(Math.exp(sequenceLog), row.advantage, settings, totals);
    const share = throughSequence / Math.max(1, row.length);
    for (let t = 0; t < size; t++) gradient[t] = (gradient[t] ?? 0) + (row.mask[t] ?? 0) * share;
  }
  return gradient;
}

/** -min(min(rho, delta) A, clip(rho) A) and its derivative by log rho. */
function clippedTerm(ratio: number, advantage: number, settings: LossSettings) {
  const bounded = settings.delta === null ? ratio : Math.min(ratio, settings.delta);
  const boundedSlope = bounded === ratio ? ratio : 0;
  const clipped = Math.min(Math.max(ratio, 1 - settings.clipLow), 1 + settings.clipHigh);
  const clippedSlope = clipped === ratio ? ratio : 0;
  const [free, cut] = [bounded * advantage, clipped * advantage];
  if (free < cut) return { value: -free, slope: -boundedSlope * advantage };
  if (cut < free) return { value: -cut, slope: -clippedSlope * advantage };
  // Equal branches share the gradient by halves, as torch.min does.
  return { value: -free, slope: (-(boundedSlope + clippedSlope) / 2) * advantage };
}

/** The k3 estimate exp(d) - d - 1 with d = log ref - log pi (Schulman); `direct` is its derivative by log pi. */
function klTerm(row: Row, t: number, ratio: number, settings: LossSettings) {
  if (row.reference === null) return { value: 0, slope: 0, direct: 0 };
  const difference = (row.reference[t] ?? 0) - (row.logProbs[t] ?? 0);
  const grown = Math.exp(difference);
  const value = grown - difference - 1;
  const direct = 1 - grown;
  return settings.biasCorrectedKl
    ? { value: value * ratio, slope: value * ratio, direct: direct * ratio }
    : { value, slope: 0, direct };
}

function countClipping(ratio: number, advantage: number, settings: LossSettings, totals: Totals): void {
  const bounded = settings.delta === null ? ratio : Math.min(ratio, settings.delta);
  if (bounded < 1 - settings.clipLow && advantage < 0) totals.low++;
  if (bounded > 1 + settings.clipHigh && advantage > 0) totals.high++;
  totals.ratios++;
}

function meanLogRatio(row: Row): number {
  let sum = 0;
  for (let t = 0; t < row.logProbs.length; t++)
    sum += ((row.logProbs[t] ?? 0) - (row.old[t] ?? 0)) * (row.mask[t] ?? 0);
  return sum / Math.max(1, row.length);
}

/** What one counted token of a response weighs in the loss. */
function tokenScale(rows: readonly Row[], settings: LossSettings): (row: Row) => number {
  const tokens = rows.reduce((sum, row) => sum + row.length, 0);
  const { accumulation } = settings;
  const divisors: Record<LossType, (row: Row) => number> = {
    grpo: (row) => rows.length * Math.max(1, row.length) * accumulation,
    bnpo: () => Math.max(1, tokens) * accumulation,
    dr_grpo: () => rows.length * settings.maxResponseTokens * accumulation,
    dapo: () => settings.tokensInUpdate ?? Math.max(1, tokens),
  };
  const divisor = divisors[settings.type];
  return (row) => 1 / divisor(row);
}

function readRows(batch: LossBatch, settings: LossSettings): Row[] {
  const { logProbs, oldLogProbs, referenceLogProbs, entropies } = batch;
  if (settings.beta !== 0 && referenceLogProbs === null)
    throw new RangeError('A loss with a KL term needs the log-probabilities of the reference policy.');
  if (settings.topEntropyQuantile < 1 && entropies === null)
    throw new RangeError('A loss on high-entropy tokens needs the entropies.');
  checkShapes(batch);
  const masks = logProbs.map((row, i) => batch.mask?.[i] ?? new Uint8Array(row.length).fill(1));
  const entropyGates =
    settings.topEntropyQuantile < 1 && entropies !== null
      ? highEntropyGate(entropies, masks, 1 - settings.topEntropyQuantile)
      : null;
  return logProbs.map((row, i) => {
    const mask = masks[i] ?? [];
    const old = oldLogProbs?.[i] ?? row;
    const advantage = batch.advantages[i] ?? 0;
    const kept =
      settings.offPolicyThreshold === null ||
      onPolicyGate(row, old, mask, advantage, settings.offPolicyThreshold);
    return {
      logProbs: row,
      old,
      reference: settings.beta === 0 ? null : (referenceLogProbs?.[i] ?? null),
      mask,
      gate: kept ? (entropyGates?.[i] ?? new Uint8Array(row.length).fill(1)) : new Uint8Array(row.length),
      advantage,
      length: sum(mask),
    };
  });
}

function checkShapes(batch: LossBatch): void {
  const rows = batch.logProbs.length;
  if (batch.advantages.length !== rows)
    throw new RangeError(`A loss over ${rows} responses got ${batch.advantages.length} advantages.`);
  const others = {
    oldLogProbs: batch.oldLogProbs,
    referenceLogProbs: batch.referenceLogProbs,
    mask: batch.mask,
    entropies: batch.entropies,
  };
  for (const [name, matrix] of Object.entries(others)) {
    if (matrix === null) continue;
    const fits = matrix.length === rows && matrix.every((row, i) => row.length === batch.logProbs[i]?.length);
    if (!fits) throw new RangeError(`The shape of ${name} is not the shape of the log-probabilities.`);
  }
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] ?? 0;
  return total;
}
