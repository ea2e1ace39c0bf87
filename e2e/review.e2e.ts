import type { Locator, Page } from 'playwright/test';
import { expect, openSample, picture, test } from './support/studio.ts';

// The Review place as a person uses it: what is typed and pressed, what the table and the page then show.

const filter = (page: Page): Locator => page.getByRole('textbox', { name: 'Filter', exact: true });
const rows = (page: Page): Locator => page.getByRole('grid', { name: 'Items' }).getByRole('row');
const count = async (page: Page): Promise<number> =>
  Number(/\d+/u.exec(await page.getByTestId('review-count').innerText())?.[0] ?? '-1');

async function review(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page
    .getByRole('tab', { name: 'Review' })
    .or(page.getByRole('button', { name: 'Review', exact: true }))
    .first()
    .click();
  await expect(filter(page)).toBeVisible();
  await expect.poll(() => count(page)).toBeGreaterThan(0);
}

test('a typed filter and the builder are the same query, and one that cannot be read says where', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await review(page);
  const all = await count(page);
  await filter(page).fill('task:TAL');
  await expect.poll(() => count(page)).toBeLessThan(all);
  const tal = await count(page);
  for (const row of await rows(page).all()) await expect(row).toContainText('TAL');
  await filter(page).fill('-task:TAL');
  await expect.poll(() => count(page)).toBe(all - tal);
  await filter(page).fill('task:TAL colour:red');
  await expect(page.getByRole('alert')).toContainText('“colour” at character 10 is no field');
  // What stands is the last filter that could be read.
  expect(await count(page)).toBe(all - tal);
  await filter(page).fill('task:TAL');
  await page.getByRole('button', { name: 'Build…' }).click();
  const builder = page.getByRole('group', { name: 'Filter builder' });
  await expect(builder.getByRole('button', { name: 'Remove condition' })).toHaveCount(1);
  await builder.getByRole('button', { name: '+ Condition' }).click();
  await expect(filter(page)).toHaveValue('task:TAL task:TG');
  await expect.poll(() => count(page)).toBe(0);
  await expect(page.getByText('No item fits this filter.')).toBeVisible();
  await builder.getByRole('button', { name: 'Remove condition' }).last().click();
  await expect(filter(page)).toHaveValue('task:TAL');
  await expect.poll(() => count(page)).toBe(tal);
  await picture(page, 'review-builder-dark');
  // A filter that is typed meanwhile shows in the builder.
  await filter(page).fill('task:TAL duration<2s (by:policy OR by:person)');
  await expect(builder.getByRole('button', { name: 'Remove condition' })).toHaveCount(4);
});

test('a filter is saved under a name and found again after the project was closed; presets are there', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await review(page);
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByRole('menuitem', { name: /TAL shorter than 0\.5 s/u }).click();
  await expect(filter(page)).toHaveValue('task:TAL duration<0.5s');
  await filter(page).fill('state:curated intervals>=2');
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByRole('textbox', { name: 'Name of this filter' }).fill('Many of one');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByTestId('note').first()).toContainText('Saved the filter "Many of one"');
  await filter(page).fill('');
  await page.reload();
  await review(page);
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByRole('menuitem', { name: /Many of one/u }).click();
  await expect(filter(page)).toHaveValue('state:curated intervals>=2');
});

test('the keyboard walks the rows, opens an item at its interval and comes back to its row', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await review(page);
  await filter(page).fill('task:TAL has:intervals');
  await expect.poll(() => count(page)).toBeGreaterThan(2);
  await page.getByRole('grid', { name: 'Items' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const current = page.locator('[data-current=true]');
  await expect(current).toHaveAttribute('aria-rowindex', '3');
  const id = await current.getAttribute('data-item');
  await picture(page, 'review-dark');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('video')).toBeVisible();
  await expect(page.getByTestId('selection')).toContainText('frames');
  await page.keyboard.press('Alt+Backspace');
  await expect(current).toHaveAttribute('data-item', id ?? '');
  await expect(current).toBeInViewport();
});

