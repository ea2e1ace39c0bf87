import type { SuggestionRow } from '../../src/service/contract/index.ts';

type Scored = Pick<SuggestionRow, 'score' | 'calibrated'>;

/** A probability as a percentage; a score that is none as the bare number it is. */
export function confidenceText({ score, calibrated }: Scored): string {
  return calibrated ? `${Math.round(score * 100)} %` : score.toFixed(2);
}

/** The same to be heard, or read in a sentence. */
export function spokenConfidence({ score, calibrated }: Scored): string {
  return calibrated ? `${Math.round(score * 100)} percent sure` : `score ${score.toFixed(2)}`;
}

/** What the number means. */
export function confidenceMeaning(calibrated: boolean): string {
  return calibrated
    ? 'Probability that it is right, as measured on held-out videos'
    : 'Score of the policy: higher is surer, but it is no probability';
}
