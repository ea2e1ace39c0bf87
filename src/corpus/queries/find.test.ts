import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  isGroup,
  type Comparison,
  type Condition,
  type QueryGroup,
  type QueryPart,
} from '../../tasks/find/item-query.ts';
import { parseQuery } from '../../tasks/find/query-text.ts';
import { anyQueryOf } from '../../tasks/find/testing/any-query.ts';
import type { Project } from '../project.ts';
import { openSample } from '../testing/open-sample.ts';
import { drafts, resolve } from '../testing/random-commands.ts';
import { FIND_ORDERS, findItems, foundKeys } from './find.ts';
import { items, type ItemRecord } from './items.ts';
import { comments } from './project.ts';
import { responsesOfItem } from './suggestions.ts';
import { video } from './videos.ts';

let project: Project;
let remove: () => Promise<void>;
const clock = Date.UTC(2026, 10, 20, 12);
beforeEach(async () => {
  ({ project, remove } = await openSample({ now: () => clock }));
  await project.writer.job('addAnnotator', { id: 'ann', name: 'Ann' });
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
    ],
  });
});
afterEach(() => remove());

const compare = (left: number, op: Comparison, right: number): boolean =>
  ({ '<': left < right, '<=': left <= right, '=': left === right, '>=': left >= right, '>': left > right })[
    op
  ];

/** Whether a condition holds for an item, from the records that the rest of the program reads. */
function holds(record: ItemRecord, each: Condition): boolean {
  const { db, paths } = project;
  const owner = video(db, paths.dir, record.videoId);
  if (owner === null) throw new Error(record.videoId);
  const drawn = record.intervals.flatMap(({ edges }) => (edges === null ? [] : [edges]));
  const edges = drawn.flatMap(({ start, end }) => [start, end]);
  const scores = responsesOfItem(db, record.id).flatMap((response) => [
    ...response.suggestions.filter(({ status }) => status === 'pending').map(({ score }) => score),
    ...(response.answerStatus === 'pending' ? [response.answerScore] : []),
  ]);
  const said = comments(db, record.videoId).filter((comment) => comment.itemId === record.id);
  switch (each.field) {
    case 'task':
      return record.task === each.value;
    case 'state':
      return record.state === each.value;
    case 'split':
      return (owner.split ?? 'none') === each.value;
    case 'by':
      return edges.some(({ provenance: { policy, origin } }) =>
        each.value === 'policy'
          ? policy !== null
          : policy === null && (origin === 'imported') === (each.value === 'imported'),
      );
    case 'has':
      return {
        intervals: drawn.length > 0,
        suggestions: scores.length > 0,
        comments: said.length > 0,
        'open-comments': said.some(({ resolved, answers }) => !resolved && answers === null),
        'off-grid': edges.some(({ offGrid }) => offGrid),
        warnings: owner.warnings.length > 0,
      }[each.value];
    case 'label': {
      const keys = db.all<{ key: number }>('SELECT key FROM label WHERE name = @name', { name: each.value });
      return keys.some(
        ({ key }) => record.label?.id === key || record.intervals.some(({ label }) => label === key),
      );
    }
    case 'group':
      return (owner.group ?? '') === each.value;
    case 'annotator':
      return edges.some(
        ({ provenance }) =>
          provenance.annotator !== null &&
          (provenance.annotator === each.value ||
            { local: 'You', ann: 'Ann' }[provenance.annotator] === each.value),
      );
    case 'video':
      return [owner.id, owner.file, owner.path, owner.group ?? '', owner.source ?? '']
        .join('\n')
        .toLowerCase()
        .includes(each.value.toLowerCase());
    case 'text': {
      const own = [record.id, ...promptTextsOf(record), ...record.paraphrases].join('\n');
      const label = record.label === null ? '' : `${record.label.name}\n${record.label.description ?? ''}`;
      const names = [owner.id, owner.file, owner.path, owner.group ?? '', owner.source ?? ''].join('\n');
      return [own, label, names].some((text) => text.toLowerCase().includes(each.value.toLowerCase()));
    }
    case 'duration':
      return drawn.some(({ start, end }) =>
        compare(
          ((end.ticks - start.ticks) * 1 * owner.timebase.num) / owner.timebase.den,
          each.op,
          each.value,
        ),
      );
    case 'intervals':
      return compare(drawn.length, each.op, each.value);
    case 'confidence': {
      const known = scores.filter((score) => score !== null);
      return known.length > 0 && compare(Math.max(...known), each.op, each.value);
    }
    case 'changed':
      break;
  }
  return compare(Math.floor(clock / 86_400_000), each.op, Math.floor(Date.parse(each.value) / 86_400_000));
}

