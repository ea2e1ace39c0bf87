import { describe, expect, it } from 'vitest';
import { clipCount, filled, painted, scoreAt } from './saliency.ts';

describe('saliency by clip', () => {
  it('has one score for every begun clip', () => {
    expect(clipCount(53.92, 2)).toBe(27);
    expect(clipCount(54, 2)).toBe(27);
    expect(clipCount(54.0000001, 2)).toBe(27);
    expect(clipCount(0.5, 2)).toBe(1);
    expect(filled([4], 3)).toEqual([4, 0, 0]);
  });

  it('is painted without gaps in both directions', () => {
    expect(painted([0, 0, 0, 0], 3, 1, 2)).toEqual([0, 2, 2, 2]);
    expect(painted([1, 1], 0, 0, 4)).toEqual([4, 1]);
  });

  it('reads whole scores from the height', () => {
    expect([-0.2, 0, 0.1, 0.5, 0.9, 1, 2].map(scoreAt)).toEqual([0, 0, 0, 2, 4, 4, 4]);
  });
});
