import type { Locator, Page } from 'playwright/test';
import { openMade, scenes } from './support/made.ts';
import { goTo } from './support/barcode.ts';
import { expect, test } from './support/studio.ts';

const bar = (page: Page): Locator =>
  page.getByTestId('timeline-surface').locator('[data-look=truth][data-lane=focus]');

async function boxOf(target: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('It is not on the screen.');
  return box;
}

const endOf = async (page: Page): Promise<number> => Number(await bar(page).getAttribute('data-end'));
const startOf = async (page: Page): Promise<number> => Number(await bar(page).getAttribute('data-start'));

/** Drags the end of the one interval to a place in seconds, with or without Alt. */
async function dragEnd(page: Page, seconds: number, perSecond: number, alt: boolean): Promise<void> {
  const box = await boxOf(bar(page));
  const y = box.y + box.height / 2;
  const [start, end] = [await startOf(page), await endOf(page)];
  const pixels = box.width / (end - start);
  const from = box.x + box.width - 1;
  const to = box.x + (seconds * perSecond - start) * pixels;
  if (alt) await page.keyboard.down('Alt');
  await page.mouse.move(from, y);
  await page.mouse.down();
  await page.mouse.move((from + to) / 2, y, { steps: 5 });
  await page.mouse.move(to, y, { steps: 5 });
  await page.mouse.up();
  if (alt) await page.keyboard.up('Alt');
  await expect.poll(() => endOf(page)).not.toBe(end);
}

test('with Alt a dragged edge goes to a shot change and to where silence begins and ends; without, to the frame under the hand', async ({
  page,
  studio,
}) => {
  await openMade(page, studio, 'scenes.mp4', scenes());
  await goTo(page, 'frame 5');
  await page.keyboard.press('i');
  await goTo(page, 'frame 29');
  await page.keyboard.press('o');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Query' }).fill('the first pattern');
  await page.getByRole('button', { name: 'Create item' }).click();
  await expect(bar(page)).toHaveCount(1);
  const perSecond = ((await endOf(page)) - (await startOf(page))) / (25 / 25);
  // The playhead is no magnet here.
  await page.keyboard.press('Home');

  const ends = async (seconds: number): Promise<number> => {
    await dragEnd(page, seconds, perSecond, true);
    const at = (await endOf(page)) / perSecond;
    await page.keyboard.press('Control+z');
    await expect.poll(() => endOf(page)).toBe(30 * (perSecond / 25));
    return at;
  };
  // Shots and sound are looked through in the background.
  await expect.poll(() => ends(2.08), { timeout: 60_000 }).toBe(2);
  expect(await ends(1.92)).toBe(2);
  expect(await ends(6.08)).toBe(6);
  await expect.poll(() => ends(3.08), { timeout: 60_000 }).toBeCloseTo(3, 1);
  const begins = await ends(2.96);
  expect(Math.abs(begins - 3)).toBeLessThanOrEqual(0.04);
  const over = await ends(4.42);
  expect(Math.abs(over - 4.5)).toBeLessThanOrEqual(0.06);
  expect(await ends(4.6)).toBe(over);
  // Far from anything, the nearest frame.
  expect(Math.abs((await ends(5.2)) - 5.2)).toBeLessThan(0.05);

  // Without Alt nothing pulls.
  await dragEnd(page, 2.12, perSecond, false);
  expect(Math.abs((await endOf(page)) / perSecond - 2.12)).toBeLessThan(0.05);
});
