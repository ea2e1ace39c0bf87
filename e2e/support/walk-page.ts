import type { Locator, Page } from 'playwright/test';

/** Where a walk through suggestions is seen. */
export const bar = (page: Page): Locator => page.getByRole('toolbar', { name: 'Walk through suggestions' });
export const where = (page: Page): Locator => bar(page).getByRole('status');
export const items = (page: Page): Locator => page.getByRole('listbox', { name: 'Items', exact: true });
export const selectedItem = (page: Page): Locator => items(page).locator('[aria-selected=true]');
export const panel = (page: Page): Locator => page.getByRole('region', { name: 'Suggestions' });

/** What the timecode says, seconds within its minute. */
export async function shownSeconds(page: Page): Promise<number> {
  const text = (await page.getByTestId('timecode').textContent()) ?? '';
  return Number(/(\d+):(\d+\.\d+)/u.exec(text)?.[2]);
}
