import { describe, expect, it } from 'vitest';
import { grouped, timecode, timeLeft } from './timecode.ts';

describe('times for people', () => {
  it.each([
    [0, 3, '0:00.000'],
    [62.48, 3, '1:02.480'],
    [59.9996, 3, '1:00.000'],
    [3723.5, 1, '1:02:03.5'],
    [-1.5, 1, '-0:01.5'],
    [61, 0, '1:01'],
    [Number.NaN, 3, '-:--'],
  ])('%d with %d decimals is %s', (seconds, decimals, text) => {
    expect(timecode(seconds, decimals)).toBe(text);
  });

  it('say how long something takes no finer than it is known', () => {
    expect(timeLeft(4)).toBe('a few seconds left');
    expect(timeLeft(43)).toBe('45 s left');
    expect(timeLeft(170)).toBe('3 min left');
    expect(timeLeft(5400)).toBe('1 h 30 min left');
    expect(timeLeft(7199)).toBe('2 h 0 min left');
  });

  it('group thousands', () => {
    expect(grouped(1234567)).toBe('1\u202F234\u202F567');
  });
});
