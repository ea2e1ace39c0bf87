import { expect, openSample, picture, test } from './support/studio.ts';

test('sentences are written while the video goes on, each with its interval', async ({ page, studio }) => {
  await openSample(page, studio);
  await page.keyboard.press('Home');
  await page.keyboard.press('Alt+w');
  const field = page.getByRole('textbox', { name: 'Sentence being written' });
  await field.pressSequentially('The robot gets up', { delay: 40 });
  await expect(page.getByTestId('writing')).toContainText('since 0:00');
  await field.press('Enter');
  await expect(page.getByTestId('saved')).toContainText(/saved/i);
  await field.pressSequentially('Then it runs on', { delay: 40 });
  await page.waitForTimeout(400);
  await field.press('Escape');
  await expect(page.getByTestId('writing')).toBeHidden();
  await expect(page.getByRole('textbox', { name: 'Sentence 2' })).toHaveValue('Then it runs on', {
    timeout: 30_000,
  });
  await expect(page.getByRole('textbox', { name: 'Start', exact: true })).toHaveCount(2);
  await picture(page, 'task-dtg');
});

test('a question is answered by a number, and what is wrong is said in words and counted in the list', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await page.keyboard.press('Alt+4');
  await page.getByRole('textbox', { name: 'Question' }).fill('What happens first here?');
  await page.getByRole('textbox', { name: 'Options' }).fill('It runs\nIt jumps\nIt rests');
  await page.getByRole('button', { name: 'Create item' }).click();
  const row = page
    .getByRole('listbox', { name: 'Items', exact: true })
    .getByRole('option', { name: /What happens first here/ });
  await expect(row.getByTestId('finding-count')).toHaveText('1');
  await expect(page.getByTestId('findings-options')).toContainText('Choose the right option.');
  await expect(page.getByTestId('curate')).toBeDisabled();
  await page.keyboard.press('c');
  await expect(page.getByText('It cannot be curated yet. Choose the right option.')).toBeVisible();
  await page.keyboard.press('v');
  await page.keyboard.press('2');
  await expect(page.getByRole('radio', { name: 'Option B: It jumps' })).toBeChecked();
  await expect(page.getByTestId('findings-intervals')).toContainText('No evidence is marked for the answer.');
  await picture(page, 'task-gvqa');
  await page.keyboard.press('c');
  await expect(row.getByRole('img', { name: 'Curated' })).toBeVisible();
});
