import { openSuggested } from './support/suggested-project.ts';
import { expect, picture, test } from './support/studio.ts';

// Real ffmpeg, real onnxruntime, the shipped policy: the answers are drawn.

test('where drawn answers to an item lie is shown as heat over the video', async ({ page, studio }) => {
  test.setTimeout(300_000);
  await openSuggested(page, studio);
  await page.keyboard.press('Alt+p');
  await page.keyboard.press('w');
  await expect(page.getByTestId('heat')).toHaveCount(0);
  await page.keyboard.press('Shift+h');
  const heat = page.getByTestId('heat');
  await expect(heat).toHaveAttribute('data-state', 'ready', { timeout: 240_000 });
  await expect(heat).toHaveAccessibleName(/eight drawn answers lie; \d+\s?% agree at most/);
  // Something is painted, and not everything.
  const painted = await heat.evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) return null;
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, 1).data ?? [];
    const full = Array.from({ length: canvas.width }, (_, x) => (pixels[4 * x + 3] ?? 0) > 0);
    return { some: full.includes(true), all: !full.includes(false) };
  });
  expect(painted).toEqual({ some: true, all: false });
  await picture(page, 'heat');
  await page.keyboard.press('Shift+h');
  await expect(heat).toHaveCount(0);
});

test('the same heat lies behind the item’s lanes on the timeline, when it is asked for', async ({
  page,
  studio,
}) => {
  test.setTimeout(300_000);
  await openSuggested(page, studio);
  await page.keyboard.press('Alt+p');
  await page.keyboard.press('w');
  const lanes = page.getByTestId('timeline-surface').locator('canvas').first();
  /** Colours across the foot of the model's lane, where no interval is drawn. */
  const band = async (): Promise<number[]> => {
    const surface = await lanes.boundingBox();
    const header = await page
      .getByRole('region', { name: 'Timeline' })
      .getByRole('group', { name: 'Model', exact: true })
      .boundingBox();
    if (surface === null || header === null) throw new Error('The lanes are not on the screen.');
    const y = header.y + header.height - 3 - surface.y;
    return lanes.evaluate((canvas, foot) => {
      if (!(canvas instanceof HTMLCanvasElement)) return [];
      const row = Math.round((foot * canvas.height) / canvas.clientHeight);
      // A copy to read from: reading the canvas itself again and again would slow it down.
      const copy = new OffscreenCanvas(canvas.width, 1).getContext('2d', { willReadFrequently: true });
      copy?.drawImage(canvas, 0, row, canvas.width, 1, 0, 0, canvas.width, 1);
      const pixels = copy?.getImageData(0, 0, canvas.width, 1).data ?? [];
      return Array.from(
        { length: canvas.width },
        (_none, x) => (pixels[4 * x] ?? 0) * 256 + (pixels[4 * x + 2] ?? 0),
      );
    }, y);
  };
  const button = page.getByRole('button', { name: /behind the item’s lanes/ });
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  const before = await band();
  await button.click();
  await expect(page.getByTestId('heat-lane')).toHaveText('Drawing answers.');
  await expect(page.getByTestId('heat-lane')).toHaveCount(0, { timeout: 240_000 });
  await expect
    .poll(async () => (await band()).filter((colour, x) => colour !== before[x]).length)
    .toBeGreaterThan(10);
  const after = await band();
  const changed = after.filter((colour, x) => colour !== before[x]).length;
  expect(changed, 'the stretches that no answer covers stay as they were').toBeLessThan(before.length);
  await picture(page, 'heat-lane');
  await page.keyboard.press('Alt+Shift+h');
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(async () => (await band()).every((colour, x) => colour === before[x])).toBe(true);
});
