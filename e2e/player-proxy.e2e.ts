import { rmSync } from 'node:fs';
import path from 'node:path';
import {
  decodedPictures,
  expectFrame,
  frameNumber,
  goTo,
  openFolder,
  openVideo,
  shownPicture,
} from './support/barcode.ts';
import { expect, picture, test } from './support/studio.ts';

// What Chromium can't play: MPEG-4 part 2 with B-frames in AVI, HEVC, and H.264 in a transport stream that starts late.
const files = [
  { name: 'b-frames.avi', first: '0:00.040' },
  { name: 'hevc.mp4', first: '0:00.000' },
  { name: 'h264.ts', first: '0:01.467' },
] as const;

test('what the browser cannot play gets a proxy: every frame of the original, its ticks, and a word about it', async ({
  page,
  studio,
}) => {
  test.setTimeout(420_000);
  const names = files.map(({ name }) => name.replace('.ts', '.mpegts'));
  await openFolder(page, studio, names, (name) => name.replace('.mpegts', '.ts'));
  for (const { name, first } of files)
    await test.step(name, async () => {
      const pictures = decodedPictures(name.replace('.ts', '.mpegts'));
      const check = async (frame: number): Promise<void> => expectFrame(page, frame, pictures[frame] ?? -1);
      await openVideo(page, name);
      await expect(page.getByTestId('proxy-info')).toBeVisible({ timeout: 120_000 });
      await page.keyboard.press('Home');
      await check(0);
      await expect(page.getByTestId('timecode')).toHaveText(first);
      for (let frame = 1; frame <= 3; frame++) {
        await page.keyboard.press('ArrowRight');
        await check(frame);
      }
      await page.keyboard.press('End');
      const last = await frameNumber(page);
      await check(last);
      await page.keyboard.press('ArrowLeft');
      await check(last - 1);
      await goTo(page, 'frame 17');
      await check(17);
      await page.keyboard.press('Space');
      await expect.poll(() => frameNumber(page)).toBeGreaterThan(22);
      await page.keyboard.press('k');
      await expect
        .poll(async () => (await shownPicture(page)) === pictures[await frameNumber(page)])
        .toBe(true);
    });
});

test('a proxy is stopped, made again, deleted, and made only on demand where the setting says so', async ({
  page,
  studio,
}) => {
  test.setTimeout(240_000);
  const folder = await openFolder(page, studio, ['cfr.mp4', 'b-frames.avi']);
  await openVideo(page, 'b-frames.avi');
  const info = page.getByTestId('proxy-info');
  await expect(info).toBeVisible({ timeout: 120_000 });
  await info.click();
  const panel = page.getByRole('dialog', { name: 'Proxies' });
  await expect(panel.getByTestId('proxy-usage')).toContainText('1 proxy');
  await picture(page, 'player-proxies');
  const unasked = panel.getByRole('checkbox', { name: /without asking/ });
  await unasked.click();
  await expect(unasked).not.toBeChecked();
  await panel.getByRole('button', { name: 'Delete this one' }).click();
  // Gone under the player: it says so and offers to make it again, unasked no more.
  const make = page.getByRole('button', { name: 'Make a proxy' });
  await expect(make).toBeVisible();
  await picture(page, 'player-needs-proxy');
  // Labels can be set all the same: the playhead moves by the table.
  await page.keyboard.press('End');
  expect(await frameNumber(page)).toBe(49);
  await make.click();
  await expect(info).toBeVisible({ timeout: 120_000 });
  await expectFrame(page, 49);

  // The cache deleted by hand while it is played: the next look finds out.
  rmSync(path.join(studio.folder, 'project', 'cache'), { recursive: true, force: true });
  await openVideo(page, 'cfr.mp4');
  await openVideo(page, 'b-frames.avi');
  await expect(make.or(page.getByRole('button', { name: 'Make it again' }))).toBeVisible();

  // The file itself gone: a sentence, and a way to find it.
  rmSync(path.join(folder, 'b-frames.avi'));
  await page.getByRole('button', { name: /Make a proxy|Make it again/ }).click();
  await expect(page.getByRole('region', { name: 'Player' }).getByRole('alert')).toContainText(
    'is not where it was',
  );
});
