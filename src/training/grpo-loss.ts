import { highEntropyGate, onPolicyGate } from './loss-masks.ts';
import { gammaWeight, klTerm, policyTerm, type GammaShape, type SoftTemperatures } from './loss-terms.ts';

/**
 * GRPO's per-token loss and its exact derivative in float64 (TRL's `GRPOTrainer._compute_loss`; method.md 7.2, 7.3).
 * Policies never see this code: they get `-dLoss/dlogp` as token weights of a log-likelihood to ascend.
 */

/**
 * The first four share a term and differ in how token losses are averaged: per response, per batch token, per possible token,
 * per token of the whole step. `luspo` weighs responses by their length (meant for `ratioLevel` sequence); `cispo`, `sapo` and
 * `vespo` have terms of their own (loss-terms.ts).
 */
export const LOSS_TYPES = ['grpo', 'bnpo', 'dr_grpo', 'dapo', 'cispo', 'sapo', 'luspo', 'vespo'] as const;
export type LossType = (typeof LOSS_TYPES)[number];

export interface LossSettings {
  readonly type: LossType;
  /**
   * The ratio is clipped to [1 - clipLow, 1 + clipHigh]; `clip-higher` (DAPO) sets the second larger. For `cispo`, `clipHigh`
   * itself is the bound of the ratio (TRL's convention; 5 is usual). `sapo` and `vespo` don't clip.
   */
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
  /** `dapo`, `cispo` and `vespo` divide by this count: the tokens of all batches of the update. Null: those of this batch. */
  readonly tokensInUpdate: number | null;
  /** Share of tokens with the highest entropy that carry the policy term; 1 = all. */
  readonly topEntropyQuantile: number;
  /** Responses with a negative advantage further than this from the sampling policy are dropped; null = none. */
  readonly offPolicyThreshold: number | null;
  /** The mean entropy of the tokens, times this, is subtracted from the loss; 0 = no bonus. */
  readonly entropyBonus: number;
  /** Of `sapo`. */
  readonly temperatures: SoftTemperatures;
  /** Of `vespo`. */
  readonly gamma: GammaShape;
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
  /** Entropy of each token's distribution; needed when `topEntropyQuantile` is below 1, and for a bonus. */
  readonly entropies: readonly ArrayLike<number>[] | null;
}

export interface LossResult {
  readonly loss: number;
  /** Without the entropy bonus, and before `accumulation` divides it. */
  readonly policyLoss: number;
  /** dLoss/dlogp, in the shape of `logProbs`. */
  readonly gradients: readonly Float64Array[];
  /** dLoss/dentropy, in the shape of `logProbs`; null without a bonus. */
  readonly entropyGradients: readonly Float64Array[] | null;
  /** Mean KL estimate per counted token; 0 when beta is 0. */
  readonly kl: number;
  /** Share of ratios cut from below (advantage negative) and from above (positive): per token, or per response at sequence level. */
  readonly clippedLow: number;
  readonly clippedHigh: number;
  /** The same for each response; NaN for one without tokens. */
  readonly clippedByResponse: readonly { readonly low: number; readonly high: number }[];
  /** Mean over responses of what `vespo` weighs them by; 1 for other types. */
  readonly meanWeight: number;
}

