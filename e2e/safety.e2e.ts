import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { expect, openSample, picture, test } from './support/studio.ts';

// Work that is never lost: packed and unpacked, found again, backed up and put back, warned of where it lies.

const intervals = (page: Page): Locator =>
  page.getByRole('grid', { name: /^Intervals in view/, includeHidden: true });
const labelled = (page: Page): Promise<number> =>
  intervals(page)
    .getByRole('gridcell', { name: /labelled/, includeHidden: true })
    .count();

async function closeProject(page: Page): Promise<void> {
  await page.getByRole('banner').getByRole('button').first().click();
  await page.getByRole('menuitem', { name: 'Close the project' }).click();
  await expect(page.getByRole('heading', { name: 'TempR1 Studio' })).toBeVisible({ timeout: 60_000 });
}

test('a project is packed for a colleague, unpacked elsewhere with its labels and history, and its moved videos are found', async ({
  page,
  studio,
  complaints,
}) => {
  test.setTimeout(300_000);
  await openSample(page, studio);
  const project = path.join(studio.folder, 'TempR1 sample');
  await expect(intervals(page).getByRole('gridcell').first()).toBeAttached();
  const before = await labelled(page);
  await intervals(page)
    .getByRole('gridcell', { name: /labelled/, includeHidden: true })
    .first()
    .focus();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Next interval');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Delete');
  await expect.poll(() => labelled(page)).toBe(before - 1);

  await page.keyboard.press('Control+Shift+e');
  const dialog = page.getByRole('dialog', { name: 'Pack the project' });
  await expect(dialog.getByRole('radio', { name: /^All: 12 videos/ })).toBeVisible();
  await expect(dialog.getByText(/About .* in all/)).toBeVisible();
  await picture(page, 'pack');
  await dialog.getByLabel('File').fill(path.join(studio.folder, 'packed.tempr1.zip'));
  await dialog.getByRole('button', { name: 'Pack', exact: true }).click();
  await expect(page.getByTestId('note')).toContainText('12 videos and the corpus packed', {
    timeout: 120_000,
  });
  expect(readdirSync(studio.folder)).toContain('packed.tempr1.zip');

  // The colleague: another folder, and the original project is gone.
  await closeProject(page);
  renameSync(project, path.join(studio.folder, 'away'));
  await page.getByRole('button', { name: /Unpack a project/ }).click();
  await page.getByLabel('Folder', { exact: true }).fill(studio.folder);
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: /packed\.tempr1\.zip/ }).dblclick();
  const unpack = page.getByRole('dialog', { name: 'Unpack a project' });
  await expect(unpack).toContainText('12 of them in the pack');
  const there = path.join(studio.folder, 'colleague');
  await unpack.getByLabel('Folder of the new project').fill(there);
  await picture(page, 'unpack');
  await unpack.getByRole('button', { name: 'Unpack and open' }).click();
  await expect(page.getByTestId('timecode')).toBeVisible({ timeout: 120_000 });
  await expect.poll(() => labelled(page)).toBe(before - 1);
  await page.keyboard.press('Control+z');
  await expect.poll(() => labelled(page)).toBe(before);
  expect(existsSync(path.join(there, 'videos', 'cheetah-train-01.mp4'))).toBe(true);

  // The videos are moved; one of them is gone for good.
  await closeProject(page);
  const films = path.join(studio.folder, 'disk', 'films');
  mkdirSync(path.dirname(films));
  renameSync(path.join(there, 'videos'), films);
  renameSync(path.join(films, 'cheetah-train-01.mp4'), path.join(films, 'renamed.mp4'));
  renameSync(path.join(films, 'cheetah-test-04.mp4'), path.join(studio.folder, 'gone'));
  const row = page.getByRole('listitem').filter({ hasText: 'is not there any more' });
  await expect(row).toHaveCount(1);
  await page.getByRole('button', { name: new RegExp(there) }).click();
  await page.getByRole('tab', { name: 'Data' }).click();
  await expect(page.getByText('The files of 12 videos are gone.')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Find moved videos' }).click();
  const relink = page.getByRole('dialog', { name: 'Find moved videos' });
  await relink.getByRole('button', { name: 'Search a folder' }).click();
  await page.getByLabel('Folder', { exact: true }).fill(path.join(studio.folder, 'disk'));
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Choose this folder' }).click();
  await expect(relink.getByRole('button', { name: 'Use the 11 found' })).toBeVisible({ timeout: 60_000 });
  await expect(relink.getByRole('listitem').filter({ hasText: 'renamed.mp4' })).toContainText(
    'the same file',
  );
  await picture(page, 'relink');
  await relink.getByRole('button', { name: 'Use the 11 found' }).click();
  await expect(relink).toBeHidden();
  await expect(page.getByText('The file of one video is gone.')).toBeVisible();

  // Nothing was watched yet: the wall says so, and a key leads to what nobody has seen.
  const wall = page.getByRole('region', { name: 'Seen and unseen time' });
  await expect(wall.getByRole('img', { name: /cheetah-train-02.* not seen/ })).toBeVisible();
  await wall.scrollIntoViewIfNeeded();
  await picture(page, 'coverage');
  await page.keyboard.press('u');
  await expect(page.getByTestId('video').or(page.getByTestId('timecode')).first()).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Label' })).toHaveAttribute('aria-selected', 'true');
  // Files that were moved away are rightly not found.
  expect(complaints.every((text) => text.includes('404'))).toBe(true);
  complaints.length = 0;
});

