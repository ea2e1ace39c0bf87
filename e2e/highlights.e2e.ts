import { expect, openSample, runAction, test } from './support/studio.ts';

test('a whole video is rated by keys alone; every rating is one step back, and is found again', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await page.keyboard.press('Alt+3');
  await page.getByRole('textbox', { name: 'Query' }).fill('The robot is in the air');
  await page.getByRole('button', { name: 'Create item' }).click();
  const strip = page.getByRole('slider', { name: /Saliency of clip/ });
  await expect(strip).toBeVisible();
  await expect(page.getByText('not rated')).toBeVisible();
  const clips = Number(/of (\d+)/u.exec((await strip.getAttribute('aria-label')) ?? '')?.[1]);
  expect(clips).toBeGreaterThan(4);
  const scores = (): Promise<number[]> =>
    strip.locator('rect').evaluateAll((all) => all.map((each) => Number(each.getAttribute('height'))));

  await page.keyboard.press('v');
  await expect(strip).toBeFocused();
  await expect(strip).toHaveAccessibleName(/clip 1 of/);
  for (const key of ['3', '4', '0', '2']) await page.keyboard.press(key);
  await expect.poll(scores).toEqual([3, 4, 0, 2, ...Array.from({ length: clips - 4 }, () => 0)]);
  // Each key went on to the next clip; the arrows go back, and correct.
  await expect(strip).toHaveAccessibleName(/clip 5 of/);
  await page.keyboard.press('ArrowLeft');
  await expect(strip).toHaveAttribute('aria-valuenow', '2');
  await page.keyboard.press('ArrowUp');
  await expect(strip).toHaveAttribute('aria-valuenow', '3');
  await expect.poll(async () => (await scores()).slice(0, 4)).toEqual([3, 4, 0, 3]);
  // The player shows the clip that is rated.
  await expect(page.getByTestId('timecode')).toHaveText(/0:06\.0/);

  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await scores()).slice(0, 4)).toEqual([3, 4, 0, 2]);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await scores()).slice(0, 4)).toEqual([3, 4, 0, 0]);
  await page.keyboard.press('Control+y');
  await expect.poll(async () => (await scores()).slice(0, 4)).toEqual([3, 4, 0, 2]);

  await page.waitForTimeout(1_500);
  await page.reload();
  await expect.poll(async () => (await scores()).slice(0, 5)).toEqual([3, 4, 0, 2, 0]);

  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(page.getByText('not rated')).toBeVisible();
  await runAction(page, 'Undo');
  await expect.poll(async () => (await scores()).slice(0, 5)).toEqual([3, 4, 0, 2, 0]);
});

test('a curve is painted in one stroke, and one undo takes the stroke back', async ({ page, studio }) => {
  await openSample(page, studio);
  await page.keyboard.press('Alt+3');
  await page.getByRole('textbox', { name: 'Query' }).fill('The robot is in the air');
  await page.getByRole('button', { name: 'Create item' }).click();
  const strip = page.getByRole('slider', { name: /Saliency of clip/ });
  await strip.scrollIntoViewIfNeeded();
  const box = await strip.boundingBox();
  if (box === null) throw new Error('There is no strip.');
  await page.mouse.move(box.x + 2, box.y + box.height * 0.5);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 3, { steps: 4 });
  await page.mouse.move(box.x + box.width - 2, box.y + 3, { steps: 4 });
  await page.mouse.up();
  const scores = (): Promise<number[]> =>
    strip.locator('rect').evaluateAll((all) => all.map((each) => Number(each.getAttribute('height'))));
  await expect(page.getByText('not rated')).toBeHidden();
  const painted = await scores();
  expect(painted[0]).toBe(2);
  expect(painted.at(-1)).toBe(4);
  expect(Math.min(...painted), 'a fast hand leaves no gaps').toBeGreaterThanOrEqual(2);
  await page.keyboard.press('Control+z');
  await expect(page.getByText('not rated')).toBeVisible();
});
