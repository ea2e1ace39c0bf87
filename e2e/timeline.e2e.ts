import type { Locator, Page } from 'playwright/test';
import { expect, openSample, picture, test } from './support/studio.ts';

// The timeline in the hand: every test drags, holds keys and clicks as a person would.

const surface = (page: Page): Locator => page.getByTestId('timeline-surface');
/** Labelled intervals of TAL in view, each once: those of the selected item are cells of the lane on top. */
const bars = (page: Page): Locator =>
  surface(page).locator('[data-look=truth]:is([data-lane=focus], [data-lane=label])');

interface Point {
  readonly x: number;
  readonly y: number;
}

async function boxOf(target: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('It is not on the screen.');
  return box;
}

const middle = (box: { x: number; y: number; width: number; height: number }): Point => ({
  x: box.x + box.width / 2,
  y: box.y + box.height / 2,
});

/** Presses at one point and lets go at another, with moves between, as a hand does. */
async function drag(page: Page, from: Point, to: Point, keys: readonly string[] = []): Promise<void> {
  for (const key of keys) await page.keyboard.down(key);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (let step = 1; step <= 10; step++)
    await page.mouse.move(from.x + ((to.x - from.x) * step) / 10, from.y + ((to.y - from.y) * step) / 10);
  await page.mouse.up();
  for (const key of keys) await page.keyboard.up(key);
}

const ticksOf = async (bar: Locator): Promise<{ start: number; end: number }> => ({
  start: Number(await bar.getAttribute('data-start')),
  end: Number(await bar.getAttribute('data-end')),
});

const selection = (page: Page): Locator => page.getByTestId('selection');
const header = (page: Page, title: string): Locator =>
  page.getByRole('region', { name: 'Timeline' }).getByRole('group', { name: title, exact: true });

test('with Alt a dragged edge snaps to the playhead, and says what it snapped to; without, it goes by frames', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  const first = bars(page).first();
  const box = await boxOf(first);
  await page.mouse.click(middle(box).x, middle(box).y);
  // The playhead goes a little past the end.
  const ruler = await boxOf(surface(page));
  await page.mouse.click(box.x + box.width + 40, ruler.y + 8);
  const playhead = Number(await page.getByTestId('playhead').getAttribute('data-tick'));
  const edge = { x: box.x + box.width - 1, y: middle(box).y };
  await page.keyboard.down('Alt');
  await page.mouse.move(edge.x, edge.y);
  await page.mouse.down();
  for (let step = 1; step <= 10; step++) await page.mouse.move(edge.x + step * 3.6, edge.y);
  await picture(page, 'timeline-snap');
  await page.mouse.up();
  await page.keyboard.up('Alt');
  await expect.poll(async () => (await ticksOf(first)).end).toBe(playhead);
  await page.keyboard.press('Control+z');
  const before = await ticksOf(first);
  await drag(page, edge, { x: edge.x + 36, y: edge.y });
  await expect.poll(async () => (await ticksOf(first)).end).not.toBe(before.end);
  expect((await ticksOf(first)).end).not.toBe(playhead);
});

test('Shift drags the edges of two touching intervals together, and one undo takes both back', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  const first = bars(page).first();
  const box = await boxOf(first);
  await page.mouse.click(middle(box).x, middle(box).y);
  // Cut in the middle: the two halves touch.
  const area = await boxOf(surface(page));
  await page.mouse.click(middle(box).x, area.y + 8);
  await page.keyboard.press('b');
  const whole = bars(page);
  const touching = async (): Promise<boolean> =>
    (await ticksOf(whole.nth(1))).start === (await ticksOf(whole.nth(0))).end;
  await expect.poll(touching).toBe(true);
  const cut = (await ticksOf(whole.nth(0))).end;
  const at = await boxOf(whole.nth(0));
  const seam = { x: at.x + at.width - 1, y: middle(at).y };
  await drag(page, seam, { x: seam.x + 25, y: seam.y }, ['Shift']);
  await expect.poll(async () => (await ticksOf(whole.nth(0))).end).toBeGreaterThan(cut);
  await expect.poll(touching).toBe(true);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await ticksOf(whole.nth(0))).end).toBe(cut);
  expect((await ticksOf(whole.nth(1))).start).toBe(cut);
  // And merged again.
  await page.mouse.click(middle(await boxOf(whole.nth(0))).x, middle(at).y);
  await page.keyboard.down('Control');
  await page.mouse.click(middle(await boxOf(whole.nth(1))).x, middle(at).y);
  await page.keyboard.up('Control');
  await expect(selection(page)).toHaveText('2 intervals selected');
  await page.keyboard.press('Shift+B');
  await expect.poll(async () => (await ticksOf(whole.nth(0))).end).toBeGreaterThan(cut);
});