test('a damaged project is put back from its newest good backup with one click, and the damaged file is kept', async ({
  page,
  studio,
  complaints,
}) => {
  test.setTimeout(240_000);
  await page.emulateMedia({ colorScheme: 'dark' });
  await openSample(page, studio);
  const project = path.join(studio.folder, 'TempR1 sample');
  await expect(intervals(page).getByRole('gridcell').first()).toBeAttached();
  const before = await labelled(page);
  await page.keyboard.press('Control+Shift+o');
  const dialog = page.getByRole('dialog', { name: 'Project' });
  await dialog.getByRole('button', { name: 'Back up now' }).click();
  await expect(dialog.getByRole('list', { name: 'Backups' }).getByRole('listitem').first()).toBeVisible({
    timeout: 60_000,
  });
  await expect(dialog.getByTestId('integrity')).toHaveText('Checked: sound');
  await picture(page, 'backups');
  await dialog.getByLabel('Name').fill('Renamed');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await expect(page.getByTestId('note')).toContainText('Renamed');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('banner')).toContainText('Renamed');
  await closeProject(page);

  const corpus = path.join(project, 'corpus.sqlite');
  const handle = openSync(corpus, 'r+');
  for (let at = 4096; at < statSync(corpus).size; at += 4096)
    writeSync(handle, Buffer.alloc(4096, 0x5a), 0, 4096, at);
  closeSync(handle);
  await picture(page, 'start');
  await page.getByRole('button', { name: new RegExp(project) }).click();
  const restore = page.getByRole('dialog', { name: 'The corpus is damaged' });
  await expect(restore).toBeVisible({ timeout: 60_000 });
  await picture(page, 'restore');
  await restore.getByRole('button', { name: /^Restore the backup of/ }).click();
  await expect(page.getByTestId('timecode')).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => labelled(page)).toBe(before);
  expect(readdirSync(path.join(project, 'backups')).some((name) => name.startsWith('damaged-'))).toBe(true);
  // Pictures that were asked for while the project was being closed are rightly not found.
  expect(complaints.every((text) => text.includes('404'))).toBe(true);
  complaints.length = 0;
});

test('a folder that another program synchronises is warned of at creation and after opening, and can be kept', async ({
  page,
  studio,
}) => {
  await page.goto(await studio.start());
  await page.getByRole('button', { name: /New project/ }).click();
  const dir = path.join(studio.folder, 'Nextcloud', 'games');
  await page.getByLabel('Name').fill('Games');
  await page.getByLabel('Where the project lies').fill(dir);
  await expect(page.getByText(/Nextcloud synchronises this folder/)).toBeVisible();
  await picture(page, 'place-warning');
  await page.getByRole('button', { name: 'Create project' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Nextcloud' })).toBeVisible();
  await page.getByRole('button', { name: 'Keep it here' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Nextcloud' })).toBeHidden();
  await closeProject(page);
  await page.getByRole('button', { name: 'Keep Games at the top' }).click();
  await expect(page.getByRole('button', { name: 'Do not keep Games at the top' })).toBeVisible();
  await page.getByLabel('Folder of the project').fill(dir);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'Data' })).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'Nextcloud' })).toBeHidden();
});
