import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Project } from './project.ts';
import { history, undoState } from './queries/history.ts';
import { items } from './queries/items.ts';
import { openSample } from './testing/open-sample.ts';
import { drafts, resolve } from './testing/random-commands.ts';

let project: Project;
let remove: () => Promise<void>;
let clock = 1_000_000;
beforeEach(async () => {
  ({ project, remove } = await openSample({ now: () => clock }));
});
afterEach(() => remove());

/** Everything that facts say, counted anew from the tables themselves, without any help of triggers. */
function recount(): unknown[] {
  const { db } = project;
  return db
    .all<{ key: number; id: string; video: number; label: number | null; num: number; den: number }>(
      `SELECT item.key, item.id, video, label, timebase_num AS num, timebase_den AS den
     FROM item JOIN video ON video.key = item.video ORDER BY item.key`,
    )
    .map(({ key, id, video, label, num, den }) => {
      const [record] = items(db, { id });
      if (record === undefined) throw new Error(id);
      const drawn = record.intervals.flatMap(({ edges }) => (edges === null ? [] : [edges]));
      const lengths = drawn.map(({ start, end }) => ((end.ticks - start.ticks) * 1 * num) / den);
      const edges = drawn.flatMap(({ start, end }) => [start, end]);
      const count = (sql: string): number => db.number(sql, { key });
      const scores = db
        .all<{ score: number | null }>(
          `SELECT score FROM suggestion JOIN response ON response.key = response WHERE response.item = @key AND status = 'pending'
         UNION ALL SELECT answer_score FROM response WHERE item = @key AND answer_status = 'pending'`,
          { key },
        )
        .map(({ score }) => score);
      const known = scores.filter((score) => score !== null);
      const person = edges.some(
        ({ provenance }) => provenance.policy === null && provenance.origin !== 'imported',
      );
      const policy = edges.some(({ provenance }) => provenance.policy !== null);
      const imported = edges.some(
        ({ provenance }) => provenance.policy === null && provenance.origin === 'imported',
      );
      return {
        item: key,
        video,
        task: record.task,
        state: record.state,
        label,
        intervals: drawn.length,
        shortest: drawn.length === 0 ? null : Math.min(...lengths),
        longest: drawn.length === 0 ? null : Math.max(...lengths),
        off_grid: edges.filter((edge) => edge.offGrid).length,
        makers: (person ? 1 : 0) + (policy ? 2 : 0) + (imported ? 4 : 0),
        comments: count('SELECT count(*) FROM comment WHERE item = @key'),
        open_comments: count(
          'SELECT count(*) FROM comment WHERE item = @key AND resolved = 0 AND answers IS NULL',
        ),
        pending: scores.length,
        confidence: known.length === 0 ? null : Math.max(...known),
        annotators: db
          .all<{ annotator: string }>(
            `SELECT DISTINCT annotator FROM edge_provenance JOIN interval ON interval.key = interval
           WHERE item = @key ORDER BY annotator`,
            { key },
          )
          .map(({ annotator }) => annotator),
        found: [
          ...new Set(
            db
              .all<{ search: string }>('SELECT search FROM item WHERE key = @key', { key })
              .flatMap(({ search }) =>
                Array.from({ length: search.length - 2 }, (_value, at) => search.slice(at, at + 3)),
              ),
          ),
        ].every(
          (part) =>
            db.number(
              'SELECT count(*) FROM item_text WHERE item_text MATCH @part AND rowid = CAST(@key AS INTEGER)',
              {
                part: `"${part.replaceAll('"', '""')}"`,
                key,
              },
            ) === 1,
        ),
      };
    });
}

function kept(): unknown[] {
  const { db } = project;
  return db
    .all<{ item: number; changed_at: number }>('SELECT * FROM item_fact ORDER BY item')
    .map(({ changed_at: _at, ...fact }) => ({
      ...fact,
      annotators: db
        .all<{ annotator: string }>(
          'SELECT annotator FROM item_maker WHERE item = @item ORDER BY annotator',
          {
            item: fact.item,
          },
        )
        .map(({ annotator }) => annotator),
      found: true,
    }));
}

function requireRight(): void {
  expect(kept()).toEqual(recount());
  expect(project.db.number('SELECT count(*) FROM item_dirty')).toBe(0);
  // No text is indexed that no item has any more.
  expect(project.db.number('SELECT count(*) FROM item_text')).toBe(
    project.db.number('SELECT count(*) FROM item'),
  );
}

describe('what items are found by', () => {
  it('is what a recount says, after any commands, jobs, undo and redo', async () => {
    await project.writer.job('addAnnotator', { id: 'ann', name: 'Ann' });
    const step = fc.oneof(
      { weight: 8, arbitrary: drafts },
      { weight: 2, arbitrary: fc.constantFrom('undo' as const, 'redo' as const) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('suggest' as const, 'suggest-again' as const, 'set-aside' as const),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), fc.boolean(), async (steps, ann) => {
        const { writer } = project;
        for (const each of steps) {
          if (each === 'undo' || each === 'redo') await writer[each]().catch(() => undefined);
          else if (each === 'set-aside')
            await writer.job('setVideoState', { videos: ['v1'], state: 'missing' });
          else if (typeof each === 'string')
            await writer
              .job('writeSuggestions', {
                policy: 'p1',
                replacePending: each === 'suggest-again',
                responses: [
                  {
                    item: 'tal-2',
                    prediction: { intervals: [{ start: 1, end: 2 }], scores: [0.9], response: '' },
                  },
                  {
                    item: 'gvqa-2',
                    prediction: {
                      intervals: [],
                      scores: [],
                      answerIndex: 1,
                      answerScore: 0.95,
                      response: '',
                    },
                  },
                ],
              })
              .catch(() => undefined);
          else
            await writer
              .executeAll([resolve(project.db, each)], ann ? { annotator: 'ann' } : {})
              .catch(() => undefined);
        }
        requireRight();
      }),
      { numRuns: 50 },
    );
    expect(history(project.db).length).toBeGreaterThan(0);
  });

  it('says when an item was changed last, and suggesting or commenting is no change of it', async () => {
    const at = (id: string): number =>
      project.db.number(
        'SELECT changed_at FROM item_fact WHERE item = (SELECT key FROM item WHERE id = @id)',
        { id },
      );
    const imported = at('tg');
    clock += 5000;
    await project.writer.job('writeSuggestions', {
      policy: 'p1',
      responses: [
        { item: 'tg', prediction: { intervals: [{ start: 1, end: 2 }], scores: [0.9], response: '' } },
      ],
    });
    await project.writer.execute('addComment', { video: 'v1', item: 'tg', text: 'Hm' });
    expect(at('tg')).toBe(imported);
    await project.writer.execute('moveEdge', { interval: 1, edge: 'start', to: { frame: 27 } });
    expect(at('tg')).toBe(clock);
    expect(at('dtg')).toBe(imported);
    clock += 5000;
    await project.writer.undo();
    expect(at('tg')).toBe(clock);
    expect(undoState(project.db).redo).not.toBeNull();
  });
});
