import type { Locator, Page } from 'playwright/test';
import { openSuggested } from './support/suggested-project.ts';
import { expect, picture, test } from './support/studio.ts';

const items = (page: Page): Locator => page.getByRole('listbox', { name: 'Items', exact: true });

/** Goes to the item about waving, the third that waits, without playing anything. */
async function toInstances(page: Page): Promise<void> {
  await page.keyboard.press('Alt+p');
  for (const item of [/ball is thrown/, /first this/, /wave/]) {
    await page.keyboard.press('w');
    await expect(items(page).locator('[aria-selected=true]')).toHaveAccessibleName(item);
  }
}

test('after another policy has answered, what changed is counted and drawn', async ({ page, studio }) => {
  test.setTimeout(240_000);
  await openSuggested(page, studio, true);
  await toInstances(page);
  const changes = page.getByRole('region', { name: 'What changed' });
  await expect(changes.getByRole('button')).toHaveText(
    'Since the policy before: 1 new · 1 gone · 1 moved · 2 the same · 1 surer · 1 less sure',
  );
  await changes.getByRole('button').click();
  await expect(changes.getByRole('img')).toHaveAccessibleName(/1 new, 1 gone, 1 moved, 2 the same/);
  const moved = changes.getByRole('listitem').filter({ hasText: 'moved' });
  await expect(moved).toContainText('+0.40 s, +0.20 s');
  await picture(page, 'what-changed-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'what-changed-dark');
});

test('what is sure is accepted together between the marks only, as previewed, and taken back in one', async ({
  page,
  studio,
}) => {
  test.setTimeout(240_000);
  await openSuggested(page, studio);
  await toInstances(page);
  // The marks: 3.5 s to 9 s.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Home');
  for (let second = 0; second < 3; second++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('i');
  for (let second = 0; second < 6; second++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('o');
  await page.getByRole('button', { name: 'Accept all…' }).click();
  const together = page.getByRole('region', { name: 'Accept all above' });
  await together.getByLabel('Least score').fill('0.5');
  await expect(together.getByRole('button', { name: 'Accept 3' })).toBeVisible();
  await together.getByRole('button', { name: 'between the marks' }).click();
  await expect(together.getByRole('img')).toHaveAccessibleName(
    '2 suggestions would be accepted, 2 would stay',
  );
  await picture(page, 'accept-stretch');
  await together.getByRole('button', { name: 'Accept 2' }).click();
  const instances = page.getByRole('list', { name: 'Instances' }).getByRole('listitem');
  await expect(instances).toHaveCount(2);
  // Back on the page: in a field the key would take back what was typed.
  await together.getByLabel('Least score').blur();
  await page.keyboard.press('Control+z');
  await expect(instances).toHaveCount(0);
});
