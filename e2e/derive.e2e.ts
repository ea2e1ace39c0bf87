import { expect, openSample, picture, test } from './support/studio.ts';

test('items of four tasks are derived from curated actions, seen, reworded, accepted together, and taken back by one undo', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await page.keyboard.press('Control+Shift+d');
  const dialog = page.getByRole('dialog', { name: 'Derive items from curated actions' });
  const list = dialog.getByRole('list', { name: 'Derived items' });
  await expect(list.getByRole('listitem').first()).toBeVisible();
  await picture(page, 'derive');
  for (const task of ['DTG', 'VHD', 'GVQA'])
    await dialog.getByRole('checkbox', { name: new RegExp(`^${task} `) }).uncheck();
  // Only some of what is left, one of them in other words.
  await dialog.getByRole('checkbox', { name: 'All' }).uncheck();
  const first = list.getByRole('listitem').first();
  await first.getByRole('checkbox').check();
  await first.getByRole('textbox').fill('The machine does this for once');
  await list.getByRole('listitem').nth(1).getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'Accept 2 items' }).click();
  await expect(dialog).toBeHidden();
  const items = page.getByRole('listbox', { name: 'Items', exact: true });
  await items.hover();
  const mine = items.getByRole('option', { name: /The machine does this for once/ });
  for (let i = 0; i < 80 && !(await mine.isVisible()); i++) await page.mouse.wheel(0, 80);
  await mine.click();
  await expect(page.getByTestId('derived')).toHaveAttribute('data-state', 'same');
  await expect(page.getByTestId('item-state')).toHaveText('Curated');
  await page.keyboard.press('Control+z');
  await expect(mine).toBeHidden();
});

test('a derived item is flagged when its source changes, and one key derives it again', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  const items = page.getByRole('listbox', { name: 'Items', exact: true });
  const choose = async (name: RegExp): Promise<void> => {
    const wanted = items.getByRole('option', { name }).first();
    await items.hover();
    await page.mouse.wheel(0, -9000);
    for (let i = 0; i < 80 && !(await wanted.isVisible()); i++) await page.mouse.wheel(0, 80);
    await wanted.click();
  };
  await page.keyboard.press('Control+Shift+d');
  const dialog = page.getByRole('dialog', { name: 'Derive items from curated actions' });
  const list = dialog.getByRole('list', { name: 'Derived items' });
  await expect(list.getByRole('listitem').first()).toBeVisible();
  await dialog.getByRole('checkbox', { name: 'All' }).uncheck();
  // The first time of some action, whose source is the item that its words name.
  const row = list
    .locator('[data-rule="time"]')
    .filter({ has: page.locator('input[value*="first time"]') })
    .first();
  await row.getByRole('checkbox').check();
  const text = await row.getByRole('textbox').inputValue();
  await dialog.getByTestId('derive-accept').click();
  await expect(dialog).toBeHidden();
  const phrase = text.split(',')[0] ?? '';
  const labels = {
    Running: 'run',
    Jumping: 'jump',
    'Moving backwards': 'backward',
    'Standing still': 'still',
    'Lying on its back': 'on_back',
    Somersault: 'somersault',
    'Camera circling': 'cam_orbit',
    'Camera close-up': 'cam_zoom',
    'Lights dimmed': 'dark',
  };
  const label = Object.entries(labels).find(([words]) => words === phrase)?.[1] ?? phrase;
  await choose(new RegExp(`TAL.*${label}`));
  await page
    .getByRole('listitem')
    .filter({ has: page.getByLabel('Start') })
    .first()
    .click();
  await page.keyboard.press('e');
  await page.keyboard.press('<');
  await choose(new RegExp(phrase + ', for the first time'));
  await expect(page.getByTestId('derived')).toHaveAttribute('data-state', 'changed');
  await expect(page.getByTestId('derived')).toContainText('Source changed');
  await picture(page, 'source-changed');
  await page.keyboard.press('Shift+r');
  await expect(page.getByTestId('derived')).toHaveAttribute('data-state', 'same');
});
