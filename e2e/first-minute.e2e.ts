import { existsSync } from 'node:fs';
import { expect, openSample, picture, test } from './support/studio.ts';

test('a new user opens the sample and sees video, labels and pictures, in both themes', async ({
  page,
  studio,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await openSample(page, studio);
  await expect(
    page.getByRole('region', { name: 'Timeline' }).or(page.getByLabel('Timeline')).first(),
  ).toBeVisible();
  await expect(
    page
      .getByRole('grid', { name: /^Intervals in view/ })
      .getByRole('gridcell')
      .first(),
  ).toBeAttached();
  const video = page.getByTestId('video');
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => element.videoWidth))
    .toBeGreaterThan(0);
  // Thumbnails and the filmstrip are made on demand; a chosen item shows its editor.
  await page.waitForLoadState('networkidle');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Next interval');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('selection')).toContainText('frames');
  await expect.poll(() => page.getByRole('option', { name: /cheetah-train-03/ }).count()).toBe(1);
  await picture(page, 'label-dark');
  for (const place of ['Review', 'Train', 'Data']) {
    await page
      .getByRole('tab', { name: place })
      .or(page.getByRole('button', { name: place, exact: true }))
      .first()
      .click();
    if (place === 'Data') await expect(page.getByTestId('counts')).not.toContainText('…');
    await page.mouse.move(640, 700);
    await picture(page, `${place.toLowerCase()}-dark`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page
    .getByRole('tab', { name: 'Label' })
    .or(page.getByRole('button', { name: 'Label', exact: true }))
    .first()
    .click();
  await expect(page.getByTestId('timecode')).toBeVisible();
  await picture(page, 'label-light');
  expect(existsSync('test-results/pictures/label-light.png')).toBe(true);
});

test('the page is behind a single-use link, on its own origin, and runs no foreign script', async ({
  page,
  studio,
  browser,
  complaints,
}) => {
  const entry = await studio.start();
  await page.goto(entry);
  await expect(page.getByRole('button', { name: /try the sample/i })).toBeVisible();
  expect(new URL(page.url()).search).toBe('');
  const stranger = await browser.newContext();
  const other = await stranger.newPage();
  expect((await other.goto(entry))?.status()).toBe(401);
  expect((await other.goto(new URL('/', entry).href))?.status()).toBe(401);
  await stranger.close();
  // An injected inline script, an eval and a fetch to elsewhere are all refused by the content policy.
  const refused = await page.evaluate(async () => {
    const results: string[] = [];
    const script = document.createElement('script');
    script.textContent = 'globalThis.injected = true';
    document.body.append(script);
    results.push(String(Reflect.get(globalThis, 'injected')));
    await fetch('http://127.0.0.1:9/').catch(() => results.push('no fetch'));
    return results;
  });
  expect(refused).toEqual(['undefined', 'no fetch']);
  expect(complaints.length).toBeGreaterThan(0);
  expect(complaints.every((text) => /Content Security Policy|violates|Refused/i.test(text))).toBe(true);
  complaints.length = 0;
});
