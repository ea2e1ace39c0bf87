import { describe, expect, it } from 'vitest';
import { packBars } from './bars.ts';
import { fillDenseRow } from './dense.ts';
import { bar } from './testing.ts';

describe('bars too narrow to draw one by one', () => {
  const view = { start: 0, perPixel: 10 };

  it('fill at least one pixel each, and wide ones are left out', () => {
    const lane = packBars([bar('narrow', 100, 101), bar('wide', 200, 400)], 1);
    const pixels = new Uint32Array(100);
    expect(fillDenseRow(lane, 0, view, 1, () => 7, pixels)).toBe(1);
    expect([...pixels.keys()].filter((x) => pixels[x] === 7)).toEqual([10]);
  });

  it('are placed in device pixels', () => {
    const lane = packBars([bar('a', 100, 120)], 1);
    const pixels = new Uint32Array(200);
    fillDenseRow(lane, 0, view, 2, () => 1, pixels);
    expect([...pixels.keys()].filter((x) => pixels[x] === 1)).toEqual([20, 21, 22, 23]);
  });

  it('of another row are not drawn', () => {
    const lane = packBars([bar('a', 100, 120), bar('b', 105, 115)], 2);
    const pixels = new Uint32Array(100);
    expect(fillDenseRow(lane, 1, view, 1, (i) => i + 1, pixels)).toBe(1);
    expect(pixels[10]).toBe(2);
  });
});
