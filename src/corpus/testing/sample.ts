import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DocumentItem, ImportDocument, ImportVideo, ProbedVideo } from '../import-document.ts';
import { frameTable } from '../../time/frame-table.ts';
import { ticks, timebase } from '../../time/ticks.ts';

/** For this room's tests: a folder that is gone afterwards, and a small document over videos that need no file. */

/** In memory where the system offers that: the corpus syncs every change to disk, thousands of times in these tests. */
const ROOT = isWritable('/dev/shm') ? '/dev/shm' : tmpdir();

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export function temporaryFolder(): { readonly dir: string; readonly remove: () => void } {
  const dir = mkdtempSync(join(ROOT, 'tempr1-corpus-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A probe of `frames` frames at 25 a second in 1/12800 ticks, the first one at `firstTick`. */
export function probe(name: string, frames = 250, firstTick = 0): ProbedVideo {
  const pts = Float64Array.from({ length: frames }, (_value, index) => firstTick + index * 512);
  return {
    path: `/videos/${name}.mp4`,
    fingerprint: `fingerprint-of-${name}`,
    sizeBytes: 1000,
    container: 'mp4',
    width: 320,
    height: 180,
    displayWidth: 320,
    displayHeight: 180,
    rotation: 0,
    sampleAspect: { num: 1, den: 1 },
    codec: 'h264',
    hasAudio: true,
    audio: { channels: 2, sampleRate: 48_000, startSeconds: 0 },
    table: frameTable(timebase(1, 12_800), pts, ticks(firstTick + frames * 512)),
    keyframes: Uint32Array.from([0, 100, 200]),
    warnings: [],
    playableInChromium: 'yes',
  };
}

export function video(id: string, over: Partial<ImportVideo> = {}): ImportVideo {
  return {
    id,
    file: `videos/${id}.mp4`,
    duration: 10,
    split: 'train',
    group: 'cheetah',
    source: null,
    extra: {},
    probe: probe(id),
    ...over,
  };
}

export function edges(start: number, end: number): { start: { seconds: number }; end: { seconds: number } } {
  return { start: { seconds: start }, end: { seconds: end } };
}

const none = { paraphrases: [], answerIndex: null, saliency: null, extra: {} } as const;

/** Two videos of ten seconds; on the first one curated item per task and an open one, on the second an open one per task. */
export function sampleDocument(): ImportDocument {
  const curated: DocumentItem[] = [
    {
      ...none,
      id: 'tg',
      video: 'v1',
      prompt: { task: 'TG', query: 'It jumps' },
      paraphrases: ['a leap'],
      intervals: [edges(1, 2.5)],
    },
    {
      ...none,
      id: 'dtg',
      video: 'v1',
      prompt: { task: 'DTG', sentences: ['It runs', 'It flies', 'It rests'] },
      intervals: [edges(0, 1), null, edges(3.333, 4.44)],
    },
    {
      ...none,
      id: 'tal',
      video: 'v1',
      prompt: { task: 'TAL', label: 'jump', query: null },
      intervals: [edges(1, 2), edges(4, 5.04)],
    },
    {
      ...none,
      id: 'vhd',
      video: 'v1',
      prompt: { task: 'VHD', query: 'The best part' },
      intervals: [edges(2, 4)],
      saliency: { clipLength: 2, scores: [0, 3, 4, 1, 0], extra: {} },
    },
    {
      ...none,
      id: 'gvqa',
      video: 'v1',
      prompt: { task: 'GVQA', query: 'What does it do?', options: ['run', 'jump', 'rest'] },
      answerIndex: 1,
      intervals: [edges(1, 2)],
      extra: { note: 'kept' },
    },
    { ...none, id: 'tg-open', video: 'v1', prompt: { task: 'TG', query: 'It falls' }, intervals: null },
  ];
  const open = curated.slice(0, 5).map((item) => ({
    ...item,
    id: `${item.id}-2`,
    video: 'v2',
    intervals: null,
    answerIndex: null,
    saliency: null,
  }));
  return {
    file: 'sample.json',
    title: 'Sample',
    extra: { licence: 'free' },
    labels: [
      { group: 'cheetah', name: 'jump', description: 'all feet in the air', extra: {} },
      { group: 'cheetah', name: 'run', description: null, extra: { colour: 'blue' } },
    ],
    videos: [video('v1'), video('v2', { split: 'test' })],
    items: [...curated, ...open],
  };
}
