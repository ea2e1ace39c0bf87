import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { expect, openSample, picture, test } from './support/studio.ts';

async function openKeys(page: Page, action: string): Promise<Locator> {
  await page.keyboard.press('Shift+F1');
  await page.getByLabel('Search the actions').fill(action);
  return page.getByRole('group', { name: action, exact: true });
}

test('a key is taught by pressing it, taken from another action, reset, and kept as a file', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  // M mutes; it is to play instead.
  const play = await openKeys(page, 'Play or pause');
  await play.getByRole('button', { name: /^Add a shortcut/ }).press('Enter');
  const teach = page.getByRole('dialog', { name: /^Shortcut for/ });
  await expect(teach.getByRole('textbox')).toBeFocused();
  await page.keyboard.press('m');
  await expect(teach.getByRole('status')).toContainText('M belongs to “Sound on or off”');
  await picture(page, 'teach-key');
  await page.keyboard.press('Tab');
  await teach.getByRole('button', { name: 'Take it over and keep' }).press('Enter');
  await expect(teach).toHaveCount(0);
  await expect(play.getByText('M', { exact: true })).toBeVisible();
  await page.getByLabel('Search the actions').fill('Sound on or off');
  await expect(page.getByRole('group', { name: 'Sound on or off' })).toContainText('none');

  // Saved as a file, reset, and loaded again.
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save to a file' }).click(),
  ]);
  const file = path.join(studio.folder, 'keys.json');
  await download.saveAs(file);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    format: 'tempr1-keymap',
    version: 1,
    keys: { play: ['space', 'm'], mute: [] },
  });
  await page.getByRole('button', { name: 'Reset all shortcuts' }).click();
  await expect(page.getByRole('group', { name: 'Sound on or off' })).toContainText('M');
  writeFileSync(path.join(studio.folder, 'other.json'), '{"keys": 1}');
  await page.locator('input[type=file]').setInputFiles(path.join(studio.folder, 'other.json'));
  await expect(page.getByText(/is no keymap/).first()).toBeAttached();
  await page.locator('input[type=file]').setInputFiles(file);
  await expect(page.getByRole('group', { name: 'Sound on or off' })).toContainText('none');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // It works, the sheet shows it, and it is there after a reload.
  await page.reload();
  await expect(page.getByTestId('timecode')).toHaveText(/0:00\.000/);
  await expect(page.getByRole('gridcell').first()).toBeAttached();
  await page.keyboard.press('m');
  await expect(page.getByTestId('timecode')).not.toHaveText(/0:00\.000/);
  await page.keyboard.press('m');
  await page.keyboard.press('F1');
  await page.getByLabel('Search the shortcuts').fill('play or pause');
  await expect(page.getByRole('dialog')).toContainText('Space or M');
});

test('two keys in a row are one shortcut', async ({ page, studio }) => {
  await openSample(page, studio);
  const row = await openKeys(page, 'Go to Review');
  await row.getByRole('button', { name: /^Add a shortcut/ }).click();
  const teach = page.getByRole('dialog', { name: /^Shortcut for/ });
  await page.keyboard.press('Alt+q');
  await teach.getByRole('button', { name: 'Add a second key' }).click();
  await page.keyboard.press('r');
  await expect(teach.getByRole('status')).toContainText('Alt+Q R is free.');
  await teach.getByRole('button', { name: 'Keep', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Alt+q');
  await page.keyboard.press('r');
  await expect(page.getByRole('tab', { name: 'Review' })).toHaveAttribute('aria-selected', 'true');
});

test('the sheet of shortcuts prints: black on white, nothing else on the page', async ({ page, studio }) => {
  await openSample(page, studio);
  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog')).toBeVisible();
  await picture(page, 'shortcuts');
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByLabel('Search the shortcuts')).toBeHidden();
  await expect(page.locator('#root')).toBeHidden();
  const sheet = page.getByRole('dialog');
  await expect(sheet).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await expect(sheet.getByText('Undo', { exact: true }).first()).toHaveCSS('color', 'rgb(0, 0, 0)');
});
