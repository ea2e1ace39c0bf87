/**
 * What one token adds to GRPO's loss, by loss type, with its derivatives (TRL's `GRPOTrainer._compute_loss`; method.md 7.3).
 */

/** A value, its derivative by the log of the ratio, and the one by the token's own log-probability with the ratio held. */
export interface Term {
  readonly value: number;
  readonly slope: number;
  readonly direct: number;
}

/** `sapo`: how sharply its gate closes, for advantages above 0 and for the others. */
export interface SoftTemperatures {
  readonly positive: number;
  readonly negative: number;
}

/** `vespo`: the gamma weighting exp(lambda + k log w - lambda w), for advantages from 0 up and for those below. */
export interface GammaShape {
  readonly positive: { readonly k: number; readonly lambda: number };
  readonly negative: { readonly k: number; readonly lambda: number };
}

/** TRL's defaults. */
export const SOFT_TEMPERATURES: SoftTemperatures = { positive: 1, negative: 1.05 };
export const GAMMA_SHAPE: GammaShape = {
  positive: { k: 2, lambda: 3 },
  negative: { k: 3, lambda: 2 },
};

interface TermSettings {
  readonly type: string;
  readonly clipLow: number;
  readonly clipHigh: number;
  readonly delta: number | null;
  readonly temperatures: SoftTemperatures;
}

interface TokenInput {
  readonly ratio: number;
  readonly logProb: number;
  readonly advantage: number;
  /** Of the response, for `vespo`. */
  readonly weight: number;
}

/** The policy term of one token. */
export function policyTerm({ ratio, logProb, advantage, weight }: TokenInput, settings: TermSettings): Term {
  switch (settings.type) {
    case 'cispo':
      return weighedTerm(Math.min(ratio, settings.clipHigh), advantage, logProb);
    case 'vespo':
      return weighedTerm(weight, advantage, logProb);
    case 'sapo':
      return softTerm(ratio, advantage, settings.temperatures);
    default:
      return clippedTerm(ratio, advantage, settings);
  }
}

/** -weight A log pi, the weight being a constant (arXiv 2506.13585, CISPO). */
function weighedTerm(weight: number, advantage: number, logProb: number): Term {
  return { value: -weight * advantage * logProb, slope: 0, direct: -weight * advantage };
}

/** -A (4/tau) sigmoid(tau (rho - 1)) (SAPO). */
function softTerm(ratio: number, advantage: number, temperatures: SoftTemperatures): Term {
  // TRL holds the temperature in float32, even where everything else is float64.
  const tau = Math.fround(advantage > 0 ? temperatures.positive : temperatures.negative);
  const gate = 1 / (1 + Math.exp(-tau * (ratio - 1)));
  // A ratio of Infinity opens the gate fully, where nothing changes any more.
  const change = gate === 1 ? 0 : 4 * gate * (1 - gate) * ratio;
  return { value: (-4 / tau) * gate * advantage, slope: -change * advantage, direct: 0 };
}

/** -min(min(rho, delta) A, clip(rho) A). */
function clippedTerm(ratio: number, advantage: number, settings: TermSettings): Term {
  const bounded = settings.delta === null ? ratio : Math.min(ratio, settings.delta);
  const boundedSlope = bounded === ratio ? ratio : 0;
  const clipped = Math.min(Math.max(ratio, 1 - settings.clipLow), 1 + settings.clipHigh);
  const clippedSlope = clipped === ratio ? ratio : 0;
  const [free, cut] = [bounded * advantage, clipped * advantage];
  if (free < cut) return { value: -free, slope: -boundedSlope * advantage, direct: 0 };
  if (cut < free) return { value: -cut, slope: -clippedSlope * advantage, direct: 0 };
  // Equal branches share the gradient by halves, as torch.min does.
  return { value: -free, slope: (-(boundedSlope + clippedSlope) / 2) * advantage, direct: 0 };
}

/** The k3 estimate exp(d) - d - 1 with d = log ref - log pi (Schulman), times the ratio when it is to be unbiased. */
export function klTerm(
  reference: number | null,
  logProb: number,
  ratio: number,
  { biasCorrectedKl }: { readonly biasCorrectedKl: boolean },
): Term {
  if (reference === null) return { value: 0, slope: 0, direct: 0 };
  const difference = reference - logProb;
  const grown = Math.exp(difference);
  const value = grown - difference - 1;
  const direct = 1 - grown;
  return biasCorrectedKl
    ? { value: value * ratio, slope: value * ratio, direct: direct * ratio }
    : { value, slope: 0, direct };
}

const LEAST_LOG_WEIGHT = Math.log(1e-8);
const MOST_LOG_WEIGHT = 20;

/** `vespo`'s weight of a response: phi(w) with w the ratio of the whole response, clamped as TRL does. */
export function gammaWeight(
  logProbs: ArrayLike<number>,
  old: ArrayLike<number>,
  mask: ArrayLike<number>,
  advantage: number,
  gamma: GammaShape,
): number {
  const within = (value: number, least: number) => Math.min(Math.max(value, least), MOST_LOG_WEIGHT);
  let total = 0;
  for (let t = 0; t < logProbs.length; t++)
    total += within((logProbs[t] ?? 0) - (old[t] ?? 0), -MOST_LOG_WEIGHT) * (mask[t] ?? 0);
  const logWeight = within(total, LEAST_LOG_WEIGHT);
  const { k, lambda } = advantage >= 0 ? gamma.positive : gamma.negative;
  const bounded = Math.max(lambda, 1e-4);
  const weight = Math.exp(bounded + k * logWeight - bounded * Math.exp(logWeight));
  return Number.isFinite(weight) ? weight : 0;
}
