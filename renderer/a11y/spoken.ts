import type { IntervalRow, ItemRow, SuggestionRow } from '../../src/service/contract/index.ts';
import { ticks, toSeconds, type Timebase } from '../../src/time/ticks.ts';
import { itemText } from '../tasks/plan.ts';
import { words } from '../words/words.ts';

/** A time as a screen reader says it, to the hundredth of a second: `1 minute 2.4 seconds`. */
export function spokenSeconds(seconds: number): string {
  const hundredths = Math.round(Math.max(0, seconds) * 100);
  return words('a11y')('time', {
    hours: Math.floor(hundredths / 360_000),
    minutes: Math.floor((hundredths % 360_000) / 6_000),
    seconds: (hundredths % 6_000) / 100,
  }).trim();
}

export function spokenTick(tick: number, timebase: Timebase): string {
  return spokenSeconds(toSeconds(ticks(Math.round(tick)), timebase));
}

/** What a cell of the timeline's grid says. */
export interface Spoken {
  readonly item: Pick<ItemRow, 'task' | 'prompt'> | null;
  /** Said in place of the item where that is not known. */
  readonly code: string;
  readonly look: 'truth' | 'suggestion' | 'rejected';
  readonly start: number;
  readonly end: number;
  /** Which instance of its label or item it is, from 1; null where there is but one. */
  readonly instance: { readonly at: number; readonly count: number } | null;
  readonly offGrid: boolean;
  readonly confidence: Pick<SuggestionRow, 'score' | 'calibrated' | 'basis'> | null;
  readonly provenance: IntervalRow['provenance'] | null;
}

/** `jump, instance 3 of 7, labelled, from 1 minute 2.4 seconds to 1 minute 5 seconds, made by policy` */
export function spokenInterval(spoken: Spoken, timebase: Timebase): string {
  const t = words('a11y');
  const { item, look, instance, confidence } = spoken;
  const kinds = { truth: 'labelled', suggestion: 'suggested', rejected: 'rejected' } as const;
  return [
    item === null ? spoken.code : item.task === 'TAL' ? itemText(item) : `${item.task} ${itemText(item)}`,
    instance === null ? '' : t('instance', instance),
    t(kinds[look]),
    t('span', { start: spokenTick(spoken.start, timebase), end: spokenTick(spoken.end, timebase) }),
    look === 'truth' ? spokenProvenance(spoken.provenance) : t('byPolicy'),
    look === 'suggestion' && confidence !== null ? spokenConfidence(confidence) : '',
    spoken.offGrid ? t('offGrid') : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** A probability in percent, a mere score as the number it is, an event as what it is. */
function spokenConfidence({ score, calibrated, basis }: NonNullable<Spoken['confidence']>): string {
  const t = words('a11y');
  if (basis === 'events') return t('event');
  return calibrated
    ? t('confidence', { percent: Math.round(score * 100) })
    : t('score', { score: Math.round(score * 100) / 100 });
}

/** Who made an interval, told by both of its edges. */
function spokenProvenance(provenance: Spoken['provenance']): string {
  if (provenance === null) return '';
  const t = words('a11y');
  const { start, end } = provenance;
  const moved = [start, end].find(({ kind }) => kind === 'nudged' || kind === 'trimmed');
  if (start.policyId !== null || end.policyId !== null)
    return moved === undefined ? t('madeByPolicy') : t('movedAfterPolicy', { name: moved.by });
  const drawn = [start, end].find(({ kind }) => kind !== 'imported');
  return drawn === undefined ? t('importedFrom', { name: start.by }) : t('drawnBy', { name: drawn.by });
}
