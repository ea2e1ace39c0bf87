import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { secondsInterval } from '../../time/interval.ts';
import { contentHash } from '../content-hash.ts';
import type { Project } from '../project.ts';
import { comments, labels } from '../queries/project.ts';
import { item, items, type ItemRecord } from '../queries/items.ts';
import { openSample } from '../testing/open-sample.ts';
import type { CommandName, CommandParams } from './registry.ts';

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample({ now: () => 5000 }));
});
afterEach(() => remove());

const run = <N extends CommandName>(
  name: N,
  params: CommandParams<N>,
): ReturnType<Project['writer']['execute']> => project.writer.execute(name, params);

function read(id: string): ItemRecord {
  const found = item(project.db, id);
  if (found === null) throw new Error(`There is no item ${id}.`);
  return found;
}

function labelId(name: string): number {
  return labels(project.db).find((label) => label.name === name)?.id ?? 0;
}

/** Carries out a change and proves that one undo and one redo bring back exactly what was there. */
async function undoable(change: () => Promise<unknown>): Promise<void> {
  const before = contentHash(project.db);
  await change();
  const after = contentHash(project.db);
  expect(after).not.toBe(before);
  await project.writer.undo();
  expect(contentHash(project.db)).toBe(before);
  await project.writer.redo();
  expect(contentHash(project.db)).toBe(after);
}

describe('a label schema', () => {
  it('keeps exclusions and attributes', async () => {
    const attributes = [
      { name: 'height', type: 'number' as const, min: 0, max: 3 },
      { name: 'leg', type: 'choice' as const, options: ['left', 'right'] },
    ];
    await undoable(() =>
      run('editLabel', { label: labelId('jump'), exclusive: 'gait', attributes, hotkey: 'q' }),
    );
    expect(labels(project.db).find(({ name }) => name === 'jump')).toMatchObject({
      exclusive: 'gait',
      attributes,
      hotkey: 'q',
    });
    await expect(
      run('editLabel', {
        label: labelId('jump'),
        attributes: [attributes[0], attributes[0]].flatMap((each) => each ?? []),
      }),
    ).rejects.toThrow(/different names/);
  });

  it('gives a key to one label of a group only', async () => {
    await run('editLabel', { label: labelId('jump'), hotkey: 'q' });
    await expect(run('editLabel', { label: labelId('run'), hotkey: 'Q' })).rejects.toThrow(
      'The key Q belongs to the label "jump" already.',
    );
    await run('addLabel', { group: 'other', name: 'jump', hotkey: 'q' });
    await run('editLabel', { label: labelId('jump'), name: 'leap' });
  });

  it('notes attributes on instances, and a split instance keeps them', async () => {
    const [first] = read('tal').intervals;
    const interval = first?.id ?? 0;
    await undoable(() =>
      run('setIntervalAttributes', { intervals: [interval], values: { height: 2, leg: 'left' } }),
    );
    await run('setIntervalAttributes', { intervals: [interval], values: { leg: null } });
    await run('splitInterval', { interval, at: { seconds: 1.4 } });
    expect(read('tal').intervals.map(({ attributes }) => attributes)).toEqual([
      { height: 2 },
      {},
      { height: 2 },
    ]);
    await expect(
      run('setIntervalAttributes', { intervals: [read('tg').intervals[0]?.id ?? 0], values: { a: 1 } }),
    ).rejects.toThrow(/attributes belong to instances of labels/);
  });
});

