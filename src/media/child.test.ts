import { describe, expect, it } from 'vitest';
import {
  ALLOWED_FORMATS,
  childEnvironment,
  collect,
  inputUrl,
  lines,
  startMedia,
  type RunOptions,
} from './child.ts';
import { MediaProcessError } from './errors.ts';

/** A child of ours that runs this JavaScript. */
const node = (code: string, options?: RunOptions & { limitBytes?: number }) =>
  collect(process.execPath, ['-e', code], options);

describe('a media child', () => {
  it('gives what it writes, and its complaints beside it', async () => {
    const { stdout, stderr } = await node(`process.stdout.write('out'); process.stderr.write('err')`);
    expect([stdout.toString(), stderr]).toEqual(['out', 'err']);
  });

  it('that fails says why in its first line', async () => {
    const failed = node(`console.error('no such stream\\nmore'); process.exit(3)`);
    await expect(failed).rejects.toThrow('ended with code 3: no such stream');
    await expect(failed).rejects.toMatchObject({ reason: 'failed', stderr: 'no such stream\nmore\n' });
  });

  it('that crashes is told from one that fails', async () => {
    await expect(node(`process.kill(process.pid, 'SIGSEGV')`)).rejects.toMatchObject({ reason: 'crashed' });
  });

  it('that is not there is told from one that fails', async () => {
    await expect(collect('/nowhere/ffmpeg', [])).rejects.toMatchObject({ reason: 'vanished' });
  });

  it('is ended when it gives no sign of life', async () => {
    const silent = node(`setInterval(() => {}, 1000)`, { stallMs: 300 });
    await expect(silent).rejects.toMatchObject({ reason: 'stalled' });
  });

  it('is ended even when it does not listen', async () => {
    let pid = 0;
    const deaf = `process.on('SIGTERM', () => {}); console.error('pid', process.pid); setInterval(() => {}, 1000)`;
    const abort = new AbortController();
    const onStderrLine = (line: string): void => {
      pid = Number(line.split(' ')[1]);
      abort.abort(new Error('stop'));
    };
    await expect(node(deaf, { signal: abort.signal, onStderrLine })).rejects.toThrow('stop');
    await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
  });

  it('is ended when its reader leaves early', async () => {
    let pid = 0;
    const endless = `console.error('pid', process.pid); setInterval(() => process.stdout.write('x'.repeat(1000)), 1)`;
    const child = startMedia(process.execPath, ['-e', endless], {
      onStderrLine: (line) => (pid = Number(line.split(' ')[1])),
    });
    for await (const chunk of child.stdout) if (chunk.length > 0 && pid !== 0) break;
    await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
  });

  it('is not started for a signal that is aborted already', async () => {
    const reason = new Error('too late');
    await expect(node(`1`, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('waits while its reader is busy, however long, and that is no stall', async () => {
    // It counts each 64 KiB that the pipe took from it.
    const eager = `
      const { writeSync } = require('node:fs');
      const chunk = Buffer.alloc(65536);
      for (let i = 0; i < 400; i++) { writeSync(1, chunk); writeSync(2, i + '\\n'); }`;
    let written = 0;
    let received = 0;
    let atPause = 0;
    const child = startMedia(process.execPath, ['-e', eager], {
      stallMs: 3000,
      onStderrLine: (line) => (written = Number(line) + 1),
    });
    for await (const chunk of child.stdout) {
      received += chunk.length;
      if (atPause > 0) continue;
      await new Promise((ready) => setTimeout(ready, 3500));
      atPause = written;
    }
    expect(received).toBe(400 * 65_536);
    expect(atPause).toBeLessThan(40);
  });

  it('can not fill memory with complaints or with one endless line', async () => {
    const { stderr } = await node(
      `for (let i = 0; i < 20000; i++) process.stderr.write('corrupt block ' + i + '\\n'); process.stderr.write('end')`,
    );
    expect(stderr.length).toBe(64 * 1024);
    expect(stderr.endsWith('end')).toBe(true);
    let longest = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (let i = 0; i < 64; i++) yield Buffer.alloc(65_536, 'x');
      yield Buffer.from('\nlast\r\n');
    }
    const seen: string[] = [];
    for await (const line of lines(endless())) {
      longest = Math.max(longest, line.length);
      seen.push(line);
    }
    expect(longest).toBeLessThanOrEqual(2 * 65_536 + 10);
    expect(seen.at(-1)).toBe('last');
  });

  it('is cut off when it gives more than it may', async () => {
    const flood = node(`process.stdout.write('x'.repeat(5e6))`, { limitBytes: 1e6 });
    await expect(flood).rejects.toThrow(MediaProcessError);
    await expect(flood).rejects.toMatchObject({ reason: 'too-much-output' });
  });
});

describe('the arguments of every run', () => {
  it('allow no playlist, no list of files, no picture and no device', () => {
    const allowed = ALLOWED_FORMATS.split(',');
    for (const dangerous of [
      'hls',
      'dash',
      'concat',
      'concatf',
      'image2',
      'png_pipe',
      'lavfi',
      'sdp',
      'rtsp',
      'tee',
    ])
      expect(allowed).not.toContain(dangerous);
  });

  it('name the input by an absolute path behind a protocol', () => {
    expect(inputUrl('/a/-dash.mp4')).toBe('file:/a/-dash.mp4');
    expect(inputUrl('http:x')).toBe(`file:${process.cwd()}/http:x`);
  });

  it('keep ffmpeg from writing reports where it is run', () => {
    process.env['FFREPORT'] = 'file=report.log';
    try {
      expect(childEnvironment()).not.toHaveProperty('FFREPORT');
    } finally {
      delete process.env['FFREPORT'];
    }
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
