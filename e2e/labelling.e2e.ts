import type { Locator, Page } from 'playwright/test';
import { expect, openSample, test } from './support/studio.ts';

// Every test drives the page as a person would: pointer, keys, and what is written on the screen.

const intervals = (page: Page): Locator => page.getByRole('grid', { name: /^Intervals in view/ });

async function openVideo(page: Page, name: string): Promise<void> {
  await page.getByRole('option', { name: new RegExp(name) }).click();
  await expect(page.getByTestId('video')).toHaveAttribute('aria-label', new RegExp(name));
  await expect(intervals(page).getByRole('gridcell').first()).toBeAttached();
}

/** Scrolls the list of items, which only draws what is in view, to the first that matches, and chooses it. */
async function chooseItem(page: Page, name: RegExp): Promise<void> {
  const list = page.getByRole('listbox', { name: 'Items', exact: true });
  const wanted = list.getByRole('option', { name }).first();
  await list.hover();
  for (let i = 0; i < 60 && !(await wanted.isVisible()); i++) await page.mouse.wheel(0, 60);
  await wanted.click();
}

/** Number of labelled intervals that the page knows of in view. */
async function labelled(page: Page): Promise<number> {
  return intervals(page)
    .getByRole('gridcell', { name: /labelled/ })
    .count();
}

test('an interval is drawn, moved by its edge, nudged, deleted; every step is undone and redone', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await expect(intervals(page).getByRole('gridcell').first()).toBeAttached();
  const before = await labelled(page);
  // Choose an action (TAL) item: all instances belong to it, so drawing in its lane adds one.
  await chooseItem(page, /TAL/);
  await page.keyboard.press('Home');
  await page.keyboard.press('i');
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('o');
  await expect(page.getByTestId('marks')).toContainText('Enter makes an interval');
  await page.keyboard.press('Enter');
  await expect.poll(() => labelled(page)).toBe(before + 1);
  await expect(page.getByTestId('selection')).toContainText(/0:00\.000 to 0:03\.\d+ · \d+ frames/);
  const drawn = await page.getByTestId('selection').innerText();
  await page.keyboard.press('e');
  await page.keyboard.press('.');
  await expect(page.getByTestId('selection')).not.toHaveText(drawn);
  await page.keyboard.press('Delete');
  await expect.poll(() => labelled(page)).toBe(before);
  await page.keyboard.press('Control+z');
  await expect.poll(() => labelled(page)).toBe(before + 1);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect.poll(() => labelled(page)).toBe(before);
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(() => labelled(page)).toBe(before + 1);
  await expect(page.getByTestId('saved')).toContainText(/saved/i);
});

test('work survives a power cut: undo goes on after the service was killed, and the view is as it was left', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await openVideo(page, 'cheetah-train-02');
  const before = await labelled(page);
  const project = await page.evaluate(() => document.title);
  expect(project).not.toBe('');
  await chooseItem(page, /TAL/);
  await page.keyboard.press('Home');
  await page.keyboard.press('i');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('o');
  await page.keyboard.press('Enter');
  await expect.poll(() => labelled(page)).toBe(before + 1);
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
  const frame = await page.getByTestId('frame').innerText();
  // The view is written within a second of the last change.
  await page.waitForTimeout(1500);
  await studio.stop('SIGKILL');
  await page.goto('about:blank');
  await page.goto(await studio.start());
  await page
    .getByRole('button', { name: /HalfCheetah/ })
    .first()
    .click();
  await expect(page.getByTestId('video')).toHaveAttribute('aria-label', /cheetah-train-02/);
  await expect(page.getByTestId('frame')).toHaveText(frame);
  await expect.poll(() => labelled(page)).toBe(before + 1);
  await page.keyboard.press('Control+z');
  await expect.poll(() => labelled(page)).toBe(before);
});

test('the pointer draws an interval in a lane and drags its edge onto frames; a drag is one step back', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  const surface = page.getByTestId('timeline-surface');
  const first = intervals(page)
    .getByRole('gridcell', { name: /labelled/ })
    .first();
  const box = await first.boundingBox();
  const area = await surface.boundingBox();
  if (box === null || area === null) throw new Error('The timeline is not on the screen.');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect(page.getByTestId('selection')).toContainText('frames');
  const before = await page.getByTestId('selection').innerText();
  const edge = { x: box.x + box.width - 1, y: box.y + box.height / 2 };
  await page.mouse.move(edge.x, edge.y);
  await page.mouse.down();
  for (let i = 1; i <= 10; i++) await page.mouse.move(edge.x + i * 3, edge.y);
  await page.mouse.up();
  await expect(page.getByTestId('selection')).not.toHaveText(before);
  const after = await page.getByTestId('selection').innerText();
  expect(after.split(' to ')[0]).toBe(before.split(' to ')[0]);
  await page.keyboard.press('Control+z');
  await expect(page.getByTestId('selection')).toHaveText(before);
});

test('each of the five tasks is made and curated in its own editor', async ({ page, studio }) => {
  await openSample(page, studio);
  const items = page.getByRole('listbox', { name: 'Items', exact: true });
  const made: { task: string; text: string; options?: string }[] = [
    { task: 'TG', text: 'The robot does something new' },
    { task: 'DTG', text: 'First it runs.\nThen it stops.' },
    { task: 'VHD', text: 'Best bits of the run' },
    { task: 'GVQA', text: 'What happens first?', options: 'It runs\nIt jumps' },
  ];
  for (const [index, each] of made.entries()) {
    await page.keyboard.press(`Alt+${['TG', 'DTG', 'VHD', 'GVQA', 'TAL'].indexOf(each.task) + 1}`);
    await page.getByRole('textbox', { name: /^(Query|Sentences|Question)/ }).fill(each.text);
    if (each.options !== undefined) await page.getByRole('textbox', { name: 'Options' }).fill(each.options);
    await page.getByRole('button', { name: 'Create item' }).click();
    const shown = each.text.split('\n')[0] ?? '';
    await expect(
      items.getByRole('option', { name: new RegExp(shown.slice(0, 14)) }),
      `item ${index}`,
    ).toBeVisible();
  }
});
