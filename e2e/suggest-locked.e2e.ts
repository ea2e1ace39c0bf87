import type { Locator, Page } from 'playwright/test';
import { openSuggested } from './support/suggested-project.ts';
import { expect, picture, test } from './support/studio.ts';
import { where } from './support/walk-page.ts';

// Nothing is accepted into a lane that is locked, by whatever way.

const told = 'walk: wave is locked. Unlock the lane to change it.';
const instances = (page: Page): Locator =>
  page.getByRole('list', { name: 'Instances' }).getByRole('listitem');

/** It is told, and nothing has changed; another note takes its place before the next way is tried. */
async function refused(page: Page): Promise<void> {
  const note = page.getByTestId('note');
  await expect(note).toHaveText(told);
  await page.keyboard.press('Control+y');
  await expect(note).not.toHaveText(told);
  await expect(where(page)).toContainText('1 of 4');
  await expect(instances(page)).toHaveCount(0);
}

test('a locked lane takes in no suggestion, by key, by click, together or as the rest', async ({
  page,
  studio,
}) => {
  test.setTimeout(50_000);
  await openSuggested(page, studio);
  const items = page.getByRole('listbox', { name: 'Items', exact: true });
  // Nothing plays, and nothing goes on by itself.
  await page.keyboard.press('Alt+p');
  await page.keyboard.press('Alt+a');
  for (const item of [/ball is thrown/, /first this/, /wave/]) {
    await page.keyboard.press('w');
    await expect(items.locator('[aria-selected=true]')).toHaveAccessibleName(item);
  }
  await expect(where(page)).toContainText('1 of 4');
  await page.keyboard.press('Alt+l');

  for (const key of ['a', 's', 'd', 't', 'q']) {
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press(key);
    await refused(page);
  }
  const list = page.getByRole('list', { name: 'Suggested intervals' });
  await list.getByRole('listitem').first().hover();
  await list
    .getByRole('button', { name: /^Accept/ })
    .first()
    .click();
  await refused(page);

  await page.getByRole('button', { name: 'Accept all…' }).click();
  const least = page.getByRole('textbox', { name: 'Least score' });
  await least.fill('0');
  await expect(page.getByTestId('accept-locked')).toHaveText('1 item is left out: its lane is locked.');
  await picture(page, 'accept-locked-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'accept-locked-dark');
  await expect(page.getByRole('button', { name: 'Accept 0', exact: true })).toBeDisabled();

  await page.getByRole('button', { name: 'Accept all…' }).focus();
  await page.keyboard.press('Alt+l');
  await expect(page.getByTestId('accept-locked')).toHaveCount(0);
  await page.keyboard.press('a');
  await expect(instances(page)).toHaveCount(1);
});
