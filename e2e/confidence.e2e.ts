import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright/test';
import { addFinishedRun } from './support/calibrated-project.ts';
import { expect, openSample, picture, test, type Studio } from './support/studio.ts';

const VIDEO = 'cheetah-train-02';

/** The sample with a finished run in it, opened again. */
async function openWithRun(page: Page, studio: Studio, videos: number): Promise<number> {
  await openSample(page, studio);
  await page.goto('about:blank');
  await studio.stop();
  const dir = projectIn(studio.folder);
  const sure = await addFinishedRun(dir, VIDEO, videos);
  await page.goto(await studio.start(dir));
  return sure;
}

function projectIn(folder: string): string {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('corpus.sqlite'),
  );
  if (found === undefined) throw new Error(`There is no project in ${folder}.`);
  return path.dirname(path.join(folder, found));
}

async function place(page: Page, name: string): Promise<void> {
  await page
    .getByRole('tab', { name })
    .or(page.getByRole('button', { name, exact: true }))
    .first()
    .click();
}

test('a calibrated run shows how reliable it is, and accepting all above follows from that', async ({
  page,
  studio,
}) => {
  test.setTimeout(300_000);
  await page.emulateMedia({ colorScheme: 'dark' });
  await openWithRun(page, studio, 40);
  await place(page, 'Train');
  const confidence = page.getByRole('region', { name: 'Confidence' });
  await expect(confidence.getByTestId('confidence-sentence')).toContainText(
    /^Calibrated on 480 held-out items of 40 videos; expected calibration error 0\.\d+, 0\.\d+ before/u,
  );
  const diagram = confidence.getByRole('img');
  await expect(diagram).toHaveAccessibleName(/All suggestions/u);
  await expect(diagram).toHaveAccessibleName(/of \d+ \(\d+ percent\) right/u);
  await page.mouse.move(640, 700);
  await picture(page, 'confidence-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await confidence.getByRole('button', { name: 'TAL' }).click();
  await expect(diagram).toHaveAccessibleName(/right: TAL/u);
  await page.mouse.move(640, 700);
  await picture(page, 'confidence-light');

  await place(page, 'Label');
  await page.getByRole('option', { name: new RegExp(VIDEO, 'u') }).click();
  const lines = page.getByRole('list', { name: 'Suggested intervals' }).getByRole('listitem');
  await expect(lines.first()).toContainText('97 %');
  await page.getByRole('button', { name: 'Accept all…' }).click();
  const together = page.getByRole('region', { name: 'Accept all above' });
  await expect(together.getByTestId('accept-why')).toHaveText(
    'On 480 held-out items no confidence was sure enough to be right 90 % of the time.',
  );
  await expect(together.getByLabel('Least confidence in percent')).toHaveValue('');
  await together.getByRole('combobox').click();
  await page.getByRole('option', { name: '80 %' }).click();
  await expect(together.getByTestId('accept-why')).toContainText(
    /^\d+ of \d+ (TAL )?suggestions of \d+ % and more were right on \d+ held-out items\.$/u,
  );
  const least = Number(await together.getByLabel('Least confidence in percent').inputValue());
  expect(least).toBeGreaterThan(50);
  await picture(page, 'accept-all-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'accept-all-dark');
  await together.getByLabel('Least confidence in percent').fill('90');
  await together.getByRole('button', { name: 'Accept 1' }).click();
  await expect(page.getByTestId('note').first()).toContainText('Accepted 1 suggestion of score 0.9');
  // Of a whole video only what still waits is listed.
  await expect(lines).toHaveCount(3);
  await page.getByRole('button', { name: /^Undo/u }).click();
  await expect(lines).toHaveCount(4);

  await place(page, 'Review');
  await page.getByRole('button', { name: 'Accept all…' }).click();
  await expect(page.getByRole('region', { name: 'Accept all above' })).toContainText('held-out items');
  await picture(page, 'review-accept-all-dark');
  expect(existsSync('test-results/pictures/confidence-dark.png')).toBe(true);
});

test('a run with few held-out items says so, and its scores are called scores', async ({ page, studio }) => {
  test.setTimeout(300_000);
  await openWithRun(page, studio, 3);
  await place(page, 'Train');
  const why = 'Not calibrated: 36 of 100 held-out items. Scores are scores, not probabilities.';
  await expect(page.getByTestId('confidence-sentence')).toHaveText(why);
  await expect(page.getByRole('region', { name: 'Confidence' }).getByRole('img')).toHaveCount(0);
  await place(page, 'Label');
  await page.getByRole('option', { name: new RegExp(VIDEO, 'u') }).click();
  const lines = page.getByRole('list', { name: 'Suggested intervals' }).getByRole('listitem');
  await expect(lines.first()).toContainText('0.97');
  await page.getByRole('button', { name: 'Accept all…' }).click();
  const together = page.getByRole('region', { name: 'Accept all above' });
  await expect(together.getByTestId('accept-why')).toHaveText(why);
  await expect(together.getByLabel('Least score')).toHaveValue('');
  await expect(together.getByRole('button', { name: 'Accept 0' })).toBeDisabled();
  await picture(page, 'accept-all-uncalibrated-light');
  await together.getByLabel('Least score').fill('0.8');
  await expect(together.getByRole('button', { name: 'Accept 2' })).toBeEnabled();
});
