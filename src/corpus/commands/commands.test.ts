import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Project } from '../project.ts';
import { item, type ItemRecord } from '../queries/items.ts';
import { labels } from '../queries/project.ts';
import { listVideos, video } from '../queries/videos.ts';
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

/** Seconds of an item's intervals, null for "none". */
function spans(id: string): ([number, number] | null)[] {
  return read(id).intervals.map(({ edges }) =>
    edges === null ? null : [edges.start.seconds, edges.end.seconds],
  );
}

function idOf(id: string, index = 0): number {
  return read(id).intervals[index]?.id ?? 0;
}

describe('drawing', () => {
  it('puts edges on the frame grid and says who drew them', async () => {
    const { intervals, sentence } = await run('createInterval', {
      item: 'tal-2',
      start: { seconds: 1.01 },
      end: { ticks: 30_000 },
    });
    expect(sentence).toBe('Drew an interval for "jump"');
    expect(intervals).toEqual([idOf('tal-2')]);
    expect(spans('tal-2')).toEqual([[1, 2.36]]);
    expect(read('tal-2').intervals[0]?.edges?.start).toMatchObject({
      frame: 25,
      offGrid: false,
      provenance: { origin: 'drawn', annotator: 'local', policy: null, at: 5000, movedTicks: 0 },
    });
    expect(read('tal-2').state).toBe('draft');
  });

  it('fills the sentences of DTG one after another and answers a "none"', async () => {
    await run('setNone', { item: 'dtg-2', slot: 0 });
    await run('createInterval', { item: 'dtg-2', slot: 2, start: { frame: 1 }, end: { frame: 2 } });
    await run('createInterval', { item: 'dtg-2', start: { frame: 3 }, end: { frame: 4 } });
    await run('createInterval', { item: 'dtg-2', start: { frame: 5 }, end: { frame: 6 } });
    expect(spans('dtg-2')).toEqual([
      [0.12, 0.16],
      [0.2, 0.24],
      [0.04, 0.08],
    ]);
    await expect(
      run('createInterval', { item: 'dtg-2', start: { frame: 7 }, end: { frame: 8 } }),
    ).rejects.toThrow('That sentence of "It runs" has its interval already. Move it, or delete it first.');
    await expect(
      run('createInterval', { item: 'dtg-2', slot: 3, start: { frame: 7 }, end: { frame: 8 } }),
    ).rejects.toThrow('"It runs" has no entry number 4.');
  });

  it('refuses a second interval of TG, an empty one and one outside the video', async () => {
    await expect(
      run('createInterval', { item: 'tg', start: { frame: 1 }, end: { frame: 2 } }),
    ).rejects.toThrow(/has its interval already/);
    await expect(
      run('createInterval', { item: 'tg-2', start: { frame: 2 }, end: { frame: 2 } }),
    ).rejects.toThrow(/at least one frame long/);
    await expect(
      run('createInterval', { item: 'tg-2', start: { frame: 2 }, end: { seconds: 11 } }),
    ).rejects.toThrow(/outside the video/);
    await expect(
      run('createInterval', { item: 'nobody', start: { frame: 1 }, end: { frame: 2 } }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('refuses what nobody could mean', async () => {
    const bad: unknown = { item: 'tg-2', start: { frame: 1.5 }, end: { frame: 2 }, extra: 1 };
    await expect(project.writer.executeAll([{ name: 'createInterval', params: bad }])).rejects.toMatchObject({
      code: 'invalid',
    });
    // @ts-expect-error -- a name from outside that no command has
    const unknown = project.writer.executeAll([{ name: 'dropTables', params: {} }]);
    await expect(unknown).rejects.toThrow('0.name: There is no command "dropTables".');
  });
});

describe('moving', () => {
  it('an imported edge says how far a person took it from there', async () => {
    await run('moveEdge', { interval: idOf('tg'), edge: 'start', to: { frame: 27 } });
    await run('moveEdge', { interval: idOf('tg'), edge: 'start', to: { frame: 22 } });
    expect(read('tg').intervals[0]?.edges?.start).toMatchObject({
      seconds: 0.88,
      provenance: { origin: 'nudged', movedTicks: -3 * 512, annotator: 'local' },
    });
    expect(read('tg').intervals[0]?.edges?.end.provenance).toMatchObject({
      origin: 'imported',
      annotator: null,
      at: 5000,
    });
    expect(read('tg').state).toBe('curated');
  });

  it('an edge past the other one is refused', async () => {
    await expect(
      run('moveEdge', { interval: idOf('tg'), edge: 'start', to: { seconds: 2.52 } }),
    ).rejects.toThrow(/start before it ends/);
  });

  it('a whole interval keeps its length in frames and stays inside the video', async () => {
    await run('moveInterval', { interval: idOf('tg'), start: { seconds: 9 } });
    expect(spans('tg')).toEqual([[8.52, 10]]);
    await run('moveInterval', { interval: idOf('tg'), start: { frame: 1 } });
    expect(spans('tg')).toEqual([[0.04, 1.52]]);
  });

  it('an edge to where it is leaves no entry and keeps its digits', async () => {
    const result = await run('moveEdge', { interval: idOf('tg'), edge: 'start', to: { seconds: 1 } });
    expect(result.entry).toBeNull();
  });

  it('snapping moves off-grid edges alone', async () => {
    const ids = [idOf('dtg', 0), idOf('dtg', 2)];
    await run('snapEdges', { intervals: ids });
    expect(spans('dtg')).toEqual([[0, 1], null, [3.32, 4.44]]);
    expect(read('dtg').intervals[0]?.edges?.start.provenance.origin).toBe('imported');
  });
});

describe('cutting and joining', () => {
  it('splits one into two, each with its own edge of the old one', async () => {
    const { intervals } = await run('splitInterval', { interval: idOf('tal', 1), at: { seconds: 4.52 } });
    expect(spans('tal')).toEqual([
      [1, 2],
      [4, 4.52],
      [4.52, 5.04],
    ]);
    expect(idOf('tal', 2)).toBe(intervals[0]);
    expect(read('tal').intervals[2]?.edges?.end.provenance.origin).toBe('imported');
    expect(read('tal').intervals[2]?.edges?.start.provenance.origin).toBe('drawn');
  });

  it('merges several into the earliest, from its start to the latest end', async () => {
    await run('mergeIntervals', { intervals: [idOf('tal', 1), idOf('tal', 0)] });
    expect(spans('tal')).toEqual([[1, 5.04]]);
    expect(read('tal').intervals[0]?.edges?.end.provenance.origin).toBe('imported');
  });

  it('refuses both where a question takes one interval', async () => {
    await expect(run('splitInterval', { interval: idOf('tg'), at: { seconds: 2 } })).rejects.toThrow(
      /cannot be split/,
    );
    await expect(run('splitInterval', { interval: idOf('tal'), at: { seconds: 2 } })).rejects.toThrow(
      /must lie inside/,
    );
    await expect(run('mergeIntervals', { intervals: [idOf('dtg', 0), idOf('dtg', 2)] })).rejects.toThrow(
      /keep their own/,
    );
    await expect(run('mergeIntervals', { intervals: [idOf('tal'), idOf('vhd')] })).rejects.toThrow(
      /of one item/,
    );
  });
});

describe('the state of an item', () => {
  it('follows what it holds', async () => {
    expect(read('tal-2').state).toBe('open');
    await run('createInterval', { item: 'tal-2', start: { frame: 0 }, end: { frame: 5 } });
    expect(read('tal-2').state).toBe('draft');
    await run('setItemState', { items: ['tal-2'], state: 'reviewed' });
    await run('moveEdge', { interval: idOf('tal-2'), edge: 'end', to: { frame: 6 } });
    // The review did not see this edit.
    expect(read('tal-2').state).toBe('curated');
    await run('setItemState', { items: ['tal-2'], state: 'open' });
    expect(read('tal-2').state).toBe('draft');
    await run('deleteInterval', { interval: idOf('tal-2') });
    expect(read('tal-2').state).toBe('open');
  });

  it('"looked, none there" is curated with nothing', async () => {
    await run('setItemState', { items: ['tal-2', 'vhd-2'], state: 'curated' });
    expect([read('tal-2'), read('vhd-2')].map((each) => [each.state, each.intervals.length])).toEqual([
      ['curated', 0],
      ['curated', 0],
    ]);
    await run('setNone', { item: 'tal' });
    expect([read('tal').state, spans('tal')]).toEqual(['curated', []]);
  });

  it.each([
    ['tg-2', 'it needs its one interval'],
    ['dtg-2', 'sentence 1 has neither an interval nor "none"'],
    ['gvqa-2', 'it needs the right option'],
  ])('of %s cannot be curated: %s', async (id, why) => {
    await expect(run('setItemState', { items: ['tal-2', id], state: 'curated' })).rejects.toThrow(
      `cannot be called curated yet: ${why}.`,
    );
    expect(read('tal-2').state).toBe('open');
  });

  it('a curated item that loses what it needs is a draft again', async () => {
    await run('deleteInterval', { interval: idOf('dtg', 1) });
    expect(read('dtg').state).toBe('draft');
    await run('setNone', { item: 'dtg', slot: 1 });
    await run('setItemState', { items: ['dtg'], state: 'curated' });
    await run('setAnswer', { item: 'gvqa', answerIndex: null });
    expect(read('gvqa').state).toBe('draft');
  });
});

describe('the whole truth at once', () => {
  it('replaces what was there', async () => {
    await run('setTruth', {
      item: 'dtg',
      intervals: [null, { start: { seconds: 1 }, end: { seconds: 2 } }, null],
      state: 'curated',
    });
    expect([spans('dtg'), read('dtg').state]).toEqual([[null, [1, 2], null], 'curated']);
    await run('setTruth', {
      item: 'vhd-2',
      intervals: [{ start: { seconds: 2 }, end: { seconds: 4 } }],
      saliency: { clipLength: 2, scores: [0, 4, 0, 0, 0] },
      state: 'curated',
    });
    expect(read('vhd-2').saliency).toEqual({ clipLength: 2, scores: [0, 4, 0, 0, 0] });
    await run('setTruth', { item: 'gvqa-2', intervals: [], answerIndex: 2, state: 'curated' });
    expect(read('gvqa-2')).toMatchObject({ state: 'curated', answerIndex: 2, intervals: [] });
  });

  it('refuses what does not fit the task', async () => {
    const one = { start: { frame: 0 }, end: { frame: 1 } };
    await expect(run('setTruth', { item: 'tg', intervals: [one, one] })).rejects.toThrow(
      /takes one interval, not 2/,
    );
    await expect(run('setTruth', { item: 'dtg', intervals: [one] })).rejects.toThrow(
      /one entry for each of its 3 sentences/,
    );
    await expect(run('setTruth', { item: 'tal', intervals: [null] })).rejects.toThrow(
      /Only a DTG sentence can have none/,
    );
    await expect(run('setTruth', { item: 'tg-2', intervals: [], state: 'curated' })).rejects.toThrow(
      /cannot be curated yet/,
    );
    await expect(
      run('setTruth', { item: 'vhd', intervals: [], saliency: { clipLength: 2, scores: [1] } }),
    ).rejects.toThrow(/the saliency has 1 scores, but a video of 10 s has 5 clips of 2 s/);
  });
});

describe('items', () => {
  it('are made for each task, with a label where one is needed', async () => {
    const { items } = await run('createItem', {
      video: 'v2',
      prompt: { task: 'TAL', label: 'run', description: 'legs move' },
    });
    expect(read(items[0] ?? '')).toMatchObject({
      state: 'open',
      prompt: { task: 'TAL', label: 'run', description: 'legs move' },
      label: { name: 'run' },
    });
    await run('createItem', {
      id: 'best',
      video: 'v2',
      prompt: { task: 'VHD', query: 'best' },
      paraphrases: ['finest'],
    });
    expect(read('best')).toMatchObject({
      prompt: { task: 'VHD', query: 'best', clipLength: 2 },
      paraphrases: ['finest'],
    });
    await expect(
      run('createItem', { id: 'best', video: 'v2', prompt: { task: 'TG', query: 'q' } }),
    ).rejects.toThrow(/an item "best" already/);
    await expect(run('createItem', { video: 'v2', prompt: { task: 'TAL', label: 'swim' } })).rejects.toThrow(
      'There is no label "swim" in the group "cheetah", which video "v2" belongs to. Add the label first.',
    );
  });

  it('lose the truth that new wording has no place for', async () => {
    await run('editPrompt', { item: 'dtg', prompt: { task: 'DTG', sentences: ['It runs', 'It flies'] } });
    expect(spans('dtg')).toEqual([[0, 1], null]);
    await run('editPrompt', {
      item: 'gvqa',
      prompt: { task: 'GVQA', question: 'So?', options: ['yes', 'no'] },
    });
    expect(read('gvqa')).toMatchObject({ answerIndex: 1, state: 'curated' });
    await run('editPrompt', { item: 'tg', paraphrases: ['up it goes'] });
    expect(read('tg')).toMatchObject({ prompt: { query: 'It jumps' }, paraphrases: ['up it goes'] });
    await expect(run('editPrompt', { item: 'tg', prompt: { task: 'VHD', query: 'q' } })).rejects.toThrow(
      /its task cannot be changed/,
    );
  });
});

describe('labels, splits and groups', () => {
  it('a renamed label is renamed wherever it is used', async () => {
    const [jump] = labels(project.db, 'cheetah');
    await run('editLabel', { label: jump?.id ?? 0, name: 'leap' });
    expect(read('tal').prompt).toMatchObject({ label: 'leap' });
    expect(listVideos(project.db, { search: 'leap' }).total).toBe(2);
    await expect(run('removeLabel', { label: jump?.id ?? 0 })).rejects.toThrow(
      'The label "leap" is used 2 times',
    );
    await expect(run('editLabel', { label: jump?.id ?? 0, name: 'run' })).rejects.toThrow(
      /a label "run" in this group already/,
    );
  });

  it('the same name may stand in two groups', async () => {
    await run('addLabel', { group: 'other', name: 'jump', colour: 7, hotkey: 'j' });
    expect(labels(project.db).map((each) => [each.group, each.name, each.colour, each.uses])).toEqual([
      ['cheetah', 'jump', 0, 2],
      ['cheetah', 'run', 1, 0],
      ['other', 'jump', 7, 0],
    ]);
  });

  it('a video keeps its group while its items use the labels', async () => {
    await expect(run('setVideoGroup', { videos: ['v1'], group: 'other' })).rejects.toThrow(
      /has 1 item with labels/,
    );
    await run('deleteItem', { item: 'tal' });
    await run('setVideoGroup', { videos: ['v1'], group: 'other' });
    await run('setSplit', { videos: ['v1', 'v2'], split: null });
    expect(video(project.db, project.paths.dir, 'v1')).toMatchObject({ group: 'other', split: null });
  });
});
