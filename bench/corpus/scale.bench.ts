import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createProject } from '../../src/corpus/project.ts';
import type { DocumentItem, ImportVideo } from '../../src/corpus/import-document.ts';
import { intervalColumns } from '../../src/corpus/queries/interval-columns.ts';
import { items } from '../../src/corpus/queries/items.ts';
import { projectInfo } from '../../src/corpus/queries/project.ts';
import { listVideos, video } from '../../src/corpus/queries/videos.ts';
import { trainingSnapshot } from '../../src/corpus/snapshot.ts';
import { frameTable } from '../../src/time/frame-table.ts';
import { ticks, timebase } from '../../src/time/ticks.ts';

/**
 * Builds a project of 10,000 videos, 100,000 items and 1,000,000 intervals (and one more video with 100,000 intervals on
 * one timeline), then times what a person waits for. Run: npm run bench corpus/scale, or npm run bench -- corpus
 * [--videos N] [--keep DIR].
 */
const { values: options } = parseArgs({
  options: { videos: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '15' } },
});
const VIDEOS = Number(options.videos);
const ITEMS_PER_VIDEO = 10;
const INTERVALS_PER_ITEM = 10;
const FRAMES = 9000;
const WORDS = [
  'runs',
  'jumps',
  'falls',
  'turns',
  'rests',
  'rolls',
  'stops',
  'flies',
  'red',
  'blue',
  'left',
  'right',
];

const pts = Float64Array.from({ length: FRAMES }, (_value, index) => index * 512);
const table = frameTable(timebase(1, 12_800), pts, ticks(FRAMES * 512));
const dir = mkdtempSync(join(tmpdir(), 'tempr1-scale-'));
const project = await createProject(join(dir, 'project'), { worker: false, title: 'scale' });
try {
  const built = performance.now();
  const labels = WORDS.map((name) => ({ group: 'g', name, description: null, extra: {} }));
  const BATCH = 1000;
  for (let from = 0; from < VIDEOS; from += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, VIDEOS - from) }, (_value, index) => from + index);
    await project.writer.job('importDocument', {
      file: `part-${from}.json`,
      title: null,
      extra: {},
      labels: from === 0 ? labels : [],
      videos: numbers.map(makeVideo),
      items: numbers.flatMap((number) =>
        Array.from({ length: ITEMS_PER_VIDEO }, (_value, index) => makeItem(number, index)),
      ),
    });
  }
  await project.writer.job('importDocument', {
    file: 'long.json',
    title: null,
    extra: {},
    labels: [],
    videos: [{ ...makeVideo(VIDEOS), id: 'long' }],
    items: [{ ...tal('long-tal', 'long', 0), intervals: spans(100_000, 0.003) }],
  });
  await project.writer.job('addPolicy', {
    id: 'p',
    name: 'p',
    architecture: 'compact',
    architectureVersion: 1,
  });
  await project.writer.job('writeSuggestions', {
    policy: 'p',
    responses: Array.from({ length: Math.min(VIDEOS, 2000) }, (_value, number) => ({
      item: `v${number}-0`,
      prediction: { intervals: [{ start: 1, end: 2 }], scores: [0.5], response: '' },
    })),
  });
  const seconds = (performance.now() - built) / 1000;
  const megabytes = statSync(project.paths.corpus).size / 2 ** 20;
  const { counts } = projectInfo(project.db);
  console.log(
    `${counts.videos} videos, ${counts.items} items, ${project.db.number('SELECT count(*) FROM interval')} intervals: built in ${seconds.toFixed(0)} s, ${megabytes.toFixed(0)} MiB\n`,
  );

  const { db, paths, writer } = project;
  console.log('| what | median ms | worst ms |\n|---|---|---|');
  const last = VIDEOS - 50;
  time('first page of the video list', () => listVideos(db));
  time('last page', () => listVideos(db, { offset: last }));
  time('only "done" videos', () => listVideos(db, { state: 'done' }));
  time('only "begun" videos', () => listVideos(db, { state: 'begun' }));
  time('only "new" videos', () => listVideos(db, { state: 'new' }));
  time('least finished first', () => listVideos(db, { sort: 'progress' }));
  time('search: one rare word', () => listVideos(db, { search: `number-${VIDEOS - 7}` }));
  time('search: a common word', () => listVideos(db, { search: 'jumps' }));
  time('search: two words', () => listVideos(db, { search: 'Jumps red' }));
  time('search: nothing matches', () => listVideos(db, { search: 'zebra' }));
  time('counts of the project', () => projectInfo(db));
  time('one video', () => video(db, paths.dir, `v${last}`));
  time('items of one video', () => items(db, { video: `v${last}` }));
  time('intervals of one video, as columns', () => intervalColumns(db, `v${last}`));
  time('100,000 intervals of one timeline, as columns', () => intervalColumns(db, 'long'));
  const interval = items(db, { video: `v${last}` })[0]?.intervals[0]?.id ?? 0;
  let frame = 60;
  await timeAsync('move an edge (command, on disk)', async () =>
    writer.execute('moveEdge', { interval, edge: 'end', to: { frame: frame++ } }),
  );
  await timeAsync('undo it', async () => writer.undo());
  const began = performance.now();
  const snapshot = trainingSnapshot(db, paths.dir);
  console.log(
    `| training snapshot of everything (${snapshot.items.length} items), once | ${(performance.now() - began).toFixed(0)} | |`,
  );
} finally {
  await project.close();
  rmSync(dir, { recursive: true, force: true });
}

