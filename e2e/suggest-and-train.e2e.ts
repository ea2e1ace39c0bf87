import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { z } from 'zod';
import { writeImageEncoder } from '../src/tensor/testing/image-encoder-file.ts';
import { expect, openSample, picture, test } from './support/studio.ts';

// Real ffmpeg, real onnxruntime, the shipped policy: nothing here is canned.

const intervals = (page: Page): Locator => page.getByRole('grid', { name: /^Intervals in view/ });

async function place(page: Page, name: string): Promise<void> {
  await page
    .getByRole('tab', { name })
    .or(page.getByRole('button', { name, exact: true }))
    .first()
    .click();
}

/**
 * What the labels of the shown video are, as spoken: the truth that suggestions must never change by themselves. In which
 * order they are listed follows what a policy expects to learn, and may change.
 */
async function labels(page: Page): Promise<string[]> {
  const options = await intervals(page)
    .getByRole('gridcell', { name: /labelled/ })
    .all();
  const spoken = await Promise.all(
    options.map(async (each) => (await each.getAttribute('aria-label')) ?? ''),
  );
  return spoken.toSorted();
}

test('suggestions come into their own lane, and are accepted, rejected and undone without touching labels', async ({
  page,
  studio,
}) => {
  test.setTimeout(300_000);
  await openSample(page, studio);
  await page.getByRole('option', { name: /cheetah-train-02/ }).click();
  await expect(intervals(page).getByRole('gridcell').first()).toBeAttached();
  const before = await labels(page);
  await page.getByRole('button', { name: /^Suggest/ }).click();
  const suggested = intervals(page).getByRole('gridcell', { name: /, suggested,/ });
  await expect(suggested.first()).toBeAttached({ timeout: 240_000 });
  expect(await labels(page)).toEqual(before);
  await page.mouse.move(640, 700);
  await picture(page, 'suggestions-light');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await expect(page.getByTestId('selection')).toContainText(
    /Suggested .* (score 0\.\d\d|something changes here)/,
  );
  // Of the item whose suggestion was chosen; where there are many, the next best takes the rejected one's place.
  const rejected = intervals(page).getByRole('gridcell', { name: /, rejected suggestion,/ });
  await expect(rejected).toHaveCount(0);
  await page.keyboard.press('r');
  await expect(rejected).toHaveCount(1);
  expect(await labels(page)).toEqual(before);
  await page.keyboard.press('Control+z');
  await expect(rejected).toHaveCount(0);
  expect(await labels(page)).toEqual(before);
});

test('one button trains in the background with live curves, labelling goes on, and the result is taken or left', async ({
  page,
  studio,
}) => {
  test.setTimeout(600_000);
  await openSample(page, studio);
  await place(page, 'Train');
  await page.getByRole('button', { name: 'Settings of the run' }).click();
  await page.getByLabel('Warm-up epochs').fill('1');
  await page.getByLabel('GRPO steps').fill('3');
  await page.getByLabel('Seed').fill('1');
  await page.getByTestId('start-training').click();
  await expect(page.getByTestId('run-sentence')).toBeVisible({ timeout: 60_000 });
  // Labelling goes on meanwhile.
  await place(page, 'Label');
  await page.keyboard.press('Alt+1');
  await page.getByRole('textbox', { name: 'Query' }).fill('Made while the trainer runs');
  await page.getByRole('button', { name: 'Create item' }).click();
  await expect(page.getByRole('option', { name: /Made while/ })).toBeVisible();
  await place(page, 'Train');
  await expect(page.getByRole('heading', { name: 'Done' })).toBeVisible({ timeout: 500_000 });
  await expect(page.getByLabel('Before and after')).toBeVisible();
  await expect(page.getByText(/reward/i).first()).toBeVisible();
  await picture(page, 'train-done-light');
  await page.getByTestId('promote').click();
  await expect(page.getByText(/the model that suggests now/)).toBeVisible();
});

test('a frame encoder is looked at before it is kept, and refused with the reason', async ({
  page,
  studio,
}) => {
  test.setTimeout(300_000);
  const [encoder, text] = [path.join(studio.folder, 'dino.onnx'), path.join(studio.folder, 'text.onnx')];
  await writeImageEncoder(encoder, { width: 16 });
  writeFileSync(text, 'no model');
  await openSample(page, studio);
  await place(page, 'Train');
  await page.getByRole('button', { name: 'Settings of the run' }).click();
  const field = page.getByTestId('frame-encoder');
  const status = page.locator('.MuiTextField-root', { has: field }).getByRole('status');
  await expect(status).toContainText('None is set', { timeout: 60_000 });
  await field.fill(text);
  await field.press('Enter');
  await expect(status).toContainText("can't be opened as an ONNX model", { timeout: 60_000 });
  await field.fill(encoder);
  await field.press('Enter');
  await expect(status).toContainText('“dino.onnx” turns pictures of 32 x 32 into 16 numbers each', {
    timeout: 60_000,
  });
  // It is the application's: after a reload it is still there, and nothing has begun to train.
  await page.reload();
  await place(page, 'Train');
  await page.getByRole('button', { name: 'Settings of the run' }).click();
  await expect(field).toHaveValue(encoder, { timeout: 60_000 });
  await expect(page.getByTestId('start-training')).toHaveText('Train on what is curated');
  await field.fill('');
  await field.press('Enter');
  await expect(status).toContainText('None is set', { timeout: 60_000 });
});

test('a CUDA folder is looked at before it is kept, and what was refused stays to be mended', async ({
  page,
  studio,
}) => {
  test.setTimeout(300_000);
  await openSample(page, studio);
  await place(page, 'Train');
  await page.getByRole('button', { name: 'Settings of the run' }).click();
  const field = page.getByTestId('cuda-folder');
  const own = page.locator('.MuiTextField-root', { has: field });
  await expect(own.getByRole('status')).not.toHaveText('Looking at the folder.', { timeout: 60_000 });
  const before = await own.getByRole('status').textContent();
  await field.fill(studio.folder);
  await field.press('Enter');
  await expect(field).toHaveAttribute('aria-invalid', 'true', { timeout: 60_000 });
  await expect(field).toHaveValue(studio.folder);
  await expect(own.getByRole('status')).not.toHaveText(before ?? '');
  await picture(page, 'settings-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'settings-dark');
  await page.reload();
  await place(page, 'Train');
  await page.getByRole('button', { name: 'Settings of the run' }).click();
  await expect(field).toHaveValue('');
});

test('a run is cancelled at once and leaves no policy behind', async ({ page, studio }) => {
  test.setTimeout(300_000);
  await openSample(page, studio);
  await place(page, 'Train');
  await page.getByTestId('start-training').click();
  await page.getByRole('button', { name: 'Cancel' }).first().click({ timeout: 60_000 });
  await expect(page.getByRole('heading', { name: 'Cancelled' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByTestId('promote')).toHaveCount(0);
});

test('the export dialog writes a file that holds what was labelled', async ({ page, studio }) => {
  await openSample(page, studio);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Export');
  await page.keyboard.press('Enter');
  const file = path.join(studio.folder, 'out.json');
  await page.getByLabel('File', { exact: true }).fill(file);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  // The note of the sample's import, which names as many videos, may still stand there.
  const done = page.getByTestId('note').or(page.getByTestId('job')).filter({ hasText: 'out.json' });
  await expect(done.first()).toContainText(/12 videos/, { timeout: 60_000 });
  const document = z
    .object({ format: z.literal('tempr1-corpus'), items: z.array(z.object({ id: z.string() })) })
    .parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(document.items).toHaveLength(497);
});