describe('merging labels', () => {
  it('moves items to the other label, as one undo', async () => {
    await undoable(() => run('mergeLabels', { from: labelId('jump'), into: labelId('run') }));
    expect(labels(project.db).map(({ name }) => name)).toEqual(['run']);
    expect(['tal', 'tal-2'].map((id) => read(id).label?.name)).toEqual(['run', 'run']);
    expect(read('tal').state).toBe('curated');
  });

  it('moves instances, comments and answers where a video has items of both', async () => {
    await run('createItem', { id: 'runs', video: 'v1', prompt: { task: 'TAL', label: 'run' } });
    await run('createInterval', { item: 'runs', start: { seconds: 7 }, end: { seconds: 8 } });
    await run('setItemState', { items: ['runs'], state: 'curated' });
    await run('addComment', { video: 'v1', item: 'tal', text: 'look again' });
    await project.writer.job('writeSuggestions', {
      policy: 'p1',
      responses: [{ item: 'tal', prediction: { intervals: [], scores: [], response: '' } }],
    });
    await undoable(() => run('mergeLabels', { from: labelId('jump'), into: labelId('run') }));
    expect(item(project.db, 'tal')).toBeNull();
    expect(read('runs').intervals.map(({ edges }) => edges?.start.seconds)).toEqual([7, 1, 4]);
    expect(read('runs').state).toBe('curated');
    expect(comments(project.db, 'v1')).toMatchObject([{ itemId: 'runs', text: 'look again' }]);
    expect(
      project.db.number(
        `SELECT count(*) FROM response JOIN item ON item.key = response.item WHERE id = 'runs'`,
      ),
    ).toBe(1);
  });

  it('does not call whole what was looked for half', async () => {
    await run('createItem', { id: 'runs', video: 'v1', prompt: { task: 'TAL', label: 'run' } });
    await run('mergeLabels', { from: labelId('run'), into: labelId('jump') });
    expect(read('tal').state).toBe('draft');
  });

  it('is refused with itself and across groups', async () => {
    await run('addLabel', { group: 'other', name: 'jump' });
    const other = labels(project.db, 'other')[0]?.id ?? 0;
    await expect(run('mergeLabels', { from: labelId('jump'), into: labelId('jump') })).rejects.toThrow(
      /with itself/,
    );
    await expect(run('mergeLabels', { from: labelId('run'), into: other })).rejects.toThrow(
      /different groups/,
    );
  });
});

describe('deleting a label', () => {
  it('takes its items along as one undoable act, where the plain way is refused', async () => {
    await expect(run('removeLabel', { label: labelId('jump') })).rejects.toThrow(/is used 2 times/);
    const before = items(project.db).length;
    await undoable(() => run('deleteLabel', { label: labelId('jump') }));
    expect(items(project.db)).toHaveLength(before - 2);
    expect(labels(project.db).map(({ name }) => name)).toEqual(['run']);
  });
});

describe('relabelling an item', () => {
  it('takes labels of the own group only', async () => {
    await undoable(() => run('setItemLabel', { item: 'tal-2', label: labelId('run') }));
    expect(read('tal-2').label?.name).toBe('run');
    await expect(run('setItemLabel', { item: 'tg', label: labelId('run') })).rejects.toThrow(
      /only TAL items have a label/,
    );
  });
});

describe('arranging sentences and options', () => {
  it('takes intervals and suggestions along', async () => {
    const intervals = [secondsInterval(0, 1), null, secondsInterval(3, 4)];
    await project.writer.job('writeSuggestions', {
      policy: 'p1',
      responses: [{ item: 'dtg', prediction: { intervals, scores: [1, 1, 1], response: '' } }],
    });
    await undoable(() =>
      run('arrangeSentences', {
        item: 'dtg',
        sentences: [
          { text: 'It rests', from: 2 },
          { text: 'It waits', from: null },
          { text: 'It runs', from: 0 },
        ],
      }),
    );
    expect(read('dtg').intervals.map(({ slot, edges }) => [slot, edges?.start.seconds])).toEqual([
      [0, 3.333],
      [2, 0],
    ]);
    expect(read('dtg').state).toBe('draft');
    expect(project.db.all('SELECT slot, start_frame FROM suggestion ORDER BY slot')).toEqual([
      { slot: 0, start_frame: 75 },
      { slot: 2, start_frame: 0 },
    ]);
    await expect(
      run('arrangeSentences', {
        item: 'dtg',
        sentences: [
          { text: 'a', from: 0 },
          { text: 'b', from: 0 },
        ],
      }),
    ).rejects.toThrow(/was changed meanwhile/);
  });

  it('keeps the right option right', async () => {
    await undoable(() =>
      run('arrangeOptions', {
        item: 'gvqa',
        options: [
          { text: 'fly', from: null },
          { text: 'rest', from: 2 },
          { text: 'jump', from: 1 },
        ],
      }),
    );
    expect(read('gvqa')).toMatchObject({ answerIndex: 2, state: 'curated' });
    await run('arrangeOptions', {
      item: 'gvqa',
      options: [
        { text: 'fly', from: 0 },
        { text: 'rest', from: 1 },
      ],
    });
    expect(read('gvqa')).toMatchObject({ answerIndex: null, state: 'draft' });
  });
});
