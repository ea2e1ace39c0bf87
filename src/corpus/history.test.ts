import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { english } from '../tasks/said/said.ts';
import { contentHash } from './content-hash.ts';
import { CorpusError } from './errors.ts';
import { openProject, type Project } from './project.ts';
import { history, undoState } from './queries/history.ts';
import { item, items } from './queries/items.ts';
import { comments, labels } from './queries/project.ts';
import { projectRevision } from './queries/project.ts';
import { suggestionsOfVideo } from './queries/suggestions.ts';
import { missingTruth } from './truth-rules.ts';
import { intervalsOfItem, itemById } from './rows.ts';
import { openSample } from './testing/open-sample.ts';
import { probe } from './testing/sample.ts';
import { drafts, resolve, type Draft } from './testing/random-commands.ts';

let project: Project;
let remove: () => Promise<void>;
let clock = 1_000_000;
let runs = 0;
beforeEach(async () => {
  ({ project, remove } = await openSample({ now: () => clock }));
  await project.writer.job('writeSuggestions', {
    policy: 'p1',
    responses: [
      {
        item: 'tal-2',
        prediction: {
          intervals: [
            { start: 1, end: 2 },
            { start: 3, end: 4 },
          ],
          scores: [0.9, 0.4],
          response: '',
        },
      },
      {
        item: 'gvqa-2',
        prediction: { intervals: [{ start: 2, end: 3 }], scores: [0.7], answerIndex: 2, response: '' },
      },
      {
        item: 'dtg-2',
        prediction: { intervals: [{ start: 0, end: 1 }, null, null], scores: [0.8, 0.7, 0.1], response: '' },
      },
      {
        item: 'vhd-2',
        prediction: {
          intervals: [{ start: 2, end: 4 }],
          scores: [0.8],
          saliency: { clipLength: 2, scores: [0, 4, 3, 0, 0] },
          response: '',
        },
      },
    ],
  });
});
afterEach(() => remove());

/** @returns true when the command was accepted */
async function attempt(draft: Draft, annotator = 'local'): Promise<boolean> {
  const [hash, revision] = [contentHash(project.db), projectRevision(project.db)];
  try {
    const result = await project.writer.executeAll([resolve(project.db, draft)], { annotator });
    return result.entry !== null;
  } catch (error) {
    if (!(error instanceof CorpusError)) throw error;
    expect(['refused', 'not-found', 'invalid']).toContain(error.code);
    // What forbids it can be told in any language.
    if (error.code === 'refused')
      expect(error.said === null ? null : english(error.said)).toBe(error.message);
    // A constraint of the database is the last line: a command that runs into one has forgotten a rule.
    expect(error.message).not.toMatch(/^Other parts/);
    // A refused command leaves nothing behind.
    expect([contentHash(project.db), projectRevision(project.db)]).toEqual([hash, revision]);
    return false;
  }
}

function requireSound(): void {
  expect(project.db.all('PRAGMA foreign_key_check')).toEqual([]);
  for (const { id } of items(project.db)) {
    const row = itemById(project.db, id);
    const rows = intervalsOfItem(project.db, row.key);
    if (row.state === 'curated' || row.state === 'reviewed') expect(missingTruth(row, rows)).toBeNull();
    if (row.task === 'TG') expect(rows.length).toBeLessThanOrEqual(1);
    if (row.task === 'DTG') expect(new Set(rows.map((each) => each.slot)).size).toBe(rows.length);
  }
}

/** What was done can be told in any language, and in English as it was written down. */
function requireSaid(): void {
  for (const { said, sentence } of history(project.db))
    expect(said === null ? null : english(said)).toBe(sentence);
  const { undo, undoSaid } = undoState(project.db);
  expect(undoSaid === null ? null : english(undoSaid)).toBe(undo);
}

async function undoAll(): Promise<number> {
  let count = 0;
  while (undoState(project.db).undo !== null) {
    await project.writer.undo();
    count++;
  }
  return count;
}