test('an item is reviewed, sent back with a reason that is answered and resolved, and all of it is undone', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await review(page);
  await filter(page).fill('state:curated');
  await expect.poll(() => count(page)).toBeGreaterThan(1);
  const curated = await count(page);
  const panel = page.getByRole('complementary', { name: 'Item' });
  await panel.getByRole('button', { name: 'Mark reviewed' }).click();
  await expect.poll(() => count(page)).toBe(curated - 1);
  await panel.getByRole('button', { name: 'Send back…' }).click();
  await panel.getByRole('textbox', { name: 'What is to be done?' }).fill('The end is late.');
  await panel.getByRole('button', { name: 'Send back', exact: true }).click();
  await expect.poll(() => count(page)).toBe(curated - 2);
  await filter(page).fill('has:open-comments');
  await expect.poll(() => count(page)).toBe(1);
  const thread = panel.getByRole('group', { name: /^Thread of/u });
  await expect(thread).toContainText('The end is late.');
  await thread.getByRole('button', { name: 'Answer' }).click();
  await thread.getByRole('textbox', { name: 'Answer' }).fill('Moved it.');
  await page.keyboard.press('Enter');
  await expect(thread).toContainText('Moved it.');
  await picture(page, 'review-comments-dark');
  await thread.getByRole('button', { name: 'Resolve' }).click();
  await expect.poll(() => count(page)).toBe(0);
  // Resolve, answer, send back, review: four steps.
  for (let i = 0; i < 4; i++) await page.keyboard.press('Control+z');
  await filter(page).fill('state:curated');
  await expect.poll(() => count(page)).toBe(curated);
  await filter(page).fill('has:comments');
  await expect.poll(() => count(page)).toBe(0);
});

test('a change of all found items says what it will do, does it as one step, and refuses when the project has changed', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await review(page);
  const all = await count(page);
  await filter(page).fill('task:TAL has:intervals');
  await expect.poll(() => count(page)).toBeLessThan(all);
  const found = await count(page);
  expect(found).toBeGreaterThan(2);
  await page.getByRole('button', { name: 'Change all…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(`Change ${found} items`);
  await dialog.getByRole('combobox', { name: 'What to change' }).click();
  await page.getByRole('option', { name: 'Shift edges' }).click();
  await dialog.getByRole('textbox', { name: 'frames later (− earlier)' }).fill('-100000');
  await expect(dialog.getByTestId('bulk-preview')).toContainText('outside its video');
  await expect(dialog.getByRole('button', { name: /^Change 0/u })).toBeDisabled();
  await dialog.getByRole('textbox', { name: 'frames later (− earlier)' }).fill('1');
  await expect(dialog.getByTestId('bulk-preview')).toContainText(/\d+ intervals change/u);
  const [example] = await dialog.getByTestId('bulk-example').all();
  // By what is asked, in which task and video; the id is a remark.
  await expect(example ?? dialog).toContainText(/TAL · \S+\.mp4/u);
  await expect(example?.locator('[title]').first() ?? dialog).toHaveAttribute('title', /\n/u);
  await picture(page, 'review-bulk-dark');
  await dialog.getByRole('button', { name: /^Change \d+/u }).click();
  await expect(dialog.getByRole('alert')).toContainText(/^Shifted \d+ intervals of \d+ items by 1 frame/u);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('button', { name: /^Undo/u }).first()).toBeEnabled();
  await page.keyboard.press('Control+z');
  await expect(page.getByTestId('note').first()).toContainText('Shifted');
  // Chosen ones only.
  await page.getByRole('grid', { name: 'Items' }).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Change 2 chosen…' }).click();
  await expect(dialog).toContainText('Change 2 items');
  await page.emulateMedia({ colorScheme: 'light' });
  await picture(page, 'review-chosen-light');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
});
