import {
  ALL_FORMATS,
  EncodedPacketSink,
  FilePathSource,
  Input,
  MATROSKA,
  MP4,
  MPEG_TS,
  WEBM,
} from 'mediabunny';
import { describe, expect, it } from 'vitest';
import { english } from '../tasks/said/said.ts';
import { endSeconds, startSeconds, type FrameTable } from '../time/frame-table.ts';
import { probeVideo, type VideoProbe } from './probe.ts';
import { decodedBarcodes, fixture, toolSets, probed } from './test-support.ts';

const sets = await toolSets();

/** Files whose pictures' numbers tell when each must be shown: seconds = number / rate + offset. */
const BARCODED = [
  { name: 'cfr.mp4', rate: 30, offset: 0, timebase: [1, 15360], frames: 180, end: 6 },
  { name: 'vfr.mp4', rate: 30, offset: 0, timebase: [1, 90000], frames: 145, end: 6 },
  { name: 'vfr.mkv', rate: 30, offset: 0, timebase: [1, 1000], frames: 145, end: 6.008 },
  { name: 'ntsc.mp4', rate: 30000 / 1001, offset: 0, timebase: [1, 30000], frames: 120, end: 4.004 },
  { name: 'editlist-cut.mp4', rate: 30, offset: -1.5, timebase: [1, 15360], frames: 92, end: 3.1 },
  { name: 'delayed.mp4', rate: 30, offset: 1.5, timebase: [1, 15360], frames: 77, end: 4.1 },
  { name: 'fragmented.mp4', rate: 30, offset: 0.0667, timebase: [1, 15360], frames: 92, end: 3.2 },
  { name: 'h264.mkv', rate: 30, offset: 0.064, timebase: [1, 1000], frames: 92, end: 3.197 },
  { name: 'h264.mpegts', rate: 30, offset: 1.4667, timebase: [1, 90000], frames: 62, end: 3.633 },
  { name: 'open-gop.mp4', rate: 25, offset: 0, timebase: [1, 12800], frames: 75, end: 3 },
  { name: 'hevc.mp4', rate: 25, offset: 0, timebase: [1, 12800], frames: 50, end: 2 },
  { name: 'av1.mp4', rate: 25, offset: 0, timebase: [1, 12800], frames: 50, end: 2 },
  { name: 'vp9.webm', rate: 25, offset: 0.007, timebase: [1, 1000], frames: 50, end: 2.007 },
  { name: 'b-frames.avi', rate: 25, offset: 0.04, timebase: [1, 25], frames: 50, end: 2.04 },
  { name: 'one-frame.mp4', rate: 25, offset: 0, timebase: [1, 12800], frames: 1, end: 0.04 },
] as const;

