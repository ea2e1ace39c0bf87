import { expect, openSample, Studio, test } from './support/studio.ts';

test('the bundle that ships imports, trains its first steps and suggests like the sources', async ({
  page,
}) => {
  test.setTimeout(200_000);
  const studio = new Studio('dist/service/main.js');
  try {
    await openSample(page, studio);
    await page.getByRole('option', { name: /cheetah-train-07/ }).click();
    await expect(page.getByTestId('video')).toHaveAttribute('aria-label', /cheetah-train-07/);
    await page.getByRole('button', { name: /^Suggest/ }).click();
    const intervals = page.getByRole('grid', { name: /^Intervals in view/ });
    await expect(intervals.getByRole('gridcell', { name: /, suggested,/ }).first()).toBeAttached({
      timeout: 240_000,
    });
    await page
      .getByRole('tab', { name: 'Train' })
      .or(page.getByRole('button', { name: 'Train', exact: true }))
      .first()
      .click();
    await page.getByTestId('start-training').click();
    await expect(page.getByTestId('run-sentence')).toContainText(/Warm-up, step/, { timeout: 120_000 });
    await page.goto('about:blank');
    expect(studio.log).toBe('');
  } finally {
    await studio.remove();
  }
});
