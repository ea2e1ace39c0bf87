import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { createProject } from '../src/corpus/project.ts';
import { probeVideo } from '../src/media/probe.ts';
import { resolveMediaTools } from '../src/media/tools.ts';
import { expect, test } from './support/studio.ts';

/** More intervals than a page reads of a video at once, each of one frame with one between. */
const COUNT = 2400;
const RATE = 50;

/** One video with one label that happens thousands of times. */
async function projectOfMany(folder: string): Promise<string> {
  const file = path.join(folder, 'steps.mp4');
  const length = (COUNT * 2) / RATE;
  const pattern = `testsrc=s=64x36:r=${RATE}:d=${length}`;
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', pattern, '-pix_fmt', 'yuv420p', file]);
  const tools = await resolveMediaTools({ env: { PATH: process.env['PATH'] }, staticPackage: null });
  const probe = await probeVideo(file, tools);
  const project = await createProject(path.join(folder, 'steps'), { worker: false, title: 'Steps' });
  const at = (frame: number): { seconds: number } => ({ seconds: frame / RATE });
  await project.writer.job('importDocument', {
    file: 'steps.json',
    title: null,
    extra: {},
    labels: [{ group: '', name: 'step', description: null, extra: {} }],
    videos: [
      { id: 'steps', file, duration: length, split: 'train', group: null, source: null, extra: {}, probe },
    ],
    items: [
      {
        id: 'many',
        video: 'steps',
        prompt: { task: 'TAL', label: 'step', query: 'step' },
        paraphrases: [],
        intervals: Array.from({ length: COUNT }, (_none, i) => ({ start: at(2 * i), end: at(2 * i + 1) })),
        answerIndex: null,
        saliency: null,
        extra: {},
      },
    ],
  });
  await project.close();
  return path.join(folder, 'steps');
}

test('an action that happens thousands of times: each instance can be looked at, moved, and tells who moved it', async ({
  page,
  studio,
}) => {
  test.setTimeout(120_000);
  await page.goto(await studio.start(await projectOfMany(studio.folder)));
  await page.getByRole('option', { name: /TAL/ }).click();
  await expect(page.getByText('Instances (2,400)')).toBeVisible();
  const rows = page.getByRole('list', { name: 'Instances' }).getByRole('listitem');
  await expect(rows).toHaveCount(50);
  await expect(page.getByRole('button', { name: '2,350 later' })).toBeVisible();
  await expect(page.getByRole('button', { name: /earlier$/ })).toBeHidden();

  // Beyond those that come with the video.
  for (let left = 2350; left > 2100; left -= 50)
    await page.getByRole('button', { name: `${left.toLocaleString('en')} later` }).click();
  const row = rows.nth(3);
  await expect(row).toHaveAttribute('aria-posinset', '254');
  await expect(row).toHaveAttribute('aria-setsize', '2400');
  const end = row.getByRole('textbox', { name: 'End' });
  await expect(end).toHaveValue('0:10.140');
  await expect(row.getByRole('img').nth(1)).toHaveAttribute('data-origin', 'imported');
  await end.fill('0:10.160');
  await end.press('Enter');
  await expect(page.getByTestId('note')).toContainText('Moved');
  await expect(end).toHaveValue('0:10.160');
  await expect(row.getByRole('img').nth(1)).toHaveAttribute('data-origin', 'nudged');
  await expect(row.getByRole('img').nth(1)).toHaveAttribute('aria-label', /\+0\.02/);

  // The list shows what is selected on the timeline, wherever in the list that is.
  await row.click({ position: { x: 4, y: 4 } });
  await page.getByRole('button', { name: '250 earlier' }).click();
  await expect(rows.first()).toHaveAttribute('aria-posinset', '201');
  await page.keyboard.press('Control+z');
  await page.getByRole('button', { name: '2,150 later' }).click();
  await expect(end).toHaveValue('0:10.140');
});
