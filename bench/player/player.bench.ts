import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright';
import { z } from 'zod';
import { Studio } from '../../e2e/support/studio.ts';
import { quantile } from '../timeline/trace.ts';
import { makeProject, VIDEOS, type VideoKind } from './project.ts';

/**
 * How long a step takes in the player, from the key to the exact picture on the canvas, in real Chromium on 1080p. The limits: a
 * step to a decoded frame within 16 ms, 95 of 100 steps forward within 33 ms, and a step that misses within the time of decoding one
 * group of pictures. Needs a built page. Run: npm run bench -- player [--steps N] [--only TEXT]
 */
const { values: options } = parseArgs({
  options: { steps: { type: 'string', default: '150' }, only: { type: 'string', default: '' } },
});
const steps = Number(options.steps);
const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

/** What a person does: the key, how often a second (a held key repeats 30 times), and how often it is pressed. */
const WAYS = [
  { what: 'forward, 5 a second', key: 'ArrowRight', perSecond: 5, times: steps },
  { what: 'forward, key held', key: 'ArrowRight', perSecond: 30, times: steps * 2 },
  { what: 'back, 5 a second', key: 'ArrowLeft', perSecond: 5, times: steps },
  { what: 'back, key held', key: 'ArrowLeft', perSecond: 30, times: steps * 2 },
  { what: 'a second on, 2 a second', key: 'Shift+ArrowRight', perSecond: 2, times: 25 },
  { what: 'a second back, 2 a second', key: 'Shift+ArrowLeft', perSecond: 2, times: 25 },
] as const;

const seen = z.object({
  asked: z.int(),
  waits: z.array(z.number()),
  decoded: z.int(),
  starts: z.int(),
  held: z.int(),
});

/**
 * In the page: notes when a step is asked for, and when an exact picture is drawn. The picture of the frame that the page
 * names answers the last step.
 * Counts what the decoders of single frames get to do, too: packets, how often one begins at a key frame,
 * and how many frames they and the page hold in memory at most.
 */
const WATCH = `(() => {
  const stage = document.querySelector('[data-testid=exact-frame]');
  const number = document.querySelector('[data-testid=frame]');
  let asked = 0;
  let open = null;
  let waits = [];
  let decoded = 0;
  let starts = 0;
  let held = 0;
  const frames = new Set();
  window.beginWatching = () => { asked = 0; open = null; waits = []; decoded = 0; starts = 0; held = frames.size; };
  window.watched = () => ({ asked, waits, decoded, starts, held });
  const holds = (frame) => {
    frames.add(frame);
    held = Math.max(held, frames.size);
    return frame;
  };
  const { close, clone } = VideoFrame.prototype;
  VideoFrame.prototype.close = function () { frames.delete(this); return close.call(this); };
  VideoFrame.prototype.clone = function () { return holds(clone.call(this)); };
  window.VideoDecoder = class extends VideoDecoder {
    constructor({ output, error }) { super({ error, output: (frame) => output(holds(frame)) }); }
    configure(config) { starts++; super.configure(config); }
    decode(chunk) { decoded++; super.decode(chunk); }
  };
  window.addEventListener('keydown', ({ key }) => {
    if (!key.startsWith('Arrow')) return;
    asked++;
    open = performance.now();
  }, { capture: true });
  const drawImage = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...given) {
    const drawn = drawImage.apply(this, given);
    const now = performance.now();
    // The page says only then which frame it drew; one that was asked for earlier is no answer.
    if (this.canvas === stage) queueMicrotask(() => {
      if (open === null || stage.dataset.frame !== number.textContent.replaceAll(/[^0-9]/g, '')) return;
      waits.push(now - open);
      open = null;
    });
    return drawn;
  };
})()`;

const browser = await chromium.launch({
  ...(system === undefined ? {} : { executablePath: system }),
  args: ['--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
console.log('| video | step | asked | shown | p50 ms | p95 ms | worst ms | decoded | decoders | held |');
console.log('|---|---|--:|--:|--:|--:|--:|--:|--:|--:|');
try {
  for (const kind of VIDEOS) if (kind.name.includes(options.only)) await measure(kind);
} finally {
  await browser.close();
}

async function measure(kind: VideoKind): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'tempr1-player-'));
  const studio = new Studio();
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto(await studio.start(await makeProject(dir, kind)));
    await page.getByTestId('timecode').waitFor();
    // Pictures of the timeline are there before anything is measured.
    await page.waitForTimeout(15_000);
    await page.evaluate(WATCH);
    for (const way of WAYS) {
      const { asked, waits, decoded, starts, held } = await press(page, way);
      const figures = [0.5, 0.95, 1].map((share) => quantile(waits, share).toFixed(0)).join(' | ');
      console.log(
        `| ${kind.name} | ${way.what} | ${asked} | ${waits.length} | ${figures} | ${decoded} | ${starts} | ${held} |`,
      );
    }
    await page.close();
  } finally {
    await studio.remove();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Presses the key at its pace without waiting for pictures, and says how long each picture that came was waited for. */
async function press(
  page: Page,
  { key, perSecond, times }: (typeof WAYS)[number],
): Promise<z.infer<typeof seen>> {
  await page.waitForTimeout(1500);
  await page.evaluate('window.beginWatching()');
  const answers: Promise<void>[] = [];
  const began = performance.now();
  for (let i = 0; i < times; i++) {
    answers.push(page.keyboard.press(key));
    await setTimeout(Math.max(0, began + ((i + 1) * 1000) / perSecond - performance.now()));
  }
  await Promise.all(answers);
  await page.waitForTimeout(2000);
  return seen.parse(await page.evaluate('window.watched()'));
}
