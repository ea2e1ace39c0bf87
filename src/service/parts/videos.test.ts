import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { ServiceEvent, VideoDetail } from '../contract/index.ts';
import {
  listen,
  openPage,
  sampleProject,
  testService,
  until,
  type OpenPage,
  type TestService,
} from '../testing/running-service.ts';

// Real processes on a machine that may be busy with others: the limit only ends what hangs.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const VIDEO = 'cheetah-train-01';
let service: TestService;
let page: OpenPage;
let events: ReturnType<typeof listen>;

beforeAll(async () => {
  service = await testService();
  page = await openPage(service);
  await sampleProject(page, join(service.folder, 'project'));
  events = listen(page);
  await until(() => events.seen.length > 0);
});
afterAll(async () => {
  events.stop();
  await service.close();
});

const detail = (): Promise<VideoDetail> => page.client.videos.detail.query({ videoId: VIDEO });

type CorpusEvent = Extract<ServiceEvent, { type: 'corpus' }>;

/** What the events since `from` name together, once the corpus has come to `revision`. */
async function named(
  from: number,
  revision: number,
): Promise<{ readonly itemIds: string[]; readonly tables: Set<string> }> {
  const told = (): CorpusEvent[] =>
    events.seen.slice(from).flatMap(({ event }) => (event.type === 'corpus' ? [event] : []));
  await until(() => told().some((event) => event.revision >= revision));
  const all = told().filter((event) => event.videoIds.includes(VIDEO));
  return {
    itemIds: [...new Set(all.flatMap(({ itemIds }) => itemIds ?? []))],
    tables: new Set(all.flatMap(({ tables }) => tables)),
  };
}

/** Does something and proves that reading the items that the events name is as good as reading the whole video again. */
async function proves(what: string, act: () => Promise<unknown>): Promise<ReadonlySet<string>> {
  const from = events.seen.length;
  const before = await detail();
  await act();
  const after = await detail();
  expect(after.revision, what).toBeGreaterThan(before.revision);
  const { itemIds, tables } = await named(from, after.revision);
  const again = await page.client.videos.items.query({ videoId: VIDEO, ids: itemIds });
  const isNamed = ({ itemId }: { readonly itemId: string }): boolean => itemIds.includes(itemId);
  expect(again, what).toEqual({
    state: after.state,
    coverage: after.coverage,
    skimmed: after.skimmed,
    revision: after.revision,
    items: after.items.filter(({ id }) => itemIds.includes(id)),
    suggestions: after.suggestions.filter(isNamed),
    responses: after.responses.filter(isNamed),
    derived: after.items.flatMap(({ id, derived }) =>
      derived === undefined ? [] : [{ itemId: id, derived }],
    ),
  });
  // And nothing else changed, but for what is told of every derived item.
  const rest = ({ items, suggestions, responses }: VideoDetail): unknown => ({
    items: items
      .filter(({ id }) => !itemIds.includes(id))
      .map((item) => ({ ...item, derived: item.derived !== undefined })),
    suggestions: suggestions.filter((each) => !isNamed(each)),
    responses: responses.filter((each) => !isNamed(each)),
  });
  expect(rest(after), what).toEqual(rest(before));
  return tables;
}

function run(name: string, params: Record<string, unknown>) {
  return page.client.commands.run.mutate({ name, params });
}

async function itemOf(task: VideoDetail['items'][number]['task']) {
  const found = (await detail()).items.find((item) => item.task === task && item.intervals.length > 0);
  const [interval] = found?.intervals ?? [];
  if (found === undefined || interval === undefined) throw new Error(`The sample has ${task} items.`);
  return { item: found, interval };
}

it('reads again exactly what the events name, whatever was done', async () => {
  const { item: tg, interval } = await itemOf('TG');
  const { item: tal, interval: instance } = await itemOf('TAL');
  const tables = [
    await proves('an edge moved', () =>
      run('moveEdge', { interval: interval.id, edge: 'end', to: { frame: interval.endFrame + 2 } }),
    ),
    await proves('that undone', () => page.client.commands.undo.mutate()),
    await proves('that done again', () => page.client.commands.redo.mutate()),
    await proves('an interval made', () =>
      run('createInterval', { item: tal.id, start: { frame: 1 }, end: { frame: 4 } }),
    ),
    await proves('an interval split', () =>
      run('splitInterval', { interval: instance.id, at: { frame: instance.startFrame + 2 } }),
    ),
    await proves('an interval deleted', () => run('deleteInterval', { interval: instance.id })),
    await proves('a text edited', () => run('editPrompt', { item: tg.id, paraphrases: ['In other words.'] })),
    await proves('two items set back', () => run('setItemState', { items: [tg.id, tal.id], state: 'draft' })),
    await proves('a stretch watched', () =>
      page.client.coverage.add.mutate({ videoId: VIDEO, ranges: [[0, 5000]] }),
    ),
  ];
  const page1 = await page.client.suggestions.start.mutate({ scope: { itemIds: [tg.id] } });
  await proves('answers of a policy', () => page.finished(page1.jobId));
  const suggestion = (await detail()).suggestions.find(({ itemId }) => itemId === tg.id);
  if (suggestion === undefined) throw new Error('The policy of the test answers a TG item.');
  tables.push(
    await proves('a suggestion rejected', () => run('rejectSuggestion', { suggestions: [suggestion.id] })),
  );
  // The page reads narrowly for these tables only (renderer/app/video-source.ts).
  expect([...new Set(tables.flatMap((each) => [...each]))].toSorted()).toEqual([
    'coverage',
    'edge_provenance',
    'interval',
    'item',
    'suggestion',
  ]);
});

it('tells of derived items whose source was edited', async () => {
  // The labels of actions were set back to drafts by the test before; only curated ones prove anything.
  const actions = (await detail()).items.filter(({ task }) => task === 'TAL').map(({ id }) => id);
  await run('setItemState', { items: actions, state: 'curated' });
  const { drafts } = await page.client.derive.preview.query({
    videoId: VIDEO,
    tasks: ['TG'],
    seed: 1,
    clipLength: 2,
  });
  const [draft] = drafts;
  if (draft === undefined) throw new Error('Something follows from the sample.');
  const { videoId, recipe, shown } = draft;
  const done = await page.client.derive.accept.mutate({
    state: 'curated',
    drafts: [{ videoId, recipe, shown }],
  });
  const id = done.created.items[0];
  const derived = async () => (await detail()).items.find((item) => item.id === id)?.derived;
  expect((await derived())?.state).toBe('same');
  const [source = ''] = (await derived())?.sources ?? [];
  await proves('a source set back', () => run('setItemState', { items: [source], state: 'draft' }));
  expect((await derived())?.state).toBe('gone');
});

it('passes over items that are not there or belong to another video, and refuses an unknown video', async () => {
  const other = (await page.client.videos.list.query({})).rows.find(({ id }) => id !== VIDEO);
  const theirs = await page.client.videos.detail.query({ videoId: other?.id ?? '' });
  const ids = ['nothing', theirs.items[0]?.id ?? ''];
  const answer = await page.client.videos.items.query({ videoId: VIDEO, ids });
  expect([answer.items, answer.suggestions, answer.responses]).toEqual([[], [], []]);
  await expect(page.client.videos.items.query({ videoId: 'nowhere', ids: [] })).rejects.toMatchObject({
    data: { code: 'NOT_FOUND' },
  });
});
