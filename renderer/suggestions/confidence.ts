import type { SuggestionRow } from '../../src/service/contract/index.ts';
import { formats, words } from '../words/words.ts';

interface Scored extends Pick<SuggestionRow, 'score' | 'calibrated'> {
  /** What it rests on: events have no confidence, however strong they are. */
  readonly basis?: SuggestionRow['basis'];
}

/** A probability as a percentage; a score that is none as the bare number it is. */
export function confidenceText({ score, calibrated, basis }: Scored): string {
  const t = words('offers');
  if (basis === 'events') return t('event');
  return calibrated ? t('percent', { percent: Math.round(score * 100) }) : twoDigits(score);
}

/** The same to be heard, or read in a sentence. */
export function spokenConfidence({ score, calibrated, basis }: Scored): string {
  const t = words('offers');
  if (basis === 'events') return t('changesHere');
  return calibrated
    ? t('sure', { percent: Math.round(score * 100) })
    : t('score', { score: twoDigits(score) });
}

/** What the number means. */
export function confidenceMeaning({ calibrated, basis }: Omit<Scored, 'score'>): string {
  const t = words('offers');
  if (basis === 'events') return t('eventMeaning');
  return t(calibrated ? 'calibratedMeaning' : 'scoreMeaning');
}

function twoDigits(score: number): string {
  return formats().number(score, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
