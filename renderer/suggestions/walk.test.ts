import { describe, expect, it } from 'vitest';
import type { ItemRow, ResponseRow, SuggestionRow } from '../../src/service/contract/index.ts';
import { intervalRow, itemRow, responseRow, suggestionRow } from './testing.ts';
import {
  left,
  nextItemWithStops,
  nextSettledWithStops,
  onward,
  stepTo,
  stopKey,
  stopsOf,
  type Verdict,
  type Walked,
} from './walk.ts';

const video = (
  items: readonly ItemRow[],
  suggestions: readonly SuggestionRow[],
  responses: readonly ResponseRow[] = [],
): Walked => ({ items: [...items], suggestions: [...suggestions], responses: [...responses] });

/** What follows when the first stop of an item is decided on. */
function then(item: ItemRow, walked: Walked, verdict?: Verdict): string {
  const [stop] = stopsOf(item, walked);
  if (stop === undefined) throw new Error('There is no stop.');
  const span = { start: 0, end: 50 };
  const found = onward(stop, verdict ?? { span }, walked);
  return found.to === 'stop' ? stopKey(found.stop) : found.to;
}

describe('the stops of an item', () => {
  const keys = (item: ItemRow, suggestions: SuggestionRow[], responses: ResponseRow[] = []) =>
    stopsOf(item, video([item], suggestions, responses)).map(stopKey);

  it('come by confidence for one interval, in time for many, as they are read for sentences', () => {
    const three = [
      suggestionRow(1, 300, { score: 0.9, slot: 2 }),
      suggestionRow(2, 100, { score: 0.5, slot: 1 }),
      suggestionRow(3, 200, { score: 0.7, slot: 0 }),
    ];
    expect(keys(itemRow('TG'), three)).toEqual(['s1', 's3', 's2']);
    expect(keys(itemRow('TAL'), three)).toEqual(['s2', 's3', 's1']);
    expect(keys(itemRow('DTG'), three)).toEqual(['s3', 's2', 's1']);
  });

  it('begin with the answer to a question, and never hold what was decided', () => {
    const one = [suggestionRow(1, 100), suggestionRow(2, 200, { status: 'accepted' })];
    expect(keys(itemRow('GVQA'), one, [responseRow()])).toEqual(['a1', 's1']);
    expect(keys(itemRow('GVQA'), one, [responseRow({ answerStatus: 'accepted' })])).toEqual(['s1']);
    expect(keys(itemRow('VHD'), one, [responseRow({ answerIndex: null })])).toEqual(['s1']);
  });

  it('are left only where something could be added', () => {
    const two = [suggestionRow(1, 100), suggestionRow(2, 300, { slot: 1 })];
    const open = (item: ItemRow) => left(item, video([item], two)).map(stopKey);
    expect(open(itemRow('TG', { intervals: [intervalRow(0, 10)] }))).toEqual([]);
    expect(open(itemRow('TAL', { intervals: [intervalRow(105, 150)] }))).toEqual(['s2']);
    expect(open(itemRow('DTG', { noneSlots: [1] }))).toEqual(['s1']);
  });
});

describe('after a decision', () => {
  it('a grounding is whole once its interval is accepted, and has its next candidate once the best is rejected', () => {
    const item = itemRow('TG');
    const walked = video([item], [suggestionRow(1, 0), suggestionRow(2, 200, { score: 0.5 })]);
    expect(then(item, walked)).toBe('next-item');
    expect(then(item, walked, 'rejected')).toBe('s2');
    expect(then(item, video([item], [suggestionRow(1, 0)]), 'rejected')).toBe('person');
  });

  it('sentences follow each other until all have their place; one without a suggestion is left to a person', () => {
    const item = itemRow('DTG', { intervals: [intervalRow(0, 10, 2)] });
    const both = [suggestionRow(1, 0, { slot: 0 }), suggestionRow(2, 0, { slot: 1, start: null, end: null })];
    expect(then(item, video([item], both))).toBe('s2');
    const last = itemRow('DTG', { intervals: [intervalRow(0, 10, 2)], noneSlots: [1] });
    expect(then(last, video([last], both))).toBe('next-item');
    expect(then(itemRow('DTG'), video([itemRow('DTG')], both.slice(0, 1)))).toBe('person');
  });

  it('of instances only a person knows whether they are all', () => {
    const item = itemRow('TAL');
    const walked = video([item], [suggestionRow(1, 0), suggestionRow(2, 200)]);
    expect(then(item, walked)).toBe('s2');
    expect(then(item, video([item], [suggestionRow(1, 0)]))).toBe('person');
    expect(then(item, video([item], [suggestionRow(1, 0)]), 'rejected')).toBe('person');
  });

  it('goes back to what was passed over before, and skips what the decision made needless', () => {
    const item = itemRow('TAL');
    const walked = video([item], [suggestionRow(1, 0), suggestionRow(2, 2), suggestionRow(3, 300)]);
    expect(then(item, walked)).toBe('s3');
    const stops = stopsOf(item, walked);
    const last = stops.at(-1);
    if (last === undefined) throw new Error('There is no stop.');
    expect(onward(last, 'rejected', walked)).toMatchObject({ to: 'stop', stop: { suggestion: { id: 1 } } });
  });

  it('a question goes from its answer to the evidence, of which a person says whether it is all', () => {
    const item = itemRow('GVQA');
    const walked = video([item], [suggestionRow(1, 0)], [responseRow()]);
    expect(then(item, walked, { span: null })).toBe('s1');
    const answered = itemRow('GVQA', { answerIndex: 0 });
    expect(then(answered, video([answered], [suggestionRow(1, 0)]))).toBe('person');
  });
});

describe('stepping', () => {
  it('goes on and back within the item, and then to waiting items only', () => {
    const items = ['a', 'b', 'c'].map((id) => itemRow('TAL', { id, state: id === 'b' ? 'curated' : 'open' }));
    const walked = video(
      items,
      items.map(({ id }, at) => suggestionRow(at + 1, 0, { itemId: id })),
    );
    const [first] = items;
    if (first === undefined) throw new Error('There is no item.');
    const stops = stopsOf(first, walked);
    expect(stepTo(stops, null, 1)).toBe(stops[0]);
    expect(stepTo(stops, 's1', 1)).toBeNull();
    const next = (from: string | null, step: 1 | -1 = 1) =>
      nextItemWithStops(items, from, walked, step)?.item.id;
    expect([next('a'), next('c'), next(null), next('a', -1)]).toEqual(['c', 'a', 'a', 'c']);
    const settled = (from: string | null) => nextSettledWithStops(items, from, walked)?.item.id;
    expect([settled('a'), settled('c'), settled('b'), settled(null)]).toEqual(['b', 'b', undefined, 'b']);
  });
});
