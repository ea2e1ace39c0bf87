import type { Locator, Page } from 'playwright/test';
import { expect, openSample, test } from './support/studio.ts';

const sentence = (page: Page, number: number): Locator =>
  page.getByRole('textbox', { name: `Sentence ${number}`, exact: true });
const starts = (page: Page): Promise<string[]> =>
  page
    .getByRole('textbox', { name: 'Start', exact: true })
    .evaluateAll((all) => all.map((each) => (each instanceof HTMLInputElement ? each.value : '')));

test('sentences move up and down with their intervals: by button, by key from the text, by key from the timeline', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await page.keyboard.press('Alt+2');
  await page.getByRole('textbox', { name: 'Sentences' }).fill('It runs\nIt jumps\nIt rests');
  await page.getByRole('button', { name: 'Create item' }).click();
  await expect(sentence(page, 3)).toHaveValue('It rests');
  // Two of them have an interval.
  for (const at of [10, 200]) {
    await page.keyboard.press('Control+g');
    await page.getByRole('textbox', { name: 'Go to' }).fill(`frame ${at}`);
    await page.keyboard.press('Enter');
    await page.keyboard.press('i');
    for (let step = 0; step < 3; step++) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('o');
    await page.getByRole('button', { name: 'From the marks' }).first().click();
  }
  await expect.poll(() => starts(page)).toHaveLength(2);
  // What is missing is said as it goes on missing, and no longer.
  const told = page.getByTestId('findings-sentences');
  await expect(told).toContainText('Sentence 3 has no interval: draw it, or say that the video has none.');
  await expect(page.getByTestId('curate')).toBeDisabled();
  await page.getByRole('button', { name: 'None', exact: true }).click();
  await expect(told).toHaveCount(0);
  await expect(page.getByTestId('curate')).toBeEnabled();
  const [first, second] = await starts(page);
  expect(first).not.toBe(second);

  await page.getByRole('button', { name: 'Move sentence 2 up' }).click();
  await expect(sentence(page, 1)).toHaveValue('It jumps');
  await expect.poll(() => starts(page)).toEqual([second, first]);
  await expect(page.getByRole('button', { name: 'Move sentence 1 up' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Move sentence 3 down' })).toBeDisabled();
  await page.keyboard.press('Control+z');
  await expect(sentence(page, 1)).toHaveValue('It runs');
  await expect.poll(() => starts(page)).toEqual([first, second]);

  // The focus follows the sentence, so that the key can be pressed again.
  await sentence(page, 1).focus();
  await page.keyboard.press('Alt+PageDown');
  await expect(sentence(page, 2)).toHaveValue('It runs');
  await expect(sentence(page, 2)).toBeFocused();
  await page.keyboard.press('Alt+PageDown');
  await expect(sentence(page, 3)).toHaveValue('It runs');
  await expect(sentence(page, 3)).toBeFocused();
  await expect(sentence(page, 1)).toHaveValue('It jumps');
  await page.keyboard.press('Enter');

  // A hand that is quicker than the page moves nothing else, and takes no interval from its sentence.
  const pairs = async (): Promise<string[]> => {
    const texts = await Promise.all([1, 2, 3].map((number) => sentence(page, number).inputValue()));
    return texts.filter((text) => text !== 'It rests');
  };
  await expect.poll(() => starts(page)).toEqual([second, first]);
  expect(await pairs()).toEqual(['It jumps', 'It runs']);
  const up = page.getByRole('button', { name: 'Move sentence 3 up' });
  await up.dblclick();
  await page.waitForTimeout(1_000);
  const order = await pairs();
  expect(await starts(page)).toEqual(order.map((text) => (text === 'It runs' ? first : second)));
  while ((await sentence(page, 3).inputValue()) !== 'It runs') {
    await page.keyboard.press('Control+z');
    await page.waitForTimeout(500);
  }

  // The sentence whose interval is selected.
  await page
    .locator('[data-interval]')
    .last()
    .getByText(/frames/)
    .click();
  await page.keyboard.press('Alt+PageUp');
  await expect(sentence(page, 2)).toHaveValue('It runs');
  await expect(sentence(page, 3)).toHaveValue('It rests');
});
