/**
 * What a video of two hours costs: looking at it beside the least that could cost (decoding it and throwing every picture
 * away), and answering on it, each in a process of its own so that its peak memory is its own.
 *
 *     node bench/policy/long-video.ts [--hours 2] [--video FILE] [--policy FILE] [--threads 1] [--json]
 *
 * `measureLongVideo` is the same for other benchmarks. Processor time of children comes from /proc (Linux).
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import * as z from 'zod';

import { inputUrl, switches } from '../../src/media/child.ts';
import { MediaCache } from '../../src/media/cache.ts';
import { resolveMediaTools } from '../../src/media/tools.ts';
import { loadPolicy } from '../../src/policy/checkpoint.ts';
import { readFeatureFile } from '../../src/policy/features/feature-file.ts';
import { openFeatures } from '../../src/policy/features/step-features.ts';
import { shippedPolicy } from '../../src/policy/shipped.ts';
import { seenBefore } from '../../src/training/kept-sight.ts';
import type { Prompt } from '../../src/tasks/task.ts';

const seconds = z.number();
const cost = z.object({ wall: seconds, cpu: seconds });
const extracted = cost.extend({
  steps: z.int(),
  stepSeconds: seconds,
  fileMB: z.number(),
  peakMB: z.number(),
});
const answered = z.object({
  /** Until policy and features are open. */
  open: cost,
  /** The network looks at the whole video, or what it saw is read. */
  see: cost,
  first: cost,
  /** Answers after that, each to a text that was never asked; medians. */
  warmTg: cost,
  warmTal: cost,
  /** The slowest of them. */
  warmMost: cost,
  intervals: z.int(),
  peakMB: z.number(),
});

export const longVideoFigures = z.object({
  video: z.string(),
  duration: seconds,
  threads: z.int(),
  decode: cost,
  extraction: extracted,
  answers: answered,
  /** The same in another process, where what the network saw was kept. */
  again: answered,
});
export type LongVideoFigures = z.infer<typeof longVideoFigures>;

export interface LongVideoOptions {
  readonly hours?: number;
  /** A ready file instead of one made now. */
  readonly video?: string;
  /** A policy file; default: the shipped one. */
  readonly policy?: string;
  readonly threads?: number;
  /** Lines that say what is being done. */
  readonly say?: (line: string) => void;
}

const LISTENED = 6;

