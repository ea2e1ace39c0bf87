import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright/test';
import { openFolder } from './support/barcode.ts';
import { expect, openSample, test } from './support/studio.ts';

const labelsDialog = (page: Page) => page.getByRole('dialog', { name: 'Labels', exact: true });

test('a label schema is saved to a file and taken over in another project, with keys and attributes', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await page.keyboard.press('Alt+Shift+l');
  const dialog = labelsDialog(page);
  const list = dialog.getByRole('listbox', { name: 'Labels of the project' });
  await list.getByRole('option', { name: /jump/ }).click();
  await dialog.getByRole('textbox', { name: 'Name of the attribute' }).fill('height');
  await dialog.getByRole('textbox', { name: 'Choices, separated by commas' }).fill('low, high');
  await dialog.getByRole('button', { name: 'Add an attribute' }).click();
  await dialog.getByRole('textbox', { name: 'Key', exact: true }).press('7');
  await expect(dialog.getByRole('textbox', { name: 'Key', exact: true })).toHaveValue('7');
  const names = (await list.getByRole('option').count()) - 0;
  const file = path.join(studio.folder, 'shared labels.json');
  await dialog.getByRole('button', { name: 'Save as a file' }).click();
  const save = page.getByRole('dialog', { name: 'Save as a file' });
  await save.getByRole('textbox', { name: 'File' }).fill(file);
  await save.getByRole('button', { name: 'Save as a file' }).click();
  await expect(page.getByText(`${names} labels saved to ${file}.`)).toBeVisible();
  expect(readFileSync(file, 'utf8')).toContain('"height"');

  // A colleague's project, of other videos.
  await page.goto('about:blank');
  await studio.stop();
  await openFolder(page, studio, ['cfr.mp4']);
  await page.keyboard.press('Alt+Shift+l');
  await expect(list.getByRole('option', { name: /jump/ })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Take over a file' }).click();
  const picker = page.getByRole('dialog', { name: 'Take over a file' });
  const address = picker.getByRole('textbox').first();
  await address.fill(studio.folder);
  await address.press('Enter');
  await picker.getByText('shared labels.json').click();
  const preview = page.getByRole('dialog', { name: 'What would change' });
  if (!(await preview.isVisible())) {
    const choose = picker.getByRole('button', { name: /choose|open|take over/i });
    if (await choose.count()) await choose.last().click();
  }
  await expect(preview.getByRole('list')).toContainText('new: jump');
  await preview.getByRole('button', { name: 'Take over' }).click();
  await expect(preview).toBeHidden();
  await list.getByRole('option', { name: /jump/ }).click();
  await expect(dialog.locator('[data-attribute="height"]')).toContainText('low, high');
  await expect(dialog.getByRole('textbox', { name: 'Key', exact: true })).toHaveValue('7');
  // Once more changes nothing.
  await expect(list.getByRole('option')).toHaveCount(names);
  // One step back takes all of them away.
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Alt+Shift+l');
  await expect(list.getByRole('option')).toHaveCount(0);
});
