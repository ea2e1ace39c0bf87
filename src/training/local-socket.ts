import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A socket that one worker may connect to: in a folder only this user can enter, or a pipe with an unguessable name. */
export interface PrivateSocket {
  readonly path: string;
  /** The first connection; later ones are refused. */
  readonly connection: Promise<Socket>;
  close(): Promise<void>;
}

export async function listenPrivately(): Promise<PrivateSocket> {
  const windows = process.platform === 'win32';
  // mkdtemp makes the folder with mode 0700.
  const folder = windows ? null : await mkdtemp(path.join(tmpdir(), 'tempr1-'));
  const address = folder === null ? `\\\\.\\pipe\\tempr1-${randomUUID()}` : path.join(folder, 's');
  const server = createServer();
  const connection = new Promise<Socket>((resolve, reject) => {
    server.once('connection', (socket) => {
      server.close();
      resolve(socket);
    });
    server.once('error', reject);
  });
  // Nobody may be waiting yet when listening fails; the rejection below is the one that is told.
  connection.catch(() => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  return {
    path: address,
    connection,
    close: async () => {
      server.close();
      if (folder !== null) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A worker's end. @throws Error when nobody listens there. */
export function connectTo(address: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}
