import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nodeFlags } from '../training/spawner.ts';
import { findLocations } from './locations.ts';
import { ask, temporaryFolder } from './testing/running-service.ts';

const entry = join(findLocations().root, 'src', 'service', 'main.ts');
const said = z.object({ url: z.url(), entryUrl: z.url(), port: z.int() });

function start(args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [...nodeFlags(entry), entry, ...args], {
    env: { ...process.env, TEMPR1_CONFIG_DIR: temporaryFolder() },
  });
}

function ended(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  return new Promise((resolve) => child.on('close', resolve));
}

function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise((resolve) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
  });
}

describe('the service process', () => {
  it('says in one line where it is, and ends when it is told to', async () => {
    const child = start([]);
    const { url, port, entryUrl } = said.parse(JSON.parse(await firstLine(child)));
    expect(url).toBe(`http://127.0.0.1:${port}/`);
    const link = new URL(entryUrl);
    expect((await ask(port, `${link.pathname}${link.search}`)).status).toBe(303);
    const ending = ended(child);
    child.kill('SIGTERM');
    expect(await ending).toBe(0);
    await expect(ask(port, '/')).rejects.toThrow('ECONNREFUSED');
  });

  it('says why it cannot start, and ends with 1', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => {
      taken.listen(0, '127.0.0.1', resolve);
    });
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const wrong: [string[], string][] = [
      [['--port', port], 'is taken by another program'],
      [['--project', join(temporaryFolder(), 'nope')], 'is not a project'],
    ];
    for (const [args, part] of wrong) {
      const child = start(args);
      const ending = ended(child);
      expect(JSON.parse(await firstLine(child))).toMatchObject({ error: expect.stringContaining(part) });
      expect(await ending).toBe(1);
    }
    taken.close();
  });

  it.skipIf(process.platform === 'win32')('ends with its parent, whose socket it speaks on', async () => {
    const socketPath = join(temporaryFolder(), 'parent.sock');
    const parent = createServer();
    await new Promise<void>((resolve) => {
      parent.listen(socketPath, resolve);
    });
    expect(existsSync(socketPath)).toBe(true);
    const child = start(['--socket', socketPath]);
    const ending = ended(child);
    const port = await new Promise<number>((resolve) => {
      parent.once('connection', (socket) => {
        socket.setEncoding('utf8').once('data', (line: string) => {
          resolve(said.parse(JSON.parse(line)).port);
          // The parent goes away without a word.
          setTimeout(() => socket.destroy(), 50);
        });
      });
    });
    expect(await ending).toBe(0);
    await expect(ask(port, '/')).rejects.toThrow('ECONNREFUSED');
    parent.close();
  });
});
