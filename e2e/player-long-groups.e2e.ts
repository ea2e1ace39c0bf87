import type { Page } from 'playwright/test';
import { expectFrame, goTo, sight } from './support/barcode.ts';
import { barcodes, openMade } from './support/made.ts';
import { expect, test } from './support/studio.ts';

// A video as game recorders make them: one frame in 250 stands alone, and frames lean on later ones.

const GROUP = 250;

declare global {
  interface Window {
    /** Decoders of single frames that were begun, and each exact picture that was put up: its name and its own number. */
    readonly put: { decoders: number; pictures: { named: number; own: number }[] };
  }
}

/** Notes in the page what is put up from now on, at the moment at which it is. */
async function note(page: Page): Promise<void> {
  // The reader of the pictures' numbers is in the page from here on.
  await sight(page);
  await page.evaluate(() => {
    const put = { decoders: 0, pictures: new Array<{ named: number; own: number }>() };
    Object.assign(window, { put });
    const stage = document.querySelector<HTMLCanvasElement>('[data-testid="exact-frame"]');
    if (stage === null) throw new Error('There is no player.');
    // The page names the picture right after drawing it.
    new MutationObserver(() => {
      const own = window.sight.read({ turned: false, width: 1, down: 1 / 9 }).picture;
      put.pictures.push({ named: Number(stage.dataset['frame']), own: own ?? -1 });
    }).observe(stage, { attributeFilter: ['data-frame'] });
    Object.assign(window, {
      VideoDecoder: class extends VideoDecoder {
        constructor(init: VideoDecoderInit) {
          super(init);
          put.decoders += 1;
        }
      },
    });
  });
}

/** What was put up since the last time. */
async function putUp(page: Page): Promise<Window['put']> {
  return page.evaluate(() => {
    const { put } = window;
    const now = { decoders: put.decoders, pictures: [...put.pictures] };
    put.decoders = 0;
    put.pictures.length = 0;
    return now;
  });
}

test('where one frame in 250 stands alone, steps and jumps show exactly their frames, and one decoder goes on for them all', async ({
  page,
  studio,
}) => {
  test.setTimeout(240_000);
  await openMade(page, studio, 'long-groups.mp4', barcodes(40, 30, GROUP));
  await page.keyboard.press('Home');
  await expectFrame(page, 0);
  await note(page);
  const expectExact = async (what: string): Promise<Window['put']> => {
    const now = await putUp(page);
    expect(now.pictures.length, what).toBeGreaterThan(0);
    for (const { named, own } of now.pictures) expect(own, what).toBe(named);
    return now;
  };

  // A held key: nobody waits for pictures. Over the next key frame and beyond.
  for (let step = 0; step < 300; step++) await page.keyboard.press('ArrowRight');
  await expectFrame(page, 300);
  const held = await expectExact('a held key');
  const order = held.pictures.map(({ named }) => named);
  expect(order, 'never back').toEqual(order.toSorted((a, b) => a - b));
  expect(held.decoders, 'no decoder begins at a key frame for each stretch').toBeLessThanOrEqual(2);

  for (let second = 1; second <= 20; second++) {
    await page.keyboard.press('Shift+ArrowRight');
    await expectFrame(page, 300 + 30 * second);
  }
  const jumps = await expectExact('jumps on');
  expect(jumps.decoders, 'jumps on').toBeLessThanOrEqual(4);

  for (let second = 1; second <= 28; second++) {
    await page.keyboard.press('Shift+ArrowLeft');
    await expectFrame(page, 900 - 30 * second);
  }
  await expectExact('jumps back');

  // Faster than anything is decoded: what is shown on the way is named as what it is, and the last one is there at the end.
  for (const [key, times, end] of [
    ['Shift+ArrowRight', 35, 1110],
    ['Shift+ArrowLeft', 30, 210],
  ] as const) {
    for (let jump = 0; jump < times; jump++) await page.keyboard.press(key);
    await expectFrame(page, end);
    await expectExact(key);
  }
  for (let step = 0; step < 200; step++) await page.keyboard.press('ArrowLeft');
  await expectFrame(page, 10);
  await expectExact('a held key, back');

  // Dragging along the bar: a new place before the last one is decoded.
  const box = await page.getByTestId('seek-bar').boundingBox();
  if (box === null) throw new Error('There is no seek bar.');
  await page.mouse.move(box.x + 5, box.y + box.height / 2);
  await page.mouse.down();
  for (let at = 0.05; at < 0.95; at += 0.01)
    await page.mouse.move(box.x + at * box.width, box.y + box.height / 2);
  await page.mouse.up();
  await expectExact('dragging');
  await goTo(page, 'frame 999');
  await expectFrame(page, 999);
  for (const frame of [1000, 1001]) {
    await page.keyboard.press('ArrowRight');
    await expectFrame(page, frame);
  }
  await goTo(page, `frame ${GROUP - 1}`);
  await expectFrame(page, GROUP - 1);
  await expectExact('around key frames');
});
