import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fixture } from '../../media/test-support.ts';
import {
  ask,
  openPage,
  testService,
  until,
  type OpenPage,
  type TestService,
} from '../testing/running-service.ts';
import { OPEN_RANGE_BYTES } from './range.ts';

// Real processes on a machine that may be busy with others: the limit only ends what hangs.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let service: TestService;
let page: OpenPage;
let videos: string;
let bytes: Buffer;

beforeAll(async () => {
  service = await testService();
  page = await openPage(service);
  videos = join(service.folder, 'videos');
  mkdirSync(videos);
  for (const name of ['cfr.mp4', 'vfr.mkv', 'vp9.webm', 'clicks.mkv', 'one-frame.mp4'])
    copyFileSync(fixture(name), join(videos, name));
  copyFileSync(fixture('cfr.mp4'), join(videos, 'näme with "quotes" & %03d #1.mp4'));
  // A name that differs is the same video by content; this one gets a byte more and stays playable.
  appendFileSync(
    join(videos, 'näme with "quotes" & %03d #1.mp4'),
    Buffer.from([0, 0, 0, 8, 102, 114, 101, 101]),
  );
  await page.client.projects.create.mutate({ dir: join(service.folder, 'project'), title: 'Ranges' });
  const { jobId } = await page.client.importer.videos.mutate({ folder: videos });
  const job = await page.finished(jobId);
  expect(job).toMatchObject({ state: 'done', problems: [] });
  bytes = readFileSync(join(videos, 'cfr.mp4'));
});
afterAll(() => service.close());

/** A box that players skip: makes a small video a large file. */
function paddingBox(size: number): Buffer {
  const box = Buffer.alloc(size);
  box.writeUInt32BE(size, 0);
  box.write('free', 4, 'latin1');
  return box;
}

/** Reads an answer and stops reading for good after `most` bytes; resolves with its length when it ends before that. */
function readAtMost(
  agent: Agent,
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
  most: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers, agent }, (response) => {
      let read = 0;
      response.on('data', (chunk: Buffer) => {
        read += chunk.length;
        if (read > most) response.pause();
      });
      response.on('end', () => resolve(read));
    })
      .on('error', reject)
      .end();
  });
}

