import { describe, expect, it } from 'vitest';
import { frameAt } from '../time/frame-table.ts';
import { ticks } from '../time/ticks.ts';
import { MediaProcessError } from './errors.ts';
import type { VideoProbe } from './probe.ts';
import { defaultStart, rateOf } from './sample-grid.ts';
import { pieces, sampleFrames, type SampleOptions } from './sampling.ts';
import { BARCODE_SIZE, barcodeOf, decodedBarcodes, fixture, toolSets, probed } from './test-support.ts';
import type { MediaTools } from './tools.ts';

const sets = await toolSets();

const FILES =
  `cfr.mp4 vfr.mp4 vfr.mkv ntsc.mp4 editlist-cut.mp4 delayed.mp4 fragmented.mp4 h264.mkv h264.mpegts open-gop.mp4
  hevc.mp4 av1.mp4 vp9.webm b-frames.avi one-frame.mp4 joined-late.mpegts truncated.mkv`.split(/\s+/);
const PLANS: readonly Pick<SampleOptions, 'fps' | 'from' | 'to'>[] = [
  { fps: 2 },
  { fps: 29.97 },
  { fps: 3, from: 1.3 },
  { fps: 10, from: 1.95, to: 2.65 },
  { fps: 24000 / 1001, from: 0.7 },
];

describe.each(sets)('sampling with %s', (_, tools) => {
  it.each(FILES)('shows at each moment of %s the picture that is shown then', async (name) => {
    const video = await probed(name, tools);
    const shown = await decodedBarcodes(name, tools);
    const start = defaultStart(video.table);
    for (const { fps, from, to } of PLANS) {
      // A window is a part of the video, wherever on the clock the video lies.
      const plan = {
        fps,
        ...(from !== undefined && { from: start + from }),
        ...(to !== undefined && { to: start + to }),
      };
      const { got, indexes } = await sample(name, tools, { ...plan, video });
      const want = indexes.map((index) => shown[frameShownAt(video, index, fps)]);
      expect({ plan, got }).toEqual({ plan, got: want });
      expect(indexes).toEqual(indexes.map((_, i) => (indexes[0] ?? 0) + i));
    }
  });

  it('begins at second 0 and holds the first picture until it is due', async () => {
    const delayed = await sample('delayed.mp4', tools, { fps: 4 });
    expect(delayed.indexes[0]).toBe(0);
    expect(delayed.got.slice(0, 8)).toEqual([0, 0, 0, 0, 0, 0, 0, 7]);
  });

  it('holds the first picture of a window that begins long before it', async () => {
    const early = await sample('joined-late.mpegts', tools, { fps: 1, from: 52_000, to: 52_204 });
    expect(early.indexes).toEqual(Array.from({ length: 204 }, (_, i) => 52_000 + i));
    expect(new Set(early.got.slice(0, 202)).size).toBe(1);
    const never = await sample('delayed.mp4', tools, { fps: 4, from: 0.25, to: 1 });
    expect(never).toEqual({ indexes: [1, 2, 3], got: [0, 0, 0] });
  });

  it('begins at the first picture of a recording that starts in the afternoon', async () => {
    const late = await sample('joined-late.mpegts', tools, { fps: 2 });
    expect(late.indexes[0]).toBeGreaterThan(2 * 52_200);
    expect(late.got.length).toBeLessThan(8);
  });

  it('probes the file itself when it is given no probe', async () => {
    const video = await probed('vfr.mp4', tools);
    const alone = await sample('vfr.mp4', tools, { fps: 5 });
    expect(alone).toEqual(await sample('vfr.mp4', tools, { fps: 5, video }));
    expect(alone.got.length).toBe(30);
  });

  it('turns pictures upright', async () => {
    // The bar that lies along the top of the stored picture stands at the left or right of the shown one.
    const [frame] = await gather(
      sampleFrames(fixture('rotated.mp4'), tools, { fps: 1, width: 36, height: 64, pixel: 'gray' }),
    );
    const column = (x: number): number[] =>
      Array.from({ length: 64 }, (_, y) => frame?.data[y * 36 + x] ?? 0);
    const dark = (x: number): boolean => column(x).every((value) => value < 40);
    expect([dark(3), dark(32)]).toEqual([true, false]);
  });

  it('gives colour in rows of three bytes', async () => {
    const [frame] = await gather(
      sampleFrames(fixture('cfr.mp4'), tools, { fps: 1, width: 8, height: 6, pixel: 'rgb24', to: 1 }),
    );
    expect(frame?.data.length).toBe(8 * 6 * 3);
    const pixel = [...(frame?.data.subarray(8 * 5 * 3, 8 * 5 * 3 + 3) ?? [])];
    for (const [i, channel] of [0x30, 0x50, 0x70].entries())
      expect(Math.abs((pixel[i] ?? 0) - channel)).toBeLessThan(6);
  });

  it('holds the last good picture where a cut file breaks off inside one', async () => {
    const { got, indexes } = await sample('truncated-faststart.mp4', tools, { fps: 10 });
    expect(indexes).toEqual(Array.from({ length: 28 }, (_, i) => i));
    expect(got.slice(0, 25)).toEqual(indexes.slice(0, 25).map((i) => i * 3));
    expect(got.slice(25).every((number, i, tail) => number >= (tail[i - 1] ?? 72))).toBe(true);
  });

  it('reports progress to the end', async () => {
    const seen: number[] = [];
    await sample('cfr.mp4', tools, { fps: 2, onProgress: ({ done, total }) => seen.push(done / total) });
    expect(seen.length).toBe(12);
    expect(seen.at(-1)).toBe(1);
  });

  it('stops with the reason of the signal', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const run = sample('cfr.mp4', tools, {
      fps: 10,
      signal: abort.signal,
      onProgress: ({ done }) => {
        if (done === 3) abort.abort(reason);
      },
    });
    await expect(run).rejects.toBe(reason);
  });

  it('gives nothing for a window past the end', async () => {
    expect((await sample('cfr.mp4', tools, { fps: 2, from: 100 })).got).toEqual([]);
  });

  it('says so when a file holds fewer pictures than it was said to', async () => {
    const whole = await probed('cfr.mp4', tools);
    await expect(sample('truncated-faststart.mp4', tools, { fps: 2, video: whole })).rejects.toThrow(
      /truncated-faststart.mp4” can be decoded only up to 0:0\d\.\d of 0:06\.0\. Copy or download it again/,
    );
  });

  it('refuses impossible rates and sizes', async () => {
    await expect(sample('cfr.mp4', tools, { fps: 0 })).rejects.toThrow(RangeError);
    await expect(sample('cfr.mp4', tools, { fps: Number.NaN })).rejects.toThrow(RangeError);
    const huge = sampleFrames(fixture('cfr.mp4'), tools, { fps: 1, width: 9000, height: 2, pixel: 'gray' });
    await expect(gather(huge)).rejects.toThrow('9000 x 2');
  });

  it('says that ffmpeg is gone when it is', async () => {
    const gone = { ...tools, ffmpeg: { ...tools.ffmpeg, path: '/nowhere/ffmpeg' } };
    const video = await probed('cfr.mp4', tools);
    const run = sample('cfr.mp4', gone, { fps: 2, video });
    await expect(run).rejects.toThrow(MediaProcessError);
    await expect(run).rejects.toMatchObject({ reason: 'vanished' });
  });
});