function promptTextsOf({ prompt }: ItemRecord): readonly string[] {
  switch (prompt.task) {
    case 'TG':
    case 'VHD':
      return [prompt.query];
    case 'DTG':
      return prompt.sentences;
    case 'GVQA':
      return [prompt.question, ...prompt.options];
    case 'TAL':
      break;
  }
  return [prompt.description];
}

function fulfils(record: ItemRecord, part: QueryPart): boolean {
  const plain = isGroup(part)
    ? part.combine === 'or' && part.parts.length > 0
      ? part.parts.some((each) => fulfils(record, each))
      : part.parts.every((each) => fulfils(record, each))
    : holds(record, part);
  return plain !== part.not;
}

function typed(text: string): QueryGroup {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.query;
}

const ids = (text: string): string[] => findItems(project.db, typed(text)).items.map(({ id }) => id);

describe('finding items', () => {
  it('finds what a walk over every item finds, for any query and corpus', async () => {
    const texts = fc.constantFrom(
      'jump',
      'It',
      'JUMPS',
      'v1',
      'rest',
      'leap',
      'a',
      'it j',
      'cheetah',
      'You',
      'Ann',
      'local',
      '"',
      "100%'",
      '_',
      'tal-2',
      'zebra',
      'said 1',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(drafts, { maxLength: 20 }),
        fc.boolean(),
        fc.array(anyQueryOf(texts), { minLength: 10, maxLength: 40 }),
        async (script, ann, queries) => {
          for (const draft of script)
            await project.writer
              .executeAll([resolve(project.db, draft)], ann ? { annotator: 'ann' } : {})
              .catch(() => undefined);
          const all = items(project.db);
          for (const query of queries) {
            const wanted = all.filter((record) => fulfils(record, query)).map(({ id }) => id);
            const { total, items: found } = findItems(project.db, query, { limit: 1000 });
            expect(found.map(({ id }) => id)).toEqual(wanted);
            expect(total).toBe(wanted.length);
            expect(foundKeys(project.db, query)).toHaveLength(total);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('pages and sorts without losing or repeating any', () => {
    const all = findItems(project.db, typed('')).items.map(({ id }) => id);
    expect(all).toHaveLength(11);
    for (const sort of FIND_ORDERS)
      for (const descending of [false, true]) {
        const paged = [0, 4, 8].flatMap((offset) =>
          findItems(project.db, typed(''), { sort, descending, offset, limit: 4 }).items.map(({ id }) => id),
        );
        expect(paged.toSorted()).toEqual(all.toSorted());
      }
    const shortest = findItems(project.db, typed('has:intervals'), { sort: 'shortest' }).items.map(
      (item) => item.shortest ?? 0,
    );
    expect(shortest).toEqual(shortest.toSorted((a, b) => a - b));
  });

  it('answers the questions people ask first', async () => {
    expect(ids('task:TAL duration<1s')).toEqual([]);
    await project.writer.execute('createInterval', {
      item: 'tal-2',
      start: { frame: 10 },
      end: { frame: 15 },
    });
    await project.writer.execute('acceptSuggestion', { suggestion: 1 });
    expect(ids('task:TAL duration<0.5s')).toEqual(['tal-2']);
    expect(ids('by:policy -state:reviewed')).toEqual(['tal-2']);
    const [found] = findItems(project.db, typed('duration<0.5s')).items;
    expect(found).toMatchObject({
      id: 'tal-2',
      intervals: 2,
      shortest: 0.2,
      annotators: ['You'],
      pending: 1,
    });
    expect(found?.opensAt?.interval).toBe(found?.drawn.find(({ fromPolicy }) => !fromPolicy)?.id);
  });
});
