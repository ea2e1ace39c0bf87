import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright/test';
import { root } from '../scripts/lib/root.ts';
import { expect, test, type Studio } from './support/studio.ts';

// The pictures carry their own number as a barcode, so that "exact" means: the right picture is on the screen.

const fixtures = path.join(root, 'src/media/fixtures');

/** Makes a project of the named fixtures through the start screen. */
async function openFolder(page: Page, studio: Studio, names: readonly string[]): Promise<void> {
  const folder = path.join(studio.folder, 'Some videos');
  mkdirSync(folder, { recursive: true });
  for (const name of names) copyFileSync(path.join(fixtures, name), path.join(folder, name));
  await page.goto(await studio.start());
  await page.getByRole('button', { name: /new project/i }).click();
  await page.getByLabel('Folder of videos').fill(folder);
  await page.getByLabel('Name').fill('Barcodes');
  await page.getByLabel('Where the project lies').fill(path.join(studio.folder, 'project'));
  await page.getByRole('button', { name: 'Create project' }).click();
  await expect(page.getByTestId('timecode')).toBeVisible({ timeout: 60_000 });
}

/** The number that the shown picture carries, read from its pixels. */
async function shownPicture(page: Page): Promise<number | null> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="exact-frame"]');
    const video = document.querySelector<HTMLVideoElement>('[data-testid="video"]');
    const isExact = canvas !== null && getComputedStyle(canvas).visibility === 'visible';
    const source = isExact ? canvas : video;
    if (source === null) return null;
    const [width, height] =
      source instanceof HTMLVideoElement
        ? [source.videoWidth, source.videoHeight]
        : [source.width, source.height];
    if (width === 0) return null;
    const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (copy === null) return null;
    copy.drawImage(source, 0, 0);
    let number = 0;
    for (let bit = 0; bit < 16; bit++) {
      const [light = 0] = copy.getImageData(
        Math.round(((bit + 0.5) * width) / 16),
        Math.round(height / 9),
        1,
        1,
      ).data;
      if (light > 128) number += 2 ** bit;
    }
    return number;
  });
}

async function frameNumber(page: Page): Promise<number> {
  return Number((await page.getByTestId('frame').innerText()).replaceAll(/\D/g, ''));
}

/** Which picture each frame of a file shows, by the rules of make.ts. */
const isDropped = (n: number): boolean => n % 47 >= 20 && n % 47 <= 24;
const variable = Array.from({ length: 180 }, (_, n) => n).filter(
  (n) => !isDropped(n) && n % 13 !== 5 && !(n % 101 >= 60 && n % 101 <= 62),
);

const files = [
  { name: 'cfr.mp4', picture: (frame: number) => frame },
  { name: 'vfr.mp4', picture: (frame: number) => variable[frame] ?? -1 },
  // Cut 1.5 s after a keyframe: the hidden pictures before the cut must not be counted.
  { name: 'editlist-cut.mp4', picture: (frame: number) => frame + 45 },
  { name: 'open-gop.mp4', picture: (frame: number) => frame },
  { name: 'h264.mkv', picture: (frame: number) => frame },
  { name: 'vp9.webm', picture: (frame: number) => frame },
] as const;

test('stepping shows exactly the frame of the table, both ways, on odd files too', async ({
  page,
  studio,
}) => {
  test.setTimeout(240_000);
  await openFolder(
    page,
    studio,
    files.map((file) => file.name),
  );
  for (const { name, picture } of files) {
    await page.getByRole('option', { name: new RegExp(name.replace('.', '\\.')) }).click();
    await expect(page.getByTestId('video')).toHaveAttribute('aria-label', new RegExp(name));
    await page.keyboard.press('Home');
    const check = async (frame: number): Promise<void> => {
      await expect.poll(() => frameNumber(page), `${name}: the frame number`).toBe(frame);
      await expect
        .poll(() => shownPicture(page), `${name}: the picture at frame ${frame}`)
        .toBe(picture(frame));
    };
    await check(0);
    for (let frame = 1; frame <= 8; frame++) {
      await page.keyboard.press('ArrowRight');
      await check(frame);
    }
    for (let frame = 7; frame >= 4; frame--) {
      await page.keyboard.press('ArrowLeft');
      await check(frame);
    }
    await page.keyboard.press('Shift+ArrowRight');
    const after = await frameNumber(page);
    expect(after).toBeGreaterThan(8);
    await check(after);
    await page.keyboard.press('ArrowLeft');
    await check(after - 1);
  }
});

test('playing moves the playhead, J K L shuttle it, and a loop stays in the selection', async ({
  page,
  studio,
}) => {
  await openFolder(page, studio, ['cfr.mp4']);
  await page.keyboard.press('Home');
  await page.keyboard.press('l');
  await expect.poll(() => frameNumber(page)).toBeGreaterThan(10);
  await page.keyboard.press('k');
  const paused = await frameNumber(page);
  await page.waitForTimeout(400);
  expect(await frameNumber(page)).toBe(paused);
  await page.keyboard.press('j');
  await expect.poll(() => frameNumber(page)).toBeLessThan(paused - 3);
  await page.keyboard.press('k');
  await expect.poll(() => shownPicture(page)).toBe(await frameNumber(page));
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