describe('whatever is done', () => {
  it('undoing all of it gives back the corpus, redoing all of it the result', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(drafts, { minLength: 1, maxLength: 25 }), async (script) => {
        const start = contentHash(project.db);
        for (const draft of script) await attempt(draft);
        requireSound();
        const end = contentHash(project.db);
        requireSaid();
        const count = await undoAll();
        expect(contentHash(project.db)).toBe(start);
        for (let i = 0; i < count; i++) await project.writer.redo();
        expect(contentHash(project.db)).toBe(end);
        await undoAll();
      }),
      { numRuns: 200 },
    );
  });

  it('each undo gives back exactly the state before, in any mix with redo and reopening', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: drafts },
      { weight: 3, arbitrary: fc.constant('undo' as const) },
      { weight: 2, arbitrary: fc.constant('redo' as const) },
      { weight: 1, arbitrary: fc.constant('reopen' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        // What a perfect undo stack would say, kept outside the corpus. A command clears what could be redone before.
        const start = contentHash(project.db);
        await project.writer.execute('renameProject', { title: `Run ${++runs}` });
        const past = [start, contentHash(project.db)];
        const future: string[] = [];
        for (const each of steps) {
          if (each === 'reopen') {
            const { dir } = project.paths;
            await project.close();
            project = await openProject(dir, { worker: false, now: () => clock });
          } else if (each === 'undo') {
            if (past.length > 1) {
              await project.writer.undo();
              future.push(past.pop() ?? '');
            } else await expect(project.writer.undo()).rejects.toMatchObject({ code: 'nothing-to-undo' });
          } else if (each === 'redo') {
            if (future.length > 0) {
              await project.writer.redo();
              past.push(future.pop() ?? '');
            } else await expect(project.writer.redo()).rejects.toMatchObject({ code: 'nothing-to-redo' });
          } else if (await attempt(each)) {
            past.push(contentHash(project.db));
            future.length = 0;
          }
          expect(contentHash(project.db)).toBe(past.at(-1));
        }
        await undoAll();
      }),
      { numRuns: 60 },
    );
  });
});

describe('presses of one key', () => {
  const nudge = (frame: number): Promise<unknown> =>
    project.writer.execute(
      'moveEdge',
      { interval: 1, edge: 'start', to: { frame } },
      { coalesceKey: 'nudge 1 start' },
    );

  it('within a second are one entry, with the whole way in its sentence', async () => {
    const before = contentHash(project.db);
    for (const frame of [26, 27, 28]) {
      clock += 900;
      await nudge(frame);
    }
    expect(history(project.db).map((entry) => entry.sentence)).toEqual([
      'Moved the start of "It jumps" by 3 frames',
    ]);
    await project.writer.undo();
    expect(contentHash(project.db)).toBe(before);
    await project.writer.redo();
    expect(item(project.db, 'tg')?.intervals[0]?.edges?.start.frame).toBe(28);
  });

  it('with a pause between are two', async () => {
    await nudge(26);
    clock += 1001;
    await nudge(27);
    expect(history(project.db)).toHaveLength(2);
  });

  it('do not join an entry that was undone', async () => {
    await nudge(26);
    await project.writer.undo();
    await nudge(27);
    expect(history(project.db).map((entry) => entry.state)).toEqual(['done', 'discarded']);
  });

  it('that end where they began leave no entry', async () => {
    const split = (to: 'train' | 'test'): ReturnType<typeof project.writer.execute> =>
      project.writer.execute('setSplit', { videos: ['v1'], split: to }, { coalesceKey: 'split v1' });
    expect((await split('test')).entry).not.toBeNull();
    expect((await split('train')).entry).toBeNull();
    expect(history(project.db)).toEqual([]);
  });
});

describe('a batch', () => {
  it('is undone and redone as one', async () => {
    const before = contentHash(project.db);
    await project.writer.executeAll([
      { name: 'deleteItem', params: { item: 'tal' } },
      { name: 'deleteItem', params: { item: 'dtg' } },
    ]);
    const after = contentHash(project.db);
    expect(undoState(project.db).undo).toBe('Deleted the DTG item "It runs"');
    expect(await project.writer.undo()).toMatchObject({
      sentence: 'Deleted the TAL item "jump", and 1 more',
      said: { key: 'andMore', values: { first: { key: 'deletedItem', values: { name: 'jump' } }, count: 1 } },
    });
    expect(contentHash(project.db)).toBe(before);
    await project.writer.redo();
    expect(contentHash(project.db)).toBe(after);
  });

  it('with one refused command changes nothing at all', async () => {
    const before = contentHash(project.db);
    const batch = project.writer.executeAll([
      { name: 'deleteItem', params: { item: 'tal' } },
      { name: 'setAnswer', params: { item: 'gvqa', answerIndex: 3 } },
    ]);
    await expect(batch).rejects.toMatchObject({
      code: 'refused',
      message: '"What does it do?" has 3 options; there is no 4.',
    });
    expect(contentHash(project.db)).toBe(before);
    expect(history(project.db)).toEqual([]);
  });
});

