import { openProject } from '../src/corpus/project.ts';
import { labels } from '../src/corpus/queries/project.ts';
import { openSuggested, VIDEO } from './support/suggested-project.ts';
import { expect, picture, test } from './support/studio.ts';
import { bar, items, selectedItem, shownSeconds as seconds, where } from './support/walk-page.ts';

test('suggestions are walked through with one hand: whole items go on by themselves, lists wait for a word', async ({
  page,
  studio,
}) => {
  test.setTimeout(180_000);
  await openSuggested(page, studio);
  await page.keyboard.press('w');
  await expect(selectedItem(page)).toHaveAccessibleName(/ball is thrown/);
  await expect(where(page)).toContainText('1 of 3');
  await picture(page, 'walk-light');

  // It is played with what comes just before, and stays in its loop.
  // Asked often: every second would meet a loop of three seconds at the same places again and again.
  await expect.poll(() => seconds(page), { intervals: [130] }).toBeGreaterThan(1.2);
  await expect.poll(() => seconds(page), { intervals: [130] }).toBeLessThan(1);
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'walk-dark');

  // The wrong one is rejected: the next candidate comes. That one makes the item whole: it is curated, and the next item comes.
  await page.keyboard.press('r');
  await expect(where(page)).toContainText('1 of 2');
  await page.keyboard.press('a');
  await expect(selectedItem(page)).toHaveAccessibleName(/first this/);
  await expect(where(page)).toContainText('1 of 2');
  await expect(items(page).getByRole('option', { name: /ball is thrown/ })).toHaveAccessibleName(/curated/i);
  // One step back takes interval and state back together.
  await page.keyboard.press('Control+z');
  await expect(items(page).getByRole('option', { name: /ball is thrown/ })).not.toHaveAccessibleName(
    /curated/i,
  );
  await page.keyboard.press('Control+y');
  await expect(items(page).getByRole('option', { name: /ball is thrown/ })).toHaveAccessibleName(/curated/i);

  // Sentence by sentence.
  await page.keyboard.press('a');
  await expect(where(page)).toContainText('1 of 1');
  await page.keyboard.press('a');
  await expect(selectedItem(page)).toHaveAccessibleName(/wave/);

  // Of a list nobody but a person knows whether it is whole: Q takes what is sure enough, curates and goes on.
  await expect(where(page)).toContainText('1 of 4');
  await page.keyboard.press('a');
  await expect(where(page)).toContainText('1 of 3');
  await page.keyboard.press('r');
  await expect(where(page)).toContainText('1 of 2');
  await page.keyboard.press('q');
  await expect(selectedItem(page)).toHaveAccessibleName(/how many/);
  await expect(items(page).getByRole('option', { name: /wave/ })).toHaveAccessibleName(/curated/i);

  // An answer is a stop of its own.
  await expect(where(page)).toContainText('Answer B');
  await page.keyboard.press('a');
  await expect(where(page)).toContainText('1 of 1');
  await page.keyboard.press('a');
  await expect(where(page)).toContainText('Nothing is undecided');
  await page.keyboard.press('c');
  await expect(page.locator(`[data-video="${VIDEO}"]`)).toContainText('50/50');
});

test('what is done asks for no work, and the policy can be asked about less than the video', async ({
  page,
  studio,
}) => {
  test.setTimeout(180_000);
  await openSuggested(page, studio);
  const video = page.locator(`[data-video="${VIDEO}"]`);
  const suggested = video.getByText(/^\d+ suggested$/u);
  await expect(suggested).toBeVisible();
  const count = async (): Promise<number> => Number.parseInt(await suggested.innerText(), 10);
  const before = await count();
  // Of three candidates one is accepted, and the item is whole: the two others ask nobody any more.
  await page.keyboard.press('w');
  await expect(where(page)).toContainText('1 of 3');
  await page.keyboard.press('a');
  await expect(selectedItem(page)).toHaveAccessibleName(/first this/);
  await expect.poll(count).toBe(before - 3);
  await expect(items(page).getByRole('option', { name: /ball is thrown/ })).toHaveAccessibleName(/thrown$/);

  await page.getByRole('button', { name: 'Other ways to suggest' }).click();
  const menu = page.getByRole('menu');
  await expect(menu.getByRole('menuitem')).toHaveCount(3);
  await picture(page, 'suggest-menu');
  await menu.getByRole('menuitem', { name: /selected item or label/ }).click();
  await expect(page.getByRole('progressbar', { name: 'Suggesting' })).toBeVisible({ timeout: 60_000 });
});

test('edges are moved before anything is accepted, and nothing goes on where a person wants to stay', async ({
  page,
  studio,
}) => {
  test.setTimeout(180_000);
  await openSuggested(page, studio);
  await page.keyboard.press('Alt+p');
  await page.keyboard.press('Alt+a');
  for (const item of [/ball is thrown/, /first this/, /wave/]) {
    await page.keyboard.press('w');
    await expect(selectedItem(page)).toHaveAccessibleName(item);
  }
  await expect(page.getByTestId('timecode')).toHaveText(/0:01\.000/);
  await page.keyboard.press('Alt+ArrowRight');
  await expect(page.getByTestId('moved')).toHaveText(/\+0\.20 s, 0\.00 s/);
  await page.keyboard.press('e');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.getByTestId('moved')).toHaveText(/\+0\.20 s, -0\.20 s/);
  await page.keyboard.press('a');
  const instances = page.getByRole('list', { name: 'Instances' }).getByRole('listitem');
  await expect(instances).toHaveCount(1);
  await expect(instances.getByRole('textbox', { name: 'Start' })).toHaveValue(/1\.200/);
  await expect(instances.getByRole('textbox', { name: 'End' })).toHaveValue(/1\.800/);
  // Still there, with the interval selected, so that its edges can be moved on.
  await expect(selectedItem(page)).toHaveAccessibleName(/wave/);
  await page.keyboard.press('x');
  await expect(page.getByRole('list', { name: 'Suggested intervals' }).getByText('rejected')).toHaveCount(3);
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('list', { name: 'Suggested intervals' }).getByText('rejected')).toHaveCount(0);
});

test('what cannot be curated is not curated by going on: the reason is told, and nothing is half done', async ({
  page,
  studio,
}) => {
  test.setTimeout(180_000);
  const dir = await openSuggested(page, studio);
  await page.goto('about:blank');
  await studio.stop();
  const project = await openProject(dir, { worker: false });
  for (const { id, name, group } of labels(project.db))
    if (group === 'cheetah' && (name === 'run' || name === 'walk: wave'))
      await project.writer.execute('editLabel', { label: id, exclusive: 'pose' });
  await project.close();
  await page.goto(await studio.start(dir));
  await page.getByRole('option', { name: new RegExp(VIDEO, 'u') }).click();
  await expect(bar(page)).toBeVisible();

  // One interval, two sentences: then the list, whose suggestions lie where the robot runs.
  await page.keyboard.press('w');
  for (const left of ['1 of 3', '1 of 2', '1 of 1']) {
    await expect(where(page)).toContainText(left);
    await page.keyboard.press('a');
  }
  await expect(selectedItem(page)).toHaveAccessibleName(/wave/);
  await expect(where(page)).toContainText('1 of 4');
  await page.keyboard.press('q');
  await expect(
    page.getByText(/cannot be called curated yet: “walk: wave” overlaps “run”, and labels of the set “pose”/),
  ).toBeVisible();
  await expect(where(page)).toContainText('1 of 4');
  await expect(selectedItem(page)).not.toHaveAccessibleName(/curated/i);
});
