import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutPatches, patchOrder } from './vision-preprocess.ts';
import { windowsOf } from './vision-windows.ts';

const vision = { patchSize: 2, mergeSize: 2, temporalPatchSize: 2, channels: 3 };
const same = { mean: [0, 0, 0], deviation: [1 / 255, 1 / 255, 1 / 255] } as const;

/** Every byte says where it is: frame, channel, row, column. */
function frames(count: number, height: number, width: number, layout: 'rgb24' | 'planes') {
  const data = new Uint8Array(count * 3 * height * width);
  let i = 0;
  const value = (t: number, c: number, y: number, x: number) => (t * 97 + c * 31 + y * width + x) % 256;
  for (let t = 0; t < count; t++) {
    if (layout === 'planes') {
      for (let c = 0; c < 3; c++)
        for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[i++] = value(t, c, y, x);
    } else {
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) for (let c = 0; c < 3; c++) data[i++] = value(t, c, y, x);
    }
  }
  return { count, height, width, layout, data };
}

describe('cutting frames into patches', () => {
  it('gives the same for pixels and for planes', () => {
    const planes = cutPatches(frames(4, 8, 12, 'planes'), vision);
    const pixels = cutPatches(frames(4, 8, 12, 'rgb24'), vision);
    expect(pixels).toEqual(planes);
    expect(planes.grid).toEqual({ time: 2, height: 4, width: 6 });
  });

  it('puts channel, frame, row and column of a patch in this order, and the patches of a token together', () => {
    const { data } = cutPatches(frames(2, 4, 8, 'planes'), vision, same);
    const [patch, row] = [3 * 2 * 2 * 2, 8];
    // The second token's second patch begins at row 0, column 6.
    const numbers = Array.from(data.subarray(5 * patch, 6 * patch), Math.round);
    const expected = [0, 1, 2].flatMap((c) =>
      [0, 1].flatMap((t) => [0, 1].flatMap((y) => [6, 7].map((x) => t * 97 + c * 31 + y * row + x))),
    );
    expect(numbers).toEqual(expected);
  });

  it('repeats the last frame where there is an odd one', () => {
    const three = frames(3, 4, 4, 'planes');
    const four = frames(4, 4, 4, 'planes');
    four.data.copyWithin(3 * 48, 2 * 48, 3 * 48);
    expect(cutPatches(three, vision)).toEqual(cutPatches(four, vision));
  });

  it('refuses sizes that are no multiple and bytes that are missing', () => {
    expect(() => cutPatches(frames(2, 6, 4, 'planes'), vision)).toThrow('multiples of 4 are needed');
    const short = { ...frames(2, 4, 4, 'planes'), count: 3 };
    expect(() => cutPatches(short, vision)).toThrow('3 frames of 4 x 4 need 144 bytes, but there are 96');
    expect(() => cutPatches({ ...short, count: 0, data: new Uint8Array() }, vision)).toThrow('0 frames');
  });
});

describe('attention windows', () => {
  const grids = fc.record({
    time: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 6 }).map((n) => 2 * n),
    width: fc.integer({ min: 1, max: 6 }).map((n) => 2 * n),
  });

  it('hold together what lies in one square of a frame, each patch once', () => {
    fc.assert(
      fc.property(grids, fc.integer({ min: 4, max: 15 }), (grid, windowSize) => {
        const windows = windowsOf(grid, { ...vision, windowSize });
        const side = Math.floor(windowSize / 4) * 2;
        const order = [...patchOrder(grid, 2)];
        expect(windows.places).toHaveLength(order.length);
        expect(new Set(windows.places).size).toBe(order.length);
        expect(windows.filled.filter(Boolean)).toHaveLength(order.length);
        const window = (p: number) => Math.floor((windows.places[p] ?? -1) / windows.size);
        const square = (p: number) => {
          const { time = -1, row = -1, column = -1 } = order[p] ?? {};
          return [time, Math.floor(row / side), Math.floor(column / side)].join(' ');
        };
        const inWindow = new Map<number, string>();
        for (const p of order.keys()) {
          expect(windows.patches[windows.places[p] ?? -1]).toBe(p);
          const known = inWindow.get(window(p)) ?? square(p);
          expect(square(p)).toBe(known);
          inWindow.set(window(p), known);
        }
        expect(new Set(inWindow.values()).size).toBe(inWindow.size);
      }),
    );
  });
});
