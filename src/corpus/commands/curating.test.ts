import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Project } from '../project.ts';
import { item } from '../queries/items.ts';
import { labels } from '../queries/project.ts';
import { openSample } from '../testing/open-sample.ts';

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample());
  const { writer, db } = project;
  await writer.execute('addLabel', { group: 'cheetah', name: 'stand', exclusive: 'gait' });
  const jump = labels(db).find(({ name }) => name === 'jump')?.id ?? 0;
  await writer.execute('editLabel', { label: jump, exclusive: 'gait' });
  await writer.execute('createItem', { id: 'stand', video: 'v2', prompt: { task: 'TAL', label: 'stand' } });
  await writer.execute('createInterval', { item: 'stand', start: { seconds: 1 }, end: { seconds: 3 } });
});
afterEach(() => remove());

const state = (id: string): string | undefined => item(project.db, id)?.state;
const CLASH = {
  code: 'refused',
  message:
    /cannot be (called \w+|curated) yet: “jump” overlaps “stand”, and labels of the set “gait” exclude each other/u,
};
const draw = (start: number, end: number): Promise<unknown> =>
  project.writer.execute('createInterval', {
    item: 'tal-2',
    start: { seconds: start },
    end: { seconds: end },
  });

describe('an item whose label excludes another that lies there', () => {
  it.each(['curated', 'reviewed'] as const)('is not called %s, and nothing with it', async (wanted) => {
    await draw(2, 4);
    const { writer } = project;
    const refused = writer.execute('setItemState', { items: ['vhd-2', 'tal-2'], state: wanted });
    await expect(refused).rejects.toMatchObject({ code: CLASH.code });
    await expect(refused).rejects.toThrow(CLASH.message);
    expect([state('vhd-2'), state('tal-2')]).toEqual(['open', 'draft']);
  });

  it('is called curated once they lie side by side', async () => {
    await draw(3, 4);
    await project.writer.execute('setItemState', { items: ['tal-2', 'stand'], state: 'curated' });
    expect([state('tal-2'), state('stand')]).toEqual(['curated', 'curated']);
  });

  it('is not set as curated truth either', async () => {
    const truth = (start: number): Promise<unknown> =>
      project.writer.execute('setTruth', {
        item: 'tal-2',
        intervals: [{ start: { seconds: start }, end: { seconds: start + 1 } }],
        state: 'curated',
      });
    await expect(truth(2)).rejects.toThrow(CLASH.message);
    expect(item(project.db, 'tal-2')?.intervals).toEqual([]);
    await truth(3);
    expect(state('tal-2')).toBe('curated');
  });

  it('stays a draft where all above a confidence are accepted and the rest is curated', async () => {
    const says = (id: string, start: number) => ({
      item: id,
      prediction: { intervals: [{ start, end: start + 1 }], scores: [0.9], response: '' },
    });
    await project.writer.job('writeSuggestions', {
      policy: 'p1',
      responses: [says('tal-2', 2), says('vhd-2', 2)],
    });
    await project.writer.execute('acceptAllAbove', {
      items: ['tal-2', 'vhd-2'],
      threshold: 0.5,
      curate: true,
    });
    expect([state('tal-2'), state('vhd-2')]).toEqual(['draft', 'curated']);
    expect(item(project.db, 'tal-2')?.intervals).toHaveLength(1);
  });
});
