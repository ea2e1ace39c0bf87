import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright';
import { Studio } from '../../e2e/support/studio.ts';
import { measureEdits, Traffic } from './edits.ts';
import { makeProject, type Shape } from './project.ts';
import { CATEGORIES, frameCosts, quantile } from './trace.ts';

/**
 * What panning and zooming over 100,000 intervals costs in real Chromium, and what moving one of them does. The limit: script
 * p95 below 4 ms a frame at 60 frames a second. Needs a built page. Run: npm run bench -- timeline [--count N] [--shape one]
 * [--projects FOLDER, where made projects are kept for the next run]
 */
const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    shape: { type: 'string' },
    projects: { type: 'string' },
    settle: { type: 'string', default: '20' },
    edits: { type: 'string', default: '10' },
  },
});
const shapes = (['twenty labels', 'one label'] as const).filter((each) =>
  each.startsWith(options.shape ?? ''),
);
const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

const browser = await chromium.launch({
  ...(system === undefined ? {} : { executablePath: system }),
  args: ['--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
console.log(
  '| intervals | what | frames | p50 ms | p95 ms | worst ms | CPU p50 ms | CPU p95 ms | CPU worst ms | between p50 ms | between p95 ms |',
);
console.log('|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|');
const edits: string[] = [];
try {
  for (const shape of shapes) await measure(shape);
  for (const line of edits) console.log(line);
} finally {
  await browser.close();
}

async function measure(shape: Shape): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'tempr1-timeline-'));
  const studio = new Studio();
  try {
    const project = await projectIn(dir, shape);
    const page = await browser.newPage({ viewport: { width: 2560, height: 1440 } });
    const traffic = new Traffic(page);
    await page.goto(await studio.start(project));
    await page.getByTestId('timeline-surface').waitFor({ timeout: 60_000 });
    await page.locator('[data-look=truth]').first().waitFor({ state: 'attached', timeout: 60_000 });
    // Pictures, waveform and changes of shot are there before anything is measured.
    await page.waitForTimeout(Number(options.settle) * 1000);
    await part(page, shape, 'the whole hour: pan and zoom', 0);
    await part(page, shape, 'two minutes: pan and zoom', 18);
    await part(page, shape, 'ten seconds: pan and zoom', 14);
    // The lane of one label holds thirty intervals a second: an interval can be taken by its middle much closer only.
    if (shape === 'one label') await zoom(page, -100, 12);
    edits.push(`${options.count}, ${shape}: ${await measureEdits(page, traffic, Number(options.edits))}`);
    await page.close();
  } finally {
    await studio.remove();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A project of its own for this run; a copy of the one kept from another run where there is one. */
async function projectIn(dir: string, shape: Shape): Promise<string> {
  if (options.projects === undefined) return makeProject(dir, Number(options.count), shape);
  const kept = join(options.projects, `${options.count}-${shape.replace(' ', '-')}`);
  if (!existsSync(join(kept, 'project'))) {
    mkdirSync(kept, { recursive: true });
    await makeProject(kept, Number(options.count), shape);
  }
  cpSync(join(kept, 'project'), join(dir, 'project'), { recursive: true });
  return join(dir, 'project');
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
  const { script, cpu, between } = frameCosts((await browser.stopTracing()).toString());
  // Nothing drawn is not a quick frame: the page is not the one that this bench knows, or it was not built.
  if (script.length < 100)
    throw new Error(`Only ${script.length} frames were drawn: npm run build, then again.`);
  const figures = [
    ...[script, cpu].flatMap((each) => [0.5, 0.95, 1].map((share) => quantile(each, share).toFixed(1))),
    ...[0.5, 0.95].map((share) => quantile(between, share).toFixed(1)),
  ];
  console.log(`| ${options.count}, ${shape} | ${what} | ${script.length} | ${figures.join(' | ')} |`);
}

async function zoom(page: Page, delta: number, steps: number): Promise<void> {
  await page.keyboard.down('Control');
  await turns(page, 0, delta, steps);
  await page.keyboard.up('Control');
}

function pan(page: Page, delta: number, steps: number): Promise<void> {
  return turns(page, delta, 0, steps);
}

/**
 * Turns the wheel at the pace of a screen, as a hand does: without waiting for what the page makes of it. (Waiting for the
 * answer takes a frame for each turn, and a page that draws at once would be seen at 30 frames a second.)
 */
async function turns(page: Page, x: number, y: number, steps: number): Promise<void> {
  const answers: Promise<void>[] = [];
  const began = performance.now();
  for (let i = 0; i < steps; i++) {
    answers.push(page.mouse.wheel(x, y));
    await setTimeout(Math.max(0, began + ((i + 1) * 1000) / 60 - performance.now()));
  }
  await Promise.all(answers);
}
