import type { Page } from 'playwright';
import { z } from 'zod';
import { quantile } from './trace.ts';

const painted = z.array(z.number());
const spot = z.object({ x: z.number(), y: z.number() });

/** What the service sends to a page, from the moment it is opened. */
export class Traffic {
  /** Answers of the socket: when they came (milliseconds of this process) and their bytes. */
  readonly frames: { readonly at: number; readonly bytes: number; readonly rows: boolean }[] = [];
  /** How often all intervals were fetched. */
  whole = 0;

  constructor(page: Page) {
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        const text = payload.toString();
        const rows = text.includes('"rows":[{"id"');
        this.frames.push({ at: performance.now(), bytes: Buffer.byteLength(text), rows });
      }),
    );
    page.on('response', (response) => {
      if (new URL(response.url()).pathname.startsWith('/timeline/')) this.whole++;
    });
  }
}

/**
 * Drags `times` intervals of those in view a little to the right, one after the other, and says in words what one such edit
 * costs: from the pointer's release to the first and to the last time that the intervals are painted again, to the row that
 * was read again, and what the service sent for it. The view must be close enough for an interval to be taken by its middle.
 */
export async function measureEdits(page: Page, traffic: Traffic, times: number): Promise<string> {
  await page.evaluate(WATCH_PAINTS);
  const whole = traffic.whole;
  const [first, last, read, bytes]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let turn = 0; turn < times; turn++) {
    // Where intervals lie is read from the list for screen readers, which follows a moment after the view.
    await page.waitForTimeout(700);
    const found = spot.nullable().parse(await page.evaluate(MIDDLE_OF_A_BAR(turn)));
    if (found === null) continue;
    // Only what is selected is moved by its middle; selecting it may also bring it into the lane of its item.
    await page.mouse.click(found.x, found.y);
    await page.waitForTimeout(1500);
    const at = spot.nullable().parse(await page.evaluate(MIDDLE_OF_THE_SELECTED));
    if (at === null) continue;
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    for (let step = 1; step <= 6; step++) await page.mouse.move(at.x + step * 8, at.y);
    const before = traffic.frames.length;
    const released = performance.now();
    await page.mouse.up();
    await page.waitForTimeout(3000);
    const paints = painted.parse(await page.evaluate('window.paintsAfterRelease'));
    const came = traffic.frames.slice(before);
    const row = came.find((each) => each.rows);
    if (row === undefined) continue;
    first.push(paints[0] ?? 0);
    last.push(paints.at(-1) ?? 0);
    read.push(row.at - released);
    bytes.push(came.reduce((sum, each) => sum + each.bytes, 0));
  }
  const said = (values: readonly number[]): string =>
    `${quantile(values, 0.5).toFixed(0)} (worst ${quantile(values, 1).toFixed(0)})`;
  return `${first.length} edits: first repaint ${said(first)} ms, last ${said(last)} ms, row read ${said(read)} ms after the release; ${said(bytes)} bytes received for each, all intervals fetched ${traffic.whole - whole} times`;
}

/** In the page: notes when the whole width of the timeline is painted, in milliseconds after the pointer was last released. */
const WATCH_PAINTS = `(() => {
  let released = 0;
  window.paintsAfterRelease = [];
  window.addEventListener('pointerup', () => {
    released = performance.now();
    window.paintsAfterRelease = [];
  }, { capture: true });
  const still = document.querySelector('[data-testid=timeline-surface] canvas');
  const fillRect = CanvasRenderingContext2D.prototype.fillRect;
  CanvasRenderingContext2D.prototype.fillRect = function (x, y, width, height) {
    if (this.canvas === still && x === 0 && y === 0 && height > still.clientHeight * 0.9 && performance.now() - released < 2900)
      window.paintsAfterRelease.push(performance.now() - released);
    return fillRect.call(this, x, y, width, height);
  };
})()`;

/** In the page: a place where a wide interval in view can be taken. */
const MIDDLE_OF_A_BAR = (turn: number): string => `(() => {
  const surface = document.querySelector('[data-testid=timeline-surface]').getBoundingClientRect();
  const boxes = [...document.querySelectorAll('[role=gridcell][data-look=truth]')]
    .map((cell) => cell.getBoundingClientRect())
    .filter((box) => box.width > 24 && box.left > surface.left + 20 && box.right < surface.right - 60 && box.bottom < surface.bottom && box.top > surface.top + 90);
  const box = boxes[(${turn} * 7) % Math.max(1, boxes.length)];
  return box === undefined ? null : { x: box.left + box.width / 2, y: box.top + box.height / 2 };
})()`;

/** In the page: where the selected interval can be taken. */
const MIDDLE_OF_THE_SELECTED = `(() => {
  const box = document.querySelector('[role=gridcell][data-look=truth][aria-selected=true]')?.getBoundingClientRect();
  return box === undefined ? null : { x: box.left + box.width / 2, y: box.top + box.height / 2 };
})()`;
