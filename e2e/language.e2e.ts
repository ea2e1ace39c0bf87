import { expect, openSample, picture, test } from './support/studio.ts';

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
