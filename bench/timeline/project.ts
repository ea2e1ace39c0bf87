import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ImportDocument } from '../../src/corpus/import-document.ts';
import { createProject } from '../../src/corpus/project.ts';
import { probeVideo } from '../../src/media/probe.ts';
import { resolveMediaTools } from '../../src/media/tools.ts';

type Spans = NonNullable<ImportDocument['items'][number]['intervals']>;

/** How the intervals lie: over twenty labels with overlaps, or all in one lane, back to back. */
export type Shape = 'twenty labels' | 'one label';

/**
 * A project with one video of an hour, with sound, and `count` intervals on its timeline.
 * @returns the project's folder
 */
export async function makeProject(dir: string, count: number, shape: Shape): Promise<string> {
  const file = join(dir, 'hour.mp4');
  await promisify(execFile)('ffmpeg', [
    ...'-v error -y -f lavfi -i testsrc=s=96x54:r=25:d=3600 -f lavfi -i sine=f=220:d=3600'.split(' '),
    ...'-c:v libx264 -preset ultrafast -g 250 -pix_fmt yuv420p -c:a aac -b:a 32k'.split(' '),
    file,
  ]);
  const tools = await resolveMediaTools({ env: { PATH: process.env['PATH'] }, staticPackage: null });
  const probe = await probeVideo(file, tools);
  const names =
    shape === 'one label' ? ['step'] : Array.from({ length: 20 }, (_none, i) => `action ${i + 1}`);
  const project = await createProject(join(dir, 'project'), { worker: false, title: 'An hour' });
  const random = lcg(7);
  await project.writer.job('importDocument', {
    file: 'hour.json',
    title: null,
    extra: {},
    labels: names.map((name) => ({ group: '', name, description: null, extra: {} })),
    videos: [
      { id: 'hour', file, duration: 3600, split: 'train', group: null, source: null, extra: {}, probe },
    ],
    items: names.map((label, index) => ({
      id: `tal-${index}`,
      video: 'hour',
      prompt: { task: 'TAL' as const, label, query: label },
      paraphrases: [],
      intervals: spans(Math.round(count / names.length), shape, random),
      answerIndex: null,
      saliency: null,
      extra: {},
    })),
  });
  await project.close();
  return join(dir, 'project');
}

function spans(count: number, shape: Shape, random: () => number): Spans {
  const step = 3599 / count;
  return Array.from({ length: count }, (_none, i) => {
    const start = i * step + (shape === 'one label' ? 0 : random() * step);
    const length = shape === 'one label' ? step * 0.8 : step * (0.2 + 2.2 * random() ** 2);
    return { start: { seconds: start }, end: { seconds: Math.min(3600, start + length) } };
  });
}

function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
