import { describe, expect, it } from 'vitest';
import { Coverage } from './coverage.ts';

describe('watched time', () => {
  it('is sent as few whole ranges and only once', () => {
    const sent: [number, number][][] = [];
    const coverage = new Coverage((ranges) => sent.push(ranges));
    coverage.add(100, 200.4);
    coverage.add(150, 300);
    coverage.add(500, 600);
    coverage.add(700, 700);
    coverage.flush();
    coverage.flush();
    expect(sent).toEqual([
      [
        [100, 300],
        [500, 600],
      ],
    ]);
  });
});
