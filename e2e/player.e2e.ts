import { expectFrame, frameNumber, openFolder, openVideo, goTo } from './support/barcode.ts';
import { expect, test } from './support/studio.ts';

/** Which picture each frame of a file shows, by the rules of src/media/fixtures/make.ts. */
const isDropped = (n: number): boolean => n % 47 >= 20 && n % 47 <= 24;
const variable = Array.from({ length: 180 }, (_, n) => n).filter(
  (n) => !isDropped(n) && n % 13 !== 5 && !(n % 101 >= 60 && n % 101 <= 62),
);
const same = (frame: number): number => frame;

const files = [
  { name: 'cfr.mp4', picture: same },
  { name: 'vfr.mp4', picture: (frame: number) => variable[frame] ?? -1 },
  { name: 'vfr.mkv', picture: (frame: number) => variable[frame] ?? -1 },
  // Cut 1.5 s after a keyframe: the hidden pictures before the cut must not be counted.
  { name: 'editlist-cut.mp4', picture: (frame: number) => frame + 45 },
  { name: 'delayed.mp4', picture: same },
  { name: 'open-gop.mp4', picture: same },
  { name: 'fragmented.mp4', picture: same },
  { name: 'ntsc.mp4', picture: same },
  { name: 'h264.mkv', picture: same },
  { name: 'vp9.webm', picture: same },
  { name: 'av1.mp4', picture: same },
  { name: 'rotated.mp4', picture: same, turned: true, shape: [144, 256] },
  { name: 'anamorphic.mp4', picture: same, shape: [524, 288] },
] as const;

test('stepping shows exactly the frame of the table, both ways, on odd files too', async ({
  page,
  studio,
}) => {
  test.setTimeout(600_000);
  await openFolder(
    page,
    studio,
    files.map((file) => file.name),
  );
  for (const file of files) {
    const { name, picture } = file;
    const turned = 'turned' in file;
    await test.step(name, async () => {
      await openVideo(page, name);
      await page.keyboard.press('Home');
      const check = async (frame: number): Promise<void> => expectFrame(page, frame, picture(frame), turned);
      await check(0);
      for (let frame = 1; frame <= 4; frame++) {
        await page.keyboard.press('ArrowRight');
        await check(frame);
      }
      await page.keyboard.press('ArrowLeft');
      await check(3);
      await page.keyboard.press('End');
      const last = await frameNumber(page);
      expect(last).toBeGreaterThan(20);
      await check(last);
      for (let frame = last - 1; frame >= last - 4; frame--) {
        await page.keyboard.press('ArrowLeft');
        await check(frame);
      }
      await goTo(page, `frame ${Math.floor(last / 2)}`);
      await check(Math.floor(last / 2));
      if ('shape' in file) {
        const box = await page
          .getByTestId('exact-frame')
          .evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? [canvas.width, canvas.height] : []));
        expect(box, 'turned and widened as it is meant').toEqual([...file.shape]);
      }
    });
  }
});

test('a folder with bad files: each gets a sentence that names it, the good ones stay', async ({
  page,
  studio,
}) => {
  const bad = ['zero-bytes.mp4', 'text.mp4', 'playlist.mp4', 'bomb.mp4', 'truncated-no-index.mp4'];
  await openFolder(page, studio, ['cfr.mp4', 'vfr.mp4', ...bad]);
  await expect(page.getByRole('listbox', { name: '2 videos' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByTestId('note')).toContainText('5 files could not be used');
  await page
    .getByRole('tab', { name: 'Data' })
    .or(page.getByRole('button', { name: 'Data', exact: true }))
    .first()
    .click();
  for (const name of bad)
    await expect(page.getByText(new RegExp(name.replace('.', '\\.'))).first(), name).toBeVisible();
});
