import * as z from 'zod';
import { logLoss, type ScoredOutcome } from '../../metrics/calibration.ts';
import { compareText } from '../text/vocabulary.ts';
import { isotonicSteps } from './isotonic.ts';
import { fitLogistic, sigmoid, type Prior } from './logistic-fit.ts';

/** What a map may be; all of them rise with the score. */
const FAMILIES = ['identity', 'logistic', 'beta', 'isotonic'] as const;
type Family = (typeof FAMILIES)[number];

const unit = z.number().min(0).max(1);
const knots = z
  .array(z.tuple([unit, unit]))
  .min(1)
  .max(10_000)
  .refine(
    (list) =>
      list.every(([x, y], i) => i === 0 || (x >= (list[i - 1]?.[0] ?? 0) && y >= (list[i - 1]?.[1] ?? 0))),
    'a map must not fall',
  );

/**
 * A strictly rising map from a policy's score to the probability that the suggestion is right:
 * `sigmoid(low * ln s - high * ln(1 - s) + shift)` (beta calibration, Kull et al. 2017; logistic on log-odds where `low` and
 * `high` are equal), mixed with isotonic steps where there are some.
 */
export const scoreMap = z.strictObject({
  family: z.enum([...FAMILIES, 'constant']),
  curve: z.strictObject({
    low: z.number().min(0).max(1e6),
    high: z.number().min(0).max(1e6),
    shift: z.number().min(-1e6).max(1e6),
  }),
  /** Corners of the isotonic line, (score, probability), and its share in the map. */
  steps: z.strictObject({ weight: unit, knots }).nullable(),
});
export type ScoreMap = z.infer<typeof scoreMap>;
type Curve = ScoreMap['curve'];

/** Scores nearer to 0 or 1 than this have the log-odds of this. */
const FAINTEST = 1e-6;
/**
 * Share of the raw score in every probability: far below what anybody reads, and enough that no two scores ever tie which were
 * apart. Whatever is ordered by score (mAP) stays as it was.
 */
const TILT = 1e-6;
/** Suggestions at which isotonic steps count as much as the smooth curve behind them. */
const STEPS_TRUSTED = 100;
/** The slopes are believed to be 1 (a score is a probability already) about as firmly as one suggestion says. */
const SLOPE: Prior = { mean: 1, precision: 1 };
const SHIFT: Prior = { mean: 0, precision: 0.1 };
/** Parts of the data that take turns in judging. */
export const FOLDS = 5;

/** An outcome with the video it was seen in: what is seen in one video hangs together, and is never parted by folds. */
export interface SeenOutcome extends ScoredOutcome {
  readonly videoId: string;
}

/** The probability that a suggestion of this score is right, in (0, 1). @param score in [0, 1], cut to it otherwise */
export function probabilityOf({ curve, steps }: ScoreMap, score: number): number {
  const s = Math.max(0, Math.min(1, score));
  const smooth = alongCurve(curve, s);
  const rate =
    steps === null ? smooth : steps.weight * alongKnots(steps.knots, s) + (1 - steps.weight) * smooth;
  return (1 - TILT) * rate + TILT * s;
}

function features(score: number): [number, number] {
  const s = Math.max(FAINTEST, Math.min(1 - FAINTEST, score));
  return [Math.log(s), -Math.log1p(-s)];
}

function alongCurve({ low, high, shift }: Curve, score: number): number {
  const [x, y] = features(score);
  return sigmoid(low * x + high * y + shift);
}

function alongKnots(knots: readonly (readonly [number, number])[], score: number): number {
  let [first, last] = [0, knots.length - 1];
  // The last corner at or below the score.
  while (first < last) {
    const middle = (first + last + 1) >> 1;
    if ((knots[middle]?.[0] ?? 0) <= score) first = middle;
    else last = middle - 1;
  }
  const [x0, y0] = knots[first] ?? [0, 0];
  const [x1, y1] = knots[first + 1] ?? [x0, y0];
  if (score <= x0 || x1 === x0) return y0;
  return y0 + ((y1 - y0) * (score - x0)) / (x1 - x0);
}

/**
 * The map of the family that predicts left-out videos best (log-loss over up to 5 folds); the simpler one where two are equal.
 * A map that explains its own data worse than their mere share of right ones gives way to that share.
 * @param outcomes in any order; the map does not depend on it
 */
export function fitScoreMap(outcomes: readonly SeenOutcome[]): ScoreMap {
  const sorted = outcomes.toSorted(
    (a, b) => a.score - b.score || Number(a.right) - Number(b.right) || compareText(a.videoId, b.videoId),
  );
  const map = fitFamily(bestFamily(sorted), sorted);
  const constant = constantMap(sorted);
  return (lossOf(map, sorted) ?? 0) <= (lossOf(constant, sorted) ?? 0) ? map : constant;
}