test('a key held while the video plays labels what is seen, on frame boundaries; a short press waits for a second', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  await expect(bars(page).first()).toBeAttached();
  const count = await bars(page).count();
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await page.waitForTimeout(300);
  await page.keyboard.down('Shift');
  await page.keyboard.down('1');
  await expect(page.getByTestId('growing')).toContainText('grows until its key is let go');
  await page.waitForTimeout(900);
  await picture(page, 'timeline-growing');
  await page.keyboard.up('1');
  await page.keyboard.up('Shift');
  await page.keyboard.press('Space');
  await expect.poll(() => bars(page).count()).toBe(count + 1);
  const drawn = await selection(page).innerText();
  expect(Number(/· (\d+) frames/.exec(drawn)?.[1])).toBeGreaterThan(8);
  await page.keyboard.press('Control+z');
  await expect.poll(() => bars(page).count()).toBe(count);
  // Press, go on by steps, press again.
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+Digit1');
  await expect(page.getByTestId('growing')).toContainText('pressed again');
  for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+Digit1');
  await expect.poll(() => bars(page).count()).toBe(count + 1);
  await expect(selection(page)).toContainText('5 frames');
});

test('several intervals are chosen by a rubber band and copied to another lane; one undo takes the copies back', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  const lanes = await header(page, 'run').boundingBox();
  const others = await header(page, 'backward').boundingBox();
  const area = await boxOf(surface(page));
  if (lanes === null || others === null) throw new Error('The lanes are not on the screen.');
  const inLane = (item: string): Locator => surface(page).locator(`[data-look=truth][data-item="${item}"]`);
  await drag(page, { x: area.x + 4, y: lanes.y + 2 }, { x: area.x + area.width - 4, y: lanes.y + 20 }, [
    'Shift',
  ]);
  await expect(selection(page)).toHaveText('2 intervals selected');
  const run = await bars(page).first().getAttribute('data-item');
  const back = await bars(page).nth(2).getAttribute('data-item');
  expect(back).not.toBe(run);
  const before = await inLane(back ?? '').count();
  const box = await boxOf(inLane(run ?? '').first());
  await drag(page, middle(box), { x: middle(box).x, y: others.y + 10 }, ['Control']);
  await expect(selection(page)).toHaveText('2 intervals selected');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect.poll(() => inLane(back ?? '').count()).toBe(before + 2);
  await page.keyboard.press('Control+z');
  await expect.poll(() => inLane(back ?? '').count()).toBe(before);
});

test('lanes collapse, lock, hide and stand alone, and are found so after a restart', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  const run = header(page, 'run').last();
  const tall = (await boxOf(run)).height;
  await run.getByRole('button', { name: 'Collapse run' }).click();
  await expect.poll(async () => (await boxOf(run)).height).toBeLessThan(tall);
  await run.getByRole('button', { name: 'Open run' }).click();
  await run.hover();
  await run.getByRole('button', { name: 'Lock run' }).click();
  const first = bars(page).first();
  const before = await ticksOf(first);
  const box = await boxOf(first);
  await page.mouse.click(middle(box).x, middle(box).y);
  await drag(
    page,
    { x: box.x + box.width - 1, y: middle(box).y },
    { x: box.x + box.width + 40, y: middle(box).y },
  );
  await expect(page.getByText('run is locked. Unlock the lane to change it.').first()).toBeVisible();
  await page.keyboard.press('Delete');
  expect(await ticksOf(first)).toEqual(before);
  const backward = header(page, 'backward');
  await backward.hover();
  await backward.getByRole('button', { name: 'Hide backward' }).click();
  await expect(backward).toHaveCount(0);
  await expect(page.getByTestId('hidden-lanes')).toHaveText('1 hidden');
  const still = header(page, 'still');
  await still.hover();
  await still.getByRole('button', { name: 'Show only still' }).click();
  await expect(header(page, 'walk').or(header(page, 'jump'))).toHaveCount(0);
  await still.hover();
  await still.getByRole('button', { name: 'Show the other lanes beside still' }).click();
  await expect(page.getByTestId('hidden-lanes')).toHaveText('1 hidden');
  // The view is written within a second of the last change.
  await page.waitForTimeout(1500);
  await page.reload();
  await expect(page.getByTestId('hidden-lanes')).toHaveText('1 hidden');
  await page.getByRole('button', { name: /Lanes by label/ }).click();
  await page.getByRole('menuitem', { name: 'Show all lanes' }).click();
  await expect(header(page, 'backward')).toBeVisible();
  await page.getByRole('button', { name: /Lanes by label/ }).click();
  await page.getByRole('menuitemradio', { name: 'Lanes by task' }).click();
  await expect(header(page, 'Dense grounding')).toBeVisible();
});

test('a drag past the side of the view scrolls on, so that an interval can be longer than what is seen', async ({
  page,
  studio,
}) => {
  await openSample(page, studio);
  const first = bars(page).first();
  const box = await boxOf(first);
  await page.mouse.click(middle(box).x, middle(box).y);
  await page.keyboard.press('z');
  const near = await boxOf(surface(page).locator('[data-look=truth][aria-selected=true]').first());
  const before = await ticksOf(first);
  const area = await boxOf(surface(page));
  await page.mouse.move(near.x + near.width - 1, middle(near).y);
  await page.mouse.down();
  await page.mouse.move(area.x + area.width + 60, middle(near).y, { steps: 8 });
  await page.waitForTimeout(900);
  await page.mouse.up();
  await expect.poll(async () => (await ticksOf(first)).end).toBeGreaterThan(before.end);
  // Further than the view reached when the drag began.
  const perPixel = (before.end - before.start) / near.width;
  const seen = before.end + (area.x + area.width - near.x - near.width) * perPixel;
  expect((await ticksOf(first)).end).toBeGreaterThan(seen);
});
