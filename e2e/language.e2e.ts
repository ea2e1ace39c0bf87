import path from 'node:path';
import type { Page } from 'playwright/test';
import { expect, openSample, picture, test } from './support/studio.ts';

async function speak(page: Page, language: string): Promise<void> {
  await page.keyboard.press('Control+,');
  await page.getByTestId('language').getByRole('combobox').click();
  await page.getByRole('option', { name: language, exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

test('the language is chosen in the settings, holds at once and after a restart, in all places', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  const frame = await page.getByTestId('frame').innerText();
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog');
  await dialog.getByTestId('language').getByRole('combobox').click();
  await page.getByRole('option', { name: 'Deutsch' }).click();
  await expect(dialog.getByRole('heading', { name: 'Einstellungen' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tab', { name: 'Annotieren' })).toBeVisible();
  expect(frame).not.toBe('');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Befehl suchen' }).fill('rückgängig');
  await expect(page.getByRole('option', { name: /Rückgängig/ }).first()).toBeVisible();
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+,');
  await page.getByTestId('language').getByRole('combobox').click();
  await page.getByRole('option', { name: '简体中文' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tab', { name: '标注' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh');
  await picture(page, 'language-zh');
  // Kept for the machine: another start of the service speaks it from its first screen on.
  await page.goto('about:blank');
  await studio.stop();
  await page.goto(await studio.start());
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh');
});

test('as the system: the browser’s own language is spoken, numbers included', async ({ browser, studio }) => {
  const context = await browser.newContext({ locale: 'de-AT' });
  const page = await context.newPage();
  await page.goto(await studio.start());
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { name: 'Einstellungen' })).toBeVisible();
  await expect(page.getByTestId('language')).toContainText('Wie das System (Deutsch)');
  await page.goto('about:blank');
  await context.close();
});

test('what was done is told in the language that is spoken, also what was done before and before a restart', async ({
  page,
  studio,
}) => {
  test.setTimeout(180_000);
  await openSample(page, studio);
  await speak(page, 'Deutsch');
  const note = page.getByTestId('note');
  const undo = page.getByRole('button', { name: 'Rückgängig', exact: true });
  const redo = page.getByRole('button', { name: 'Wiederholen', exact: true });
  const entries = page.getByRole('dialog', { name: 'Verlauf der Änderungen' }).getByRole('listitem');
  await page
    .getByRole('grid', { name: /^Intervalle/, includeHidden: true })
    .getByRole('gridcell')
    .first()
    .waitFor({ state: 'attached' });

  const items = page.getByRole('listbox', { name: 'Einträge', exact: true });
  const wanted = items.getByRole('option', { name: /TAL/ }).first();
  await items.hover();
  for (let i = 0; i < 60 && !(await wanted.isVisible()); i++) await page.mouse.wheel(0, 60);
  await wanted.click();
  await page.keyboard.press('Home');
  await page.keyboard.press('i');
  for (let i = 0; i < 2; i++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('o');
  await page.keyboard.press('Enter');
  await expect(note).toHaveText(/^Intervall für „.+“ gezeichnet$/);
  const drawn = await note.innerText();
  await undo.hover();
  await expect(page.getByRole('tooltip').filter({ hasText: drawn })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(note).toHaveText(drawn);
  await redo.hover();
  await expect(page.getByRole('tooltip').filter({ hasText: drawn })).toBeVisible();
  await page.keyboard.press('Control+y');
  await page.mouse.move(400, 300);

  // What cannot be done says why in the same language.
  await page.keyboard.press('Control+y');
  await expect(page.getByRole('alert')).toHaveText('Es gibt nichts zu wiederholen.');

  await page.keyboard.press('Control+h');
  await expect(entries.first()).toContainText(drawn);
  await expect(entries.filter({ hasText: /12 Videos und \d+ Einträge/ })).toHaveCount(1);
  await picture(page, 'language-history-de');
  // Its search knows the words that stand there.
  const search = page.getByLabel('Verlauf durchsuchen');
  await search.fill('gezeichnet');
  await expect(entries).toHaveCount(1);
  await search.fill('gelöscht');
  await expect(page.getByText('Keine Änderung passt.')).toBeVisible();
  await page.keyboard.press('Escape');

  // So is long work.
  await page.getByRole('tab', { name: 'Daten' }).click();
  await expect(page.locator('[data-job="import"]')).toContainText(
    /12 Videos, \d+ Einträge und .+ importiert\./,
  );
  await page.getByRole('tab', { name: 'Annotieren' }).click();

  // Another start of the service tells it from the log.
  await page.goto('about:blank');
  await studio.stop();
  await page.goto(await studio.start(path.join(studio.folder, 'TempR1 sample')));
  await expect(undo).toBeEnabled({ timeout: 60_000 });
  // The place that was shown last may be remembered already, or still the one before.
  await page.getByRole('tab', { name: 'Annotieren' }).click();
  await expect(items).toBeVisible();
  await page.keyboard.press('Control+h');
  await expect(entries.first()).toContainText(drawn);
  await page.keyboard.press('Escape');
  await undo.hover();
  await expect(page.getByRole('tooltip').filter({ hasText: drawn })).toBeVisible();
  await page.mouse.move(400, 300);

  // And in any other language, without being done again.
  await speak(page, '简体中文');
  await page.keyboard.press('Control+h');
  const chinese = page.getByRole('dialog', { name: '更改历史' }).getByRole('listitem');
  await expect(chinese.first()).toContainText(/为“.+”绘制了一个区间/);
  await page.keyboard.press('Escape');
  await speak(page, 'English');
  await page.keyboard.press('Control+h');
  await expect(
    page.getByRole('dialog', { name: 'History of changes' }).getByRole('listitem').first(),
  ).toContainText(/Drew an interval for ".+"/);
});

test('what a setting says of itself, and why one is refused, is told in the language that is spoken', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await speak(page, 'Deutsch');
  await page.keyboard.press('Control+,');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('tab', { name: 'Dieser Rechner' }).click();
  await expect(dialog).toContainText(/Keines gewählt: .+ wurde gefunden und wird benutzt\./u);
  await expect(dialog).toContainText('Keiner gesetzt: CUDA wird nicht benutzt.');
  const file = path.join(studio.folder, 'nirgends');
  await dialog.getByTestId('ffmpeg').fill(file);
  await dialog.getByTestId('ffmpeg').press('Enter');
  await expect(dialog).toContainText(`${file} taugt nicht als ffmpeg. Diese Datei gibt es nicht.`);
  await picture(page, 'language-settings-de');
});
