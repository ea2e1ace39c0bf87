import { expect, openSample, picture, test } from './support/studio.ts';

test('a label gets a key, a set, attributes and another name; it is merged, and undo brings it back', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await page.keyboard.press('Alt+Shift+l');
  const dialog = page.getByRole('dialog', { name: 'Labels' });
  const list = dialog.getByRole('listbox', { name: 'Labels of the project' });
  await list.getByRole('option', { name: /jump/ }).click();
  const key = dialog.getByRole('textbox', { name: 'Key', exact: true });
  await key.press('a');
  await expect(dialog.getByText('The key A belongs to “Accept the suggestion”.')).toBeVisible();
  await key.press('Shift+Digit3');
  await expect(
    dialog.getByText(/belong to the timeline: Shift and a digit label into the lane/),
  ).toBeVisible();
  await key.press('7');
  await expect(key).toHaveValue('7');
  await list.getByRole('option', { name: /somersault/ }).click();
  await dialog.getByRole('textbox', { name: 'Key', exact: true }).press('7');
  await expect(dialog.getByText('The key 7 belongs to the label “jump”.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Suggest a free key' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Key', exact: true })).not.toHaveValue('');
  await dialog.getByRole('textbox', { name: 'Name of the attribute' }).fill('height');
  await dialog.getByRole('textbox', { name: 'Choices, separated by commas' }).fill('low, high');
  await dialog.getByRole('button', { name: 'Add an attribute' }).click();
  await expect(dialog.locator('[data-attribute="height"]')).toContainText('low, high');
  await picture(page, 'labels');
  const name = dialog.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill('flip');
  await name.press('Enter');
  await expect(list.getByRole('option', { name: /flip/ })).toBeVisible();
  await dialog.getByRole('combobox', { name: 'Merge into' }).click();
  await page.getByRole('option', { name: 'Merge “flip” into “jump”' }).click();
  await expect(list.getByRole('option', { name: /flip/ })).toBeHidden();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Alt+Shift+l');
  await expect(list.getByRole('option', { name: /flip/ })).toBeVisible();
});