/** @throws RangeError when shapes disagree or an input that the settings need is missing. */
export function grpoLoss(batch: LossBatch, settings: LossSettings): LossResult {
  const rows = readRows(batch, settings);
  const scale = tokenScale(rows, settings);
  const totals: Totals = { loss: 0, kl: 0, tokens: 0, clipped: [] };
  const gradients = rows.map((row) => rowLoss(row, scale(row), settings, totals));
  const bonus = settings.entropyBonus === 0 ? null : entropyBonus(batch, rows, settings);
  const shareOf = (end: 'low' | 'high') =>
    totals.clipped.reduce((all, row) => all + row[end], 0) /
    Math.max(
      1,
      totals.clipped.reduce((all, row) => all + row.ratios, 0),
    );
  return {
    loss: totals.loss - (bonus?.value ?? 0),
    policyLoss: totals.loss * (PER_UPDATE.has(settings.type) ? 1 : settings.accumulation),
    gradients,
    entropyGradients: bonus?.gradients ?? null,
    kl: totals.kl / Math.max(1, totals.tokens),
    clippedLow: shareOf('low'),
    clippedHigh: shareOf('high'),
    clippedByResponse: totals.clipped.map(({ low, high, ratios }) => ({
      low: low / ratios,
      high: high / ratios,
    })),
    meanWeight: sum(rows.map(({ weight }) => weight)) / rows.length,
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
  /** 1 where a token's entropy is high enough to count; all 1 when all count. */
  readonly entropyGate: ArrayLike<number>;
  /** 0 when the response has drifted too far from the policy that sampled it: it keeps its KL term only. */
  readonly kept: 0 | 1;
  readonly advantage: number;
  /** What `vespo` weighs the response by; 1 for other types. */
  readonly weight: number;
  /** Number of counted tokens. */
  readonly length: number;
}

interface Totals {
  loss: number;
  kl: number;
  tokens: number;
  clipped: { low: number; high: number; ratios: number }[];
}

/** One response: adds its part of the loss to `totals` and returns dLoss/dlogp of its tokens. */
function rowLoss(row: Row, scale: number, settings: LossSettings, totals: Totals): Float64Array {
  const size = row.logProbs.length;
  const gradient = new Float64Array(size);
  const perSequence = settings.ratioLevel === 'sequence';
  const sequenceLog = perSequence ? meanLogRatio(row) : 0;
  const clipped = { low: 0, high: 0, ratios: 0 };
  totals.clipped.push(clipped);
  let throughSequence = 0;
  for (let t = 0; t < size; t++) {
    const counted = row.mask[t] ?? 0;
    if (counted === 0) continue;
    const logProb = row.logProbs[t] ?? 0;
    const ratio = Math.exp(perSequence ? sequenceLog : logProb - (row.old[t] ?? 0));
    const policy = policyTerm({ ratio, logProb, ...row }, settings);
    const gate = row.kept * (row.entropyGate[t] ?? 1);
    const divergence = klTerm(
      row.reference === null ? null : (row.reference[t] ?? 0),
      logProb,
      ratio,
      settings,
    );
    totals.loss += counted * scale * (gate * policy.value + settings.beta * divergence.value);
    const slope = counted * scale * (gate * policy.slope + settings.beta * divergence.slope);
    const direct = counted * scale * (gate * policy.direct + settings.beta * divergence.direct);
    if (perSequence) throughSequence += slope;
    gradient[t] = direct + (perSequence ? 0 : slope);
    totals.kl += divergence.value;
    totals.tokens++;
    if (!perSequence) countClipping(ratio, row.advantage, settings, clipped);
  }
  if (perSequence) {
    countClipping(Math.exp(sequenceLog), row.advantage, settings, clipped);
    const share = throughSequence / Math.max(1, row.length);
    for (let t = 0; t < size; t++) gradient[t] = (gradient[t] ?? 0) + (row.mask[t] ?? 0) * share;
  }
  return gradient;
}

function countClipping(
  ratio: number,
  advantage: number,
  settings: LossSettings,
  clipped: { low: number; high: number; ratios: number },
): void {
  clipped.ratios++;
  if (settings.type === 'sapo' || settings.type === 'vespo') return;
  if (settings.type === 'cispo') {
    if (ratio > settings.clipHigh && advantage > 0) clipped.high++;
    return;
  }
  const bounded = settings.delta === null ? ratio : Math.min(ratio, settings.delta);
  if (bounded < 1 - settings.clipLow && advantage < 0) clipped.low++;
  if (bounded > 1 + settings.clipHigh && advantage > 0) clipped.high++;
}

/** `entropyBonus` times the mean entropy of the tokens that carry the policy term, scaled as the loss is; with its slope. */
function entropyBonus(
  { entropies }: LossBatch,
  rows: readonly Row[],
  settings: LossSettings,
): { value: number; gradients: Float64Array[] } {
  const counts = rows.map((row) =>
    Float64Array.from(row.mask, (counted, t) => counted * (row.entropyGate[t] ?? 1)),
  );
  const divisor = PER_UPDATE.has(settings.type)
    ? tokensOf(rows, settings)
    : Math.max(1, sum(counts.map(sum))) * settings.accumulation;
  const share = settings.entropyBonus / divisor;
  return {
    value:
      share * sum(counts.map((row, i) => sum(row.map((count, t) => count * (entropies?.[i]?.[t] ?? 0))))),
    gradients: counts.map((row) => row.map((count) => -share * count)),
  };
}

function meanLogRatio(row: Row): number {
  let total = 0;
  for (let t = 0; t < row.logProbs.length; t++)
    total += ((row.logProbs[t] ?? 0) - (row.old[t] ?? 0)) * (row.mask[t] ?? 0);
  return total / Math.max(1, row.length);
}

/** These divide by the tokens of the whole update, in which accumulation is already counted. */
const PER_UPDATE: ReadonlySet<LossType> = new Set(['dapo', 'cispo', 'vespo']);

function tokensOf(rows: readonly Row[], settings: LossSettings): number {
  return settings.tokensInUpdate ?? Math.max(1, sum(rows.map(({ length }) => length)));
}

/** What one counted token of a response weighs in the loss. */
function tokenScale(rows: readonly Row[], settings: LossSettings): (row: Row) => number {
  const { accumulation } = settings;
  const perResponse = (row: Row) => rows.length * Math.max(1, row.length) * accumulation;
  const tokens = tokensOf(rows, settings);
  const inUpdate = () => tokens;
  const inBatch = Math.max(1, sum(rows.map(({ length }) => length)));
  const divisors: Record<LossType, (row: Row) => number> = {
    grpo: perResponse,
    sapo: perResponse,
    bnpo: () => inBatch * accumulation,
    dr_grpo: () => rows.length * settings.maxResponseTokens * accumulation,
    dapo: inUpdate,
    cispo: inUpdate,
    vespo: inUpdate,
    luspo: () => rows.length * accumulation,
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
  if (settings.entropyBonus !== 0 && entropies === null)
    throw new RangeError('A loss with an entropy bonus needs the entropies.');
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
      entropyGate: entropyGates?.[i] ?? new Uint8Array(row.length).fill(1),
      kept: kept ? 1 : 0,
      advantage,
      weight: settings.type === 'vespo' ? gammaWeight(row, old, mask, advantage, settings.gamma) : 1,
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
