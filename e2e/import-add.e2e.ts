import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { expect, openSample, picture, runAction, test } from './support/studio.ts';

const documentShape = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) });

test('a corpus file whose videos are here already offers to add the items that are new', async ({
  page,
  studio,
  complaints,
}) => {
  test.setTimeout(180_000);
  await page.setViewportSize({ width: 1280, height: 720 });
  await openSample(page, studio);
  const folder = path.join(studio.folder, 'TempR1 sample', 'sample');
  const document = documentShape.parse(JSON.parse(readFileSync(path.join(folder, 'corpus.json'), 'utf8')));
  const fresh = {
    id: 'fresh',
    video: 'cheetah-train-01',
    task: 'TG',
    query: 'It turns',
    intervals: [[1, 2]],
  };
  writeFileSync(
    path.join(folder, 'more.json'),
    JSON.stringify({ ...document, items: [...document.items, fresh] }),
  );

  await runAction(page, 'Import a corpus file');
  await page.getByLabel('Folder', { exact: true }).fill(folder);
  await page.getByLabel('Folder', { exact: true }).press('Enter');
  await page.getByRole('option', { name: /more\.json/ }).dblclick();
  const dialog = page.getByRole('dialog', { name: 'Import more.json' });
  await expect(dialog.getByText('All 12 videos of this file are in this project already.')).toBeVisible();
  await picture(page, 'import-add');
  await dialog.getByRole('button', { name: 'Add new items' }).click();
  await expect(page.getByTestId('note')).toContainText('0 videos, 1 item and 1 interval imported', {
    timeout: 90_000,
  });
  expect(complaints).toEqual([]);
});
