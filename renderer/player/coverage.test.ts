import { describe, expect, it } from 'vitest';
import { Coverage, seenAt, type Seen } from './coverage.ts';

describe('what was seen', () => {
  it('is joined by kind and handed on once', () => {
    const sent: [Seen, [number, number][]][] = [];
    const coverage = new Coverage((kind, ranges) => sent.push([kind, ranges]));
    coverage.add('watched', 0, 100);
    coverage.add('skimmed', 50, 400);
    coverage.add('watched', 100, 150.2);
    coverage.add('watched', 300, 300);
    coverage.add('skimmed', 600.5, 700);
    coverage.flush();
    coverage.flush();
    expect(sent).toEqual([
      ['watched', [[0, 151]]],
      [
        'skimmed',
        [
          [50, 400],
          [600, 700],
        ],
      ],
    ]);
  });

  it('is handed on in parts that the service takes', () => {
    const lengths: number[] = [];
    const coverage = new Coverage((_kind, ranges) => lengths.push(ranges.length));
    for (let i = 0; i < 1500; i++) coverage.add('skimmed', i * 10, i * 10 + 5);
    coverage.flush();
    expect(lengths).toEqual([1000, 500]);
  });

  it('counts as watched up to twice the speed, and never backwards', () => {
    expect([0.1, 1, 2].map(seenAt)).toEqual(['watched', 'watched', 'watched']);
    expect([2.5, 16, -0.5, -1].map(seenAt)).toEqual(['skimmed', 'skimmed', 'skimmed', 'skimmed']);
  });
});
