import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { addFinishedRun } from './support/calibrated-project.ts';
import { expect, openSample, test } from './support/studio.ts';

// A person who sees nothing: roles, names, keys and announcements. No pointer, no coordinates, no test ids of the picture.

const VIDEO = 'cheetah-train-01';

const grid = (page: Page): Locator => page.getByRole('grid', { name: /^Intervals in view/ });
const focused = (page: Page): Locator => grid(page).locator(':focus');

function projectIn(folder: string): string {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('corpus.sqlite'),
  );
  if (found === undefined) throw new Error(`There is no project in ${folder}.`);
  return path.dirname(path.join(folder, found));
}

/** What was announced last. */
async function heard(page: Page, what: RegExp): Promise<void> {
  await expect(page.getByTestId('announced')).toHaveText(what);
}

/** Walks down the lanes until the one with this name has the focus. */
async function goToLane(page: Page, name: RegExp): Promise<void> {
  await page.keyboard.press('Control+Home');
  const row = grid(page).getByRole('row', { name });
  for (let i = 0; i < 30; i++) {
    if ((await row.locator(':focus').count()) > 0) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`No lane is called ${String(name)}.`);
}

test('an interval is found, made, moved and deleted through the accessibility tree and keys alone', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await expect(grid(page).getByRole('gridcell').first()).toBeAttached();
  await page.keyboard.press('Alt+t');
  await expect(focused(page)).toHaveCount(1);

  // A label's lane is a row; its cells say which instance, when, and who made them.
  await goToLane(page, /^backward, 3 intervals/);
  await page.keyboard.press('Home');
  await expect(focused(page)).toHaveAccessibleName(
    /^backward, instance 1 of 3, labelled, from \d+(\.\d+)? seconds? to \d+(\.\d+)? seconds, imported from /,
  );
  await page.keyboard.press('ArrowRight');
  await expect(focused(page)).toHaveAccessibleName(/^backward, instance 2 of 3/);
  await page.keyboard.press('End');
  await expect(focused(page)).toHaveAccessibleName(/^backward, instance 3 of 3/);
  await expect(grid(page).getByRole('gridcell', { name: /^backward, instance 3 of 3/ })).toHaveAttribute(
    'aria-colindex',
    '4',
  );

  // Enter opens it: its item's lane comes first, and the focus stays on the same interval.
  await page.keyboard.press('Enter');
  await expect(focused(page)).toHaveAttribute('aria-selected', 'true');
  await expect(focused(page)).toHaveAccessibleName(/^backward, instance 3 of 3/);
  await heard(page, /^Playhead at 4\d(\.\d+)? seconds$/);

  // Marks at the playhead, Enter makes the interval, and it is said what was made.
  await page.keyboard.press('Shift+ArrowLeft');
  await heard(page, /^Playhead at 4\d(\.\d+)? seconds$/);
  for (let i = 0; i < 6; i++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('i');
  await heard(page, /^Mark in at /);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('o');
  await heard(page, /^Mark out at .*\. Enter makes an interval\.$/);
  await page.keyboard.press('Enter');
  await heard(page, /^Made: backward, instance 4 of 4, labelled, from .* drawn by /);
  await expect(focused(page)).toHaveAccessibleName(/^backward, instance 4 of 4, labelled/);

  // Its edges move by frames; the new time is said and the cell says it too.
  const before = await focused(page).getAttribute('aria-label');
  await page.keyboard.press('.');
  await heard(page, /^(Start|End) now \d+(\.\d+)? seconds$/);
  await expect.poll(() => focused(page).getAttribute('aria-label')).not.toBe(before);
  await page.keyboard.press('e');
  await heard(page, /^The (start|end) moves now, at /);
  await page.keyboard.press(',');
  await heard(page, /^(Start|End) now /);

  // Delete says what went; undo brings it back.
  await page.keyboard.press('Delete');
  await heard(page, /^Deleted: backward, instance 4 of 4/);
  await expect(focused(page)).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await heard(page, /^Made: backward, instance 4 of 4/);
});

test('a suggestion is found, accepted and rejected through the accessibility tree and keys alone', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  // What a policy would suggest after training, put there while nobody has the project open.
  await page.goto('about:blank');
  await studio.stop();
  const dir = projectIn(studio.folder);
  await addFinishedRun(dir, VIDEO, 40);
  await page.goto(await studio.start(dir));
  await expect(
    grid(page)
      .getByRole('gridcell', { name: /, suggested, / })
      .first(),
  ).toBeAttached();
  await page.keyboard.press('Alt+t');
  await goToLane(page, /^Model, \d+ intervals?/);
  await page.keyboard.press('Home');
  await expect(focused(page)).toHaveAccessibleName(
    /, suggested, from .* to .*, by policy, (confidence \d+ percent|score [\d.]+)$/,
  );
  await page.keyboard.press('a');
  await heard(page, /^Accepted: .*, labelled, from .*, made by policy$/);
  await expect(focused(page)).toHaveCount(1);
  await goToLane(page, /^Model, \d+ intervals?/);
  await page.keyboard.press('Home');
  await expect(focused(page)).toHaveAccessibleName(/, suggested, /);
  await page.keyboard.press('r');
  await heard(page, /^Rejected: .*, suggested, /);
});
