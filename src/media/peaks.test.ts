import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePeaks, encodePeaks, PeakPyramid } from './peaks-format.ts';
import { makePeaks } from './peaks.ts';
import { fixture, toolSets, probed } from './test-support.ts';
import type { MediaTools } from './tools.ts';

const sets = await toolSets();

describe.each(sets)('peaks with %s', (_, tools) => {
  it('hide no click, keep channels apart and each in its hundredth of a second', async () => {
    const peaks = decodePeaks(await peaksOf('clicks.mkv', tools));
    expect([peaks.channels, peaks.sampleRate, peaks.perSecond, peaks.origin]).toEqual([2, 8000, 100, 0]);
    const loud: number[][] = [];
    const level = peaks.levels[0] ?? new Int16Array();
    for (let bucket = 0; bucket < level.length / 4; bucket++) {
      const values = [...level.subarray(bucket * 4, bucket * 4 + 4)];
      if (values.some((value) => value !== 0)) loud.push([bucket, ...values.map((value) => value / 32_768)]);
    }
    expect(loud.map((row) => row.map((value) => Math.round(value * 1000) / 1000))).toEqual([
      [100, 0, 0.84, 0, 0],
      [150, 0, 0, -0.5, 0],
    ]);
  });

  it('begin at second 0 although the sound starts late', async () => {
    const [level = new Int16Array()] = decodePeaks(await peaksOf('late-sound.mkv', tools)).levels;
    expect(level.findIndex((value) => value !== 0)).toBe(175 * 4 + 1);
  });

  it('are null without sound and tell how far they are', async () => {
    const silent = await probed('vfr.mp4', tools);
    expect(await makePeaks(fixture('vfr.mp4'), tools, silent)).toBeNull();
    const video = await probed('cfr.mp4', tools);
    let reached = 0;
    await makePeaks(fixture('cfr.mp4'), tools, video, {
      onProgress: ({ done, total }) => (reached = done / total),
    });
    expect(reached).toBeGreaterThan(0.95);
  });
});

describe('the pyramid', () => {
  const sound = fc
    .record({ channels: fc.integer({ min: 1, max: 3 }), rate: fc.constantFrom(100, 250, 441, 8000) })
    .chain(({ channels, rate }) =>
      fc.record({
        channels: fc.constant(channels),
        rate: fc.constant(rate),
        frames: fc.array(
          fc.array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: channels, maxLength: channels }),
          {
            maxLength: 900,
          },
        ),
        cuts: fc.array(fc.nat(900), { maxLength: 5 }),
      }),
    );

  it('holds at every level the minimum and maximum of just the samples of its time', () => {
    fc.assert(
      fc.property(sound, ({ channels, rate, frames, cuts }) => {
        const pyramid = new PeakPyramid(channels, rate);
        const edges = [0, ...cuts.filter((cut) => cut < frames.length), frames.length].sort((a, b) => a - b);
        for (let i = 1; i < edges.length; i++)
          pyramid.add(Int16Array.from(frames.slice(edges[i - 1], edges[i]).flat()));
        pyramid.finish();
        const { levels } = decodePeaks(encodePeaks(pyramid, 1.5));
        levels.forEach((level, depth) => {
          const width = channels * 2;
          const span = 2 ** depth;
          for (let bucket = 0; bucket < level.length / width; bucket++) {
            const from = Math.ceil((bucket * span * rate) / 100);
            const to = Math.ceil(((bucket + 1) * span * rate) / 100);
            for (let channel = 0; channel < channels; channel++) {
              const values = frames.slice(from, to).map((frame) => frame[channel] ?? 0);
              expect(level[bucket * width + channel * 2]).toBe(Math.min(...values));
              expect(level[bucket * width + channel * 2 + 1]).toBe(Math.max(...values));
            }
          }
        });
        const buckets = (levels[0]?.length ?? 0) / channels / 2;
        expect(Math.ceil((buckets * rate) / 100)).toBeGreaterThanOrEqual(frames.length);
        expect(Math.ceil(((buckets - 1) * rate) / 100)).toBeLessThan(Math.max(1, frames.length));
      }),
    );
  });

  it('halves until a level is short', () => {
    const pyramid = new PeakPyramid(1, 100);
    pyramid.add(new Int16Array(3000).map((_, i) => i));
    pyramid.finish();
    expect(decodePeaks(encodePeaks(pyramid, 0)).levels.map((level) => level.length / 2)).toEqual([
      3000, 1500, 750, 375,
    ]);
  });
});

describe('a peaks file', () => {
  it('that is damaged anywhere is refused, not read wrong', () => {
    const pyramid = new PeakPyramid(2, 8000);
    pyramid.add(new Int16Array(32_000).fill(5));
    pyramid.finish();
    const whole = encodePeaks(pyramid, 0);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        expect(() => decodePeaks(whole.subarray(0, length))).toThrow(RangeError);
      }),
    );
    expect(() => decodePeaks(new Uint8Array(64))).toThrow('not a peaks file');
  });
});

async function peaksOf(name: string, tools: MediaTools): Promise<Uint8Array> {
  const video = await probed(name, tools);
  return (await makePeaks(fixture(name), tools, video)) ?? expect.fail('no sound');
}
