import { expect, openSample, picture, test } from './support/studio.ts';

// The shipped policy, which has never heard of the sample's robot: real ffmpeg, real onnxruntime.

test('what the shipped policy suggests is called what it is, and never accepted together', async ({
  page,
  studio,
}) => {
  test.setTimeout(300_000);
  await page.emulateMedia({ colorScheme: 'dark' });
  await openSample(page, studio);
  await page.getByRole('option', { name: /cheetah-train-02/ }).click();
  const bars = page.getByRole('grid', { name: /^Intervals in view/ });
  await expect(bars.getByRole('gridcell', { name: /, labelled,/ }).first()).toBeAttached();
  await page.getByRole('button', { name: /^Suggest/ }).click();
  const events = bars.getByRole('gridcell', { name: /, suggested, .*something changes here/ });
  await expect(events.first()).toBeAttached({ timeout: 240_000 });
  const panel = page.getByRole('region', { name: 'Suggestions' });
  await expect(panel.getByTestId('events')).toHaveText(
    'Something changes here (scene, motion or sound) – not yet an answer to your question. Curate a few videos and train.',
  );
  const lines = panel.getByRole('listitem');
  const event = page.getByText('event', { exact: true });
  const pointing = lines.filter({ has: event });
  await expect(pointing.first()).toBeVisible();
  await pointing.first().getByText('event', { exact: true }).hover();
  await expect(
    page.getByRole('tooltip').filter({ hasText: 'not yet an answer to your question' }),
  ).toBeVisible();
  await expect(page.getByTitle(/^Model: Something changes here/)).toBeVisible();
  await page.mouse.move(640, 700);
  await picture(page, 'events-dark');

  // One by one they can be taken; together only what answers a question can.
  await expect(pointing.first().getByRole('button', { name: 'Accept', exact: true })).toBeVisible();
  const answers = await lines.filter({ hasNot: event }).count();
  const together = panel.getByRole('button', { name: 'Accept all…' });
  if (answers === 0) await expect(together).toHaveCount(0);
  else {
    await together.click();
    const region = page.getByRole('region', { name: 'Accept all above' });
    await region.getByLabel('Least score').fill('0');
    const label = await region.getByRole('button', { name: /^Accept \d+$/ }).textContent();
    expect(Number(label?.replace('Accept ', ''))).toBeLessThan(await lines.count());
  }

  await page
    .getByRole('tab', { name: 'Train' })
    .or(page.getByRole('button', { name: 'Train', exact: true }))
    .first()
    .click();
  await expect(page.getByRole('region', { name: 'Policies' })).toContainText(
    'until it is trained it mostly points at what changes',
  );
});
