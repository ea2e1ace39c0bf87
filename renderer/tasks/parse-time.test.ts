import { describe, expect, it } from 'vitest';
import { evenTable } from '../timeline/testing.ts';
import { parseTime } from './parse-time.ts';

describe('a typed time', () => {
  const table = evenTable(2000, 40, 80);
  it.each([
    ['12.4', 12_400],
    ['1:02.5', 62_500],
    ['0:01:02.5', 62_500],
    ['62,5', 62_500],
    ['f10', 480],
    [' F 2000 ', 80_080],
    ['0.07', 80],
    ['80.09', 80_080],
  ])('%s is tick %d', (text, tick) => {
    expect(parseTime(text, table)).toBe(tick);
  });

  it.each(['', 'soon', '1:2:3:4', '-1', '99:00', 'f2001', '0.01', '1e3', '12.4.5'])(
    '%s means nothing here',
    (text) => {
      expect(parseTime(text, table)).toBeNull();
    },
  );
});