function bestFamily(outcomes: readonly SeenOutcome[]): Family {
  const folds = foldsOf(outcomes);
  if (folds.length < 2) return 'logistic';
  let best: { family: Family; loss: number } = { family: 'identity', loss: Infinity };
  for (const family of FAMILIES) {
    const loss = folds.reduce((sum, fold) => {
      const judged = outcomes.filter(({ videoId }) => fold.has(videoId));
      const others = outcomes.filter(({ videoId }) => !fold.has(videoId));
      return sum + judged.length * (lossOf(fitFamily(family, others), judged) ?? 0);
    }, 0);
    if (loss < best.loss - 1e-9) best = { family, loss };
  }
  return best.family;
}

/**
 * Videos in up to `FOLDS` parts with about equally many outcomes each; fewer parts with fewer videos. Follows from what each
 * video holds, not from its place.
 */
export function foldsOf(outcomes: readonly { readonly videoId: string }[]): ReadonlySet<string>[] {
  const sizes = new Map<string, number>();
  for (const { videoId } of outcomes) sizes.set(videoId, (sizes.get(videoId) ?? 0) + 1);
  const folds = Array.from({ length: Math.min(FOLDS, sizes.size) }, () => ({
    videos: new Set<string>(),
    size: 0,
  }));
  const bySize = [...sizes].toSorted(([a, m], [b, n]) => n - m || compareText(a, b));
  for (const [video, size] of bySize) {
    const smallest = folds.reduce((least, fold) => (fold.size < least.size ? fold : least));
    smallest.videos.add(video);
    smallest.size += size;
  }
  return folds.map(({ videos }) => videos);
}

function lossOf(map: ScoreMap, outcomes: readonly ScoredOutcome[]): number | null {
  return logLoss(outcomes.map(({ score, right }) => ({ score: probabilityOf(map, score), right })));
}

function fitFamily(family: Family, outcomes: readonly ScoredOutcome[]): ScoreMap {
  if (family === 'identity') return { family, curve: { low: 1, high: 1, shift: 0 }, steps: null };
  if (family === 'beta') return { family, curve: fitBeta(outcomes), steps: null };
  const curve = fitLogOdds(outcomes);
  if (family === 'logistic') return { family, curve, steps: null };
  const corners = isotonicSteps(outcomes).flatMap(({ from, to, rate }): [number, number][] =>
    from === to
      ? [[from, rate]]
      : [
          [from, rate],
          [to, rate],
        ],
  );
  const weight = outcomes.length / (outcomes.length + STEPS_TRUSTED);
  return { family, curve, steps: corners.length === 0 ? null : { weight, knots: corners } };
}

/** The share of right ones, as if one of each kind had been seen before (Laplace). */
function constantMap(outcomes: readonly ScoredOutcome[]): ScoreMap {
  const right = outcomes.filter((each) => each.right).length;
  const shift = Math.log((right + 1) / (outcomes.length - right + 1));
  return { family: 'constant', curve: { low: 0, high: 0, shift }, steps: null };
}

function fitLogOdds(outcomes: readonly ScoredOutcome[]): Curve {
  const right = outcomes.map((each) => each.right);
  const rows = outcomes.map(({ score }) => {
    const [x, y] = features(score);
    return [x + y, 1];
  });
  const [slope = 0, shift = 0] = fitLogistic(rows, right, [SLOPE, SHIFT]);
  return slope > 0 ? { low: slope, high: slope, shift } : flat(right);
}

function fitBeta(outcomes: readonly ScoredOutcome[]): Curve {
  const right = outcomes.map((each) => each.right);
  const rows = outcomes.map(({ score }) => features(score));
  const [low = 0, high = 0, shift = 0] = fitLogistic(
    rows.map(([x, y]) => [x, y, 1]),
    right,
    [SLOPE, SLOPE, SHIFT],
  );
  if (low >= 0 && high >= 0) return { low, high, shift };
  // As Kull et al. do: a slope that would fall is left out, and the others are fitted anew.
  const kept = low < high ? 1 : 0;
  const [slope = 0, moved = 0] = fitLogistic(
    rows.map((row) => [row[kept], 1]),
    right,
    [SLOPE, SHIFT],
  );
  if (slope < 0) return flat(right);
  return kept === 0 ? { low: slope, high: 0, shift: moved } : { low: 0, high: slope, shift: moved };
}

function flat(right: readonly boolean[]): Curve {
  const [shift = 0] = fitLogistic(
    right.map(() => [1]),
    right,
    [SHIFT],
  );
  return { low: 0, high: 0, shift };
}
