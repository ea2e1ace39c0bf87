import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentHash } from './content-hash.ts';
import { openProject, type Project } from './project.ts';
import { historyPage, undoState } from './queries/history.ts';
import { projectRevision } from './queries/project.ts';
import { openSample } from './testing/open-sample.ts';
import { probe } from './testing/sample.ts';
import { frameTable } from '../time/frame-table.ts';
import { ticks, timebase } from '../time/ticks.ts';

let project: Project;
let remove: () => Promise<void>;
let clock = 1_000_000;
beforeEach(async () => {
  clock = 1_000_000;
  ({ project, remove } = await openSample({ now: () => clock }));
});
afterEach(() => remove());

/** `count` labels, each its own act; the hash of the corpus after each. */
async function work(count: number): Promise<string[]> {
  const hashes = [contentHash(project.db)];
  for (let i = 0; i < count; i++) {
    clock += 5000;
    await project.writer.execute('addLabel', { group: null, name: `label ${i}` });
    hashes.push(contentHash(project.db));
  }
  return hashes;
}

const ids = (): number[] => historyPage(project.db).acts.map(({ id }) => id);
const states = (): string[] => historyPage(project.db).acts.map(({ state }) => state);

describe('walking through the history', () => {
  it('reaches any point as one act, back and forth, and the content is what it was there', async () => {
    const hashes = await work(6);
    const points = [0, ...ids().toReversed()];
    const revision = projectRevision(project.db);
    for (const at of [3, 0, 6, 1, 5, 5]) {
      const { sentence } = await project.writer.goTo(points[at] ?? -1);
      expect(contentHash(project.db)).toBe(hashes[at]);
      expect(historyPage(project.db).now).toBe(points[at]);
      expect(sentence).toMatch(/^(?:Went (?:back|forward) \d change|That is where)/u);
    }
    // Each walk is one revision: one change for everybody who listens.
    expect(projectRevision(project.db)).toBe(revision + 5);
  });

  it('survives a restart, and new work gives up what was undone', async () => {
    const hashes = await work(4);
    const [, , second] = ids();
    await project.writer.goTo(second ?? -1);
    const { dir } = project.paths;
    await project.close();
    project = await openProject(dir, { worker: true });
    expect(states()).toEqual(['undone', 'undone', 'done', 'done']);
    await project.writer.goTo(ids()[0] ?? -1);
    expect(contentHash(project.db)).toBe(hashes[4]);
    await project.writer.goTo(second ?? -1);
    await project.writer.execute('addLabel', { group: null, name: 'instead' });
    expect(states()).toEqual(['done', 'discarded', 'discarded', 'done', 'done']);
    await expect(project.writer.goTo(ids()[1] ?? -1)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('cannot be gone back to'),
    });
    await expect(project.writer.goTo(12_345)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('changes nothing when one step of it is in conflict with what a job did', async () => {
    await project.writer.execute('moveInterval', { interval: 1, start: { frame: 30 } });
    await project.writer.execute('addLabel', { group: null, name: 'later' });
    await project.writer.execute('addLabel', { group: null, name: 'latest' });
    // The same frames counted in other ticks: every interval of the video gets new numbers.
    const given = probe('v1');
    const pts = given.table.pts.map((_tick, index) => index * 3600);
    const table = frameTable(timebase(1, 90_000), pts, ticks(250 * 3600));
    await project.writer.job('relinkVideo', { video: 'v1', probe: { ...given, table } });
    const before = contentHash(project.db);
    await expect(project.writer.goTo(0)).rejects.toMatchObject({ code: 'conflict' });
    expect(contentHash(project.db)).toBe(before);
    expect(states()).toEqual(['done', 'done', 'done']);
    // What came after it can be gone back to.
    await project.writer.goTo(ids().at(-1) ?? -1);
    expect(states()).toEqual(['undone', 'undone', 'done']);
  });

  it('tells a walk of many steps as it goes, from its own thread', async () => {
    await work(300);
    const { dir } = project.paths;
    await project.close();
    project = await openProject(dir, { worker: false });
    const told: [number, number][] = [];
    await project.writer.goTo(0, (done, total) => told.push([done, total]));
    expect(told.at(-1)).toEqual([300, 300]);
    expect(undoState(project.db).undo).toBeNull();
  });
});

describe('the history', () => {
  it('has one act for what is undone together, with who, when and where', async () => {
    await project.writer.executeAll([
      { name: 'createInterval', params: { item: 'tal', start: { frame: 100 }, end: { frame: 150 } } },
      { name: 'addLabel', params: { group: null, name: 'one' } },
      { name: 'addLabel', params: { group: null, name: 'two' } },
    ]);
    const { acts, total } = historyPage(project.db);
    expect(total).toBe(1);
    expect(acts).toMatchObject([
      {
        more: 2,
        by: 'You',
        at: clock,
        state: 'done',
        where: { videoId: 'v1', videoTitle: 'v1.mp4', itemId: 'tal', itemText: 'jump', tick: 51_200 },
      },
    ]);
  });

  it('shows what programs did in between, like work as one', async () => {
    await work(1);
    for (const item of ['tal-2', 'dtg-2'])
      await project.writer.job('writeSuggestions', {
        policy: 'p1',
        responses: [{ item, prediction: { intervals: [], scores: [], response: '' } }],
      });
    await work(0);
    const { jobs, acts } = historyPage(project.db);
    expect(jobs.map(({ sentence, after }) => [sentence, after])).toEqual([
      ['p1 suggested answers to 2 items', acts[0]?.id],
      ['Imported 2 videos and 11 items from “sample.json”', 0],
    ]);
  });

  it('is paged, searched and narrowed to a video', async () => {
    await work(5);
    await project.writer.execute('setSplit', { videos: ['v2'], split: 'validation' });
    const first = historyPage(project.db, { limit: 4 });
    const second = historyPage(project.db, { limit: 4, before: first.acts.at(-1)?.id });
    expect([first.acts.length, second.acts.length, first.total]).toEqual([4, 2, 6]);
    expect(historyPage(project.db, { search: 'LABEL 3' }).acts).toHaveLength(1);
    // In another language: its words by the keys that say them, names as they stand.
    const other = (search: string, ...searchKeys: string[][]): number =>
      historyPage(project.db, { search, searchKeys }).acts.length;
    expect(other('hinzugefügt')).toBe(0);
    expect(other('hinzugefügt', ['addedLabel'])).toBeGreaterThan(1);
    expect(other('hinzugefügt 3', ['addedLabel'])).toBe(1);
    expect(other('hinzugefügt 3', ['deletedItem'], [])).toBe(0);
    const [only, ...rest] = historyPage(project.db, { video: 'v2', search: 'validation' }).acts;
    expect([only?.where?.videoId, rest.length]).toEqual(['v2', 0]);
    expect(historyPage(project.db, { video: 'v1' }).acts.some(({ name }) => name === 'setSplit')).toBe(false);
  });
});
