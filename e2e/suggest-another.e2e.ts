import type { Page } from 'playwright/test';
import { openSuggested } from './support/suggested-project.ts';
import { expect, picture, test } from './support/studio.ts';
import { bar, items, panel, selectedItem, shownSeconds, where } from './support/walk-page.ts';

const askedFor = (page: Page) => panel(page).getByRole('listitem').filter({ hasText: 'asked for' });

test('where a suggestion is wrong, one key brings the next best, which is played, taken, and kept like any other', async ({
  page,
  studio,
}) => {
  test.setTimeout(180_000);
  await openSuggested(page, studio);
  await page.keyboard.press('w');
  await page.keyboard.press('a');
  await expect(selectedItem(page)).toHaveAccessibleName(/first this/);
  await page.keyboard.press('a');
  await expect(where(page)).toContainText('1 of 1');

  // The second sentence: what is suggested is wrong, and the likeliest of what was left out comes.
  await expect(bar(page).getByRole('button', { name: /Next best/ })).toContainText('2');
  await page.keyboard.press('n');
  await expect(where(page)).toContainText('2 of 2');
  await expect(askedFor(page)).toContainText('0:08.00');
  await expect.poll(() => shownSeconds(page)).toBeGreaterThan(7.4);
  await picture(page, 'next-best-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'next-best-dark');

  // Taking it makes the item whole: it is curated, and the walk goes on.
  await page.keyboard.press('a');
  await expect(selectedItem(page)).toHaveAccessibleName(/wave/);
  const sentences = items(page).getByRole('option', { name: /first this/ });
  await expect(sentences).toHaveAccessibleName(/curated/i);
  // One undo takes the interval back; the suggestion that was asked for stays, also over a reload.
  await page.keyboard.press('Control+z');
  await expect(sentences).not.toHaveAccessibleName(/curated/i);
  await page.reload();
  await expect(bar(page)).toBeVisible();
  await sentences.click();
  await expect(askedFor(page)).toContainText('0:08.00');
});

test('of a list only a person knows whether it is whole: when all is decided the next best is named, until nothing is left', async ({
  page,
  studio,
}) => {
  test.setTimeout(180_000);
  await openSuggested(page, studio);
  await page.keyboard.press('w');
  for (const left of ['1 of 3', '1 of 2', '1 of 1', '1 of 4', '1 of 3', '1 of 2', '1 of 1']) {
    await expect(where(page)).toContainText(left);
    await page.keyboard.press('a');
  }
  await expect(selectedItem(page)).toHaveAccessibleName(/wave/);
  await expect(
    page.getByText(/If nothing is missing, C curates it; else N shows the next best/),
  ).toBeVisible();
  // The same with the mouse.
  await panel(page).getByRole('button', { name: 'Next best (1 more)' }).click();
  await expect(where(page)).toContainText('1 of 1');
  await page.keyboard.press('r');
  await expect(page.getByText(/If nothing is missing, C curates it\./)).toBeVisible();
  await page.keyboard.press('n');
  await expect(page.getByText('The policy thought of nothing else here: draw it.')).toBeVisible();
  await expect(panel(page).getByRole('button', { name: /Next best/ })).toHaveCount(0);
});
