import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer } from 'ws';
import type { StudioApi } from '../api.ts';
import { appRouter } from '../router.ts';

/** A list of 100,000 paths fits; what is larger is no request of ours, and its socket is closed. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

/** The one WebSocket of the page: typed RPC and events. */
export interface RpcSocket {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many pages are connected. */
  count(): number;
  /** Cuts every connection, as a network would; pages come back by themselves. */
  drop(): void;
  close(): Promise<void>;
}

/** @param report Told of failures inside procedures that are ours, never of refusals. */
export function createRpcSocket(api: StudioApi, report: (error: Error) => void): RpcSocket {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const handler = applyWSSHandler({
    wss: sockets,
    router: appRouter,
    createContext: () => ({ api }),
    keepAlive: { enabled: true, pingMs: 20_000, pongWaitMs: 10_000 },
    onError: ({ error }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR') report(error);
    },
  });
  return {
    upgrade: (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, (client) => {
        client.on('error', () => client.terminate());
        sockets.emit('connection', client, request);
      });
    },
    count: () => sockets.clients.size,
    drop: () => {
      for (const client of sockets.clients) client.terminate();
    },
    close: async () => {
      handler.broadcastReconnectNotification();
      for (const client of sockets.clients) client.close(1001);
      const patience = setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
      }, 500);
      await new Promise<void>((resolve) => {
        sockets.close(() => resolve());
      });
      clearTimeout(patience);
    },
  };
}
