import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { root } from '../../scripts/lib/root.ts';
import { parseQuery } from '../../src/tasks/find/query-text.ts';
import type { QueryGroup } from '../../src/tasks/find/item-query.ts';
import { sqliteVersion } from '../../src/corpus/open.ts';
import { startService } from '../../src/service/start-service.ts';
import { nodeSpawner } from '../../src/training/spawner.ts';
import { scaleProject } from './project.ts';

/**
 * What a person waits for in a project of 10,000 videos, 200,000 items and a million intervals, asked of the service's own
 * API: `npm run bench -- scale [--videos N] [--rounds N] [--keep FOLDER] [--write]`. `--keep` makes the project there once.
 */
const { values: options } = parseArgs({
  options: {
    videos: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '15' },
    keep: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const videos = Number(options.videos);
const parent = options.keep ?? mkdtempSync(join(tmpdir(), 'tempr1-scale-'));
const lines: string[] = [];
const say = (line: string): void => {
  lines.push(line);
  console.log(line);
};

const { dir, seconds } = await scaleProject(parent, videos);
const service = await startService({
  shell: 'browser',
  spawner: nodeSpawner(),
  env: { ...process.env, TEMPR1_CONFIG_DIR: join(dir, 'config') },
});
const { api, core } = service.studio;
try {
  // Who opens a project has looked at the list of projects: by then the writer's thread stands ready.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const opening = performance.now();
  await core.openProject(dir);
  const opened = performance.now() - opening;
  const { db } = core.session.project;
  // Opening looks for every file in the background and notes those that are gone, as all of these are.
  for (let revision = -1; revision !== db.number('SELECT revision FROM project');) {
    revision = db.number('SELECT revision FROM project');
    await new Promise((resolve) => setTimeout(resolve, 3000));
  }
  const count = (table: string): string => db.number(`SELECT count(*) FROM ${table}`).toLocaleString('en');
  const size = statSync(join(dir, 'corpus.sqlite')).size / 2 ** 20;
  const load = loadavg()[0] ?? 0;
  say(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores of ${cpus()[0]?.model ?? 'an unknown processor'} (load ${load.toFixed(1)}), Node ${process.versions.node}, SQLite ${sqliteVersion()}. ${count('video')} videos, ${count('item')} items, ${count('interval')} intervals${seconds === null ? '' : `, imported in ${seconds.toFixed(0)} s`}; ${size.toFixed(0)} MiB.`,
  );
  say('');
  say('| what | CPU ms, median | wall ms, median | wall ms, worst |');
  say('| --- | ---: | ---: | ---: |');
  say(`| open the project, once | | ${opened.toFixed(0)} | |`);

  const last = `v${videos - 7}`;
  await time('list: first page of videos', () => api.videos.list({}));
  await time('list: last page', () => api.videos.list({ offset: videos - 50 }));
  for (const state of ['new', 'begun', 'done'] as const)
    await time(`list: only ${state} ones`, () => api.videos.list({ state }));
  await time('list: one rare word', () => api.videos.list({ search: `number ${videos - 7}` }));
  await time('list: a common word', () => api.videos.list({ search: 'jumps' }));
  await time('list: two words', () => api.videos.list({ search: 'Jumps red' }));
  await time('list: two letters', () => api.videos.list({ search: 'ju' }));
  for (const text of [
    '',
    'task:TAL duration<0.5s',
    'by:policy -state:reviewed',
    'label:jumps',
    'state:curated split:test',
    'has:off-grid',
    'has:open-comments',
    'confidence>0.5 confidence<0.8',
    'annotator:You',
    'changed>2026-01-01',
    'jumps',
    '"jumps and rolls" task:GVQA',
    `"number ${videos - 7}"`,
    'ju',
    'zebra',
    '(task:TG jumps) OR (task:DTG -red intervals>=3)',
  ])
    await time(`find: ${text === '' ? 'everything' : `\`${text}\``}`, () =>
      api.items.search({ query: typed(text) }),
    );
  const everything = typed('');
  await time('find: the last page of everything', () =>
    api.items.search({ query: everything, offset: videos * 20 - 50 }),
  );
  await time('find: everything, shortest first', () =>
    api.items.search({ query: everything, sort: 'shortest' }),
  );
  await time('find: everything, changed last', () =>
    api.items.search({ query: everything, sort: 'changed', descending: true }),
  );
  await time('open: a video with its 20 items and 102 intervals', () => api.videos.detail({ videoId: last }));
  await time(
    'open: its timeline, as columns',
    async () => service.studio.handlers.length > 0 && timeline(last),
  );
  await time('open: 100,000 intervals of one timeline, as columns', async () => timeline('long'));
  await time('counts of the project', () => api.projects.current());
  const interval = db.number(
    `SELECT min(interval.key) FROM interval JOIN item ON item.key = item WHERE item.id = '${last}-tal-0'`,
  );
  let frame = 60;
  await time('move an edge, on disk', () =>
    api.commands.run({
      name: 'moveEdge',
      params: { interval, edge: 'end', to: { frame: (frame = frame === 60 ? 61 : 60) } },
    }),
  );
  await time('undo it', () => api.commands.undo());

  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const began = performance.now();
  const edit = { kind: 'shift', edge: 'both', frames: 1 } as const;
  const target = { query: typed('label:jumps') };
  const preview = await api.items.previewBulk({ target, edit });
  const took = performance.now() - began;
  delay.disable();
  say(
    `| preview of shifting ${preview.counts.intervals.toLocaleString('en')} intervals, once; others wait at most ${(delay.max / 1e6).toFixed(0)} ms | | ${took.toFixed(0)} | |`,
  );
  const applying = performance.now();
  const { jobId } = await api.items.applyBulk({ target, edit, digest: preview.digest });
  const job = await core.jobs.finished(jobId);
  if (job.state !== 'done') throw new Error(job.sentence);
  say(
    `| shifting them, as a job beside the service, once | | ${(performance.now() - applying).toFixed(0)} | |`,
  );
  const back = performance.now();
  await api.commands.undo();
  say(`| undoing that, once | | ${(performance.now() - back).toFixed(0)} | |`);
} finally {
  await service.close();
  if (options.keep === undefined) rmSync(parent, { recursive: true, force: true });
}
if (options.write) write();

function typed(text: string): QueryGroup {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.query;
}

async function timeline(videoId: string): Promise<unknown> {
  const { timelineBytes } = await import('../../src/service/parts/timeline.ts');
  return timelineBytes(core, videoId);
}

async function time(what: string, work: () => Promise<unknown>): Promise<void> {
  const wall: number[] = [];
  const cpu: number[] = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    const used = process.threadCpuUsage();
    const began = performance.now();
    await work();
    wall.push(performance.now() - began);
    const { user, system } = process.threadCpuUsage(used);
    cpu.push((user + system) / 1000);
  }
  say(
    `| ${what} | ${median(cpu).toFixed(1)} | ${median(wall).toFixed(1)} | ${Math.max(...wall).toFixed(1)} |`,
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Puts the table between its marks in bench/README.md. */
function write(): void {
  const file = join(root, 'bench', 'README.md');
  const [begin, end] = ['<!-- scale: begin -->', '<!-- scale: end -->'];
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to === -1) throw new Error('bench/README.md has lost the marks of the table.');
  writeFileSync(file, `${text.slice(0, from + begin.length)}\n\n${lines.join('\n')}\n\n${text.slice(to)}`);
}
