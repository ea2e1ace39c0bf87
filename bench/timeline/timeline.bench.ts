import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright';
import { Studio } from '../../e2e/support/studio.ts';
import { makeProject, type Shape } from './project.ts';
import { CATEGORIES, frameCosts, quantile } from './trace.ts';

/**
 * What panning and zooming over 100,000 intervals costs in real Chromium. The limit: script p95 below 4 ms a frame at 60 frames a second. Needs a built page. Run: npm run bench -- timeline [--count N]
 */
const { values: options } = parseArgs({ options: { count: { type: 'string', default: '100000' } } });
const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

const browser = await chromium.launch({
  ...(system === undefined ? {} : { executablePath: system }),
  args: ['--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
console.log('| intervals | what | frames | script p50 ms | script p95 ms | worst ms | frames a second |');
console.log('|---|---|--:|--:|--:|--:|--:|');
try {
  for (const shape of ['twenty labels', 'one label'] as const) await measure(shape);
} finally {
  await browser.close();
}

async function measure(shape: Shape): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'tempr1-timeline-'));
  const studio = new Studio();
  try {
    const project = await makeProject(dir, Number(options.count), shape);
    const page = await browser.newPage({ viewport: { width: 2560, height: 1440 } });
    await page.goto(await studio.start(project));
    await page.getByTestId('timeline-surface').waitFor({ timeout: 60_000 });
    await page.locator('[data-look=truth]').first().waitFor({ state: 'attached', timeout: 60_000 });
    // Pictures, waveform and changes of shot are there before anything is measured.
    await page.waitForTimeout(20_000);
    await part(page, shape, 'the whole hour: pan and zoom', 0);
    await part(page, shape, 'two minutes: pan and zoom', 18);
    await part(page, shape, 'ten seconds: pan and zoom', 14);
    await page.close();
  } finally {
    await studio.remove();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Zooms in by `steps`, then pans and zooms to and fro under a trace. */
async function part(page: Page, shape: Shape, what: string, steps: number): Promise<void> {
  const box = await page.getByTestId('timeline-surface').boundingBox();
  if (box === null) throw new Error('The timeline is not on the screen.');
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.7);
  await zoom(page, -100, steps);
  await page.waitForTimeout(500);
  await browser.startTracing(page, { categories: CATEGORIES });
  await zoom(page, -100, 8);
  await pan(page, 60, 90);
  await zoom(page, 60, 13);
  await pan(page, -60, 90);
  const { script, between } = frameCosts((await browser.stopTracing()).toString());
  // A pause between two turns of the wheel is no frame that was missed.
  const moving = between.filter((each) => each < 100);
  const rate = 1000 / (moving.reduce((sum, each) => sum + each, 0) / Math.max(1, moving.length));
  console.log(
    `| ${options.count}, ${shape} | ${what} | ${script.length} | ${quantile(script, 0.5).toFixed(1)} | ${quantile(script, 0.95).toFixed(1)} | ${quantile(script, 1).toFixed(1)} | ${rate.toFixed(0)} |`,
  );
}

async function zoom(page: Page, delta: number, steps: number): Promise<void> {
  await page.keyboard.down('Control');
  for (let i = 0; i < steps; i++) await turn(page, 0, delta);
  await page.keyboard.up('Control');
}

async function pan(page: Page, delta: number, steps: number): Promise<void> {
  for (let i = 0; i < steps; i++) await turn(page, delta, 0);
}

/** One turn of the wheel, at the pace of a screen. */
async function turn(page: Page, x: number, y: number): Promise<void> {
  const next = new Promise((resolve) => setTimeout(resolve, 1000 / 60));
  await page.mouse.wheel(x, y);
  await next;
}
