import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { english } from '../tasks/said/said.ts';
import { UnusableVideoError, type UnusableVideoKind } from './errors.ts';
import { guardVideoFile } from './file-guard.ts';
import { fingerprintOf } from './fingerprint.ts';
import { makeFilmstrip, makePoster } from './filmstrip.ts';
import { makePeaks } from './peaks.ts';
import { probeVideo } from './probe.ts';
import { clock } from './refusals.ts';
import { sampleFrames } from './sampling.ts';
import { fixture, temporaryFolder, toolSets } from './test-support.ts';

const sets = await toolSets();

const BAD: [name: string, kind: UnusableVideoKind, says: RegExp][] = [
  ['zero-bytes.mp4', 'empty', /is empty \(0 bytes\)\. Copy or download the video again\.$/],
  ['text.mp4', 'not-a-video', /is a text file, not a video\. Choose a video file\.$/],
  ['noise.mp4', 'not-a-video', /is not a video in a format this program reads \(Invalid data/],
  [
    'playlist.mp4',
    'not-a-video',
    /is a playlist \(HLS\), not a video\. Choose the video that it was made from\.$/,
  ],
  [
    'concat.mp4',
    'not-a-video',
    /is a list of files \(ffconcat\), not a video\. Choose the files that it lists\.$/,
  ],
  ['picture.mp4', 'not-a-video', /is a still picture \(PNG\), not a video\. Choose a video file\.$/],
  ['truncated-no-index.mp4', 'unfinished', /was never finished: its index \(moov\) is missing/],
  ['audio-only.m4a', 'no-picture', /has sound but no moving pictures\. Choose a file with video in it\.$/],
  ['cover-art.mp3', 'no-picture', /has sound but no moving pictures\. Choose a file with video in it\.$/],
  [
    'bomb.mp4',
    'too-large',
    /claims pictures of 16000 x 8700 pixels; at most 67 million.* Convert it to a smaller size/,
  ],
];

describe.each(sets)('a file that is no usable video, with %s,', (_, tools) => {
  it.each(BAD)('such as %s is refused as %s with a sentence', async (name, kind, says) => {
    const failure = await refusalOf(probeVideo(fixture(name), tools));
    expect(failure.kind).toBe(kind);
    expect(failure.path).toBe(fixture(name));
    expect(failure.message.startsWith(`“${fixture(name)}” `)).toBe(true);
    expect(failure.message).toMatch(says);
    expect(failure.said === null ? null : english(failure.said)).toBe(failure.message);
  });

  it('such as recordings joined end to end is refused: its times mean two things', async () => {
    const path = join(temporaryFolder(), 'joined.ts');
    const part = readFileSync(fixture('h264.mpegts'));
    writeFileSync(path, Buffer.concat([part, part]));
    const failure = await refusalOf(probeVideo(path, tools));
    expect(failure.kind).toBe('damaged');
    expect(failure.message).toMatch(/joined\.ts” starts its clock again at 0:03\.6.* Convert it first/);
  });

  it('does not open what a playlist points at, whatever it is called', async () => {
    const folder = temporaryFolder();
    copyFileSync(fixture('h264.mpegts'), join(folder, 'secret.ts'));
    const inside = `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n${join(folder, 'secret.ts')}\n#EXT-X-ENDLIST\n`;
    for (const name of ['list.mp4', 'list.avi', 'list.m3u8', 'list.ts']) {
      writeFileSync(join(folder, name), inside);
      expect((await refusalOf(probeVideo(join(folder, name), tools))).kind).toBe('not-a-video');
    }
  });

  it('is refused by every reader alike', async () => {
    const video = await probeVideo(fixture('cfr.mp4'), tools);
    const folder = temporaryFolder();
    const size = { fps: 1, width: 8, height: 8, pixel: 'gray' } as const;
    for (const reader of [
      () => probeVideo(folder, tools),
      () => fingerprintOf(folder),
      () => sampleFrames(folder, tools, { ...size, video }).next(),
      () => makeFilmstrip(folder, tools, video, { columns: 2, rows: 2, tileWidth: 64 }),
      () => makePoster(folder, tools, video, { width: 64 }),
      () => makePeaks(folder, tools, video),
    ])
      expect((await refusalOf(reader())).kind).toBe('directory');
  });

  it.each([
    'ünïcode – 影片 файл 🎬.mp4',
    `quote's and "dq" %03d [x] ;& $HOME.mp4`,
    '-dash.mp4',
    ' leading space, trailing dot..mp4',
    'http:--host.mp4',
    'concat:a|b.mp4',
    "back\\slash'.mp4",
    'line\nbreak.mp4',
  ])('never gets its name taken for something else: %j', async (name) => {
    const path = join(temporaryFolder(), name);
    copyFileSync(fixture('cfr.mp4'), path);
    const video = await probeVideo(path, tools);
    expect(video.table.pts.length).toBe(180);
    const first = await sampleFrames(path, tools, {
      fps: 1,
      width: 8,
      height: 8,
      pixel: 'gray',
      video,
    }).next();
    expect(first.value?.index).toBe(0);
    expect((await makePoster(path, tools, video, { width: 64 })).jpeg.length).toBeGreaterThan(200);
    expect(await makePeaks(path, tools, video)).not.toBeNull();
  });
});

describe('the file guard', () => {
  it('names what is not there', async () => {
    const missing = await refusalOf(guardVideoFile(join(temporaryFolder(), 'gone.mp4')));
    expect([missing.kind, missing.message]).toEqual([
      'missing',
      expect.stringContaining('gone.mp4” is not there.'),
    ]);
    expect((await refusalOf(guardVideoFile(join(fixture('cfr.mp4'), 'inside.mp4')))).kind).toBe('missing');
  });

  it('refuses folders, pipes, devices and links to them, without waiting for any', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'folder.mp4'));
    execFileSync('mkfifo', [join(folder, 'pipe.mp4')]);
    symlinkSync(join(folder, 'pipe.mp4'), join(folder, 'link-to-pipe.mp4'));
    symlinkSync('/dev/zero', join(folder, 'zero.mp4'));
    symlinkSync(join(folder, 'loop.mp4'), join(folder, 'loop.mp4'));
    symlinkSync(join(folder, 'nothing.mp4'), join(folder, 'dangling.mp4'));
    const kinds = await Promise.all(
      ['folder', 'pipe', 'link-to-pipe', 'zero', 'loop', 'dangling'].map(async (name) => {
        const { kind, message } = await refusalOf(guardVideoFile(join(folder, `${name}.mp4`)));
        expect(message).toContain(`${name}.mp4”`);
        return kind;
      }),
    );
    expect(kinds).toEqual([
      'directory',
      'not-a-regular-file',
      'not-a-regular-file',
      'not-a-regular-file',
      'not-a-regular-file',
      'missing',
    ]);
  });

  it('follows a link to a video', async () => {
    const link = join(temporaryFolder(), 'link.mp4');
    symlinkSync(fixture('cfr.mp4'), link);
    expect((await guardVideoFile(link)).sizeBytes).toBeGreaterThan(10_000);
  });

  it('says so when this user may not read the file', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'private.mp4');
    copyFileSync(fixture('cfr.mp4'), path);
    chmodSync(path, 0);
    chmodSync(folder, 0o755);
    const { kind, message } = await asOrdinaryUser(() => refusalOf(guardVideoFile(path)));
    expect(kind).toBe('unreadable');
    expect(message).toMatch(
      /private\.mp4” may not be read by this user\. Give yourself read permission on it/,
    );
    chmodSync(path, 0o644);
    expect((await asOrdinaryUser(() => guardVideoFile(path))).sizeBytes).toBeGreaterThan(0);
  });
});

describe('clock', () => {
  it.each([
    [240, '4:00'],
    [600, '10:00'],
    [3723.9, '1:02:03'],
    [3.27, '0:03.2'],
    [59.99, '0:59.9'],
    [60, '1:00'],
    [36_000, '10:00:00'],
  ])('writes %d s as %s', (seconds, text) => {
    expect(clock(seconds)).toBe(text);
  });
});

async function refusalOf(attempt: Promise<unknown>): Promise<UnusableVideoError> {
  const failure = await attempt.then(
    () => expect.fail('It was not refused.'),
    (cause: unknown) => cause,
  );
  if (failure instanceof UnusableVideoError) return failure;
  throw failure;
}

/** Permissions do not bind root, so a root's run steps down to "nobody" for the time of `work`. */
async function asOrdinaryUser<Result>(work: () => Promise<Result>): Promise<Result> {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65_534);
  try {
    expect(process.geteuid?.()).not.toBe(0);
    return await work();
  } finally {
    if (root) process.seteuid?.(0);
  }
}
