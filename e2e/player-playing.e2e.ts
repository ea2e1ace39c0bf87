import type { Page } from 'playwright/test';
import {
  beginWatching,
  endWatching,
  expectFrame,
  frameNumber,
  goTo,
  openFolder,
  shownPicture,
  sight,
  type Sight,
} from './support/barcode.ts';
import { coverageIn } from './support/coverage.ts';
import { expect, picture, test } from './support/studio.ts';

/** Marks frames 20 to 39 of the open video. */
async function markPiece(page: Page): Promise<void> {
  await goTo(page, 'frame 20');
  await page.keyboard.press('i');
  await goTo(page, 'frame 39');
  await page.keyboard.press('o');
  await expect(page.getByTestId('marks')).toBeVisible();
}

const playing = (page: Page): Promise<boolean> =>
  page
    .getByRole('button', { name: 'Play or pause' })
    .getAttribute('aria-pressed')
    .then((pressed) => pressed === 'true');

const pictures = (seen: readonly Sight[]): number[] => seen.map(({ picture }) => picture ?? -1);

test('a piece is played exactly: no picture outside of it is seen, and it stops on its last frame', async ({
  page,
  studio,
}) => {
  await openFolder(page, studio, ['cfr.mp4']);
  await markPiece(page);
  await goTo(page, 'frame 100');
  await expectFrame(page, 100);
  await beginWatching(page);
  await page.keyboard.press('Shift+Enter');
  await expect.poll(() => playing(page)).toBe(true);
  await expect.poll(() => playing(page)).toBe(false);
  await expectFrame(page, 39);
  const seen = await endWatching(page);
  // Before it began, frame 100 was still there.
  const during = pictures(seen).filter((picture) => picture !== 100);
  expect(Math.min(...during)).toBe(20);
  expect(Math.max(...during)).toBe(39);
  // However busy the machine is: more was seen than its two ends.
  expect(new Set(during).size).toBeGreaterThan(2);
  expect(
    seen.some(({ black }) => black),
    'a black picture between two',
  ).toBe(false);

  // The same in a loop: it comes round and stays inside.
  await beginWatching(page);
  await page.keyboard.press('/');
  await expect
    .poll(async () => {
      const all = pictures(await page.evaluate(() => window.sight.end()));
      await page.evaluate(() => window.sight.begin());
      return all.length;
    })
    .toBeGreaterThan(0);
  await beginWatching(page);
  await page.waitForTimeout(3_000);
  const looped = await endWatching(page);
  await page.keyboard.press('k');
  expect(Math.min(...pictures(looped))).toBeGreaterThanOrEqual(20);
  expect(Math.max(...pictures(looped))).toBeLessThanOrEqual(39);
  const rounds = looped.filter(({ picture }, i) => (looped[i - 1]?.picture ?? 0) > (picture ?? 0) + 10);
  expect(rounds.length).toBeGreaterThan(0);
  expect(
    looped.some(({ black }) => black),
    'a black picture in the loop',
  ).toBe(false);

  // Around the start: it plays on both sides of it and comes back to the first frame.
  await beginWatching(page);
  await page.keyboard.press('Shift+E');
  await expect.poll(() => playing(page)).toBe(true);
  await expect.poll(() => playing(page)).toBe(false);
  const around = pictures(await endWatching(page));
  await expectFrame(page, 20);
  expect(around.some((picture) => picture < 20)).toBe(true);
  expect(Math.max(...around)).toBeLessThan(50);
});

