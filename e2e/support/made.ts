import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from 'playwright/test';
import type { Studio } from './studio.ts';

// Videos that a test makes for itself, where no fixture has what it looks at.

/** Makes a project of one video that ffmpeg makes of the given arguments, through the start screen. */
export async function openMade(
  page: Page,
  studio: Studio,
  name: string,
  args: readonly string[],
): Promise<void> {
  const folder = path.join(studio.folder, 'Made videos');
  mkdirSync(folder, { recursive: true });
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args, path.join(folder, name)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await page.goto(await studio.start());
  await page.getByRole('button', { name: /new project/i }).click();
  await page.getByLabel('Folder of videos').fill(folder);
  await page.getByLabel('Name').fill('Made');
  await page.getByLabel('Where the project lies').fill(path.join(studio.folder, 'made'));
  await page.getByRole('button', { name: 'Create project' }).click();
  await expect(page.getByTestId('timecode')).toBeVisible({ timeout: 60_000 });
}

/** Pictures that carry their number as the fixtures' do, with a tone; key frames are `group` frames apart. */
export function barcodes(seconds: number, rate = 30, group = 2 * rate): string[] {
  const graph = [
    `color=c=0x305070:s=256x144:r=${rate}:d=${seconds}[bg]`,
    `color=c=black:s=16x2:r=${rate}:d=${seconds},format=gray,geq=lum='16+219*mod(floor(N/pow(2,X))\\,2)'[bits]`,
    `[bits]scale=256:32:flags=neighbor[code]`,
    `[bg][code]overlay=0:0:shortest=1,format=yuv420p[v]`,
  ].join(';');
  return [
    ...`-f lavfi -i sine=f=440:r=16000:d=${seconds}`.split(' '),
    '-filter_complex',
    graph,
    ...`-map [v] -map 0:a -c:v libx264 -preset veryfast -crf 30 -g ${group} -bf 3 -c:a aac -b:a 24k`.split(
      ' ',
    ),
  ];
}

/** Three scenes, cut at 2 s and at 6 s; the tone is silent from 3 s to 4.5 s. Eight seconds at 25 pictures a second. */
export function scenes(): string[] {
  return [
    ...'-f lavfi -i testsrc=s=320x180:r=25:d=2'.split(' '),
    ...'-f lavfi -i color=c=0xE0D020:s=320x180:r=25:d=4'.split(' '),
    ...'-f lavfi -i smptebars=s=320x180:r=25:d=2'.split(' '),
    ...'-f lavfi -i sine=f=330:r=16000:d=8'.split(' '),
    '-filter_complex',
    [
      '[0:v]setsar=1[a]',
      '[1:v]setsar=1[b]',
      '[2:v]setsar=1[c]',
      '[a][b][c]concat=n=3:v=1:a=0,format=yuv420p[v]',
      "[3:a]volume=enable='between(t,3,4.5)':volume=0[s]",
    ].join(';'),
    ...'-map [v] -map [s] -c:v libx264 -preset veryfast -crf 28 -g 50 -c:a aac -b:a 48k -t 8'.split(' '),
  ];
}
