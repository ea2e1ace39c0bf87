import type { Page } from 'playwright/test';
import { barcodes, openMade } from './support/made.ts';
import { expect, test } from './support/studio.ts';

// What is heard at other speeds, taken from the very element that plays: a tone of 440 Hz stays one.

const TONE = 440;
/** Two bins of the analysis: 48,000 / 16,384 Hz each. */
const NEAR = 6;

/** Leads what the player's element plays through an analyser. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const video = document.querySelector<HTMLVideoElement>('[data-testid="video"]');
    if (video === null) throw new Error('There is no player.');
    const audio = new AudioContext({ sampleRate: 48_000 });
    await audio.resume();
    const analyser = audio.createAnalyser();
    analyser.fftSize = 16_384;
    analyser.smoothingTimeConstant = 0;
    audio.createMediaElementSource(video).connect(analyser).connect(audio.destination);
    const spectrum = new Float32Array(analyser.frequencyBinCount);
    Object.assign(window, {
      heard: () => {
        analyser.getFloatFrequencyData(spectrum);
        const loudest = spectrum.reduce(
          (best, level, bin) => (level > (spectrum[best] ?? 0) ? bin : best),
          0,
        );
        return {
          state: audio.state,
          hertz: (loudest * audio.sampleRate) / analyser.fftSize,
          decibels: spectrum[loudest] ?? -Infinity,
          second: video.currentTime,
        };
      },
    });
  });
}

interface Heard {
  readonly state: string;
  /** The loudest frequency. */
  readonly hertz: number;
  readonly decibels: number;
  readonly second: number;
}

declare global {
  interface Window {
    readonly heard: () => Heard;
  }
}

/** Waits until the loudest frequency is near one, and stays there for a whole analysis of other sound. */
async function expectHeard(page: Page, hertz: number, rate: number): Promise<void> {
  const heard = (): Promise<Heard> => page.evaluate(() => window.heard());
  const isThere = async (): Promise<boolean> => {
    const now = await heard();
    return now.decibels > -60 && Math.abs(now.hertz - hertz) <= NEAR;
  };
  await expect.poll(isThere, `${hertz} Hz at ${rate}x`).toBe(true);
  const before = await heard();
  // 16,384 samples are a third of a second of what is heard.
  await expect.poll(async () => (await heard()).second - before.second).toBeGreaterThan(0.4 * rate);
  const after = await heard();
  expect(Math.abs(after.hertz - hertz), `${after.hertz} Hz, ${after.decibels} dB`).toBeLessThanOrEqual(NEAR);
}

const setPitch = (page: Page, preserves: boolean): Promise<void> =>
  page.getByTestId('video').evaluate((video, keeps) => {
    if (video instanceof HTMLVideoElement) video.preservesPitch = keeps;
  }, preserves);

test('voices keep their pitch at other speeds: a tone of 440 Hz is heard as one at 2x and at 0.5x', async ({
  page,
  studio,
}) => {
  await openMade(page, studio, 'tone.mp4', barcodes(60));
  await listen(page);
  const rate = page.getByTestId('rate');
  await page.keyboard.press('l');
  await expectHeard(page, TONE, 1);

  await page.keyboard.press('l');
  await expect(rate).toHaveText('2x');
  await expectHeard(page, TONE, 2);
  // The same measurement tells when pitch is not kept.
  await setPitch(page, false);
  await expectHeard(page, 2 * TONE, 2);
  await setPitch(page, true);
  await expectHeard(page, TONE, 2);

  await page.keyboard.press('k');
  await page.keyboard.press('Home');
  for (let press = 0; press < 3; press++) await page.keyboard.press('Shift+L');
  await expect(rate).toHaveText('0.5x');
  await expectHeard(page, TONE, 0.5);
  await setPitch(page, false);
  await expectHeard(page, TONE / 2, 0.5);
});
