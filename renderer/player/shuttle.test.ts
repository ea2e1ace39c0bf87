import { describe, expect, it } from 'vitest';
import { nextSpeed, shuttle, SPEEDS } from './shuttle.ts';

function press(keys: string): number {
  let state = { rate: 0 };
  for (const key of keys) if (key === 'j' || key === 'k' || key === 'l') state = shuttle(state, key);
  return state.rate;
}

describe('the J K L shuttle', () => {
  it.each([
    ['l', 1],
    ['ll', 2],
    ['llll', 8],
    ['llllllll', 16],
    ['j', -1],
    ['jjj', -4],
    ['lllk', 0],
    ['lljk', 0],
    ['llj', 1],
    ['lj', 0],
    ['ljj', -1],
    ['jjl', -1],
  ])('%s runs at %d', (keys, rate) => {
    expect(press(keys)).toBe(rate);
  });

  it('starts slowly with Shift', () => {
    expect(shuttle({ rate: 0 }, 'l', true).rate).toBe(0.1);
    expect(shuttle({ rate: 0.1 }, 'l', true).rate).toBe(0.25);
    expect(shuttle({ rate: 0 }, 'j', true).rate).toBe(-0.1);
  });
});

describe('speeds', () => {
  it('run from a tenth to sixteen times and stop there', () => {
    expect([SPEEDS[0], SPEEDS.at(-1)]).toEqual([0.1, 16]);
    expect(nextSpeed(16, 1)).toBe(16);
    expect(nextSpeed(0.1, -1)).toBe(0.1);
    expect(nextSpeed(1, 1)).toBe(1.25);
    expect(nextSpeed(1.1, -1)).toBe(1);
  });
});
