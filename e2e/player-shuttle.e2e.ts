import type { Page } from 'playwright/test';
import { beginWatching, endWatching, expectFrame, frameNumber, goTo, openFolder } from './support/barcode.ts';
import { barcodes, openMade } from './support/made.ts';
import { expect, test } from './support/studio.ts';

const rate = (page: Page) => page.getByTestId('rate');

test('fast backwards shows pictures that go back one after the other, each the frame that is named', async ({
  page,
  studio,
}) => {
  await openMade(page, studio, 'long.mp4', barcodes(40));
  for (const [presses, speed, from] of [
    [3, '-4x', 1150],
    [4, '-8x', 1150],
  ] as const) {
    await goTo(page, `frame ${from}`);
    await expectFrame(page, from);
    await beginWatching(page);
    const began = Date.now();
    for (let press = 0; press < presses; press++) await page.keyboard.press('j');
    await expect(rate(page)).toHaveText(speed);
    await expect.poll(() => frameNumber(page), { timeout: 30_000 }).toBeLessThan(from - 500);
    await page.keyboard.press('k');
    const seconds = (Date.now() - began) / 1000;
    const seen = await endWatching(page);
    for (const { picture, frame, black } of seen) {
      expect(picture, 'number and picture are one').toBe(frame);
      expect(black).toBe(false);
    }
    const order = seen.map(({ picture }) => picture ?? -1);
    expect(order, 'never forwards').toEqual(order.toSorted((a, b) => b - a));
    // More than the key frames, of which there is one every 60.
    const between = new Set(order.filter((picture) => picture % 60 !== 0));
    expect(between.size, `pictures seen in ${seconds.toFixed(1)} s at ${speed}`).toBeGreaterThan(2);
  }
});

test('the volume goes up and down by keys, and is heard so by the player; mute is one key', async ({
  page,
  studio,
}) => {
  await openFolder(page, studio, ['cfr.mp4']);
  const heard = (): Promise<readonly [number, boolean]> =>
    page
      .getByTestId('video')
      .evaluate((video) =>
        video instanceof HTMLVideoElement ? ([video.volume, video.muted] as const) : ([-1, true] as const),
      );
  await expect.poll(heard).toEqual([1, false]);
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(heard).toEqual([0.8, false]);
  await expect(page.getByText(/80\s?%/u).first()).toBeVisible();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(heard).toEqual([0.9, false]);
  await page.keyboard.press('m');
  await expect.poll(async () => (await heard())[1]).toBe(true);
  await expect(page.getByRole('button', { name: /mute|sound/i })).toHaveAttribute('aria-pressed', 'false');
  // Louder means to hear something.
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(heard).toEqual([0.1, false]);
  for (let press = 0; press < 2; press++) await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(async () => (await heard())[1]).toBe(true);
});
