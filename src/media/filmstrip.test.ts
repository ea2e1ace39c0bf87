import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { frameIndex } from '../time/ticks.ts';
import { collect, inputUrl, switches } from './child.ts';
import { makeFilmstrip, makePoster, type Filmstrip } from './filmstrip.ts';
import {
  BARCODE_SIZE,
  barcodeOf,
  decodedBarcodes,
  fixture,
  temporaryFolder,
  toolSets,
  probed,
} from './test-support.ts';
import type { MediaTools } from './tools.ts';

const sets = await toolSets();
const FILES =
  'cfr.mp4 vfr.mkv editlist-cut.mp4 delayed.mp4 fragmented.mp4 h264.mpegts open-gop.mp4 vp9.webm av1.mp4 b-frames.avi joined-late.mpegts';

describe.each(sets)('a filmstrip with %s', (_, tools) => {
  it.each(FILES.split(' '))('of %s shows in each tile the frame it names', async (name) => {
    const video = await probed(name, tools);
    const shown = await decodedBarcodes(name, tools);
    for (const [columns, rows] of [
      [2, 1],
      [4, 3],
    ] as const) {
      const strip = await makeFilmstrip(fixture(name), tools, video, {
        columns,
        rows,
        tileWidth: BARCODE_SIZE.width,
      });
      expect(strip.tileHeight).toBe(BARCODE_SIZE.height);
      expect(strip.tiles.length).toBeGreaterThan(1);
      expect(await tileBarcodes(tools, strip)).toEqual(strip.tiles.map(({ frame }) => shown[frame]));
      expect(strip.tiles.map(({ seconds }) => seconds)).toEqual(
        strip.tiles.map(
          ({ frame }) =>
            ((video.table.pts[frame] ?? 0) * video.table.timebase.num) / video.table.timebase.den,
        ),
      );
    }
  });

  it('takes keyframes where there are enough of them', async () => {
    const video = await probed('cfr.mp4', tools);
    const { tiles } = await makeFilmstrip(fixture('cfr.mp4'), tools, video, {
      columns: 3,
      rows: 1,
      tileWidth: 32,
    });
    expect(tiles.map(({ frame }) => frame)).toEqual([0, 60, 120]);
  });

  it('is no larger than the video has frames', async () => {
    const video = await probed('one-frame.mp4', tools);
    const strip = await makeFilmstrip(fixture('one-frame.mp4'), tools, video, {
      columns: 10,
      rows: 10,
      tileWidth: 32,
    });
    expect([strip.tiles.length, strip.rows]).toEqual([1, 1]);
  });

  it('has the shape that a player shows', async () => {
    const video = await probed('rotated.mp4', tools);
    const strip = await makeFilmstrip(fixture('rotated.mp4'), tools, video, {
      columns: 2,
      rows: 1,
      tileWidth: 36,
    });
    expect([strip.tileWidth, strip.tileHeight]).toEqual([36, 64]);
  });

  it('refuses a sheet that no browser would show', async () => {
    const video = await probed('cfr.mp4', tools);
    const huge = makeFilmstrip(fixture('cfr.mp4'), tools, video, { columns: 100, rows: 1, tileWidth: 100 });
    await expect(huge).rejects.toThrow('100 x 1 tiles of 100 x 56');
  });

  it.each(FILES.split(' '))('and a poster of %s show the frame they name', async (name) => {
    const video = await probed(name, tools);
    const shown = await decodedBarcodes(name, tools);
    for (const frame of [undefined, frameIndex(shown.length - 1)]) {
      const poster = await makePoster(fixture(name), tools, video, {
        width: BARCODE_SIZE.width,
        ...(frame !== undefined && { frame }),
      });
      const [number] = await barcodesOf(tools, poster.jpeg, 1, 1);
      expect([frame ?? poster.frame, number]).toEqual([poster.frame, shown[poster.frame]]);
    }
  });
});

async function tileBarcodes(tools: MediaTools, { jpeg, columns, rows, tiles }: Filmstrip): Promise<number[]> {
  return (await barcodesOf(tools, jpeg, columns, rows)).slice(0, tiles.length);
}

/** Barcodes of the tiles of a JPEG sheet, row by row. */
async function barcodesOf(
  tools: MediaTools,
  jpeg: Uint8Array,
  columns: number,
  rows: number,
): Promise<number[]> {
  const path = join(temporaryFolder(), 'sheet.jpg');
  writeFileSync(path, jpeg);
  const { stdout } = await collect(tools.ffmpeg.path, [
    ...switches('-v error -nostdin -i'),
    inputUrl(path),
    ...switches('-pix_fmt gray -f rawvideo pipe:1'),
  ]);
  const { width, height } = BARCODE_SIZE;
  const stride = width * columns;
  expect(stdout.length).toBe(stride * height * rows);
  return Array.from({ length: columns * rows }, (_, tile) => {
    const [left, top] = [(tile % columns) * width, Math.floor(tile / columns) * height];
    const pixels = new Uint8Array(width * height);
    for (let y = 0; y < height; y++)
      pixels.set(stdout.subarray((top + y) * stride + left, (top + y) * stride + left + width), y * width);
    return barcodeOf(pixels);
  });
}
