import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { propose } from '../../tasks/derive/propose.ts';
import { contentHash } from '../content-hash.ts';
import type { Project } from '../project.ts';
import { derivationsOfVideo, keptJson, knownQuestions, sceneOfVideo } from '../queries/derived.ts';
import { item, items, truthOf, type ItemRecord } from '../queries/items.ts';
import { openSample } from '../testing/open-sample.ts';
import type { CommandName, CommandParams } from './registry.ts';

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample({ now: () => 5000 }));
  await run('createItem', { id: 'runs', video: 'v1', prompt: { task: 'TAL', label: 'run' } });
  await run('createInterval', { item: 'runs', start: { seconds: 7 }, end: { seconds: 9 } });
  await run('setItemState', { items: ['runs'], state: 'curated' });
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

const first = { rule: 'time', item: 'tal', which: 'first' } as const;
const states = (): string[] => derivationsOfVideo(project.db, 'v1').map(({ state }) => state);

async function derive(state: 'draft' | 'curated' = 'curated'): Promise<string> {
  const { items: made } = await run('createDerived', { video: 'v1', drafts: [{ recipe: first }], state });
  return made[0] ?? '';
}

describe('what can be derived', () => {
  it('is read from curated actions only', async () => {
    expect(sceneOfVideo(project.db, 'v1').sources.map(({ item: id, phrase }) => [id, phrase])).toEqual([
      ['runs', 'run'],
      ['tal', 'all feet in the air'],
    ]);
    expect(sceneOfVideo(project.db, 'v2').sources).toEqual([]);
    await run('setItemState', { items: ['tal'], state: 'draft' });
    expect(sceneOfVideo(project.db, 'v1').sources.map(({ item: id }) => id)).toEqual(['runs']);
  });

  it('becomes items in one undo entry, each with its truth, its sources and the hands that set its edges', async () => {
    const scene = sceneOfVideo(project.db, 'v1');
    const drafts = propose(scene, { tasks: ['TG', 'DTG', 'VHD', 'GVQA'], seed: 3, clipLength: 2 });
    expect(new Set(drafts.map(({ prompt }) => prompt.task))).toEqual(new Set(['TG', 'DTG', 'VHD', 'GVQA']));
    const before = contentHash(project.db);
    const { items: made } = await run('createDerived', {
      video: 'v1',
      drafts: drafts.map((draft) => ({ recipe: draft.recipe, shown: keptJson(draft) })),
      state: 'curated',
    });
    expect(made).toHaveLength(drafts.length);
    for (const [at, id] of made.entries()) {
      const record = read(id);
      expect(truthOf(record)?.task).toBe(drafts[at]?.prompt.task);
      expect(
        record.intervals.map(({ edges }) => ({ start: edges?.start.ticks, end: edges?.end.ticks })),
      ).toEqual(drafts[at]?.intervals);
    }
    expect(new Set(states())).toEqual(new Set(['same']));
    const again = propose(
      scene,
      { tasks: ['TG', 'DTG', 'VHD', 'GVQA'], seed: 3, clipLength: 2 },
      knownQuestions(project.db, 'v1'),
    );
    const keys = drafts.map(({ recipe }) => JSON.stringify(recipe));
    expect(again.filter(({ recipe }) => keys.includes(JSON.stringify(recipe)))).toEqual([]);
    await project.writer.undo();
    expect(contentHash(project.db)).toBe(before);
    await project.writer.redo();
    expect(items(project.db).filter(({ id }) => made.includes(id))).toHaveLength(drafts.length);
  });

  it('takes a person’s own words, and as many as there are places', async () => {
    const made = await run('createDerived', {
      video: 'v1',
      drafts: [{ recipe: first, words: { query: 'The first leap' } }],
      state: 'draft',
    });
    expect(read(made.items[0] ?? '')).toMatchObject({ prompt: { query: 'The first leap' }, state: 'draft' });
    await expect(
      run('createDerived', {
        video: 'v1',
        drafts: [
          { recipe: { rule: 'count', item: 'tal', options: 4, below: 1 }, words: { options: ['1', '2'] } },
        ],
        state: 'draft',
      }),
    ).rejects.toThrow(/as many as it has/);
  });

  it('is refused when the actions are not what was shown', async () => {
    const [draft] = propose(sceneOfVideo(project.db, 'v1'), { tasks: ['TG'], seed: 1, clipLength: 2 });
    if (draft === undefined) throw new Error('Nothing was derived.');
    await run('moveInterval', { interval: read('runs').intervals[0]?.id ?? 0, start: { seconds: 7.5 } });
    await run('moveInterval', { interval: read('tal').intervals[0]?.id ?? 0, start: { seconds: 0.5 } });
    await expect(
      run('createDerived', {
        video: 'v1',
        drafts: [{ recipe: draft.recipe, shown: keptJson(draft) }],
        state: 'curated',
      }),
    ).rejects.toThrow(/Derive them again/);
  });
});

