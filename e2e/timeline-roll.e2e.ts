import type { Locator, Page } from 'playwright/test';
import { goTo, openFolder, expectFrame } from './support/barcode.ts';
import { expect, test } from './support/studio.ts';

const bars = (page: Page): Locator =>
  page.getByTestId('timeline-surface').locator('[data-look=truth][data-lane=focus]');
const edges = (page: Page): Promise<number[][]> =>
  bars(page).evaluateAll((all) =>
    all
      .map((each) => [Number(each.getAttribute('data-start')), Number(each.getAttribute('data-end'))])
      .toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0)),
  );

test('by keys, the boundary of two touching intervals moves as one; where nothing touches, nothing moves', async ({
  page,
  studio,
}) => {
  await openFolder(page, studio, ['cfr.mp4']);
  await page.keyboard.press('Alt+3');
  await page.getByRole('textbox', { name: 'Query' }).fill('the best part');
  await page.getByRole('button', { name: 'Create item' }).click();
  await goTo(page, 'frame 20');
  await page.keyboard.press('i');
  await goTo(page, 'frame 79');
  await page.keyboard.press('o');
  await page.keyboard.press('Enter');
  await expect(bars(page)).toHaveCount(1);
  const [[start = 0, end = 0] = []] = await edges(page);
  const frame = (end - start) / 60;
  const at = (ordinal: number): number => start + (ordinal - 20) * frame;
  await goTo(page, 'frame 50');
  await expectFrame(page, 50);
  await page.keyboard.press('b');
  await expect
    .poll(() => edges(page))
    .toEqual([
      [at(20), at(50)],
      [at(50), at(80)],
    ]);

  // The first part by its end: three frames on, then ten back, each with its neighbour.
  await bars(page).first().click({ force: true });
  if (
    (await page
      .getByTestId('selection')
      .locator('span')
      .nth(1)
      .evaluate((edge) => getComputedStyle(edge).fontWeight)) !== '600'
  )
    await page.keyboard.press('e');
  for (let press = 0; press < 3; press++) await page.keyboard.press('}');
  await expect
    .poll(() => edges(page))
    .toEqual([
      [at(20), at(53)],
      [at(53), at(80)],
    ]);
  for (let press = 0; press < 10; press++) await page.keyboard.press('{');
  await expect
    .poll(() => edges(page))
    .toEqual([
      [at(20), at(43)],
      [at(43), at(80)],
    ]);
  // Quick presses are one step.
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await edges(page))[0]?.[1]).not.toBe(at(43));
  expect((await edges(page))[1]?.[0]).toBe((await edges(page))[0]?.[1]);

  // So do those of one edge alone, however quick the hand is; the neighbour stays.
  const [[, own = 0] = [], other] = await edges(page);
  for (let press = 0; press < 7; press++) await page.keyboard.press(',');
  await expect.poll(() => edges(page)).toEqual([[at(20), own - 7 * frame], other]);
  for (let press = 0; press < 7; press++) await page.keyboard.press('.');
  await expect.poll(() => edges(page)).toEqual([[at(20), own], other]);

  // The outer edge touches nothing.
  const before = await edges(page);
  await page.keyboard.press('e');
  await page.keyboard.press('}');
  await expect(page.getByText('No other interval of the item touches this edge.').first()).toBeVisible();
  expect(await edges(page)).toEqual(before);
});

test('how much is played around an edge is chosen by a key, and kept with the project', async ({
  page,
  studio,
}) => {
  await openFolder(page, studio, ['cfr.mp4']);
  await page.keyboard.press('Alt+e');
  await expect(page.getByText('2 s are played before and after an edge.').first()).toBeVisible();
  await page.waitForTimeout(1_500);
  await page.reload();
  await expect(page.getByTestId('timecode')).toBeVisible();
  await page.keyboard.press('Control+,');
  await page
    .getByRole('tab', { name: 'Playback' })
    .or(page.getByRole('button', { name: 'Playback' }))
    .first()
    .click();
  const around = page.getByRole('combobox', { name: 'Around an edge' });
  await expect(around).toHaveValue('2');
  await around.selectOption('0.5');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+e');
  await expect(page.getByText('1 s are played before and after an edge.').first()).toBeVisible();
});
