import path from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { expect, openSample, picture, runAction, test } from './support/studio.ts';

// The history as a person uses it: read it, go to any point of it, also after the power went.

const intervals = (page: Page): Locator =>
  page.getByRole('grid', { name: /^Intervals in view/, includeHidden: true });
const labelled = (page: Page): Promise<number> =>
  intervals(page)
    .getByRole('gridcell', { name: /labelled/, includeHidden: true })
    .count();
const history = (page: Page): Locator => page.getByRole('dialog', { name: 'History of changes' });
const entries = (page: Page): Locator => history(page).getByRole('listitem');

async function chooseItem(page: Page, name: RegExp): Promise<void> {
  const list = page.getByRole('listbox', { name: 'Items', exact: true });
  const wanted = list.getByRole('option', { name }).first();
  await list.hover();
  for (let i = 0; i < 60 && !(await wanted.isVisible()); i++) await page.mouse.wheel(0, 60);
  await wanted.click();
}

/** Draws an interval of `seconds` at the playhead of the chosen item. */
async function draw(page: Page, seconds: number): Promise<void> {
  await page.keyboard.press('i');
  for (let i = 0; i < seconds; i++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('o');
  await page.keyboard.press('Enter');
}

test('any point of the history is one click away, also after the service was killed', async ({
  page,
  studio,
  complaints,
}) => {
  test.setTimeout(240_000);
  await openSample(page, studio);
  await expect(intervals(page).getByRole('gridcell').first()).toBeAttached();
  const before = await labelled(page);
  await chooseItem(page, /TAL/);
  await page.keyboard.press('Home');
  for (let i = 1; i <= 3; i++) {
    await draw(page, 1);
    await expect.poll(() => labelled(page)).toBe(before + i);
  }
  await page.keyboard.press('Delete');
  await expect.poll(() => labelled(page)).toBe(before + 2);

  await page.keyboard.press('Control+h');
  await expect(history(page).getByText('4 changes').first()).toBeVisible();
  await expect(history(page).getByText('Today')).toBeVisible();
  await expect(entries(page).first()).toContainText('You are here');
  await expect(history(page).getByText(/^Imported 12 videos and \d+ items/)).toBeVisible();
  await expect(entries(page).last()).toContainText('Before the first change');
  await picture(page, 'history');

  // Back to the beginning as one act, and forward to the second change.
  await entries(page).last().getByRole('button', { name: 'Go to this point' }).click();
  await expect.poll(() => labelled(page)).toBe(before);
  await expect(entries(page).last()).toContainText('You are here');
  await entries(page).nth(2).getByRole('button', { name: 'Go to this point' }).click();
  await expect.poll(() => labelled(page)).toBe(before + 2);
  await expect(entries(page).nth(2)).toContainText('You are here');
  await expect(entries(page).first()).toContainText('undone');
  await page.keyboard.press('Escape');

  // The power goes in the middle of the work; what was undone can still be redone.
  await studio.stop('SIGKILL');
  await expect(page.getByTestId('saved')).toContainText(/lost/i);
  const project = path.join(studio.folder, 'TempR1 sample');
  await page.goto('about:blank');
  await page.goto(await studio.start(project));
  await expect.poll(() => labelled(page), { timeout: 60_000 }).toBe(before + 2);
  // The page rightly complained of the service that was killed.
  expect(complaints.every((text) => /WebSocket|ERR_CONNECTION/u.test(text))).toBe(true);
  complaints.length = 0;
  await page.keyboard.press('Control+h');
  await expect(entries(page).nth(2)).toContainText('You are here');
  await entries(page).nth(1).getByRole('button', { name: 'Go to this point' }).click();
  await expect.poll(() => labelled(page)).toBe(before + 3);
  await entries(page).first().getByRole('button', { name: 'Go to this point' }).click();
  await expect.poll(() => labelled(page)).toBe(before + 2);

  // A click leads to what was changed.
  await history(page).getByLabel('Search the history').fill('delete');
  await expect(history(page).getByText('1 change', { exact: true }).first()).toBeVisible();
  await history(page)
    .getByRole('button', { name: /^Show .* in the timeline$/ })
    .first()
    .click();
  await expect(history(page)).toBeHidden();
  await expect(page.getByTestId('timecode')).not.toHaveText(/0:00\.000/);

  // New work gives up what was undone: it stays readable and cannot be gone back to.
  await page.keyboard.press('Control+z');
  await expect.poll(() => labelled(page)).toBe(before + 3);
  await page.keyboard.press('Home');
  await draw(page, 2);
  await expect.poll(() => labelled(page)).toBe(before + 4);
  await runAction(page, 'History of changes');
  await expect(history(page).getByText('given up', { exact: true })).toHaveCount(0);
  await history(page).getByLabel('Show what was given up').check();
  await expect(history(page).getByText('given up', { exact: true })).toHaveCount(1);
});
