/**
 * What sampling a video for the policy costs, beside the least it could cost: decoding every frame and throwing it
 * away. Makes a 20 s 1080p clip with barcoded frames, runs the two in turns, and prints a table in Markdown.
 *
 *     npm run bench -- media [ROUNDS=5]
 *
 * Processor time of the children comes from /proc (Linux); elsewhere only the wall clock is shown.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { collect, inputUrl, switches } from '../../src/media/child.ts';
import { probeVideo } from '../../src/media/probe.ts';
import { sampleFrames } from '../../src/media/sampling.ts';
import { resolveMediaTools } from '../../src/media/tools.ts';

const ROUNDS = Number(process.argv[2] ?? 5);
const SECONDS = 20;
const RATE = 30;
const SIDE = 224;
const FPS = 2;

interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

const folder = mkdtempSync(join(tmpdir(), 'tempr1-bench-'));
try {
  const tools = await resolveMediaTools({ env: process.env });
  const clip = join(folder, 'clip.mp4');
  makeClip(tools.ffmpeg.path, clip);
  const video = await probeVideo(clip, tools);

  const limit = async (): Promise<void> => {
    await collect(tools.ffmpeg.path, [
      ...switches('-nostdin -v error -i'),
      inputUrl(clip),
      ...switches('-map 0:v:0 -an -f null -'),
    ]);
  };
  let firstSampleMs = 0;
  let wrong = 0;
  let samples = 0;
  const sampling = async (): Promise<void> => {
    const begun = performance.now();
    for await (const { index, data } of sampleFrames(clip, tools, {
      fps: FPS,
      width: SIDE,
      height: SIDE,
      pixel: 'rgb24',
      video,
    })) {
      if (index === 0) firstSampleMs = performance.now() - begun;
      samples++;
      if (barcodeOf(data) !== (index * RATE) / FPS) wrong++;
    }
  };

  const rssBefore = process.memoryUsage().rss;
  const [limits, samplings]: [Cost[], Cost[]] = [[], []];
  await limit();
  for (let round = 0; round < ROUNDS; round++) {
    limits.push(await costOf(limit));
    samplings.push(await costOf(sampling));
  }
  const grown = (process.memoryUsage().rss - rssBefore) / 1e6;

  const [a, b] = [median(limits), median(samplings)];
  console.log(
    `ffmpeg ${tools.ffmpeg.version}, Node ${process.version}, ${cpus().length} cores, H.264 1080p30, ${SECONDS} s,`,
  );
  console.log(`GOP 250, ${ROUNDS} rounds in turns, medians.\n`);
  console.log('| | CPU s (ffmpeg + Node) | ratio | wall s | ratio |\n|---|---|---|---|---|');
  console.log(`| limit: decode all, \`-f null\` | ${a.cpu.toFixed(2)} | 1 | ${a.wall.toFixed(2)} | 1 |`);
  console.log(
    `| \`sampleFrames\` ${FPS}/s, ${SIDE}x${SIDE} rgb24 | ${b.cpu.toFixed(2)} | ${(b.cpu / a.cpu).toFixed(2)} | ${b.wall.toFixed(2)} | ${(b.wall / a.wall).toFixed(2)} |`,
  );
  console.log(
    `\nRight pictures: ${samples - wrong} of ${samples}. First sample after ${firstSampleMs.toFixed(0)} ms. Node grew by ${grown.toFixed(0)} MB.`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function costOf(work: () => Promise<void>): Promise<Cost> {
  const [cpu, wall] = [cpuSeconds(), performance.now()];
  await work();
  const seconds = (performance.now() - wall) / 1000;
  // A child's time counts once it has ended, which may be a moment after its last picture was taken.
  await new Promise((ready) => setTimeout(ready, 500));
  return { cpu: cpuSeconds() - cpu, wall: seconds };
}

/** Processor time of this process and of its children that have ended, in seconds. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  const own = (user + system) / 1e6;
  if (process.platform !== 'linux') return own;
  // Fields 16 and 17 of proc_pid_stat(5), in hundredths of a second; counted after the name, which may hold spaces.
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return own + (Number(fields[13]) + Number(fields[14])) / 100;
}

function median(costs: Cost[]): Cost {
  const middle = (values: number[]): number => values.sort((x, y) => x - y)[values.length >> 1] ?? 0;
  return { cpu: middle(costs.map(({ cpu }) => cpu)), wall: middle(costs.map(({ wall }) => wall)) };
}

/** Barcode as in src/media/fixtures/make.ts: sixteen blocks along the top of the picture. */
function barcodeOf(rgb: Uint8Array): number {
  let number = 0;
  for (let bit = 0; bit < 16; bit++)
    if ((rgb[(8 * SIDE + Math.floor(((bit + 0.5) * SIDE) / 16)) * 3] ?? 0) > 127) number |= 1 << bit;
  return number;
}

function makeClip(ffmpeg: string, path: string): void {
  const graph = [
    `testsrc2=s=1920x1080:r=${RATE}:d=${SECONDS},noise=alls=6:allf=t[bg]`,
    `color=c=black:s=16x2:r=${RATE}:d=${SECONDS},format=gray,geq=lum='16+219*mod(floor(N/pow(2,X))\\,2)'[bits]`,
    '[bits]scale=1920:120:flags=neighbor[code]',
    '[bg][code]overlay=0:0:shortest=1,format=yuv420p[v]',
  ].join(';');
  execFileSync(ffmpeg, [
    ...switches('-v error -nostdin -y -filter_complex'),
    graph,
    ...switches(
      '-map [v] -c:v libx264 -preset veryfast -crf 23 -g 250 -keyint_min 250 -sc_threshold 0 -bf 3',
    ),
    path,
  ]);
}