describe('a derived item whose source changes', () => {
  it('is flagged only when that changes what it says', async () => {
    await derive();
    const [one, two] = read('tal').intervals;
    await run('moveEdge', { interval: two?.id ?? 0, edge: 'end', to: { seconds: 5.6 } });
    expect(states()).toEqual(['same']);
    await run('moveEdge', { interval: one?.id ?? 0, edge: 'start', to: { seconds: 0.8 } });
    expect(states()).toEqual(['changed']);
    await run('moveEdge', { interval: two?.id ?? 0, edge: 'start', to: { seconds: 2.04 } });
    expect(states()).toEqual(['ambiguous']);
    await run('setItemState', { items: ['tal'], state: 'draft' });
    expect(states()).toEqual(['gone']);
    await run('deleteItem', { item: 'tal' });
    expect(states()).toEqual(['gone']);
  });

  it('is derived again by one command, keeping a person’s words, and one undo takes that back', async () => {
    const id = await derive();
    await run('editPrompt', { item: id, prompt: { task: 'TG', query: 'The first leap' } });
    await run('moveEdge', {
      interval: read('tal').intervals[0]?.id ?? 0,
      edge: 'start',
      to: { seconds: 0.8 },
    });
    const before = contentHash(project.db);
    await run('rederive', { items: [id] });
    expect(states()).toEqual(['same']);
    expect(read(id)).toMatchObject({ state: 'curated', prompt: { query: 'The first leap' } });
    expect(read(id).intervals.map(({ edges }) => edges?.start.seconds)).toEqual([0.8]);
    await project.writer.undo();
    expect(contentHash(project.db)).toBe(before);
  });

  it('takes new words with a new label name, where the words are not a person’s own', async () => {
    const id = await derive();
    const jump = read('tal').label?.id ?? 0;
    await run('editLabel', { label: jump, description: 'the robot leaps up' });
    expect(states()).toEqual(['changed']);
    await run('rederive', { items: [id] });
    expect(read(id).prompt).toMatchObject({ query: 'The robot leaps up, for the first time.' });
  });

  it('is not derived again where that would be a guess', async () => {
    const id = await derive();
    await run('setItemState', { items: ['tal'], state: 'draft' });
    await expect(run('rederive', { items: [id] })).rejects.toThrow(/is gone or is not curated any more/);
    await expect(run('rederive', { items: ['tg'] })).rejects.toThrow(/was not derived/);
  });

  it('can be made to stand for itself', async () => {
    const id = await derive();
    const before = contentHash(project.db);
    await run('unlinkDerived', { items: [id] });
    expect(states()).toEqual([]);
    await project.writer.undo();
    expect(contentHash(project.db)).toBe(before);
  });

  it('goes with all that is known of it', async () => {
    const before = contentHash(project.db);
    const id = await derive();
    await run('deleteItem', { item: id });
    expect(project.db.number('SELECT count(*) FROM derivation_source')).toBe(0);
    await project.writer.undo();
    await project.writer.undo();
    expect(contentHash(project.db)).toBe(before);
  });
});
