import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { resolveMediaTools } from '../../src/media/tools.ts';
import { loadPolicy } from '../../src/policy/checkpoint.ts';
import type { CuratedQuestion, Question } from '../../src/policy/policy.ts';
import { shippedPolicy } from '../../src/policy/shipped.ts';
import { TASKS } from '../../src/tasks/task.ts';

/** Seconds of the video that questions are asked about, and of the one that is new. */
const KNOWN_SECONDS = 120;
const NEW_SECONDS = 600;
/** Of them that are encoded; the rest repeats them. */
const ENCODED_SECONDS = 20;
const PER_TASK = 40;
const run = promisify(execFile);

/**
 * Latency of suggestions: per question on a video of two minutes whose features are cached, and of the first suggestion on a
 * new video of ten minutes in 1080p, next to what ffmpeg takes to decode it and do nothing.
 * @param asked whose prompts are used; the videos are made here.
 */
export async function measureLatency(
  asked: readonly CuratedQuestion[],
  policyFile?: string,
): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tempr1-latency-'));
  const tools = await resolveMediaTools({ env: process.env });
  const { policy, extractor } = await loadPolicy(policyFile ?? shippedPolicy().file, { threads: 2 });
  try {
    const short = path.join(folder, 'short.mp4');
    await makeVideo(tools.ffmpeg.path, short, KNOWN_SECONDS, '640x360');
    const features = await extractor.extract({ path: short }, tools);
    const about = (question: CuratedQuestion, i: number): Question => ({
      itemId: `q${i}`,
      videoId: 'short',
      prompt: question.prompt,
      features,
    });
    const lines = ['| task | questions | median ms | p95 ms |', '| --- | ---: | ---: | ---: |'];
    const first = await secondsOf(() => policy.suggest(asked.slice(0, 1).map(about)));
    const all: number[] = [];
    for (const task of TASKS) {
      const own = asked.filter(({ prompt }) => prompt.task === task).slice(0, PER_TASK);
      // Graphs for a task's sizes are made once in the life of a process.
      for (const question of own.slice(0, 3)) await policy.suggest([about(question, -1)]);
      const ms: number[] = [];
      for (const [i, question] of own.entries())
        ms.push(1000 * (await secondsOf(() => policy.suggest([about(question, i)]))));
      all.push(...ms);
      lines.push(row(task, ms));
    }
    lines.push(row('all', all));
    const long = path.join(folder, 'long.mp4');
    await makeVideo(tools.ffmpeg.path, long, NEW_SECONDS, '1920x1080');
    const decode: number[] = [];
    const extract: number[] = [];
    let answer = 0;
    for (let turn = 0; turn < 2; turn++) {
      const null_ = ['-v', 'error', '-i', long, '-map', '0:v:0', '-map', '0:a:0', '-f', 'null', '-'];
      decode.push(await secondsOf(() => run(tools.ffmpeg.path, null_)));
      const begun = performance.now();
      const made = await extractor.extract({ path: long }, tools);
      extract.push((performance.now() - begun) / 1000);
      const [question] = asked;
      if (question === undefined) throw new Error('There is nothing to ask.');
      const own = { ...about(question, turn), features: made };
      answer = await secondsOf(() => policy.suggest([own]));
    }
    const [plain, ours] = [middle(decode), middle(extract)];
    lines.push(
      '',
      `First question on the two-minute video (the dense networks look at it): ${first.toFixed(2)} s.`,
      `New video, ${NEW_SECONDS / 60} minutes of 1080p: ffmpeg decodes it in ${plain.toFixed(1)} s, pictures and sound are sampled in ${ours.toFixed(1)} s (${(ours / plain).toFixed(2)}x); the dense networks and the first answer take ${answer.toFixed(1)} s more.`,
    );
    return lines.join('\n');
  } finally {
    await policy.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeVideo(ffmpeg: string, file: string, seconds: number, size: string): Promise<void> {
  const picture = `testsrc2=size=${size}:rate=30,noise=alls=8:allf=t`;
  const inputs = ['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', 'sine=frequency=330'];
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  const part = `${file}.part.mp4`;
  await run(ffmpeg, ['-v', 'error', '-y', ...inputs, '-t', `${ENCODED_SECONDS}`, ...codecs, part]);
  const times = Math.ceil(seconds / ENCODED_SECONDS) - 1;
  const again = ['-stream_loop', `${times}`, '-i', part, '-t', `${seconds}`, '-c', 'copy', file];
  await run(ffmpeg, ['-v', 'error', '-y', ...again]);
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

function row(name: string, ms: readonly number[]): string {
  return `| ${name} | ${ms.length} | ${middle(ms).toFixed(0)} | ${quantile(ms, 0.95).toFixed(0)} |`;
}

const middle = (values: readonly number[]) => quantile(values, 0.5);

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