describe.each(sets)('a probe with %s', (_, tools) => {
  it.each(BARCODED)('knows when each picture of $name is shown', async (file) => {
    const { table, warnings } = await probed(file.name, tools);
    if (file.name !== 'b-frames.avi') expect(warnings).toEqual([]);
    expect([table.timebase.num, table.timebase.den]).toEqual(file.timebase);
    const numbers = await decodedBarcodes(file.name, tools);
    expect(table.pts.length).toBe(numbers.length);
    expect(table.pts.length).toBe(file.frames);
    const tick = table.timebase.num / table.timebase.den;
    const wrong = numbers.filter(
      (number, i) =>
        Math.abs((table.pts[i] ?? 0) * tick - number / file.rate - file.offset) > tick / 2 + 6e-4,
    );
    expect(wrong).toEqual([]);
    expect(endSeconds(table)).toBeCloseTo(file.end, 2);
  });

  it('gives exactly the ticks of the stream', async () => {
    const cut = await probed('editlist-cut.mp4', tools);
    const numbers = await decodedBarcodes('editlist-cut.mp4', tools);
    expect([...cut.table.pts]).toEqual(numbers.map((number) => (number - 45) * 512));
    const vfr = await probed('vfr.mp4', tools);
    const shown = await decodedBarcodes('vfr.mp4', tools);
    expect([...vfr.table.pts]).toEqual(shown.map((number) => number * 3000));
    expect(vfr.table.end).toBe(179 * 3000 + 3000);
  });

  it('lists the pictures that can be decoded on their own', async () => {
    expect([...(await probed('cfr.mp4', tools)).keyframes]).toEqual([0, 60, 120]);
    // The keyframe before the cut is hidden with the rest of what was cut away.
    expect([...(await probed('editlist-cut.mp4', tools)).keyframes]).toEqual([15, 75]);
    expect([...(await probed('b-frames.avi', tools)).keyframes]).toEqual([0, 12, 24, 36, 48]);
  });

  it('knows shape, rotation and aspect as a player shows them', async () => {
    expect(await probed('rotated.mp4', tools)).toMatchObject({
      width: 256,
      height: 144,
      displayWidth: 144,
      displayHeight: 256,
      rotation: 270,
      sampleAspect: { num: 1, den: 1 },
    });
    expect(await probed('anamorphic.mp4', tools)).toMatchObject({
      width: 360,
      height: 288,
      displayWidth: 524,
      displayHeight: 288,
      rotation: 0,
      sampleAspect: { num: 16, den: 11 },
    });
  });

  it('knows container, codec and what Chromium will play', async () => {
    const seen: Record<string, unknown[]> = {};
    for (const name of [
      'cfr.mp4',
      'h264.mkv',
      'vp9.webm',
      'h264.mpegts',
      'b-frames.avi',
      'hevc.mp4',
      'av1.mp4',
    ]) {
      const { container, codec, playableInChromium } = await probed(name, tools);
      seen[name] = [container, codec, playableInChromium];
    }
    expect(seen).toEqual({
      'cfr.mp4': ['mp4', 'h264', 'yes'],
      'h264.mkv': ['matroska', 'h264', 'yes'],
      'vp9.webm': ['webm', 'vp9', 'yes'],
      'h264.mpegts': ['mpegts', 'h264', 'no'],
      'b-frames.avi': ['avi', 'mpeg4', 'no'],
      'hevc.mp4': ['mp4', 'hevc', 'unknown'],
      'av1.mp4': ['mp4', 'av1', 'yes'],
    });
  });

  it('knows when the sound starts', async () => {
    const late = await probed('late-sound.mkv', tools);
    expect(late.audio).toEqual({ channels: 2, sampleRate: 8000, startSeconds: 0.75 });
    expect((await probed('cfr.mp4', tools)).audio).toMatchObject({
      channels: 1,
      startSeconds: 0,
    });
    expect(await probed('vfr.mp4', tools)).toMatchObject({ hasAudio: false, audio: null });
  });

  it('does not take a cover for the video', async () => {
    const { width, table } = await probed('with-cover.mp4', tools);
    expect([width, table.pts.length > 20]).toEqual([256, true]);
  });

  it('decodes where packets do not tell the times, and says so', async () => {
    for (const name of ['b-frames.avi', 'joined-late.mpegts', 'interlaced.mpegts']) {
      const { warnings, table } = await probed(name, tools);
      expect(warnings).toEqual([expect.stringContaining('had to be decoded')]);
      expect(table.pts.length).toBe((await decodedBarcodes(name, tools)).length);
    }
  });

  it('keeps the real times of a recording that starts in the afternoon', async () => {
    const { table } = await probed('joined-late.mpegts', tools);
    expect(startSeconds(table)).toBeGreaterThan(52_200);
    expect(endSeconds(table)).toBeCloseTo(52_204.4, 3);
  });

  it.each([
    ['truncated-faststart.mp4', '0:02.7 of 0:06.0'],
    ['truncated.mkv', '0:03.1 of 0:06.0'],
    ['ten-hour-header.mkv', '0:03 of 10:00:00'],
  ])('keeps what is there of %s and says where it is cut short', async (name, where) => {
    const path = fixture(name);
    const { warnings, remarks, table } = await probeVideo(path, tools);
    expect(remarks.map(english)).toEqual(warnings);
    expect(warnings).toEqual([
      `“${path}” is cut short at ${where}. What is there can be used; copy or download it again for the rest.`,
    ]);
    expect(table.pts.length).toBeGreaterThan(70);
  });
});

const READABLE = [
  ...BARCODED.map(({ name }) => name),
  ...`rotated.mp4 anamorphic.mp4 clicks.mkv late-sound.mkv with-cover.mp4 corrupt.mp4 joined-late.mpegts
  interlaced.mpegts truncated-faststart.mp4 truncated.mkv ten-hour-header.mkv`.split(/\s+/),
];

describe('the readers', () => {
  it.each(READABLE)('agree in every number and word about %s', async (name) => {
    const [first, ...others] = await Promise.all(
      sets.map(async ([, tools]) => plain(await probed(name, tools))),
    );
    for (const other of others) expect(other).toEqual(first);
  });

  /** The page steps through frames with mediabunny: an independent demuxer that must see the same frames. */
  it.each(BARCODED.map(({ name }) => name).filter((name) => !name.endsWith('.avi')))(
    'agree with mediabunny about %s',
    async (name) => {
      const [, tools] = sets[0] ?? expect.fail('no tools');
      const { table } = await probed(name, tools);
      const theirs = await mediabunnyTimes(fixture(name));
      expect(theirs.length).toBe(table.pts.length);
      const ours = secondsOf(table);
      expect(theirs.filter((at, i) => Math.abs(at - (ours[i] ?? 0)) > 1e-4)).toEqual([]);
    },
  );
});

function plain(probe: VideoProbe): object {
  return {
    ...probe,
    keyframes: [...probe.keyframes],
    table: { ...probe.table, pts: [...probe.table.pts] },
  };
}

function secondsOf(table: FrameTable): number[] {
  return [...table.pts].map((pts) => (pts * table.timebase.num) / table.timebase.den);
}

async function mediabunnyTimes(path: string): Promise<number[]> {
  const formats = ALL_FORMATS.filter((format) => [MP4, MATROSKA, WEBM, MPEG_TS].includes(format));
  using input = new Input({ source: new FilePathSource(path), formats });
  const [track] = await input.getVideoTracks();
  if (track === undefined) return [];
  const times: number[] = [];
  for await (const packet of new EncodedPacketSink(track).packets(undefined, undefined, {
    metadataOnly: true,
  }))
    if (packet.timestamp > -1e-6) times.push(packet.timestamp);
  return times.sort((a, b) => a - b);
}
