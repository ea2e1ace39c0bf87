import { connect, createServer, type Server, type Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { LineChannel } from './line-channel.ts';
import { toModel, toTrainer } from './protocol.ts';
import { tabularSpawner } from './testing/worlds.ts';
import type { WorkerEntry } from './entries.ts';
import { listenPrivately } from './local-socket.ts';

let folder: string;
let server: Server;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempr1-line-'));
  server = createServer();
});
afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function connected(): Promise<[Socket, Socket]> {
  const address = path.join(folder, 's');
  await new Promise<void>((resolve) => {
    server.listen(address, resolve);
  });
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  return [connect(address), await accepted];
}

describe('a line channel', () => {
  it('reads messages whatever pieces they come in, and numbers what it sends', async () => {
    const [raw, accepted] = await connected();
    const heard: unknown[] = [];
    const channel = new LineChannel(accepted, toTrainer, {
      onMessage: (message) => heard.push(message),
      onBadLine: (sentence) => channel.send({ type: 'error', sentence }),
      onClosed: () => heard.push('closed'),
    });
    const bytes = Buffer.from('{"number":1,"type":"pause"}\n{"number":2,"type":"resume","é":"ü"}\n');
    for (const byte of bytes) raw.write(Buffer.from([byte]));
    await until(() => heard.length === 2);
    expect(heard).toEqual([
      { number: 1, type: 'pause' },
      { number: 2, type: 'resume' },
    ]);
    const answers = collect(raw);
    channel.send({ type: 'a' });
    raw.write('nonsense\n');
    await until(() => answers().length === 2);
    expect(answers()).toEqual([
      { type: 'a', number: 1 },
      { type: 'error', sentence: 'A line is not JSON.', number: 2 },
    ]);
    raw.end();
    await until(() => heard.length === 3);
    expect(heard.at(-1)).toBe('closed');
    channel.send({ type: 'too late' });
  });

  it('skips a line that never ends, and goes on with the next', async () => {
    const [raw, accepted] = await connected();
    const heard: unknown[] = [];
    const bad: string[] = [];
    const channel = new LineChannel(accepted, toTrainer, {
      onMessage: (message) => heard.push(message),
      onBadLine: (sentence) => bad.push(sentence),
      onClosed: () => {},
    });
    const megabyte = 'x'.repeat(2 ** 20);
    for (let i = 0; i < 40; i++) raw.write(megabyte);
    raw.write('\n{"number":1,"type":"pause"}\n');
    await until(() => heard.length === 1);
    expect(bad).toEqual([expect.stringContaining('longer than')]);
    channel.destroy();
  });
});

describe('a worker that is sent garbage', () => {
  it.each(['trainer-worker', 'model-worker'] as const)(
    '%s answers every bad line with an error and goes on',
    async (entry) => {
      const { socket, ended } = await startWorker(entry);
      const answers = collect(socket);
      await until(() => answers().length === 1);
      expect(answers()[0]).toMatchObject({ type: 'hello' });
      const schema = entry === 'trainer-worker' ? toTrainer : toModel;
      const lines = fc
        .sample(
          fc.oneof(
            fc.string(),
            fc.json(),
            fc
              .record({
                number: fc.integer(),
                type: fc.constantFrom('start', 'open', 'suggest', 'nothing'),
                run: fc.jsonValue(),
              })
              .map((v) => JSON.stringify(v)),
            fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
          ),
          { numRuns: 300, seed: 7 },
        )
        .map((line) => line.replaceAll('\n', ' '))
        .filter((line) => line.trim() !== '' && !schema.safeParse(parsed(line)).success);
      expect(lines.length).toBeGreaterThan(200);
      for (const line of lines) socket.write(`${line}\n`);
      await until(() => answers().filter(({ type }) => type === 'error').length >= lines.length);
      expect(answers().map(({ number }) => number)).toEqual(answers().map((_, i) => i + 1));
      // It is still there and still understands.
      socket.write(
        `${JSON.stringify(entry === 'trainer-worker' ? { number: 1, type: 'pause' } : { number: 1, type: 'suggest', request: 4, videos: [], items: [] })}\n`,
      );
      if (entry === 'model-worker') {
        await until(() => answers().some(({ type }) => type === 'failed'));
        expect(answers().at(-1)).toMatchObject({
          type: 'failed',
          request: 4,
          sentence: 'No policy is open.',
        });
      }
      expect(answers().filter(({ type }) => type === 'error')).toHaveLength(lines.length);
      socket.destroy();
      expect(await ended).toEqual(expect.objectContaining({ code: 0 }));
    },
  );
});

async function startWorker(entry: WorkerEntry) {
  const listening = await listenPrivately();
  const child = await tabularSpawner().spawn(entry, [], listening.path);
  const ended = new Promise((resolve) => {
    child.onExit(resolve);
  });
  const socket = await listening.connection;
  void ended.then(() => listening.close());
  return { socket, ended };
}

function collect(socket: Socket): () => { type: string; number: number; sentence?: string }[] {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => {
        const message: unknown = JSON.parse(line);
        if (typeof message !== 'object' || message === null || !('type' in message) || !('number' in message))
          throw new Error(`Not a message: ${line}`);
        return { ...message, type: String(message.type), number: Number(message.number) };
      });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
