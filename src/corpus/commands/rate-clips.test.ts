import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Project } from '../project.ts';
import { item } from '../queries/items.ts';
import { openSample } from '../testing/open-sample.ts';

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample({ now: () => 5000 }));
});
afterEach(() => remove());

const rate = (id: string, clip: number, score: number, clipLength = 2, clips = 5) =>
  project.writer.execute('rateClips', { item: id, clipLength, clips, rated: [{ clip, score }] });
const scores = (id: string): readonly number[] | undefined => item(project.db, id)?.saliency?.scores;

it('rates single clips and leaves the others, however quickly one rating follows another', async () => {
  await Promise.all([rate('vhd-2', 0, 3), rate('vhd-2', 1, 4), rate('vhd-2', 3, 2)]);
  expect(scores('vhd-2')).toEqual([3, 4, 0, 2, 0]);
  await rate('vhd', 4, 4);
  expect(scores('vhd')).toEqual([0, 3, 4, 1, 4]);
  await project.writer.undo();
  expect(scores('vhd')).toEqual([0, 3, 4, 1, 0]);
  await project.writer.redo();
  expect(scores('vhd')).toEqual([0, 3, 4, 1, 4]);
});

it('begins anew where the clips are of another length, and refuses what does not fit the video', async () => {
  await rate('vhd', 9, 2, 1, 10);
  expect(scores('vhd')).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
  await expect(rate('vhd-2', 0, 3, 2, 7)).rejects.toThrow(/7 scores, but a video of 10 s has 5 clips/u);
  await expect(rate('tg', 0, 3)).rejects.toThrow();
  expect(scores('vhd-2')).toBeUndefined();
});
