/** What the tests of this room share; nothing but tests may import it. */
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { collect, inputUrl, switches } from './child.ts';
import { probeVideo, type VideoProbe } from './probe.ts';
import { resolveMediaTools, type MediaTools } from './tools.ts';

/** Absolute path of a fixture. */
export function fixture(name: string): string {
  return join(import.meta.dirname, 'fixtures', name);
}

const temporary: string[] = [];
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone when the test file is done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tempr1-media-'));
  temporary.push(folder);
  return folder;
}

/** A folder that holds an ffmpeg and nothing else, as where only ffmpeg-static is installed. */
export function folderWithOnlyFfmpeg(ffmpeg: string): string {
  const folder = temporaryFolder();
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const place = join(folder, `ffmpeg${suffix}`);
  if (process.platform === 'win32') copyFileSync(ffmpeg, place);
  else symlinkSync(ffmpeg, place);
  return folder;
}

/**
 * The two sets of tools that everything here must work with alike. `MEDIA_TEST_FFMPEG` names another ffmpeg to try
 * the whole suite with, for example the one that ffmpeg-static downloads.
 */
export async function toolSets(): Promise<[name: string, tools: MediaTools][]> {
  const both = await resolveMediaTools({ env: { PATH: process.env['PATH'] }, staticPackage: null });
  if (both.ffprobe === null) throw new Error('These tests need an ffprobe beside the ffmpeg on PATH.');
  const searchPath = folderWithOnlyFfmpeg(process.env['MEDIA_TEST_FFMPEG'] ?? both.ffmpeg.path);
  const alone = await resolveMediaTools({ env: {}, searchPath, staticPackage: null });
  if (alone.ffprobe !== null) throw new Error('The folder with only ffmpeg has an ffprobe in it.');
  return [
    ['ffmpeg and ffprobe', both],
    ['ffmpeg alone', alone],
  ];
}

/** Height and width that barcodes are read at: a quarter of the fixtures' 256 x 144. */
export const BARCODE_SIZE = { width: 64, height: 36 } as const;

/** The number a barcoded picture carries, from its grey pixels at {@link BARCODE_SIZE}. */
export function barcodeOf(gray: Uint8Array): number {
  let number = 0;
  for (let bit = 0; bit < 16; bit++)
    if ((gray[3 * BARCODE_SIZE.width + bit * 4 + 2] ?? 0) > 127) number |= 1 << bit;
  return number;
}

const probes = new Map<string, Promise<VideoProbe>>();
const barcodes = new Map<string, Promise<number[]>>();

/** The probe of a fixture, made once per test file and set of tools. */
export async function probed(name: string, tools: MediaTools): Promise<VideoProbe> {
  return once(probes, name, tools, async () => probeVideo(fixture(name), tools));
}

/** Barcodes of every picture of a fixture that a plain decode shows, in order: the truth that tables are held against. */
export async function decodedBarcodes(name: string, tools: MediaTools): Promise<number[]> {
  return once(barcodes, name, tools, async () => decodeBarcodes(tools, fixture(name)));
}

async function once<Value>(
  known: Map<string, Promise<Value>>,
  name: string,
  tools: MediaTools,
  make: () => Promise<Value>,
): Promise<Value> {
  const key = `${tools.ffmpeg.path} ${tools.ffprobe?.path} ${name}`;
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

async function decodeBarcodes(tools: MediaTools, path: string): Promise<number[]> {
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
