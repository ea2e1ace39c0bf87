import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { frameTable } from '../time/frame-table.ts';
import { ticks, timebase } from '../time/ticks.ts';
import { collect, inputUrl, switches } from './child.ts';
import { probeVideo } from './probe.ts';
import { frameDifference } from './proxy-frames.ts';
import { makeProxy, proxySize } from './proxy.ts';
import {
  BARCODE_SIZE,
  barcodeOf,
  decodedBarcodes,
  fixture,
  probed,
  temporaryFolder,
  toolSets,
} from './test-support.ts';
import type { MediaTools } from './tools.ts';

let tools: MediaTools;
beforeAll(async () => {
  const [first] = await toolSets();
  if (first === undefined) throw new Error('There are no media tools.');
  [, tools] = first;
});

/** Barcodes of every packet-by-packet picture of a file, as a player would show them. */
async function barcodesOf(path: string): Promise<number[]> {
  const size = BARCODE_SIZE.width * BARCODE_SIZE.height;
  const { stdout } = await collect(tools.ffmpeg.path, [
    ...switches('-v error -nostdin -copyts -i'),
    inputUrl(path),
    ...switches(`-map 0:V:0 -vf scale=${BARCODE_SIZE.width}:${BARCODE_SIZE.height}:flags=area,format=gray`),
    ...switches('-fps_mode passthrough -f rawvideo pipe:1'),
  ]);
  return Array.from({ length: stdout.length / size }, (_, i) =>
    barcodeOf(stdout.subarray(i * size, (i + 1) * size)),
  );
}

describe('a proxy', () => {
  it.each([
    ['b-frames.avi', 'MPEG-4 part 2 with B-frames'],
    ['hevc.mp4', 'HEVC'],
    ['h264.mpegts', 'a transport stream that starts late'],
    ['vfr.mkv', 'variable frame rate at 1 ms'],
    ['editlist-cut.mp4', 'hidden pictures before its start'],
    ['delayed.mp4', 'an empty edit'],
    ['ntsc.mp4', '30000/1001 frames per second'],
    ['cfr.mp4', 'sound'],
  ])('of %s (%s) shows every frame of the original, at its time, in order', async (name) => {
    const video = await probed(name, tools);
    const target = join(temporaryFolder(), 'proxy');
    const seen: number[] = [];
    await makeProxy(fixture(name), tools, video, target, { onProgress: ({ done }) => seen.push(done) });
    const proxy = await probeVideo(target, tools);
    expect(frameDifference(video.table, proxy.table)).toBeNull();
    expect(proxy.table.pts[0]).toBe(0);
    expect(proxy.playableInChromium).toBe('yes');
    expect(proxy.hasAudio).toBe(video.audio !== null);
    expect(await barcodesOf(target)).toEqual(await decodedBarcodes(name, tools));
    expect(seen.at(-1)).toBe(video.table.pts.length);
  });

  it('turns and widens the pictures as they are shown', async () => {
    for (const name of ['rotated.mp4', 'anamorphic.mp4']) {
      const video = await probed(name, tools);
      const target = join(temporaryFolder(), 'proxy');
      await makeProxy(fixture(name), tools, video, target);
      const proxy = await probeVideo(target, tools);
      const { width, height } = proxySize(video);
      expect([proxy.width, proxy.height, proxy.rotation]).toEqual([width, height, 0]);
      expect(Math.abs(width - video.displayWidth)).toBeLessThanOrEqual(1);
    }
    expect(proxySize({ displayWidth: 3840, displayHeight: 2160 })).toEqual({ width: 1920, height: 1080 });
    expect(proxySize({ displayWidth: 853, displayHeight: 481 })).toEqual({ width: 854, height: 482 });
  });

  it('is refused with a sentence when it shows other frames than the table says', async () => {
    const video = await probed('b-frames.avi', tools);
    const { timebase: base, pts, end } = video.table;
    const fewer = frameTable(base, pts.subarray(0, -1), end);
    await expect(
      makeProxy(fixture('b-frames.avi'), tools, { ...video, table: fewer }, join(temporaryFolder(), 'proxy')),
    ).rejects.toThrow(/was made and not used, because it has 50 frames and the video 49/u);
  });

  it('of a file that breaks off says so and leaves no half one in use', async () => {
    const whole = readFileSync(fixture('b-frames.avi'));
    const video = await probed('b-frames.avi', tools);
    const path = join(temporaryFolder(), 'cut.avi');
    writeFileSync(path, whole.subarray(0, Math.floor(whole.length * 0.6)));
    await expect(makeProxy(path, tools, video, join(temporaryFolder(), 'proxy'))).rejects.toThrow(
      /was made and not used/u,
    );
  });

  it('is given up when it would outgrow its share, and when nobody wants it any more', async () => {
    const video = await probed('cfr.mp4', tools);
    const make = async (options: Parameters<typeof makeProxy>[4]): Promise<void> =>
      makeProxy(fixture('cfr.mp4'), tools, video, join(temporaryFolder(), 'proxy'), options);
    await expect(make({ maxBytes: 4_000 })).rejects.toThrow(/would take more than/u);
    await expect(make({ signal: AbortSignal.abort(new Error('left')) })).rejects.toThrow('left');
  });
});

describe('comparing frame tables', () => {
  const base = timebase(1, 30_000);
  const table = (steps: readonly number[], first = 0, factor = 1): ReturnType<typeof frameTable> => {
    const pts = [first];
    for (const step of steps) pts.push((pts.at(-1) ?? 0) + step * factor);
    return frameTable(
      timebase(base.num, base.den * factor),
      Float64Array.from(pts),
      ticks((pts.at(-1) ?? 0) + factor),
    );
  };
  const steps = fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 60 });

  it('finds copies alike that begin elsewhere or count in finer ticks, and no others', () => {
    fc.assert(
      fc.property(
        steps,
        fc.nat(1e9),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(),
        (each, first, factor, where) => {
          expect(frameDifference(table(each, first), table(each, 0, factor))).toBeNull();
          const at = where % each.length;
          const moved = each.map((step, i) => (i === at ? step + 1 : step));
          expect(frameDifference(table(each, first), table(moved, 0, factor))).toEqual({
            kind: 'time',
            frame: at + 1,
          });
          expect(frameDifference(table(each), table(each.slice(1)))).toEqual({
            kind: 'count',
            original: each.length + 1,
            copy: each.length,
          });
        },
      ),
    );
  });
});