/** Makes a long video (or takes one), looks at it, and asks about it. */
export async function measureLongVideo(options: LongVideoOptions = {}): Promise<LongVideoFigures> {
  const { hours = 2, threads = 1, say = () => {} } = options;
  const policy = options.policy ?? shippedPolicy().file;
  const tools = await resolveMediaTools({ env: process.env });
  const folder = await mkdtemp(path.join(tmpdir(), 'tempr1-long-'));
  try {
    let video = options.video;
    if (video === undefined) {
      say(`Making a video of ${hours} h.`);
      video = path.join(folder, 'long.mp4');
      await makeVideo(tools.ffmpeg.path, video, hours * 3600);
    }
    say('Decoding it.');
    const file = video;
    const decode = await costOf(() =>
      promisify(execFile)(tools.ffmpeg.path, [
        ...switches('-nostdin -v error -i'),
        inputUrl(file),
        ...switches('-map 0:v:0 -f null - -map 0:a? -f null -'),
      ]),
    );
    say('Looking at it.');
    const features = path.join(folder, 'features.safetensors');
    const extraction = extracted.parse(await inChild('extract', { video: file, policy, features, threads }));
    say('Asking about it.');
    const cache = path.join(folder, 'cache');
    const ask = async () => answered.parse(await inChild('ask', { policy, features, cache, threads }));
    const answers = await ask();
    const again = await ask();
    const duration = (await readFeatureFile(features)).duration;
    return {
      video: options.video === undefined ? 'made' : path.basename(file),
      duration,
      threads,
      decode,
      extraction,
      answers,
      again,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Seconds of the piece that is repeated. */
const PIECE = 300;

/** A picture that changes all the time, a bright minute every five and a tone with it; quick to make. */
async function makeVideo(ffmpeg: string, file: string, length: number): Promise<void> {
  const picture = `testsrc2=s=320x180:r=15:d=${PIECE},eq=brightness='0.25*lt(t,60)':eval=frame`;
  const sound = `sine=frequency=440:d=${PIECE},volume=0:enable='gt(t,60)'`;
  const piece = `${file}.piece.mp4`;
  const run = promisify(execFile);
  await run(ffmpeg, [
    ...switches('-v error -nostdin -y -f lavfi -i'),
    picture,
    ...switches('-f lavfi -i'),
    sound,
    ...switches('-c:v libx264 -preset ultrafast -crf 30 -g 150 -pix_fmt yuv420p -c:a aac -b:a 48k -shortest'),
    piece,
  ]);
  const again = Math.max(0, Math.ceil(length / PIECE) - 1);
  await run(ffmpeg, [
    ...switches(`-v error -nostdin -y -stream_loop ${again} -i`),
    piece,
    ...switches(`-c copy -t ${length}`),
    file,
  ]);
}

async function inChild(phase: string, given: Record<string, string | number>): Promise<unknown> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [
    import.meta.filename,
    '--phase',
    phase,
    '--given',
    JSON.stringify(given),
  ]);
  return JSON.parse(stdout);
}

const phaseInput = z.object({
  video: z.string().default(''),
  policy: z.string(),
  features: z.string(),
  cache: z.string().default(''),
  threads: z.int(),
});

const phases = {
  extract: async ({ video, policy: file, features, threads }: z.infer<typeof phaseInput>) => {
    const tools = await resolveMediaTools({ env: process.env });
    const { policy, extractor } = await loadPolicy(file, { threads });
    const spent = await costOf(() => extractor.extractTo(features, { path: video }, tools));
    const { count, step } = openFeatures(await readFeatureFile(features), extractor.id);
    const { size } = await stat(features);
    await policy.dispose();
    return { ...spent, steps: count, stepSeconds: step, fileMB: size / 1e6, peakMB: peakMB() };
  },
  ask: async ({ policy: file, features: path, cache, threads }: z.infer<typeof phaseInput>) => {
    const clock = new Clock();
    const { policy, extractor, header } = await loadPolicy(file, { threads });
    const features = await readFeatureFile(path);
    const open = clock.lap();
    await seenBefore(
      { extractor, cache: new MediaCache(cache) },
      { policy, checksum: header.sha256 },
      { id: 'v', path, fingerprint: 'long' },
      features,
      { signal: new AbortController().signal, onProgress: () => {} },
    );
    const see = clock.lap();
    let asked = 0;
    let intervals = 0;
    const ask = async (prompt: Prompt): Promise<z.infer<typeof cost>> => {
      clock.lap();
      const [answer] = await policy.suggest([{ itemId: `i${asked++}`, videoId: 'v', prompt, features }]);
      intervals += answer?.intervals.length ?? 0;
      return clock.lap();
    };
    const first = await ask({ task: 'TG', query: 'the light is on' });
    const tg: z.infer<typeof cost>[] = [];
    const tal: z.infer<typeof cost>[] = [];
    for (let i = 0; i < LISTENED; i++) {
      tg.push(await ask({ task: 'TG', query: `the last time that it is bright number ${i}` }));
      tal.push(await ask({ task: 'TAL', label: `bright${i}`, description: `a bright stretch ${i}` }));
    }
    await policy.dispose();
    const ordered = (costs: readonly z.infer<typeof cost>[], of: 'wall' | 'cpu') =>
      costs.map((each) => each[of]).toSorted((a, b) => a - b);
    const at = (costs: readonly z.infer<typeof cost>[], share: number) => ({
      wall: ordered(costs, 'wall')[Math.round(share * (costs.length - 1))] ?? 0,
      cpu: ordered(costs, 'cpu')[Math.round(share * (costs.length - 1))] ?? 0,
    });
    return {
      open,
      see,
      first,
      warmTg: at(tg, 0.5),
      warmTal: at(tal, 0.5),
      warmMost: at([...tg, ...tal], 1),
      intervals,
      peakMB: peakMB(),
    };
  },
};

/** Time since the lap before, and what this process used of it. */
class Clock {
  #from = performance.now();
  #used = process.cpuUsage();

  lap(): z.infer<typeof cost> {
    const { user, system } = process.cpuUsage(this.#used);
    const wall = (performance.now() - this.#from) / 1000;
    this.#from = performance.now();
    this.#used = process.cpuUsage();
    return { wall, cpu: (user + system) / 1e6 };
  }
}

/** Largest memory of this process so far. */
const peakMB = () => process.resourceUsage().maxRSS / 1000;

async function costOf(work: () => Promise<unknown>): Promise<z.infer<typeof cost>> {
  const [cpu, from] = [await cpuSeconds(), performance.now()];
  await work();
  const wall = (performance.now() - from) / 1000;
  // A child's time counts once it has ended, which may be a moment after its last picture was taken.
  await new Promise((ready) => setTimeout(ready, 300));
  return { wall, cpu: (await cpuSeconds()) - cpu };
}

/** Processor time of this process and of its children that have ended. */
async function cpuSeconds(): Promise<number> {
  const { user, system } = process.cpuUsage();
  const own = (user + system) / 1e6;
  if (process.platform !== 'linux') return own;
  // Fields 16 and 17 of proc_pid_stat(5), in hundredths of a second; counted after the name, which may hold spaces.
  const fields = (await readFile('/proc/self/stat', 'utf8')).replace(/^.*\) /s, '').split(' ');
  return own + (Number(fields[13]) + Number(fields[14])) / 100;
}

/** The figures as tables in Markdown. */
export function longVideoTable(figures: LongVideoFigures): string {
  const { duration, threads, decode, extraction, answers, again } = figures;
  const s = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(0));
  const ratio = (value: number) => `${(value / decode.cpu).toFixed(2)}x`;
  const both = ({ wall, cpu }: z.infer<typeof cost>) => `${s(wall)} (${s(cpu)})`;
  const many = threads === 1 ? 'thread' : 'threads';
  const row = (what: string, of: (run: typeof answers) => string) =>
    `| ${what} | ${of(answers)} | ${of(again)} |`;
  return [
    `A video of ${(duration / 3600).toFixed(1)} h, ${cpus().length} cores (load ${loadavg()[0]?.toFixed(1)}), ${threads} ${many}, Node ${process.version}: ${extraction.steps} steps of ${extraction.stepSeconds} s, ${extraction.fileMB.toFixed(0)} MB in the cache.`,
    '',
    '| once per video | wall s | CPU s | beside decoding | peak MB |',
    '| --- | ---: | ---: | ---: | ---: |',
    `| ffmpeg decodes pictures and sound, nothing else | ${s(decode.wall)} | ${s(decode.cpu)} | 1 | |`,
    `| features, with ffmpeg's time | ${s(extraction.wall)} | ${s(extraction.cpu)} | ${ratio(extraction.cpu)} | ${extraction.peakMB.toFixed(0)} |`,
    '',
    '| wall s (CPU s) | first process | another process |',
    '| --- | ---: | ---: |',
    row('policy and features open', (run) => both(run.open)),
    row('the network sees the whole video, or it is read', (run) => both(run.see)),
    row('first answer', (run) => both(run.first)),
    row(`warm, TG (median of ${LISTENED} new texts)`, (run) => both(run.warmTg)),
    row(`warm, TAL (median of ${LISTENED} new texts)`, (run) => both(run.warmTal)),
    row('warm, the slowest', (run) => both(run.warmMost)),
    row('peak MB', (run) => run.peakMB.toFixed(0)),
  ].join('\n');
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      hours: { type: 'string', default: '2' },
      video: { type: 'string' },
      policy: { type: 'string' },
      threads: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      phase: { type: 'string' },
      given: { type: 'string', default: '{}' },
    },
  });
  const { phase, given, json, video, policy } = values;
  if (phase === 'extract' || phase === 'ask') {
    const figures = await phases[phase](phaseInput.parse(JSON.parse(given)));
    process.stdout.write(JSON.stringify(figures));
  } else {
    const figures = await measureLongVideo({
      hours: Number(values.hours),
      threads: Number(values.threads),
      say: (line) => process.stderr.write(`${line}\n`),
      ...(video !== undefined && { video }),
      ...(policy !== undefined && { policy }),
    });
    process.stdout.write(`${json ? JSON.stringify(figures, null, 2) : longVideoTable(figures)}\n`);
  }
}
