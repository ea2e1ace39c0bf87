import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DocumentInterval, DocumentItem, ImportVideo } from '../../src/corpus/import-document.ts';
import { createProject } from '../../src/corpus/project.ts';
import { frameTable } from '../../src/time/frame-table.ts';
import { ticks, timebase } from '../../src/time/ticks.ts';

/** Frames of each video: 10 minutes at 25 frames a second, one table for all. */
const FRAMES = 15_000;
const table = frameTable(
  timebase(1, 12_800),
  Float64Array.from({ length: FRAMES }, (_value, index) => index * 512),
  ticks(FRAMES * 512),
);
const WORDS = 'runs jumps falls turns rests rolls stops flies red blue left right'.split(' ');
const BATCH = 500;

/** The folder of a project of that many videos, 20 items and about 102 intervals each; made once by the import, then kept. */
export async function scaleProject(
  parent: string,
  videos: number,
): Promise<{ dir: string; seconds: number | null }> {
  const dir = join(parent, `scale-${videos}`);
  const whole = join(dir, 'whole');
  if (existsSync(whole)) return { dir, seconds: null };
  rmSync(dir, { recursive: true, force: true });
  const began = performance.now();
  const project = await createProject(dir, { worker: false, title: `Scale ${videos}` });
  const { writer } = project;
  try {
    for (let from = 0; from < videos; from += BATCH) {
      const numbers = Array.from({ length: Math.min(BATCH, videos - from) }, (_value, index) => from + index);
      await writer.job('importDocument', {
        file: `part-${from}.json`,
        title: null,
        extra: {},
        labels: from === 0 ? WORDS.map((name) => ({ group: 'g', name, description: null, extra: {} })) : [],
        videos: numbers.map((number) => makeVideo(`v${number}`)),
        items: numbers.flatMap(itemsOf),
      });
    }
    await writer.job('importDocument', {
      file: 'long.json',
      title: null,
      extra: {},
      labels: [],
      videos: [makeVideo('long')],
      items: [tal('long', 0, spans(100_000, 0.0059))],
    });
    await writer.job('addPolicy', { id: 'p', name: 'p', architecture: 'compact', architectureVersion: 1 });
    await writer.job('writeSuggestions', {
      policy: 'p',
      responses: Array.from({ length: Math.min(videos, 5000) }, (_value, number) => ({
        item: `v${number}-tal-0`,
        prediction: { intervals: [{ start: 590, end: 595 }], scores: [(number % 100) / 100], response: '' },
      })),
    });
    await writer.execute('acceptAllAbove', {
      items: Array.from({ length: Math.min(videos, 5000) }, (_value, number) => `v${number}-tal-0`),
      threshold: 0.8,
    });
    await writer.executeAll(
      Array.from({ length: Math.min(videos, 1000) }, (_value, number) => ({
        name: 'addComment' as const,
        params: { video: `v${number}`, item: `v${number}-tal-1`, text: 'Is this one a jump?' },
      })),
    );
  } finally {
    await project.close();
  }
  mkdirSync(whole);
  return { dir, seconds: (performance.now() - began) / 1000 };
}

function makeVideo(id: string): ImportVideo {
  return {
    id,
    file: `videos/clip-${id}.mp4`,
    duration: 600,
    split: id.endsWith('0') ? 'test' : 'train',
    group: 'g',
    source: null,
    extra: {},
    probe: {
      path: `/videos/clip-${id}.mp4`,
      fingerprint: id,
      sizeBytes: 1,
      container: 'mp4',
      width: 1920,
      height: 1080,
      displayWidth: 1920,
      displayHeight: 1080,
      rotation: 0,
      sampleAspect: { num: 1, den: 1 },
      codec: 'h264',
      hasAudio: true,
      audio: { channels: 2, sampleRate: 48_000, startSeconds: 0 },
      table,
      keyframes: Uint32Array.from({ length: FRAMES / 250 }, (_value, index) => index * 250),
      warnings: [],
      playableInChromium: 'yes',
    },
  };
}

function itemsOf(number: number): DocumentItem[] {
  const video = `v${number}`;
  const many = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_value, index) => make(index));
  return [
    ...many(5, (index) => tal(video, index, spans(16, index === 3 && number % 50 === 0 ? 0.4 : 30))),
    ...many(5, (index) => item(video, 'tg', index, { task: 'TG', query: text(number, index) }, spans(1, 30))),
    ...many(2, (index) =>
      item(
        video,
        'dtg',
        index,
        { task: 'DTG', sentences: many(3, (k) => text(number + k, index)) },
        spans(3, 100),
      ),
    ),
    ...many(3, (index) =>
      item(video, 'vhd', index, { task: 'VHD', query: text(number, index + 7) }, spans(2, 60)),
    ),
    ...many(5, (index) => ({
      ...item(
        video,
        'gvqa',
        index,
        { task: 'GVQA', query: `${text(number, index)}?`, options: WORDS.slice(index, index + 4) },
        spans(1, 10),
      ),
      answerIndex: number % 3 === 0 ? null : 1,
    })),
  ];
}

function tal(video: string, index: number, intervals: DocumentInterval[]): DocumentItem {
  const label = WORDS[index % WORDS.length] ?? 'runs';
  return item(video, 'tal', index, { task: 'TAL', label, query: text(index, index) }, intervals);
}

function item(
  video: string,
  kind: string,
  index: number,
  prompt: DocumentItem['prompt'],
  intervals: DocumentInterval[],
): DocumentItem {
  return {
    id: `${video}-${kind}-${index}`,
    video,
    prompt,
    paraphrases: ['one more way to say it'],
    intervals,
    answerIndex: null,
    saliency: null,
    extra: {},
  };
}

function text(number: number, index: number): string {
  const words = [0, 1, 2].map((offset) => WORDS[(number + index * 5 + offset * 3) % WORDS.length]);
  return `the animal ${words.join(' and ')} number ${number}`;
}

function spans(count: number, step: number): DocumentInterval[] {
  const distance = Math.min(step, 590 / Math.max(1, count));
  const round = (value: number): number => Math.round(value * 1e6) / 1e6;
  return Array.from({ length: count }, (_value, index) => ({
    start: { seconds: round(index * distance) },
    end: { seconds: round(index * distance + distance * 0.6) },
  }));
}
