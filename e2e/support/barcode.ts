import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from 'playwright/test';
import { root } from '../../scripts/lib/root.ts';
import type { Studio } from './studio.ts';

// The pictures of the media fixtures carry their own number as a barcode, so that "exact" means: the right picture is seen.

const fixtures = path.join(root, 'src/media/fixtures');

/** Where the code lies in a picture, as shares of its sides; `turned`: the picture is turned anticlockwise by 90 degrees. */
export interface Code {
  readonly turned: boolean;
  readonly width: number;
  readonly down: number;
}
const USUAL: Code = { turned: false, width: 1, down: 1 / 9 };

/** The numbers of the pictures that a plain decode of a fixture shows, in order: the truth that the player is held against. */
export function decodedPictures(name: string): number[] {
  const grey = execFileSync('ffmpeg', [
    ...'-v quiet -nostdin -noautorotate -copyts -i'.split(' '),
    path.join(fixtures, name),
    ...'-map 0:V:0 -vf crop=256:16:0:8,scale=16:1:flags=area,format=gray'.split(' '),
    ...'-fps_mode passthrough -f rawvideo pipe:1'.split(' '),
  ]);
  return Array.from({ length: grey.length / 16 }, (_, frame) =>
    [...grey.subarray(frame * 16, frame * 16 + 16)].reduce(
      (number, light, bit) => number + (light > 128 ? 2 ** bit : 0),
      0,
    ),
  );
}

/** Makes a project of the named fixtures through the start screen. `as` gives a fixture another name, such as `x.mpegts` -> `x.ts`. */
export async function openFolder(
  page: Page,
  studio: Studio,
  names: readonly string[],
  as: (name: string) => string = (name) => name,
): Promise<string> {
  const folder = path.join(studio.folder, 'Some videos');
  mkdirSync(folder, { recursive: true });
  for (const name of names) copyFileSync(path.join(fixtures, name), path.join(folder, as(name)));
  await page.goto(await studio.start());
  await page.getByRole('button', { name: /new project/i }).click();
  await page.getByLabel('Folder of videos').fill(folder);
  await page.getByLabel('Name').fill('Barcodes');
  await page.getByLabel('Where the project lies').fill(path.join(studio.folder, 'project'));
  await page.getByRole('button', { name: 'Create project' }).click();
  await expect(page.getByTestId('timecode')).toBeVisible({ timeout: 60_000 });
  return folder;
}

/** Opens a video of the queue. */
export async function openVideo(page: Page, name: string): Promise<void> {
  await page.getByRole('option', { name: new RegExp(name.replace('.', '\\.')) }).click();
  await expect(page.getByTestId('video')).toHaveAttribute('aria-label', new RegExp(name));
}

/** What the person sees: the picture's own number, and whether there is a picture at all. */
export interface Sight {
  readonly picture: number | null;
  readonly black: boolean;
  /** What the page says that it is. */
  readonly frame: number;
}

/** Reads the shown picture in the page; installed once per page. Pictures that are turned anticlockwise are read up their left side. */
async function install(page: Page): Promise<void> {
  await page.evaluate(() => {
    if ('sight' in window) return;
    // One copy of the picture's code as 16 pixels, and one of the plain blue below it: quick enough for every turn.
    const pixel = new OffscreenCanvas(17, 17).getContext('2d', { willReadFrequently: true });
    const read = ({ turned, width: share, down }: Code): unknown => {
      const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="exact-frame"]');
      const video = document.querySelector<HTMLVideoElement>('[data-testid="video"]');
      const isExact = canvas !== null && getComputedStyle(canvas).visibility === 'visible';
      const source = isExact ? canvas : video;
      const text = document.querySelector('[data-testid="frame"]')?.textContent ?? '';
      const frame = Number(text.replaceAll(/\D/g, ''));
      if (source === null || pixel === null) return { picture: null, black: true, frame };
      const [width, height] =
        source instanceof HTMLVideoElement
          ? [source.videoWidth, source.videoHeight]
          : [source.width, source.height];
      if (width === 0) return { picture: null, black: true, frame };
      pixel.imageSmoothingEnabled = false;
      if (turned) {
        pixel.drawImage(source, down * width, (1 - share) * height, 1, share * height, 0, 0, 1, 16);
        pixel.drawImage(source, 0.7 * width, 0.5 * height, 1, 1, 0, 16, 1, 1);
      } else {
        pixel.drawImage(source, 0, down * height, share * width, 1, 0, 0, 16, 1);
        pixel.drawImage(source, 0.5 * width, 0.7 * height, 1, 1, 16, 0, 1, 1);
      }
      const { data } = pixel.getImageData(0, 0, turned ? 1 : 17, turned ? 17 : 1);
      let picture = 0;
      for (let bit = 0; bit < 16; bit++)
        if ((data[(turned ? 15 - bit : bit) * 4] ?? 0) > 128) picture += 2 ** bit;
      return { picture, black: (data[16 * 4 + 2] ?? 0) < 60, frame };
    };
    const seen: unknown[] = [];
    let watching = false;
    const look = (): void => {
      if (!watching) return;
      seen.push(read({ turned: false, width: 1, down: 1 / 9 }));
      requestAnimationFrame(look);
    };
    Object.assign(window, {
      sight: {
        read,
        begin: () => {
          seen.length = 0;
          watching = true;
          requestAnimationFrame(look);
        },
        end: () => {
          watching = false;
          return seen;
        },
      },
    });
  });
}

declare global {
  interface Window {
    readonly sight: { read(code: Code): Sight; begin(): void; end(): Sight[] };
  }
}

export async function sight(page: Page, code = USUAL): Promise<Sight> {
  await install(page);
  return page.evaluate((where) => window.sight.read(where), code);
}

/** The number that the shown picture carries, read from its pixels. */
export async function shownPicture(page: Page, code = USUAL): Promise<number | null> {
  return (await sight(page, code)).picture;
}

/** Looks at every picture that the browser draws from now on. */
export async function beginWatching(page: Page): Promise<void> {
  await install(page);
  await page.evaluate(() => window.sight.begin());
}

/** What was seen since {@link beginWatching}, one for each turn of the browser. */
export async function endWatching(page: Page): Promise<Sight[]> {
  return page.evaluate(() => window.sight.end());
}

export async function frameNumber(page: Page): Promise<number> {
  return Number((await page.getByTestId('frame').innerText()).replaceAll(/\D/g, ''));
}

/** Waits until number and picture are those of a frame. */
export async function expectFrame(page: Page, frame: number, picture = frame, code = USUAL): Promise<void> {
  await expect.poll(() => frameNumber(page), 'the frame number').toBe(frame);
  await expect.poll(() => shownPicture(page, code), `the picture at frame ${frame}`).toBe(picture);
}

/** Goes to a place by typing it. */
export async function goTo(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+g');
  await page.getByRole('textbox', { name: 'Go to' }).fill(text);
  await page.keyboard.press('Enter');
}
