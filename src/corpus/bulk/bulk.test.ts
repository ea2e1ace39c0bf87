import * as fc from 'fast-check';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../tasks/find/item-query.ts';
import { contentHash } from '../content-hash.ts';
import { CorpusError } from '../errors.ts';
import { createProject, type Project } from '../project.ts';
import { history } from '../queries/history.ts';
import { item, items } from '../queries/items.ts';
import { listVideos } from '../queries/videos.ts';
import { openSample } from '../testing/open-sample.ts';
import { drafts, resolve } from '../testing/random-commands.ts';
import { sampleDocument, temporaryFolder } from '../testing/sample.ts';
import { missingTruth } from '../truth-rules.ts';
import { intervalsOfItem, itemById } from '../rows.ts';
import type { BulkEdit, BulkTarget } from './edit.ts';
import { previewBulk } from './preview.ts';

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample());
});
afterEach(() => remove());

const ALL: BulkTarget = { query: EVERYTHING };

async function apply(edit: BulkEdit, target: BulkTarget = ALL): Promise<string> {
  const { digest } = await previewBulk(project.db, target, edit);
  return (await project.writer.execute('bulkEdit', { target, edit, digest })).sentence;
}

const anyEdit: fc.Arbitrary<BulkEdit> = fc.oneof(
  fc.record({
    kind: fc.constant('state' as const),
    state: fc.constantFrom('open' as const, 'curated' as const, 'reviewed' as const),
  }),
  fc.record({ kind: fc.constant('label' as const), label: fc.constantFrom(1, 2) }),
  fc.record({
    kind: fc.constant('split' as const),
    split: fc.constantFrom('train' as const, 'validation' as const, null),
  }),
  fc.constant({ kind: 'snap' as const }),
  fc.record({
    kind: fc.constant('shift' as const),
    edge: fc.constantFrom('start' as const, 'end' as const, 'both' as const),
    frames: fc.integer({ min: -30, max: 30 }),
  }),
  fc.constant({ kind: 'delete-items' as const }),
  fc.record({ kind: fc.constant('delete-short' as const), seconds: fc.constantFrom(0.2, 1, 1.5, 100) }),
);

/** What can be counted from outside: how many intervals, items and videos are not as they were. */
function state(): Map<string, string> {
  const all = new Map<string, string>();
  for (const record of items(project.db)) {
    all.set(`item ${record.id}`, `${record.state} ${record.label?.id ?? ''}`);
    for (const { id, edges } of record.intervals)
      if (edges !== null) all.set(`interval ${id}`, `${edges.start.ticks} ${edges.end.ticks}`);
  }
  for (const { id, split } of listVideos(project.db).videos) all.set(`video ${id}`, String(split));
  return all;
}

