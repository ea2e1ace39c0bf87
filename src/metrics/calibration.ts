/** One suggestion with the score it was given, in [0, 1], and whether it was right. */
export interface ScoredOutcome {
  readonly score: number;
  readonly right: boolean;
}

/** Suggestions of similar score: how sure the policy was of them, and how many were right. */
export interface ReliabilityBin {
  /** Lowest and highest score in it (equal mass), or its borders (equal width). */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly right: number;
  /** Mean score: where a calibrated policy's share of right ones would lie. */
  readonly meanScore: number;
  /** Wilson's interval of the share of right ones. */
  readonly low: number;
  readonly high: number;
}

/** Number of bins of equal width that the field reports (Guo et al. 2017). */
export const WIDTH_BINS = 15;
/** More bins of equal mass than this say nothing more in a picture. */
const MOST_MASS_BINS = 15;
const LEAST_MASS_BINS = 5;
const FEWEST_IN_BIN = 20;
/** Normal quantile of a two-sided interval of 95 %. */
const Z95 = 1.959963984540054;
/** Keeps a logarithm finite where a score is exactly 0 or 1. */
const FAINTEST = 1e-12;

/**
 * Wilson's score interval of a share (Wilson 1927), which stays inside [0, 1] and is sensible for few trials.
 * @param z normal quantile; 95 % by default
 * @returns [0, 1] when there are no trials
 */
export function wilsonInterval(right: number, count: number, z = Z95): { low: number; high: number } {
  if (count === 0) return { low: 0, high: 1 };
  const share = right / count;
  const spread = z * Math.sqrt((share * (1 - share)) / count + (z / (2 * count)) ** 2);
  const middle = share + z ** 2 / (2 * count);
  const scale = 1 + z ** 2 / count;
  // At the ends the formula gives exactly 0 and 1, but for rounding.
  const low = right === 0 ? 0 : Math.max(0, (middle - spread) / scale);
  const high = right === count ? 1 : Math.min(1, (middle + spread) / scale);
  return { low, high };
}

/** Suggestions of one score; they always share a bin, so that no figure depends on the order of items. */
interface Tied {
  readonly score: number;
  count: number;
  right: number;
}

function tied(outcomes: readonly ScoredOutcome[]): Tied[] {
  const groups = new Map<number, Tied>();
  for (const { score, right } of outcomes) {
    const group = groups.get(score) ?? { score, count: 0, right: 0 };
    group.count++;
    if (right) group.right++;
    groups.set(score, group);
  }
  return [...groups.values()].toSorted((a, b) => a.score - b.score);
}

function binOf(groups: readonly Tied[], borders?: { readonly from: number; readonly to: number }) {
  let [count, right, sum] = [0, 0, 0];
  for (const group of groups) {
    count += group.count;
    right += group.right;
    sum += group.count * group.score;
  }
  const from = borders?.from ?? groups[0]?.score ?? 0;
  const to = borders?.to ?? groups.at(-1)?.score ?? 1;
  return { from, to, count, right, meanScore: sum / count, ...wilsonInterval(right, count) };
}

/** Bins of equal width over [0, 1], empty ones left out. The last one includes 1. */
export function equalWidthBins(outcomes: readonly ScoredOutcome[], bins = WIDTH_BINS): ReliabilityBin[] {
  const groups = Map.groupBy(tied(outcomes), ({ score }) =>
    Math.max(0, Math.min(bins - 1, Math.floor(score * bins))),
  );
  return [...groups].map(([index, members]) =>
    binOf(members, { from: index / bins, to: (index + 1) / bins }),
  );
}

/** At most `bins` bins with about equally many suggestions each; equal scores are never parted. */
export function equalMassBins(outcomes: readonly ScoredOutcome[], bins: number): ReliabilityBin[] {
  return massBins(tied(outcomes), outcomes.length, bins);
}

function massBins(groups: readonly Tied[], total: number, bins: number): ReliabilityBin[] {
  let before = 0;
  const members = Map.groupBy(groups, ({ count }) => {
    const middle = before + count / 2;
    before += count;
    return Math.min(bins - 1, Math.floor((middle / total) * bins));
  });
  return [...members.values()].map((each) => binOf(each));
}

