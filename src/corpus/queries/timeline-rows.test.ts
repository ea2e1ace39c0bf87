import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Project } from '../project.ts';
import { openSample } from '../testing/open-sample.ts';
import { item } from './items.ts';
import { timelineRows } from './timeline.ts';

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample({ now: () => 5000 }));
});
afterEach(() => remove());

it('reads intervals by their ids, of the one video only', () => {
  const found = item(project.db, 'tal');
  const ids = (found?.intervals ?? []).map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(0);
  const rows = timelineRows(project.db, found?.videoId ?? '', ids);
  expect(rows.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(ids.toSorted((a, b) => a - b));
  expect(rows.every((row) => row.item === 'tal' && row.start < row.end)).toBe(true);
  expect(timelineRows(project.db, found?.videoId === 'v1' ? 'v2' : 'v1', ids)).toEqual([]);
});
