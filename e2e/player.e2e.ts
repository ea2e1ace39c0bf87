import { decodedPictures, expectFrame, frameNumber, goTo, openFolder, openVideo } from './support/barcode.ts';
import { expect, test } from './support/studio.ts';

const usual = { turned: false, width: 1, down: 1 / 9 };
const files = [
  { name: 'cfr.mp4' },
  { name: 'vfr.mp4' },
  { name: 'vfr.mkv' },
  // Cut 1.5 s after a keyframe: the hidden pictures before the cut must not be counted.
  { name: 'editlist-cut.mp4' },
  { name: 'delayed.mp4' },
  { name: 'open-gop.mp4' },
  { name: 'fragmented.mp4' },
  { name: 'ntsc.mp4' },
  { name: 'h264.mkv' },
  { name: 'vp9.webm' },
  { name: 'av1.mp4' },
  { name: 'rotated.mp4', code: { ...usual, turned: true }, shape: [144, 256] },
  { name: 'anamorphic.mp4', code: { ...usual, width: 256 / 360, down: 1 / 18 }, shape: [524, 288] },
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
    const { name } = file;
    const code = 'code' in file ? file.code : usual;
    const pictures = decodedPictures(name);
    await test.step(name, async () => {
      await openVideo(page, name);
      await page.keyboard.press('Home');
      const check = async (frame: number): Promise<void> =>
        expectFrame(page, frame, pictures[frame] ?? -1, code);
      await check(0);
      for (let frame = 1; frame <= 4; frame++) {
        await page.keyboard.press('ArrowRight');
        await check(frame);
      }
      await page.keyboard.press('ArrowLeft');
      await check(3);
      await page.keyboard.press('End');
      const last = await frameNumber(page);
      expect(last).toBe(pictures.length - 1);
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
