import * as z from 'zod';
import {
  confidenceHistogram,
  equalMassBins,
  equalWidthBins,
  expectedCalibrationError,
  HUNDREDTHS,
  logLoss,
  sweptBins,
  type ScoredOutcome,
} from '../../metrics/calibration.ts';
import type { EvaluationItem } from '../../metrics/evaluation.ts';
import {
  SUGGESTION_KINDS,
  suggestionOutcomes,
  type SuggestionKind,
  type SuggestionOutcome,
} from '../../metrics/suggestion-outcomes.ts';
import type { Prediction, TaskKind } from '../../tasks/task.ts';
import { compareText } from '../text/vocabulary.ts';
import { fitScoreMap, foldsOf, probabilityOf, scoreMap, type ScoreMap } from './score-map.ts';

/** Held-out curated items without which nothing is called a probability. */
export const FEWEST_ITEMS = 100;
/** Points of a reliability diagram, and how many suggestions each should stand for. */
const MOST_DRAWN = 10;
const FEWEST_DRAWN = 20;
/** Suggestions without which a kind of score shares the map of all. */
const FEWEST_OUTCOMES = 30;

const kind = z.enum(SUGGESTION_KINDS);
const count = z.int().min(0);
const share = z.number().min(0).max(1);

const reliabilityBin = z.strictObject({
  from: share,
  to: share,
  count,
  right: count,
  meanScore: share,
  low: share,
  high: share,
});

/** How true confidences are: expected calibration error over swept bins of equal mass and over 15 of equal width, and log-loss. */
const errors = z.strictObject({ mass: share, width: share, logLoss: z.number().min(0) });
const measured = z.strictObject({ errors, bins: z.array(reliabilityBin).max(1000) });
const hundredths = z.array(count).length(HUNDREDTHS);

const reliability = z.strictObject({
  /** Suggestions judged, and curated items they belong to. */
  suggestions: count,
  items: count,
  /** Raw scores taken as probabilities. */
  before: measured,
  /** Calibrated: each suggestion by maps that never saw its video. */
  after: measured,
  /** Of the calibrated ones: what thresholds for accepting follow from. */
  histogram: z.strictObject({ count: hundredths, right: hundredths }),
});
export type Reliability = z.infer<typeof reliability>;

/**
 * What makes a policy's scores probabilities, and how well it does so on videos that neither the policy nor the maps learned
 * from. Part of the policy's file.
 */
export const calibration = z.strictObject({
  version: z.literal(1),
  /** Held-out curated items and videos it was fitted on. */
  items: count,
  videos: count,
  /** For kinds of score with too few suggestions of their own. */
  pooled: scoreMap,
  own: z.partialRecord(kind, scoreMap),
  /** Cross-validated by video. */
  all: reliability,
  kinds: z.partialRecord(kind, reliability),
});
export type Calibration = z.infer<typeof calibration>;

/** A calibration, or the sentence that says why there is none. */
export interface CalibrationOutcome {
  /** Held-out curated items that there were. */
  readonly items: number;
  readonly calibration: Calibration | null;
  readonly sentence: string;
}

/**
 * Fits a policy's calibration on curated items that it has not learned from.
 * @param predictions by item id, with the policy's raw scores; items without, or with events in place of an answer,
 *   are left out
 */
export function fitCalibration(
  items: readonly EvaluationItem[],
  predictions: ReadonlyMap<string, Prediction>,
): CalibrationOutcome {
  const answered = items.filter(({ itemId }) => {
    const prediction = predictions.get(itemId);
    return prediction !== undefined && prediction.basis === undefined;
  });
  // Sorted, so that not even the last digit depends on the order of items.
  const outcomes = answered
    .toSorted((a, b) => compareText(a.videoId, b.videoId) || compareText(a.itemId, b.itemId))
    .flatMap((item) => {
      const prediction = predictions.get(item.itemId);
      return prediction === undefined ? [] : suggestionOutcomes(item, prediction);
    });
  const videos = new Set(outcomes.map(({ videoId }) => videoId)).size;
  const refused = (sentence: string) => ({ items: answered.length, calibration: null, sentence });
  if (answered.length < FEWEST_ITEMS)
    return refused(
      `Not calibrated: ${answered.length} of ${FEWEST_ITEMS} held-out items. Scores are scores, not probabilities.`,
    );
  if (videos < 2)
    return refused(
      'Not calibrated: all held-out suggestions are on one video. Scores are scores, not probabilities.',
    );
  const made = { items: answered.length, videos, ...fitMaps(outcomes), ...measure(outcomes) };
  const { before, after } = made.all;
  const figures = `${after.errors.mass.toFixed(3)}, ${before.errors.mass.toFixed(3)} before`;
  return {
    items: answered.length,
    calibration: { version: 1, ...made },
    sentence: `Calibrated on ${answered.length} held-out items of ${videos} videos; expected calibration error ${figures} (cross-validated).`,
  };
}