describe('media by range', () => {
  it('sends the whole file, and says that parts can be had', async () => {
    const whole = await page.get('/media/cfr');
    expect(whole.status).toBe(200);
    expect(whole.headers).toMatchObject({ 'accept-ranges': 'bytes', 'content-type': 'video/mp4' });
    expect(whole.body.equals(bytes)).toBe(true);
  });

  it('answers each kind of range with those bytes', async () => {
    const last = bytes.length - 1;
    const table: [string, number, number][] = [
      ['bytes=0-', 0, last],
      ['bytes=0-0', 0, 0],
      [`bytes=${last}-`, last, last],
      [`bytes=${last}-${last}`, last, last],
      ['bytes=-100', last - 99, last],
      ['bytes=10-99999999', 10, last],
      ['bytes=1000-1999', 1000, 1999],
    ];
    for (const [range, start, end] of table) {
      const part = await page.get('/media/cfr', { range });
      expect([range, part.status]).toEqual([range, 206]);
      expect(part.headers['content-range']).toBe(`bytes ${start}-${end}/${bytes.length}`);
      expect(part.body.equals(bytes.subarray(start, end + 1))).toBe(true);
    }
    for (const range of [`bytes=${bytes.length}-`, 'bytes=0-1,4-5', 'bytes=-0']) {
      const refused = await page.get('/media/cfr', { range });
      expect([range, refused.status, refused.headers['content-range']]).toEqual([
        range,
        416,
        `bytes */${bytes.length}`,
      ]);
    }
  });

  it('honours If-Range', async () => {
    const { headers } = await page.get('/media/cfr', { range: 'bytes=0-9' });
    const same = await page.get('/media/cfr', { range: 'bytes=0-9', 'if-range': String(headers.etag) });
    const other = await page.get('/media/cfr', { range: 'bytes=0-9', 'if-range': '"other"' });
    expect([same.status, other.status]).toEqual([206, 200]);
  });

  it('finds videos whatever their name is', async () => {
    const { rows } = await page.client.videos.list.query({ search: 'quotes' });
    const [row] = rows;
    const detail = await page.client.videos.detail.query({ videoId: row?.id ?? '' });
    expect((await page.get(detail.urls.media, { range: 'bytes=0-3' })).status).toBe(206);
    expect((await page.get(detail.urls.frames)).body.length).toBe((detail.frameCount + 1) * 8);
  });

  it('serves nothing that is no video of the project', async () => {
    writeFileSync(join(videos, 'secret.txt'), 'secret');
    const piece = fc.oneof(
      fc.constantFrom(
        '..',
        '%2e%2e',
        '/',
        '%2f',
        '%5c',
        '%00',
        'cfr.mp4',
        'secret.txt',
        'corpus.sqlite',
        'project',
        'videos',
      ),
      fc.string({ maxLength: 5 }).map((text) => encodeURIComponent(text.toWellFormed())),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/media/', '/frames/', '/peaks/', '/thumbnail/', '/filmstrip/'),
        fc.array(piece, { minLength: 1, maxLength: 6 }),
        async (prefix, pieces) => {
          const answer = await page.get(`${prefix}${pieces.join('')}`);
          expect(answer.status).toBe(404);
          expect(answer.body.toString()).not.toContain('SQLite format');
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a file that changes under us', () => {
  it('answers a growing file as it was known, then not at all', async () => {
    const path = join(videos, 'vp9.webm');
    const before = readFileSync(path);
    expect((await page.get('/media/vp9')).body.length).toBe(before.length);
    appendFileSync(path, 'more');
    const after = await page.get('/media/vp9');
    expect(after.status).toBe(404);
    await until(async () => {
      const detail = await page.client.videos.detail.query({ videoId: 'vp9' });
      return detail.warnings.some((line) => line.includes('Another file')) && !detail.playable;
    });
    writeFileSync(path, before);
    expect((await page.get('/media/vp9')).status).toBe(200);
  });

  it('says that a vanished file is gone, and serves it again when it is back', async () => {
    const path = join(videos, 'vfr.mkv');
    expect((await page.get('/media/vfr')).status).toBe(200);
    renameSync(path, `${path}.away`);
    const gone = await page.get('/media/vfr');
    expect([gone.status, gone.body.toString()]).toEqual([404, expect.stringContaining('not where it was')]);
    await until(async () => (await page.client.videos.detail.query({ videoId: 'vfr' })).state === 'missing');
    renameSync(`${path}.away`, path);
    expect((await page.get('/media/vfr')).status).toBe(200);
    expect((await page.client.videos.detail.query({ videoId: 'vfr' })).state).toBe('new');
  });

  it('never follows a link that was swapped for another file', async () => {
    const path = join(videos, 'one-frame.mp4');
    expect((await page.get('/media/one-frame')).status).toBe(200);
    const secret = join(service.folder, 'secret.txt');
    writeFileSync(secret, 'a secret of this machine');
    rmSync(path);
    symlinkSync(secret, path);
    const answer = await page.get('/media/one-frame');
    expect(answer.status).toBe(404);
    expect(answer.body.toString()).not.toContain('secret');
  });

  it('cuts the connection instead of passing off half a file as whole', async () => {
    const path = join(videos, 'big.mp4');
    const padding = paddingBox(64 * 1024 * 1024);
    writeFileSync(path, Buffer.concat([bytes, padding]));
    const { jobId } = await page.client.importer.videos.mutate({ files: [path] });
    expect(await page.finished(jobId)).toMatchObject({ state: 'done', problems: [] });
    const open = await page.get('/media/big', { range: 'bytes=0-' });
    expect(open.body.length).toBe(OPEN_RANGE_BYTES);
    const { complete, read } = await new Promise<{ complete: boolean; read: number }>((resolve, reject) => {
      const headers = { cookie: page.cookie };
      request(
        { host: '127.0.0.1', port: service.port, path: '/media/big', headers, agent: false },
        (response) => {
          let read = 0;
          // Much of the file is still on the disk when the first piece is here: the sockets hold a few megabytes.
          response.once('data', () => truncateSync(path, 1000));
          response.on('data', (chunk: Buffer) => {
            read += chunk.length;
          });
          response.on('error', () => undefined);
          response.on('close', () => resolve({ complete: response.complete, read }));
        },
      )
        .on('error', reject)
        .end();
    });
    expect(read).toBeLessThan(bytes.length + padding.length);
    expect(complete).toBe(false);
  });
});

describe('pictures and waveforms', () => {
  it('are made when they are asked for, once, and told of', async () => {
    const detail = await page.client.videos.detail.query({ videoId: 'clicks' });
    const { filmstrip, filmstripSheet, thumbnail, peaks } = detail.urls;
    for (const path of [filmstrip, filmstripSheet, thumbnail, peaks ?? ''])
      await until(async () => (await page.get(path)).status !== 202);
    // Made once: another launch finds all of them, at the first time of asking.
    await page.client.projects.close.mutate();
    await page.client.projects.open.mutate({ dir: join(service.folder, 'project') });
    for (const path of [filmstrip, filmstripSheet, thumbnail, peaks ?? ''])
      expect((await page.get(path)).status).toBe(200);
    const sheet: unknown = JSON.parse((await page.get(filmstrip)).body.toString());
    expect(sheet).toMatchObject({ columns: 10, tileWidth: 160 });
    for (const path of [filmstripSheet, thumbnail]) {
      const picture = await page.get(path);
      expect([picture.status, picture.headers['content-type'], picture.body.readUInt16BE(0)]).toEqual([
        200,
        'image/jpeg',
        0xffd8,
      ]);
    }
    const wave = (await page.get(peaks ?? '')).body;
    const [channels, buckets] = [wave.readUInt32LE(0), wave.readUInt32LE(4)];
    expect(wave.length).toBe(24 + buckets * channels * 4);
    const values = new Int16Array(wave.buffer.slice(wave.byteOffset + 24, wave.byteOffset + wave.length));
    expect(Math.max(...values)).toBeGreaterThan(1000);
    expect((await page.get('/peaks/cfr')).status === 204 || detail.hasSound).toBe(true);
  });

  it('come while eight players hold all connections that a browser opens', async () => {
    const path = join(videos, 'large.mp4');
    writeFileSync(path, Buffer.concat([bytes, paddingBox(32 * 1024 * 1024)]));
    const { jobId } = await page.client.importer.videos.mutate({ files: [path] });
    expect(await page.finished(jobId)).toMatchObject({ state: 'done', problems: [] });
    const six = new Agent({ keepAlive: true, maxSockets: 6 });
    const headers = { cookie: page.cookie };
    // A player takes what it can buffer and then stops reading: an answer longer than that would hold its connection for ever.
    const players = Array.from({ length: 8 }, () =>
      readAtMost(six, service.port, '/media/large', { ...headers, range: 'bytes=0-' }, 4 * 1024 * 1024),
    );
    await until(async () => (await ask(service.port, '/thumbnail/cfr', headers, 'GET', six)).status === 200);
    expect(await Promise.all(players)).toEqual(players.map(() => OPEN_RANGE_BYTES));
    six.destroy();
  });

  it('answer with a sentence where they cannot be made', async () => {
    const detail = await page.client.videos.detail.query({ videoId: 'one-frame' });
    await until(async () => (await page.get(detail.urls.thumbnail)).status !== 202);
    const refused = await page.get(detail.urls.thumbnail);
    expect(refused.status).toBe(422);
    expect(refused.body.toString()).toContain('not where it was');
  });
});