describe('an edit of many items', () => {
  it('does what its preview counted, keeps truth sound, and is taken back by one undo', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(drafts, { maxLength: 12 }), anyEdit, async (script, wanted) => {
        for (const draft of script)
          await project.writer.executeAll([resolve(project.db, draft)]).catch(() => undefined);
        // Labels come and go with the random commands.
        const label = project.db.get<{ key: number }>(
          'SELECT max(key) AS key FROM label HAVING count(*) > 0',
        )?.key;
        fc.pre(wanted.kind !== 'label' || label !== undefined);
        const edit = wanted.kind === 'label' && label !== undefined ? { ...wanted, label } : wanted;
        const before = state();
        const hash = contentHash(project.db);
        const entries = history(project.db, { limit: 500 }).length;
        const { counts, digest, found } = await previewBulk(project.db, ALL, edit);
        expect(contentHash(project.db)).toBe(hash);
        expect(found).toBe(items(project.db).length);
        const { entry } = await project.writer.execute('bulkEdit', { target: ALL, edit, digest });
        const after = state();
        const changed = (kind: string): number =>
          [...before].filter(([name, value]) => name.startsWith(kind) && after.get(name) !== value).length;
        if (edit.kind === 'state' || edit.kind === 'label') expect(changed('item')).toBe(counts.items);
        if (edit.kind === 'delete-items') expect(changed('item')).toBe(counts.deleted);
        else expect(changed('interval')).toBe(counts.intervals);
        expect(changed('video')).toBe(counts.videos);
        for (const { id } of items(project.db)) {
          const row = itemById(project.db, id);
          if (row.state === 'curated' || row.state === 'reviewed')
            expect(missingTruth(row, intervalsOfItem(project.db, row.key))).toBeNull();
        }
        expect(
          history(project.db, { limit: 500 }).filter((each) => each.state !== 'discarded').length,
        ).toBeLessThanOrEqual(entries + 1);
        if (entry !== null) await project.writer.undo();
        expect(contentHash(project.db)).toBe(hash);
      }),
      { numRuns: 60 },
    );
  });

  it('names items by what they ask', async () => {
    const { examples } = await previewBulk(project.db, ALL, { kind: 'delete-items' });
    expect(
      examples
        .filter(({ videoId }) => videoId === 'v1')
        .map(({ task, text, videoTitle }) => [task, text, videoTitle]),
    ).toEqual([
      ['TG', 'It jumps', 'v1.mp4'],
      ['DTG', 'It runs', 'v1.mp4'],
      ['TAL', 'jump', 'v1.mp4'],
      ['VHD', 'The best part', 'v1.mp4'],
      ['GVQA', 'What does it do?', 'v1.mp4'],
      ['TG', 'It falls', 'v1.mp4'],
    ]);
  });

  it('is refused when it would do something else than was shown, and allowed when other things changed', async () => {
    const edit: BulkEdit = { kind: 'shift', edge: 'both', frames: 1 };
    const target: BulkTarget = { items: ['tal'] };
    const { digest } = await previewBulk(project.db, target, edit);
    await project.writer.execute('moveEdge', { interval: 1, edge: 'start', to: { frame: 27 } });
    await project.writer.job('setViewState', { name: 'x', value: 1 });
    const interval = item(project.db, 'tal')?.intervals[0]?.id ?? 0;
    await project.writer.execute('bulkEdit', { target, edit, digest });
    await project.writer.undo();
    await project.writer.execute('moveEdge', { interval, edge: 'end', to: { frame: 200 } });
    const hash = contentHash(project.db);
    await expect(project.writer.execute('bulkEdit', { target, edit, digest })).rejects.toThrow(
      'The project has changed since this was shown. Nothing was done; look at it again.',
    );
    expect(contentHash(project.db)).toBe(hash);
  });

  it('says what it leaves and why', async () => {
    const state = await previewBulk(project.db, ALL, { kind: 'state', state: 'curated' });
    expect(state.counts.skipped).toMatchObject({ 'already-so': 5, 'not-whole': 4 });
    expect(state.counts.items).toBe(2);
    const label = await previewBulk(project.db, ALL, { kind: 'label', label: 2 });
    expect(label.counts.skipped['no-label-of-its-own']).toBe(9);
    const shift = await previewBulk(project.db, ALL, { kind: 'shift', edge: 'both', frames: -100_000 });
    expect(shift.counts).toMatchObject({
      intervals: 0,
      skipped: { 'outside-video': shift.counts.skipped['outside-video'] },
    });
    const short = await previewBulk(project.db, ALL, { kind: 'shift', edge: 'end', frames: -30 });
    expect(short.counts.skipped['too-short']).toBeGreaterThan(0);
    expect(await apply({ kind: 'snap' })).toMatch(/^Put \d+ intervals of \d+ items on the frame grid$/);
    await expect(previewBulk(project.db, { items: ['tg', 'gone'] }, { kind: 'snap' })).rejects.toBeInstanceOf(
      CorpusError,
    );
  });

  it('leaves what one item would not be curated with: an overlap of labels that exclude each other', async () => {
    const { writer, db } = project;
    for (const label of [1, 2]) await writer.execute('editLabel', { label, exclusive: 'gait' });
    const add = async (id: string, label: string, start: number, end: number): Promise<void> => {
      await writer.execute('createItem', { id, video: 'v1', prompt: { task: 'TAL', label } });
      await writer.execute('createInterval', { item: id, start: { seconds: start }, end: { seconds: end } });
    };
    // The item "tal" jumps from 1 to 2.
    await add('clashes', 'run', 1.5, 1.8);
    await add('clear', 'run', 7, 8);
    const target: BulkTarget = { items: ['clashes', 'clear'] };
    const curate: BulkEdit = { kind: 'state', state: 'curated' };
    const { counts, left } = await previewBulk(db, target, curate);
    expect(counts).toMatchObject({ items: 1, skipped: { 'labels-exclude': 1 } });
    expect(left).toMatchObject([
      {
        item: 'clashes',
        task: 'TAL',
        text: 'run',
        videoTitle: 'v1.mp4',
        fault: { code: 'exclusiveOverlap', values: { label: 'run', other: 'jump', set: 'gait' } },
      },
    ]);
    await apply(curate, target);
    expect([item(db, 'clashes')?.state, item(db, 'clear')?.state]).toEqual(['draft', 'curated']);
    // Set apart, it is curated like any other.
    await writer.execute('editLabel', { label: 2, exclusive: null });
    await apply(curate, target);
    expect(item(db, 'clashes')?.state).toBe('curated');
  });

  it('that is cancelled half way changes nothing, in the thread of the writer', async () => {
    const { dir, remove: clear } = temporaryFolder();
    const own = await createProject(join(dir, 'project'));
    try {
      const document = sampleDocument();
      const tal = document.items.find(({ id }) => id === 'tal');
      if (tal === undefined) throw new Error('The sample has lost its item.');
      await own.writer.job('importDocument', {
        ...document,
        items: Array.from({ length: 4000 }, (_value, index) => ({
          ...tal,
          id: `many-${index}`,
        })),
      });
      const edit: BulkEdit = { kind: 'shift', edge: 'both', frames: 1 };
      const { digest, counts } = await previewBulk(own.db, ALL, edit);
      expect(counts.items).toBe(4000);
      const hash = contentHash(own.db);
      const stop = new AbortController();
      let told = 0;
      const running = own.writer.executeAll(
        [{ name: 'bulkEdit', params: { target: ALL, edit, digest } }],
        {},
        {
          signal: stop.signal,
          progress: (done, total) => {
            expect(total).toBe(4000);
            told = done;
            stop.abort();
          },
        },
      );
      await expect(running).rejects.toMatchObject({ code: 'cancelled' });
      expect(told).toBeLessThan(4000);
      expect(contentHash(own.db)).toBe(hash);
      expect(history(own.db)).toEqual([]);
    } finally {
      await own.close();
      clear();
    }
  });
});