describe('undo after a job', () => {
  it('is refused with a sentence when the job changed the same rows, and changes nothing', async () => {
    const [first] = suggestionsOfVideo(project.db, 'v2', { item: 'tal-2' });
    await project.writer.execute('acceptSuggestion', { suggestion: first?.id ?? 0 });
    // The same frames, one frame later: every edge has other ticks.
    const moved = { ...probe('v2', 250, 512), path: '/elsewhere/v2.mp4' };
    await project.writer.job('relinkVideo', { video: 'v2', probe: moved });
    const before = contentHash(project.db);
    await expect(project.writer.undo()).rejects.toMatchObject({
      code: 'conflict',
      said: { key: 'cannotUndo', values: { what: { key: 'acceptedSuggestion' } } },
      message:
        '“Accepted a suggestion for "jump"” cannot be undone or redone: an import, newer suggestions or another job changed the same rows since.',
    });
    expect(contentHash(project.db)).toBe(before);
  });

  it('repeats an acceptance though newer suggestions made room for it', async () => {
    const [first] = suggestionsOfVideo(project.db, 'v2', { item: 'tal-2' });
    await project.writer.execute('acceptSuggestion', { suggestion: first?.id ?? 0 });
    const accepted = item(project.db, 'tal-2')?.intervals;
    await project.writer.undo();
    await project.writer.job('writeSuggestions', {
      policy: 'p1',
      responses: [{ item: 'tal-2', prediction: { intervals: [], scores: [], response: '' } }],
    });
    await project.writer.redo();
    expect(item(project.db, 'tal-2')?.intervals).toEqual(accepted);
    await project.writer.undo();
    expect(item(project.db, 'tal-2')?.intervals).toEqual([]);
  });

  it('works when the job changed other rows', async () => {
    await project.writer.execute('setItemState', { items: ['tal-2'], state: 'curated' });
    await project.writer.job('addCoverage', {
      video: 'v2',
      kind: 'watched',
      ranges: [{ start: 0, end: 512 }],
    });
    await project.writer.undo();
    expect(item(project.db, 'tal-2')?.state).toBe('open');
  });

  it('takes a new item back together with what a policy suggested for it', async () => {
    await project.writer.execute('createItem', {
      id: 'new',
      video: 'v1',
      prompt: { task: 'TG', query: 'It waits' },
    });
    await project.writer.job('writeSuggestions', {
      policy: 'p1',
      responses: [
        {
          item: 'new',
          prediction: { intervals: [{ start: 1, end: 2 }], scores: [1], response: '' },
        },
      ],
    });
    await project.writer.undo();
    expect(item(project.db, 'new')).toBeNull();
    expect(suggestionsOfVideo(project.db, 'v1')).toEqual([]);
  });
});

it('what two people did is told apart', async () => {
  await project.writer.job('addAnnotator', { id: 'ann', name: 'Ann' });
  await project.writer.execute('addComment', { video: 'v1', text: 'Look' }, { annotator: 'ann' });
  await project.writer.execute('addLabel', { group: null, name: 'free' });
  expect(history(project.db).map((entry) => entry.annotator)).toEqual(['local', 'ann']);
  expect(comments(project.db, 'v1')[0]).toMatchObject({ annotator: 'ann', text: 'Look', resolved: false });
  expect(labels(project.db, null).map((label) => label.name)).toEqual(['free']);
  await expect(project.writer.undo()).resolves.toMatchObject({ sentence: 'Added the label "free"' });
  await expect(
    project.writer.execute('addComment', { video: 'v1', text: 'Look' }, { annotator: 'nobody' }),
  ).rejects.toThrow('There is no annotator "nobody" in this project.');
});
