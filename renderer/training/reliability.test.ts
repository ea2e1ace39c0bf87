import { describe, expect, it } from 'vitest';
import { errorText, radiusOf, spokenReliability, type Bin } from './reliability.ts';

const bin = (meanScore: number, right: number, count: number): Bin => ({
  from: 0,
  to: 1,
  meanScore,
  right,
  count,
  low: 0,
  high: 1,
});

describe('the reliability diagram', () => {
  it('is told in words, group by group', () => {
    expect(spokenReliability([bin(0.204, 4, 20), bin(0.9, 45, 48)])).toBe(
      'Suggestions in 2 groups by rising confidence: said 20 percent, 4 of 20 (20 percent) right; said 90 percent, 45 of 48 (94 percent) right.',
    );
    expect(spokenReliability([bin(0.5, 1, 2)])).toContain('in 1 group by');
    expect(spokenReliability([])).toBe('No suggestion was judged.');
  });

  it('gives errors in hundredths, and larger points to more suggestions', () => {
    expect(errorText(0.0314)).toBe('3.1');
    expect(radiusOf(100, 100)).toBeGreaterThan(radiusOf(25, 100));
    expect(radiusOf(0, 0)).toBeGreaterThan(0);
  });
});