interface Maps {
  readonly pooled: ScoreMap;
  readonly own: Partial<Record<SuggestionKind, ScoreMap>>;
}

function fitMaps(outcomes: readonly SuggestionOutcome[]): Maps {
  const own: Partial<Record<SuggestionKind, ScoreMap>> = {};
  for (const each of SUGGESTION_KINDS) {
    const mine = outcomes.filter((outcome) => outcome.kind === each);
    if (mine.length >= FEWEST_OUTCOMES) own[each] = fitScoreMap(mine);
  }
  return { pooled: fitScoreMap(outcomes), own };
}

/** Every suggestion is judged by maps, families chosen included, that never saw its video. */
function measure(outcomes: readonly SuggestionOutcome[]): Pick<Calibration, 'all' | 'kinds'> {
  const calibrated = foldsOf(outcomes).flatMap((fold) => {
    const maps = fitMaps(outcomes.filter(({ videoId }) => !fold.has(videoId)));
    return outcomes
      .filter(({ videoId }) => fold.has(videoId))
      .map((outcome) => ({ raw: outcome, score: probabilityOf(mapFor(maps, outcome.kind), outcome.score) }));
  });
  const of = (members: typeof calibrated): Reliability => {
    const after = members.map(({ raw, score }) => ({ score, right: raw.right }));
    const { count, right } = confidenceHistogram(after);
    return {
      suggestions: members.length,
      items: new Set(members.map(({ raw }) => raw.itemId)).size,
      before: measuredOn(members.map(({ raw }) => raw)),
      after: measuredOn(after),
      histogram: { count: [...count], right: [...right] },
    };
  };
  const kinds: Partial<Record<SuggestionKind, Reliability>> = {};
  for (const each of SUGGESTION_KINDS) {
    const mine = calibrated.filter(({ raw }) => raw.kind === each);
    if (mine.length > 0) kinds[each] = of(mine);
  }
  return { all: of(calibrated), kinds };
}

function measuredOn(outcomes: readonly ScoredOutcome[]): Reliability['after'] {
  const cut = outcomes.map(({ score, right }) => ({ score: Math.max(0, Math.min(1, score)), right }));
  const drawn = Math.max(1, Math.min(MOST_DRAWN, Math.floor(cut.length / FEWEST_DRAWN)));
  return {
    errors: {
      mass: expectedCalibrationError(sweptBins(cut)) ?? 0,
      width: expectedCalibrationError(equalWidthBins(cut)) ?? 0,
      logLoss: logLoss(cut) ?? 0,
    },
    bins: equalMassBins(cut, drawn),
  };
}

function mapFor({ pooled, own }: Maps, wanted: SuggestionKind): ScoreMap {
  return own[wanted] ?? pooled;
}

/**
 * A prediction whose scores are probabilities; their order is that of the raw scores. One that points at events stays as it is:
 * nothing is known of how often it is right.
 */
export function calibratedPrediction(prediction: Prediction, task: TaskKind, maps: Calibration): Prediction {
  if (prediction.basis !== undefined) return prediction;
  const map = mapFor(maps, task);
  const { alternatives, answerScore } = prediction;
  return {
    ...prediction,
    scores: prediction.scores.map((score) => probabilityOf(map, score)),
    ...(alternatives !== undefined && {
      alternatives: alternatives.map((each) => ({ ...each, score: probabilityOf(map, each.score) })),
    }),
    ...(answerScore !== undefined && { answerScore: probabilityOf(mapFor(maps, 'answer'), answerScore) }),
  };
}
