import { describe, expect, it } from 'vitest';
import { exchanged, kept } from './sentence-order.ts';

describe('sentences', () => {
  it('change places with their neighbour, each keeping the place it came from', () => {
    const all = kept(['a', 'b', 'c']);
    expect(exchanged(all, 1, -1)).toEqual([
      { text: 'b', from: 1 },
      { text: 'a', from: 0 },
      { text: 'c', from: 2 },
    ]);
    expect(exchanged(all, 1, 1)?.map(({ text }) => text)).toEqual(['a', 'c', 'b']);
  });

  it('stay where there is no neighbour', () => {
    expect(exchanged(['a', 'b'], 0, -1)).toBeNull();
    expect(exchanged(['a', 'b'], 1, 1)).toBeNull();
    expect(exchanged([], 0, 1)).toBeNull();
  });
});