describe('pieces', () => {
  it('cuts any chunks into whole pieces', async () => {
    async function* chunks(): AsyncGenerator<Buffer> {
      for (const text of ['a', 'bcde', '', 'fghijkl', 'm']) yield Buffer.from(text);
    }
    const cut = await gather(pieces(chunks(), 4));
    expect(cut.map((piece) => Buffer.from(piece).toString())).toEqual(['abcd', 'efgh', 'ijkl']);
  });
});

/** The table's frame at `index / fps`, in exact integers so that a tie can't fall to the wrong side. */
function frameShownAt({ table }: VideoProbe, index: number, fps: number): number {
  const rate = rateOf(fps);
  const tick =
    (BigInt(index) * BigInt(rate.den) * BigInt(table.timebase.den)) /
    (BigInt(rate.num) * BigInt(table.timebase.num));
  return frameAt(table, ticks(Number(tick)));
}

async function sample(
  name: string,
  tools: MediaTools,
  options: Omit<SampleOptions, 'width' | 'height' | 'pixel'>,
): Promise<{ got: number[]; indexes: number[] }> {
  const frames = await gather(
    sampleFrames(fixture(name), tools, { ...options, ...BARCODE_SIZE, pixel: 'gray' }),
  );
  for (const { index, seconds } of frames) expect(seconds).toBe(index / options.fps);
  return { got: frames.map(({ data }) => barcodeOf(data)), indexes: frames.map(({ index }) => index) };
}

async function gather<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const value of values) all.push(value);
  return all;
}
