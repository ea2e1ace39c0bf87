import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenlySpaced, paperBudget, planVideo, smartResize } from './video-plan.ts';

const vision = { patchSize: 14, mergeSize: 2, temporalPatchSize: 2 };

// [frames, fps, height, width] and what qwen-vl-utils makes of it: [count, height, width, sum of indices].
const plans: [number[], number[]][] = [
  [
    [300, 30, 720, 1280],
    [20, 392, 700, 2990],
  ],
  [
    [750, 25, 480, 640],
    [60, 252, 336, 22470],
  ],
  [
    [100, 23.976, 1080, 1920],
    [8, 560, 1008, 396],
  ],
  [
    [9000, 30, 720, 1280],
    [448, 84, 140, 2015776],
  ],
  [
    [6600, 30, 1920, 1080],
    [440, 140, 84, 1451780],
  ],
  [
    [5, 30, 240, 320],
    [4, 252, 308, 8],
  ],
  [
    [3, 10, 64, 64],
    [2, 112, 112, 2],
  ],
  [
    [2000, 12.5, 30, 3000],
    [320, 28, 1316, 319840],
  ],
  [
    [60000, 60, 2160, 3840],
    [448, 84, 140, 13439776],
  ],
  [
    [450, 15, 98, 98],
    [60, 112, 112, 13470],
  ],
  [
    [900, 4, 360, 640],
    [448, 84, 140, 201376],
  ],
];

describe('what of a video is shown', () => {
  it.each(plans)('%j becomes %j as in qwen-vl-utils', (video, expected) => {
    const [frames = 0, fps = 0, height = 0, width = 0] = video;
    const plan = planVideo({ frames, seconds: frames / fps, height, width }, vision);
    const sum = plan.frames.reduce((a, b) => a + b, 0);
    expect([plan.frames.length, plan.height, plan.width, sum]).toEqual(expected);
    expect(plan.secondsPerGrid).toBeCloseTo((2 * frames) / fps / plan.frames.length, 12);
  });

  it('is 2 frames per second within 448 frames and 3584 tokens, the settings of the paper', () => {
    expect(paperBudget).toMatchObject({
      framesPerSecond: 2,
      maxFrames: 448,
      totalPixels: 2_809_856,
      minPixels: 12_544,
    });
    const long = planVideo({ frames: 54_000, seconds: 1800, height: 720, width: 1280 }, vision);
    const tokens = (long.height * long.width * long.frames.length) / (28 * 28 * 2);
    expect(tokens).toBeLessThanOrEqual(3584);
  });

  it.each([
    [
      [42, 70],
      [56, 56],
    ],
    [
      [14, 14],
      [56, 56],
    ],
    [
      [70, 42],
      [56, 56],
    ],
    [
      [1000, 1000],
      [980, 980],
    ],
    [
      [5600, 28],
      [5600, 28],
    ],
    [
      [126, 98],
      [112, 112],
    ],
    [
      [1500, 1400],
      [1036, 952],
    ],
  ])('the size %j becomes %j as in the official processor, halves rounded to even', (size, expected) => {
    const [height = 0, width = 0] = size;
    const made = smartResize(height, width, { factor: 28, minPixels: 3136, maxPixels: 1_003_520 });
    expect([made.height, made.width]).toEqual(expected);
  });

  it('keeps to whole tokens, to the limits and to frames that exist', () => {
    const sides = fc.integer({ min: 40, max: 4000 });
    fc.assert(
      fc.property(sides, sides, fc.integer({ min: 2, max: 100_000 }), (height, width, frames) => {
        const plan = planVideo({ frames, seconds: frames / 25, height, width }, vision);
        expect(plan.height % 28).toBe(0);
        expect(plan.width % 28).toBe(0);
        expect(plan.frames.length % 2).toBe(0);
        expect(plan.frames.length).toBeLessThanOrEqual(448);
        expect([plan.frames[0], plan.frames.at(-1)]).toEqual([0, frames - 1]);
        for (const [i, index] of plan.frames.entries()) expect(index > (plan.frames[i - 1] ?? -1)).toBe(true);
      }),
    );
    expect(evenlySpaced(4, 1)).toEqual([0]);
  });

  it('is refused where there is nothing to show', () => {
    const video = { frames: 100, seconds: 4, height: 100, width: 100 };
    const refused = (change: Partial<typeof video>) => () => planVideo({ ...video, ...change }, vision);
    expect(refused({ frames: 1 })).toThrow('A video of 1 frames');
    expect(refused({ seconds: 0 })).toThrow('A video of 0 seconds');
    expect(refused({ seconds: NaN })).toThrow('A video of NaN seconds');
    expect(refused({ height: 10, width: 2001 })).toThrow('too thin');
    expect(refused({ height: 0 })).toThrow('100 x 0 pixels');
  });
});
