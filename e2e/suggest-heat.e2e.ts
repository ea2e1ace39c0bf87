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
