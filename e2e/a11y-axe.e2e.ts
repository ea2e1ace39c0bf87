import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { expect, openSample, runAction, test } from './support/studio.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/** Nothing that axe calls a violation of WCAG A or AA; the message says what and where. */
async function clean(page: Page, where: string): Promise<void> {
  // Measured at rest: what fades in has no contrast yet.
  await page.waitForFunction(() => document.getAnimations().every((each) => each.playState !== 'running'));
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  const found = violations.map(
    ({ id, nodes }) =>
      `${where}: ${id}: ${nodes
        .slice(0, 4)
        .map((node) => `${node.target.join(' ')} ${node.html.slice(0, 160)} (${node.failureSummary ?? ''})`)
        .join(' | ')}`,
  );
  expect.soft(found, where).toEqual([]);
}

for (const theme of ['dark', 'light'] as const)
  test(`axe finds nothing on any place or dialog, ${theme}`, async ({ page, studio }) => {
    test.setTimeout(400_000);
    studio.setPage({ theme, motion: 'reduced', tour: { state: 'skipped', step: 0 } });
    await page.goto(await studio.start());
    await expect(page.getByRole('button', { name: /try the sample/i })).toBeVisible();
    await clean(page, 'start');
    await openSampleHere(page);
    await page.keyboard.press('ArrowDown');
    await clean(page, 'label');
    const dialogs = [
      ['palette', 'Control+k'],
      ['shortcuts', 'F1'],
      ['settings', 'Control+,'],
      ['keys', 'Shift+F1'],
      ['history', 'Control+h'],
      ['export', 'Control+e'],
      ['import', 'Control+i'],
      ['videos', 'Control+Shift+i'],
    ] as const;
    for (const [name, key] of dialogs) {
      await page.keyboard.press(key);
      await expect(page.getByRole('dialog').first()).toBeVisible();
      await clean(page, name);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
    await page.keyboard.press('Alt+3');
    await clean(page, 'new item');
    await runAction(page, 'Tour of the sample');
    await expect(page.getByRole('dialog', { name: /^Tour/ })).toBeVisible();
    await clean(page, 'tour');
    await page.keyboard.press('Escape');
    for (const [place, key] of [
      ['review', '2'],
      ['train', '3'],
      ['data', '4'],
    ] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole('tab', { selected: true })).toHaveText(new RegExp(place, 'i'));
      await page.waitForLoadState('networkidle');
      await clean(page, place);
    }
  });

async function openSampleHere(page: Page): Promise<void> {
  await page.getByRole('button', { name: /try the sample/i }).click();
  await expect(page.getByRole('option', { name: /cheetah-train-01/ })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('gridcell').first()).toBeAttached();
}

test('a whole session asks nothing of any other address', async ({ page, studio }) => {
  const asked: string[] = [];
  page.context().on('request', (request) => asked.push(request.url()));
  page.on('websocket', (socket) => asked.push(socket.url().replace(/^ws/u, 'http')));
  await openSample(page, studio);
  const { origin } = new URL(page.url());
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  for (const key of ['2', '3', '4', '1']) {
    await page.keyboard.press(key);
    await page.waitForLoadState('networkidle');
  }
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  expect(asked.length).toBeGreaterThan(20);
  const elsewhere = asked.filter((url) => !url.startsWith(`${origin}/`) && !/^(?:blob|data):/u.test(url));
  expect(elsewhere).toEqual([]);
});
