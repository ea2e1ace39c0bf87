import type { Locator, Page } from 'playwright/test';
import { expect, openSample, picture, test } from './support/studio.ts';

// What is said of instances of actions: their attributes, that there are none, and that two labels exclude each other.

/** The first interval of a label's lane on the timeline. */
const bar = (page: Page, label: string): Locator =>
  page.getByRole('gridcell', { name: new RegExp(`^${label}\\b`, 'u') }).first();

async function choose(page: Page, label: string): Promise<void> {
  // A note that is on its way out may still lie over the lane.
  await expect(async () => {
    const box = await bar(page, label).boundingBox();
    if (box === null) throw new Error(`No interval of ${label} is on the screen.`);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await expect(page.getByText(`Description of “${label}”`)).toBeVisible({ timeout: 2000 });
  }).toPass();
}
const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Labels' });

async function openLabel(page: Page, name: RegExp): Promise<void> {
  if (!(await dialog(page).isVisible())) await page.keyboard.press('Alt+Shift+l');
  await dialog(page)
    .getByRole('listbox', { name: 'Labels of the project' })
    .getByRole('option', { name })
    .click();
}

async function addAttribute(page: Page, name: string, type: string, choices?: string): Promise<void> {
  await dialog(page).getByRole('textbox', { name: 'Name of the attribute' }).fill(name);
  await dialog(page)
    .getByRole('combobox')
    .filter({ hasText: /choice|number|text|yes or no/ })
    .first()
    .click();
  await page.getByRole('option', { name: type, exact: true }).click();
  if (choices !== undefined)
    await dialog(page).getByRole('textbox', { name: 'Choices, separated by commas' }).fill(choices);
  await dialog(page).getByRole('button', { name: 'Add an attribute' }).click();
  await expect(dialog(page).locator(`[data-attribute="${name}"]`)).toBeVisible();
}

test('text, number, yes or no and a choice are noted on an instance, undone, and found after a reload', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await openLabel(page, /run/);
  await addAttribute(page, 'remark', 'text');
  await addAttribute(page, 'speed', 'number');
  await addAttribute(page, 'limps', 'yes or no');
  await addAttribute(page, 'gait', 'choice', 'slow, fast');
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  await choose(page, 'run');
  const noted = page.getByRole('group', { name: 'What is noted' }).first();
  const remark = noted.getByRole('textbox', { name: 'remark' });
  const speed = noted.getByRole('textbox', { name: 'speed' });
  const limps = noted.getByRole('checkbox', { name: 'limps' });
  const gait = noted.getByRole('combobox', { name: 'gait' });
  await remark.fill('left leg first');
  await remark.press('Enter');
  await speed.fill('2,5');
  await speed.press('Enter');
  await expect(speed).toHaveValue('2.5');
  await limps.click();
  await expect(limps).toBeChecked();
  await gait.selectOption('fast');
  await expect(page.getByTestId('findings-intervals')).not.toContainText(/is no value/);
  await picture(page, 'task-tal-attributes');
  // What is no number is not kept.
  await speed.fill('quick');
  await speed.press('Enter');
  await expect(speed).toHaveValue('2.5');
  await expect(page.getByText('“quick” is no number, so “speed” stays as it was.').first()).toBeVisible();

  await page.keyboard.press('Control+z');
  await expect(gait).toHaveValue('');
  await page.keyboard.press('Control+z');
  await expect(limps).not.toBeChecked();
  await page.keyboard.press('Control+y');
  await page.keyboard.press('Control+y');
  await expect(gait).toHaveValue('fast');

  await page.waitForTimeout(1_500);
  await page.reload();
  await expect(remark).toHaveValue('left leg first');
  await expect(speed).toHaveValue('2.5');
  await expect(limps).toBeChecked();
  await expect(gait).toHaveValue('fast');
  // What is missing on the others is told, and keeps nobody from curating.
  await expect(page.getByTestId('findings-intervals')).toContainText('is not noted on every instance');
});

test('“looked, none there” is said, told from “not looked at”, and undone', async ({ page, studio }) => {
  await openSample(page, studio);
  await choose(page, 'run');
  const instances = page.getByRole('list', { name: 'Instances' }).getByRole('listitem');
  await expect(instances).not.toHaveCount(0);
  const count = await instances.count();
  await page.getByRole('button', { name: 'None there' }).click();
  await expect(instances).toHaveCount(0);
  const curate = page.getByTestId('curate');
  if ((await curate.innerText()) === 'Reopen') await curate.click();
  await expect(page.getByText('None yet. Drag in the top lane of the timeline.')).toBeVisible();
  await expect(page.getByTestId('findings-intervals')).toContainText(
    'No interval: curating it says “looked, none there”.',
  );
  await page.keyboard.press('c');
  await expect(page.getByText('Looked, none there.', { exact: true })).toBeVisible();
  await expect(page.getByTestId('item-state')).toHaveText('Curated');
  await page.waitForTimeout(1_500);
  await page.reload();
  await expect(page.getByText('Looked, none there.', { exact: true })).toBeVisible();
  while ((await instances.count()) === 0) {
    await page.keyboard.press('Control+z');
    await page.waitForTimeout(300);
  }
  await expect(instances).toHaveCount(count);
});

