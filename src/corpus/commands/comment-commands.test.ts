import { afterEach, beforeEach, expect, it } from 'vitest';
import { contentHash } from '../content-hash.ts';
import type { Project } from '../project.ts';
import { threadComments } from '../queries/comments.ts';
import { item } from '../queries/items.ts';
import { openSample } from '../testing/open-sample.ts';

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample());
});
afterEach(() => remove());

const intervalOf = (id: string): number => item(project.db, id)?.intervals[0]?.id ?? 0;

async function comment(params: {
  item?: string;
  interval?: number;
  answers?: number;
  text: string;
}): Promise<number> {
  const { comments } = await project.writer.execute('addComment', { video: 'v1', ...params });
  return comments[0] ?? 0;
}

it('a thread is about an item, an interval or a video; answers share what it is about', async () => {
  const { writer, db } = project;
  const interval = intervalOf('tal');
  const first = await comment({ item: 'tal', interval, text: 'Too long?' });
  await comment({ answers: first, text: 'Cut it.' });
  await comment({ text: 'A dark video' });
  const start = item(db, 'tal')?.intervals[0]?.edges?.start.ticks;
  expect(threadComments(db, { itemId: 'tal' })).toMatchObject([
    { id: first, itemId: 'tal', interval, tick: start, by: 'You', text: 'Too long?', answers: null },
    { itemId: 'tal', interval, tick: start, text: 'Cut it.', answers: first },
  ]);
  expect(threadComments(db, { videoId: 'v1' })).toHaveLength(3);
  expect(threadComments(db, {})).toHaveLength(3);
  await writer.execute('editComment', { comment: first, resolved: true });
  expect(threadComments(db, {}).map(({ text }) => text)).toEqual(['A dark video']);
});

it('deleting a thread takes its answers, and undo gives back all of it', async () => {
  const first = await comment({ item: 'tal', text: 'One' });
  await comment({ answers: first, text: 'Two' });
  const hash = contentHash(project.db);
  await project.writer.execute('deleteComment', { comment: first });
  expect(threadComments(project.db, { itemId: 'tal' })).toEqual([]);
  await project.writer.undo();
  expect(contentHash(project.db)).toBe(hash);
});

it('a comment outlives its interval, which comes back by undo', async () => {
  const interval = intervalOf('tal');
  await comment({ item: 'tal', interval, text: 'This one' });
  await project.writer.execute('deleteInterval', { interval });
  expect(threadComments(project.db, { itemId: 'tal' })).toMatchObject([{ interval, text: 'This one' }]);
  await project.writer.undo();
  expect(intervalOf('tal')).toBe(interval);
});

it('what cannot be is refused with a sentence', async () => {
  const first = await comment({ item: 'tal', text: 'One' });
  const second = await comment({ answers: first, text: 'Two' });
  await expect(comment({ answers: second, text: 'Three' })).rejects.toThrow(
    'Only the first comment of a thread can be answered.',
  );
  await expect(comment({ item: 'tal', interval: intervalOf('dtg'), text: 'No' })).rejects.toThrow(
    'That interval belongs to another item.',
  );
});

it('a filter is saved under its name, replaced, deleted and brought back', async () => {
  const { writer, db } = project;
  const saved = (): unknown => db.all('SELECT name, query FROM saved_filter');
  await writer.execute('saveFilter', { name: 'Short', query: 'task:tal   duration<500ms' });
  expect(saved()).toEqual([{ name: 'Short', query: 'task:TAL duration<0.5s' }]);
  await writer.execute('saveFilter', { name: 'Short', query: 'duration<1s' });
  await writer.execute('deleteFilter', { name: 'Short' });
  expect(saved()).toEqual([]);
  await writer.undo();
  await writer.undo();
  expect(saved()).toEqual([{ name: 'Short', query: 'task:TAL duration<0.5s' }]);
  await expect(writer.execute('saveFilter', { name: 'Bad', query: '(' })).rejects.toThrow('cannot be read');
  await expect(writer.execute('deleteFilter', { name: 'Nobody' })).rejects.toThrow(
    'There is no filter "Nobody".',
  );
});
