import { describe, expect, it } from 'vitest';
import { shares } from './coverage-strip.tsx';

describe('shares of a strip', () => {
  it('add up to the whole video, wherever it begins', () => {
    const seen = { start: 100, end: 300, watched: [[100, 150]] as const, skimmed: [[200, 250]] as const };
    expect(shares(seen)).toEqual({ watched: 0.25, skimmed: 0.25, unseen: 0.5 });
    expect(shares({ start: 0, end: 10, watched: [], skimmed: [] }).unseen).toBe(1);
    expect(shares({ start: 0, end: 10, watched: [[0, 10]], skimmed: [] }).unseen).toBe(0);
  });
});
