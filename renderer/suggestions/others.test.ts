import { describe, expect, it } from 'vitest';
import { offered } from './offered.ts';
import { othersOf } from './others.ts';
import { intervalRow, itemRow, responseRow, suggestionRow } from './testing.ts';

const ids = (list: readonly { readonly id: number }[] | undefined): number[] | undefined =>
  list?.map(({ id }) => id);

describe('what else a policy has for an item', () => {
  it('are candidates that are not shown, then what its newest answer left out', () => {
    const suggestions = [0.9, 0.8, 0.7, 0.2, 0.3].map((score, at) =>
      suggestionRow(at + 1, at * 60, { score }),
    );
    const responses = [responseRow({ spare: [0, 0] }), responseRow({ id: 0, spare: [0] })];
    const others = othersOf(itemRow('TG'), { items: [], suggestions, responses }, 0);
    expect(ids(others?.hidden)).toEqual([5, 4]);
    expect(others?.count).toBe(4);
  });

  it('are those of one sentence: the chosen one, or the first that has nothing', () => {
    const item = itemRow('DTG', { intervals: [intervalRow(0, 10, 0)], noneSlots: [1] });
    const video = { items: [item], suggestions: [], responses: [responseRow({ spare: [0, 1, 2, 2] })] };
    expect(othersOf(item, video, 1)).toMatchObject({ slot: 1, count: 1 });
    expect(othersOf(item, video, null)).toMatchObject({ slot: 2, count: 2 });
  });

  it('are none where an item has all that it can have, and of lists only a person knows', () => {
    const responses = [responseRow({ spare: [0] })];
    const whole = itemRow('TG', { intervals: [intervalRow(0, 10)] });
    expect(othersOf(whole, { items: [], suggestions: [], responses }, 0)).toBeNull();
    const list = itemRow('TAL', { intervals: [intervalRow(0, 10)] });
    expect(othersOf(list, { items: [], suggestions: [], responses }, 0)?.count).toBe(1);
  });

  it('are shown once they were asked for, however unlikely', () => {
    const faint = suggestionRow(2, 100, { score: 0.01 });
    const sure = suggestionRow(1, 0);
    expect(ids(offered([sure, faint], 'TAL'))).toEqual([1]);
    expect(ids(offered([sure, { ...faint, asked: true }], 'TAL'))).toEqual([1, 2]);
  });
});