test('J K L shuttle: backwards every picture is the frame that is named, forwards the speed grows', async ({
  page,
  studio,
}) => {
  const project = `${studio.folder}/project`;
  await openFolder(page, studio, ['cfr.mp4']);
  await goTo(page, 'frame 150');
  await expectFrame(page, 150);
  await beginWatching(page);
  await page.keyboard.press('j');
  await expect.poll(() => frameNumber(page)).toBeLessThan(100);
  await page.keyboard.press('k');
  const back = await endWatching(page);
  for (const { picture, frame, black } of back) {
    expect(picture, 'number and picture are one').toBe(frame);
    expect(black).toBe(false);
  }
  const order = pictures(back);
  expect(order).toEqual(order.toSorted((a, b) => b - a));
  // Not merely key frames: there is one every 60.
  expect(new Set(order.filter((picture) => picture % 60 !== 0)).size).toBeGreaterThan(3);
  const { frame } = await sight(page);
  await expectFrame(page, frame);

  await page.keyboard.press('l');
  await page.keyboard.press('l');
  await expect(page.getByTestId('rate')).toHaveText('2x');
  await page.keyboard.press('l');
  await expect(page.getByTestId('rate')).toHaveText('4x');
  await expect.poll(() => frameNumber(page)).toBeGreaterThan(frame + 20);
  await page.keyboard.press('k');
  await expect.poll(async () => (await shownPicture(page)) === (await frameNumber(page))).toBe(true);

  // Slow play to be watched, from the start; what ran backwards or fast was skimmed.
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await expect.poll(() => frameNumber(page)).toBeGreaterThan(15);
  await page.keyboard.press('Space');
  const watchedTo = await frameNumber(page);
  await page.goto('about:blank');
  await studio.stop();
  const { watched, skimmed } = await coverageIn(project, 'cfr');
  const has = (ranges: readonly { start: number; end: number }[], at: number): boolean =>
    ranges.some(({ start, end }) => start <= at && at < end);
  expect(has(watched, 5)).toBe(true);
  expect(has(watched, watchedTo - 1)).toBe(true);
  expect(has(watched, 130), 'seen backwards only').toBe(false);
  expect(has(skimmed, 130)).toBe(true);
});

test('steps by frame, second and by what the policy sees; times are typed, pasted and copied', async ({
  page,
  studio,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openFolder(page, studio, ['cfr.mp4', 'ntsc.mp4']);
  await page.keyboard.press('Home');
  await expectFrame(page, 0);
  await page.keyboard.press("'");
  await expectFrame(page, 6);
  await page.keyboard.press("'");
  await expectFrame(page, 12);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press(';');
  await expectFrame(page, 12);
  await page.keyboard.press('Shift+ArrowRight');
  await expectFrame(page, 42);
  await goTo(page, '0:02.5');
  await expectFrame(page, 75);
  await goTo(page, 'frame 33');
  await expectFrame(page, 33);
  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press('Shift+C');
  await expect.poll(clipboard).toBe('0:01.100');
  await page.keyboard.press('Alt+c');
  await expect.poll(clipboard).toBe('33');
  await page.getByRole('button', { name: 'Copy the tick' }).click();
  await expect.poll(clipboard).toMatch(/^\d+$/);
  const tick = await clipboard();
  await page.keyboard.press('Home');
  await goTo(page, `tick ${tick}`);
  await expectFrame(page, 33);
  await page.evaluate(() => navigator.clipboard.writeText('0:04.000'));
  await page.keyboard.press('Control+v');
  await expectFrame(page, 120);
  await goTo(page, 'nonsense');
  await expect(page.getByText('This is no time, frame or tick of this video.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expectFrame(page, 120);
});

test('hovering over the seek bar shows the picture of that time: near at once, exact a moment later', async ({
  page,
  studio,
}) => {
  await openFolder(page, studio, ['cfr.mp4']);
  await page.keyboard.press('Home');
  await expectFrame(page, 0);
  const bar = page.getByTestId('seek-bar');
  const box = await bar.boundingBox();
  if (box === null) throw new Error('There is no seek bar.');
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  const hover = page.getByTestId('hover-picture');
  await expect(hover).toHaveAttribute('data-exact', 'true');
  await picture(page, 'player-hover');
  const code = await hover.locator('canvas').evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) return -1;
    const copy = new OffscreenCanvas(16, 1).getContext('2d', { willReadFrequently: true });
    copy?.drawImage(canvas, 0, canvas.height / 9, canvas.width, 1, 0, 0, 16, 1);
    let number = 0;
    for (let bit = 0; bit < 16; bit++)
      if ((copy?.getImageData(bit, 0, 1, 1).data[0] ?? 0) > 128) number += 2 ** bit;
    return number;
  });
  expect(code).toBeGreaterThanOrEqual(88);
  expect(code).toBeLessThanOrEqual(91);
  // The playhead stays; a click brings it there.
  expect(await frameNumber(page)).toBe(0);
  await page.mouse.click(middle.x, middle.y);
  await expectFrame(page, code);
  await page.mouse.move(middle.x, middle.y - 200);
  await expect(hover).toHaveCount(0);
  await bar.focus();
  await page.keyboard.press('ArrowRight');
  await expectFrame(page, code + 1);
  await expect(bar).toHaveAttribute('aria-valuetext', new RegExp(`frame ${code + 1}$`));
});
