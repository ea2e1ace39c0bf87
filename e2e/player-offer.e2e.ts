import type { Page } from 'playwright/test';
import { expectFrame, goTo, openVideo } from './support/barcode.ts';
import { barcodes, openMade } from './support/made.ts';
import { expect, picture, test } from './support/studio.ts';

/** Large pictures of which one in 250 stands alone. */
function large(): string[] {
  return barcodes(40, 30, 250).map((arg) =>
    arg.replace('format=yuv420p[v]', 'scale=1280:720:flags=neighbor,format=yuv420p[v]'),
  );
}

const source = (page: Page): Promise<string> =>
  page
    .getByTestId('video')
    .evaluate((video) => (video instanceof HTMLVideoElement ? new URL(video.src).pathname : ''));

test('where a jump decodes many large pictures first, a proxy is offered; it is made when asked for, and plays the same frames', async ({
  page,
  studio,
}) => {
  test.setTimeout(240_000);
  await openMade(page, studio, 'large.mp4', large());
  const offer = page.getByRole('button', { name: 'Proxy?' });
  await expect(offer).toBeVisible();
  expect(await source(page)).toMatch(/^\/media\//);
  await goTo(page, 'frame 200');
  await expectFrame(page, 200);
  await offer.click();
  const panel = page.getByRole('dialog', { name: 'Quicker with a proxy' });
  await expect(panel).toContainText('only every 250');
  await picture(page, 'player-offer');
  // Long enough to be stopped on its way.
  await panel.getByRole('button', { name: 'Make a proxy' }).click();
  await expect(panel.getByRole('progressbar', { name: 'Making a proxy' })).toBeVisible();
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await expect(panel.getByRole('status')).toContainText('stopped');
  expect(await source(page)).toMatch(/^\/media\//);
  await panel.getByRole('button', { name: 'Make it again' }).click();
  await expect(page.getByTestId('proxy-info')).toBeVisible({ timeout: 120_000 });
  await expect(offer).toHaveCount(0);
  expect(await source(page)).toMatch(/^\/proxy\//);
  await expectFrame(page, 200);
  for (const frame of [199, 198]) {
    await page.keyboard.press('ArrowLeft');
    await expectFrame(page, frame);
  }
  await page.keyboard.press('Shift+ArrowLeft');
  await expectFrame(page, 168);

  // It plays again where the video is opened again, and the video itself does once it is deleted.
  await page.reload();
  await expect(page.getByTestId('proxy-info')).toBeVisible();
  await goTo(page, 'frame 168');
  await expectFrame(page, 168);
  await page.getByTestId('proxy-info').click();
  await page
    .getByRole('dialog', { name: 'Proxies' })
    .getByRole('button', { name: 'Delete this one' })
    .click();
  await page.keyboard.press('Escape');
  await expect(offer).toBeVisible();
  expect(await source(page)).toMatch(/^\/media\//);
  await expectFrame(page, 168);
});

test('nothing is offered for a small video, however rarely its frames stand alone', async ({
  page,
  studio,
}) => {
  await openMade(page, studio, 'small.mp4', barcodes(40, 30, 250));
  await goTo(page, 'frame 200');
  await expectFrame(page, 200);
  await openVideo(page, 'small.mp4');
  await expect(page.getByTestId('proxy-offer')).toHaveCount(0);
});