/**
 * Bins of equal mass, as many as the data bear: the largest number up to which the share of right ones rises from bin to bin
 * (the monotonic sweep of Roelofs et al. 2022, which is less biased than any fixed number of bins). Never fewer than 5 where
 * each can hold 20: of a single bin the error would say no more than that the mean is right.
 */
export function sweptBins(outcomes: readonly ScoredOutcome[]): ReliabilityBin[] {
  const groups = tied(outcomes);
  let best: ReliabilityBin[] = [];
  for (let bins = 1; bins <= Math.min(MOST_MASS_BINS, groups.length); bins++) {
    const next = massBins(groups, outcomes.length, bins);
    const rises = next.every(({ right, count }, i) => {
      const last = next[i - 1];
      return last === undefined || last.right / last.count <= right / count;
    });
    if (!rises) break;
    best = next;
  }
  const least = Math.min(LEAST_MASS_BINS, Math.floor(outcomes.length / FEWEST_IN_BIN));
  return best.length < least ? massBins(groups, outcomes.length, least) : best;
}

/**
 * Expected calibration error (Guo et al. 2017, equation 3): mean over suggestions of how far their bin's share of right ones
 * is from its mean score.
 * @returns null without suggestions
 */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number | null {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  return (
    bins.reduce((sum, { count, right, meanScore }) => sum + Math.abs(right - count * meanScore), 0) / total
  );
}

/** Mean negative log-likelihood in nats, scores taken as probabilities; null without suggestions. */
export function logLoss(outcomes: readonly ScoredOutcome[]): number | null {
  if (outcomes.length === 0) return null;
  const sum = outcomes.reduce(
    (total, { score, right }) => total - Math.log(Math.max(FAINTEST, right ? score : 1 - score)),
    0,
  );
  return sum / outcomes.length;
}

/** How many suggestions, and how many right ones, lie in each hundredth of confidence: `[k / 100, (k + 1) / 100)`. */
export interface ConfidenceHistogram {
  readonly count: readonly number[];
  readonly right: readonly number[];
}

/** Parts of a `ConfidenceHistogram`. */
export const HUNDREDTHS = 100;

export function confidenceHistogram(outcomes: readonly ScoredOutcome[]): ConfidenceHistogram {
  const count = Array.from({ length: HUNDREDTHS }, () => 0);
  const right = Array.from({ length: HUNDREDTHS }, () => 0);
  for (const outcome of outcomes) {
    const at = Math.max(0, Math.min(HUNDREDTHS - 1, Math.floor(outcome.score * HUNDREDTHS)));
    count[at] = (count[at] ?? 0) + 1;
    if (outcome.right) right[at] = (right[at] ?? 0) + 1;
  }
  return { count, right };
}

/** From which confidence on suggestions can be accepted together, and on what this stands. */
export interface AcceptThreshold {
  readonly confidence: number;
  /** Held-out suggestions of at least this confidence, and how many of them were right. */
  readonly count: number;
  readonly right: number;
}

/**
 * The lowest confidence, in hundredths, such that of the suggestions with at least this confidence the lower end of Wilson's
 * 95 % interval of the share of right ones reaches `precision`.
 * @returns null when no confidence does: too few suggestions, or too many wrong ones among the surest
 */
export function acceptThreshold(histogram: ConfidenceHistogram, precision: number): AcceptThreshold | null {
  let [count, right] = [0, 0];
  let lowest: AcceptThreshold | null = null;
  for (let at = HUNDREDTHS - 1; at >= 0; at--) {
    count += histogram.count[at] ?? 0;
    right += histogram.right[at] ?? 0;
    // A hundredth without suggestions would only move the number, not what it stands on.
    if ((histogram.count[at] ?? 0) > 0 && wilsonInterval(right, count).low >= precision)
      lowest = { confidence: at / HUNDREDTHS, count, right };
  }
  return lowest;
}
