import type { Locator, Page } from 'playwright/test';
import { expect, openSample, picture, test } from './support/studio.ts';

const queue = (page: Page): Locator => page.getByRole('listbox', { name: /^\d+ videos$/ });
const names = async (page: Page): Promise<string[]> =>
  queue(page)
    .locator('[data-video]')
    .evaluateAll((rows) =>
      rows
        .toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
        .map((row) => row.getAttribute('data-video') ?? ''),
    );

test('the queue lists what would teach most first once the policy was asked, says why, and goes back', async ({
  page,
  studio,
}) => {
  test.setTimeout(300_000);
  await openSample(page, studio);
  const before = await names(page);
  const order = page.getByRole('combobox', { name: 'Order of the videos' });
  await expect(order).toBeHidden();
  // Two videos get something that waits for a person.
  for (const video of ['cheetah-train-03', 'cheetah-train-05']) {
    await queue(page)
      .getByRole('option', { name: new RegExp(video) })
      .click();
    await expect(page.getByTestId('video')).toHaveAttribute('aria-label', new RegExp(video));
    await page.getByRole('listbox', { name: 'Items', exact: true }).getByRole('option').first().click();
    await page.keyboard.press('c');
    await expect(page.getByTestId('item-state')).toContainText(/draft/i);
  }
  await page.keyboard.press('Alt+g');
  await expect(order).toBeAttached({ timeout: 240_000 });
  await expect
    .poll(async () => (await names(page)).slice(0, 2).toSorted())
    .toEqual(['cheetah-train-03', 'cheetah-train-05']);
  await expect(
    queue(page)
      .getByText(/^(unsure|new|unsure, new)$/)
      .first(),
  ).toBeVisible();
  await picture(page, 'queue-order');
  await order.click();
  await page.getByRole('option', { name: 'As imported' }).click();
  await expect.poll(() => names(page)).toEqual(before);
});
