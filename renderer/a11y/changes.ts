import type { IntervalRow, ItemRow, SuggestionRow, VideoDetail } from '../../src/service/contract/index.ts';
import { timebase } from '../../src/time/ticks.ts';
import { hasSpan } from '../tasks/plan.ts';
import { words } from '../words/words.ts';
import { spokenInterval, spokenTick } from './spoken.ts';

/** More changes than this at once are told by the sentence of the act alone. */
const MOST = 3;

interface Owned {
  readonly item: ItemRow;
  readonly interval: IntervalRow;
}

function intervals(detail: VideoDetail): Map<number, Owned> {
  return new Map(
    detail.items.flatMap((item) => item.intervals.map((interval) => [interval.id, { item, interval }])),
  );
}

function said({ item, interval }: Owned, detail: VideoDetail): string {
  const at = item.intervals.findIndex((each) => each.id === interval.id);
  return spokenInterval(
    {
      item,
      code: item.task,
      look: 'truth',
      start: interval.start,
      end: interval.end,
      instance: item.intervals.length > 1 ? { at: at + 1, count: item.intervals.length } : null,
      offGrid: interval.offGrid.start || interval.offGrid.end,
      confidence: null,
      provenance: interval.provenance,
    },
    timebase(detail.timebase.num, detail.timebase.den),
  );
}

function saidSuggestion(suggestion: SuggestionRow, detail: VideoDetail): string {
  const item = detail.items.find((each) => each.id === suggestion.itemId) ?? null;
  if (!hasSpan(suggestion)) return words('a11y')('suggested');
  return spokenInterval(
    {
      item,
      code: '',
      look: 'suggestion',
      start: suggestion.start,
      end: suggestion.end,
      instance: null,
      offGrid: false,
      confidence: suggestion,
      provenance: null,
    },
    timebase(detail.timebase.num, detail.timebase.den),
  );
}

/** What changed between two readings of a video, as sentences for a screen reader; nothing when too much did. */
export function spokenChanges(before: VideoDetail, after: VideoDetail): string[] {
  if (before.id !== after.id || before === after) return [];
  const t = words('a11y');
  const base = timebase(after.timebase.num, after.timebase.den);
  const [old, now] = [intervals(before), intervals(after)];
  const status = new Map(before.suggestions.map((each) => [each.id, each.status]));
  const decided = after.suggestions.filter(
    (each) => status.get(each.id) === 'pending' && each.status !== 'pending',
  );
  const accepted = decided.some((each) => each.status !== 'rejected');
  const sentences: string[] = [];
  for (const [id, each] of now) {
    const was = old.get(id)?.interval;
    const { start, end } = each.interval;
    if (was === undefined) sentences.push(t(accepted ? 'accepted' : 'made', { what: said(each, after) }));
    else if (was.start !== start && was.end !== end)
      sentences.push(t('movedTo', { start: spokenTick(start, base), end: spokenTick(end, base) }));
    else if (was.start !== start) sentences.push(t('startNow', { time: spokenTick(start, base) }));
    else if (was.end !== end) sentences.push(t('endNow', { time: spokenTick(end, base) }));
  }
  for (const [id, each] of old) if (!now.has(id)) sentences.push(t('deleted', { what: said(each, before) }));
  for (const each of decided)
    if (each.status === 'rejected') sentences.push(t('rejectedThat', { what: saidSuggestion(each, after) }));
  return sentences.length > MOST ? [] : sentences;
}