test('labels that exclude each other: an overlap is told in words on both, and keeps them from being curated', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  for (const name of [/run/, /backward/]) {
    await openLabel(page, name);
    const set = dialog(page).getByRole('textbox', { name: 'Excludes others of the set' });
    await set.fill('gait');
    await set.press('Enter');
  }
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  await choose(page, 'run');
  const first = page.getByRole('list', { name: 'Instances' }).getByRole('listitem').first();
  const start = await first.getByRole('textbox', { name: 'Start' }).inputValue();
  const end = await first.getByRole('textbox', { name: 'End' }).inputValue();
  await expect(page.getByTestId('findings-intervals').getByText(/exclude each other/)).toHaveCount(0);
  await choose(page, 'backward');
  const moved = page.getByRole('list', { name: 'Instances' }).getByRole('listitem').first();
  const set = async (name: 'Start' | 'End', text: string): Promise<void> => {
    const field = moved.getByRole('textbox', { name });
    await field.fill(text);
    await field.press('Enter');
    await expect(field).toHaveValue(text);
  };
  // Whichever lies first: the edge that can go there without crossing the other goes first.
  const now =
    Number((await moved.getByRole('textbox', { name: 'Start' }).inputValue()).replace(':', '')) || 0;
  for (const name of now > Number(end.replace(':', ''))
    ? (['Start', 'End'] as const)
    : (['End', 'Start'] as const))
    await set(name, name === 'Start' ? start : end);
  const told = page.getByTestId('findings-intervals');
  await expect(told).toContainText(
    '“backward” overlaps “run”, and labels of the set “gait” exclude each other.',
  );
  await picture(page, 'task-tal-exclusive');
  const curate = page.getByTestId('curate');
  if ((await curate.innerText()) === 'Reopen') await curate.click();
  await expect(curate).toBeDisabled();
  await expect(
    page
      .getByRole('listbox', { name: 'Items', exact: true })
      .locator('[aria-selected=true]')
      .getByTestId('finding-count'),
  ).toBeVisible();
  await page.keyboard.press('c');
  await expect(page.getByText(/It cannot be curated yet\. “backward” overlaps “run”/)).toBeVisible();
  // What the page said of it stands before the lane.
  await page.getByRole('button', { name: 'Close' }).last().click();
  await choose(page, 'run');
  await expect(told).toContainText(
    '“run” overlaps “backward”, and labels of the set “gait” exclude each other.',
  );
  // Curating many leaves the same item for the same reason.
  await page.getByRole('tab', { name: 'Review' }).click();
  await page.getByRole('textbox', { name: 'Filter', exact: true }).fill('task:TAL state:draft');
  await page.getByRole('button', { name: 'Change all…' }).click();
  const many = page.getByRole('dialog');
  await expect(many.getByTestId('bulk-preview')).toContainText(
    '1 overlaps another, and their labels exclude each other.',
  );
  const left = many.getByTestId('bulk-left').getByRole('listitem').filter({ hasText: 'backward' }).first();
  await expect(left).toContainText(/TAL · \S+\.mp4/u);
  await expect(left).toContainText(
    '“backward” overlaps “run”, and labels of the set “gait” exclude each other.',
  );
  await page.emulateMedia({ colorScheme: 'light' });
  await picture(page, 'review-bulk-left-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'review-bulk-left-dark');
  // Nor is it curated beside the list.
  await many.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Mark curated' }).click();
  await expect(page.getByText(/It cannot be curated yet\. “backward” overlaps “run”/)).toBeVisible();
});

test('an action item gets another label in the inspector; a locked lane can be read there, and only read', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await choose(page, 'run');
  const label = page.getByRole('combobox', { name: 'Label', exact: true });
  const instances = page.getByRole('list', { name: 'Instances' }).getByRole('listitem');
  const count = await instances.count();
  await label.selectOption('jump');
  await expect(page.getByText('Description of “jump”')).toBeVisible();
  await expect(instances).toHaveCount(count);
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Description of “run”')).toBeVisible();

  await page.keyboard.press('Alt+l');
  const start = instances.first().getByRole('textbox', { name: 'Start' });
  const before = await start.inputValue();
  await expect(start).toHaveAttribute('readonly', '');
  await start.hover();
  await expect(page.locator('[title="run is locked. Unlock the lane to change it."]').first()).toBeVisible();
  await expect(instances.first().getByRole('button', { name: 'Delete this interval' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'None there' })).toBeDisabled();
  await expect(label).toBeDisabled();
  await start.focus();
  await page.keyboard.type('9');
  await page.keyboard.press('Escape');
  await expect(start).toHaveValue(before);
  // Nor by keys: neither none, nor one more.
  await page.keyboard.press('Alt+n');
  await expect(page.getByText('run is locked. Unlock the lane to change it.').first()).toBeVisible();
  await page.keyboard.press('End');
  await page.keyboard.press('i');
  await page.keyboard.press('Enter');
  await expect(instances).toHaveCount(count);
  await page.keyboard.press('Alt+l');
  await expect(start).not.toHaveAttribute('readonly', '');
  await expect(instances.first().getByRole('button', { name: 'Delete this interval' })).toBeEnabled();
});
