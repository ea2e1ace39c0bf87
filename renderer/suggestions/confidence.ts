import type { SuggestionRow } from '../../src/service/contract/index.ts';
import { EVENT, EVENT_MEANING } from './basis.ts';

interface Scored extends Pick<SuggestionRow, 'score' | 'calibrated'> {
  /** What it rests on: events have no confidence, however strong they are. */
  readonly basis?: SuggestionRow['basis'];
}

/** A probability as a percentage; a score that is none as the bare number it is. */
export function confidenceText({ score, calibrated, basis }: Scored): string {
  if (basis === 'events') return 'event';
  return calibrated ? `${Math.round(score * 100)} %` : score.toFixed(2);
}

/** The same to be heard, or read in a sentence. */
export function spokenConfidence({ score, calibrated, basis }: Scored): string {
  if (basis === 'events') return EVENT;
  return calibrated ? `${Math.round(score * 100)} percent sure` : `score ${score.toFixed(2)}`;
}

/** What the number means. */
export function confidenceMeaning({ calibrated, basis }: Omit<Scored, 'score'>): string {
  if (basis === 'events') return EVENT_MEANING;
  return calibrated
    ? 'Probability that it is right, as measured on held-out videos'
    : 'Score of the policy: higher is surer, but it is no probability';
}
