import { describe, expect, it } from 'vitest';
import type { Worth } from '../../src/service/contract/index.ts';
import { queued, worthSentence } from './worth.ts';

const worth = (value: number): Worth => ({ value, disagreement: value, novelty: null, reason: 'expected' });
const items = [
  { id: 'a', worth: null },
  { id: 'b', worth: worth(0.2) },
  { id: 'c' },
  { id: 'd', worth: worth(0.9) },
];
const ids = (order: 'order' | 'value' | null): string[] => queued(items, order).map(({ id }) => id);

describe('items in the queue', () => {
  it('come in the order of what they would teach, the rest after them as they were', () => {
    expect(ids('value')).toEqual(['d', 'b', 'a', 'c']);
    expect(ids(null)).toEqual(['d', 'b', 'a', 'c']);
  });

  it('stay as they were asked where a person wants that, or nothing is known', () => {
    expect(ids('order')).toEqual(['a', 'b', 'c', 'd']);
    expect(queued([{ id: 'a' }, { id: 'b', worth: null }], 'value').map(({ id }) => id)).toEqual(['a', 'b']);
  });
});

describe('why something is worth labelling', () => {
  it('is said in numbers', () => {
    expect(worthSentence({ ...worth(0.62), novelty: 0.3 })).toBe(
      'The model’s answers disagree by 62 %; the video is 30 % unlike anything curated yet.',
    );
    expect(worthSentence(worth(0.62))).toContain('too few videos are curated');
  });
});