function makeVideo(number: number): ImportVideo {
  const id = `v${number}`;
  return {
    id,
    file: `videos/clip-number-${number}.mp4`,
    duration: 360,
    split: number % 10 === 0 ? 'test' : 'train',
    group: 'g',
    source: null,
    extra: {},
    probe: {
      path: `/videos/clip-number-${number}.mp4`,
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

function makeItem(number: number, index: number): DocumentItem {
  const item = tal(`v${number}-${index}`, `v${number}`, index);
  const open = number % 3 === 1 && index >= 5;
  return { ...item, intervals: open ? null : spans(INTERVALS_PER_ITEM + (number % 3 === 1 ? 10 : 0), 30) };
}

function tal(id: string, videoId: string, index: number): DocumentItem {
  const words = [0, 1, 2].map((offset) => WORDS[(index * 5 + offset * 3) % WORDS.length]);
  return {
    id,
    video: videoId,
    prompt: {
      task: 'TAL',
      label: WORDS[index % WORDS.length] ?? 'runs',
      query: `the animal ${words.join(' and ')}`,
    },
    paraphrases: ['one more way to say it', 'and another one'],
    intervals: null,
    answerIndex: null,
    saliency: null,
    extra: {},
  };
}

function spans(count: number, step: number): { start: { seconds: number }; end: { seconds: number } }[] {
  const distance = Math.min(step, 350 / Math.max(1, count));
  return Array.from({ length: count }, (_value, index) => ({
    start: { seconds: Math.round(index * distance * 1e6) / 1e6 },
    end: { seconds: Math.round((index * distance + distance * 0.6) * 1e6) / 1e6 },
  }));
}

function time(what: string, work: () => unknown): void {
  const taken: number[] = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    const began = performance.now();
    work();
    taken.push(performance.now() - began);
  }
  report(what, taken);
}

async function timeAsync(what: string, work: () => Promise<unknown>): Promise<void> {
  const taken: number[] = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    const began = performance.now();
    await work();
    taken.push(performance.now() - began);
  }
  report(what, taken);
}

function report(what: string, taken: number[]): void {
  const sorted = taken.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  console.log(`| ${what} | ${median.toFixed(1)} | ${(sorted.at(-1) ?? 0).toFixed(1)} |`);
}
