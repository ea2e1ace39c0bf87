import { expect, openSample, picture, test } from './support/studio.ts';

// The first minute of somebody new: the tour comes by itself on the sample, and ends with a suggestion accepted.

test('the tour is walked by keys to the first accepted suggestion, and does not come again', async ({
  page,
  studio,
}) => {
  test.setTimeout(400_000);
  studio.setPage({ motion: 'reduced' });
  await openSample(page, studio);
  const card = page.getByRole('dialog', { name: /^Tour, step/ });
  await expect(card).toHaveAccessibleName('Tour, step 1 of 5');
  await expect(card).toBeFocused();
  for (let step = 2; step <= 4; step++) {
    // Skip, perhaps Back, Next: the last one is reached by going back from the card.
    await card.getByRole('button', { name: 'Next' }).press('Enter');
    await expect(card).toHaveAccessibleName(`Tour, step ${step} of 5`);
    await expect(card).toBeFocused();
    if (step === 3) await picture(page, 'tour-light');
  }
  await card.getByRole('button', { name: 'Ask the policy' }).press('Enter');
  await expect(card).toHaveAccessibleName('Tour, step 5 of 5', { timeout: 300_000 });
  const labelled = page.getByRole('gridcell', { name: /, labelled,/ });
  await expect(page.getByTestId('selection')).toContainText(/Suggested/);
  const before = await labelled.count();
  // The shortcut works while the card has the focus: the tour is no dialog that shuts the page out.
  await page.keyboard.press('a');
  await expect(card).toHaveCount(0);
  await expect(page.getByTestId('note')).toContainText(/First suggestion accepted|accepted/i);
  await expect.poll(() => labelled.count()).toBeGreaterThan(before);

  await page.reload();
  await expect(page.getByTestId('timecode')).toBeVisible();
  await expect(page.getByRole('gridcell').first()).toBeAttached();
  await expect(card).toHaveCount(0);
  // Asked for, it comes again.
  await page.keyboard.press('Alt+F1');
  await expect(card).toHaveAccessibleName('Tour, step 1 of 5');
});

test('the tour goes on where it was left, and is skipped with Escape for good', async ({ page, studio }) => {
  studio.setPage({});
  await openSample(page, studio);
  const card = page.getByRole('dialog', { name: /^Tour, step/ });
  await card.getByRole('button', { name: 'Next' }).click();
  await card.getByRole('button', { name: 'Next' }).click();
  await expect(card).toHaveAccessibleName('Tour, step 3 of 5');
  await page.reload();
  await expect(card).toHaveAccessibleName('Tour, step 3 of 5');
  await expect(card).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
  await expect(page.getByTestId('note')).toContainText('The tour waits under');
  await page.reload();
  await expect(page.getByRole('gridcell').first()).toBeAttached();
  await expect(card).toHaveCount(0);
});
