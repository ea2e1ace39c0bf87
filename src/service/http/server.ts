import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { StudioApi } from '../api.ts';
import { RPC_PATH } from '../contract/binary.ts';
import { Access } from './access.ts';
import { secureHeaders, sendSentence } from './headers.ts';
import { createRpcSocket, type RpcSocket } from './rpc-socket.ts';
import { servePage } from './static-page.ts';

/** Answers the paths below one prefix, such as `/media/`; `rest` is what follows it, still percent-encoded. */
export interface PathHandler {
  readonly prefix: string;
  handle(request: IncomingMessage, response: ServerResponse, rest: string): Promise<void>;
}

export interface ServerSettings {
  readonly api: StudioApi;
  /** Folder of the built page. */
  readonly pageDir: string;
  /** 0: any free port. */
  readonly port: number;
  readonly handlers: readonly PathHandler[];
  /** Told of failures that are ours; gets no token, cookie or query string. */
  readonly report: (error: unknown) => void;
}

export interface StudioServer {
  readonly port: number;
  /** A fresh address that opens the page once. */
  mintLink(): string;
  /** How many pages are connected. */
  pages(): number;
  /** Cuts every page's connection, as a network would; they come back by themselves. */
  dropPages(): void;
  close(): Promise<void>;
}

/**
 * The service's one listening socket: loopback HTTP for the page, media and pictures, and a WebSocket for RPC (docs/architecture.md
 * section 3). Only GET and HEAD: whatever changes something goes over the socket.
 * @throws Error with a sentence when the port cannot be listened on.
 */
export async function startServer(settings: ServerSettings): Promise<StudioServer> {
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 30_000 });
  const port = await listen(server, settings.port);
  const access = new Access(port);
  const headers = secureHeaders(port);
  const rpc = createRpcSocket(settings.api, settings.report);

  server.on('request', (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    answer(request, response, access, settings).catch((error: unknown) => {
      settings.report(error);
      if (response.headersSent) response.destroy();
      else sendSentence(response, 500, 'Something went wrong inside TempR1 Studio.');
    });
  });
  server.on('upgrade', (request, socket, head) => {
    upgrade(request, socket, head, access, rpc);
  });
  server.on('clientError', (_error, socket) => {
    socket.destroy();
  });
  return {
    port,
    mintLink: () => access.mintLink(),
    pages: () => rpc.count(),
    dropPages: () => {
      rpc.drop();
    },
    close: async () => {
      await rpc.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(new Error(listenSentence(error, port), { cause: error }));
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, resolve);
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The service got no port.');
  return address.port;
}

function listenSentence(error: Error, port: number): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken by another program. Name another one, or none at all.`;
  if (code === 'EACCES')
    return `This user may not listen on port ${port}. Name one above 1023, or none at all.`;
  return `The service cannot listen on port ${port}: ${error.message}`;
}

/** Splits the request's target; a target that is no path of ours is `/` with nothing in it. */
function target(request: IncomingMessage): { path: string; query: URLSearchParams } {
  const [path = '/', ...query] = (request.url ?? '/').split('?');
  return { path, query: new URLSearchParams(query.join('?')) };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  access: Access,
  { handlers, pageDir }: ServerSettings,
): Promise<void> {
  if (!access.hostIsOurs(request)) {
    sendSentence(response, 421, 'This address is not served here.');
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    sendSentence(response, 405, 'Only GET is answered here.');
    return;
  }
  const { path, query } = target(request);
  if (path === '/open' && request.method === 'GET') {
    open(response, access, query.get('token') ?? '');
    return;
  }
  if (!access.originIsOurs(request, { required: false }) || !access.isOpen(request)) {
    sendSentence(response, 401, 'This page is closed. Open TempR1 Studio again from where you started it.');
    return;
  }
  const handler = handlers.find(({ prefix }) => path.startsWith(prefix));
  if (handler !== undefined) await handler.handle(request, response, path.slice(handler.prefix.length));
  else await servePage(request, response, pageDir, path);
}

/** Swaps a token for the cookie and leads on to the page, so that the token stands in no address bar. */
function open(response: ServerResponse, access: Access, token: string): void {
  const cookie = access.redeem(token);
  if (cookie === null) {
    sendSentence(
      response,
      401,
      'This link was used already. Open TempR1 Studio again from where you started it.',
    );
    return;
  }
  response.writeHead(303, { Location: '/', 'Set-Cookie': cookie, 'Cache-Control': 'no-store' });
  response.end();
}

function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  access: Access,
  rpc: RpcSocket,
): void {
  socket.on('error', () => {
    socket.destroy();
  });
  const { path } = target(request);
  if (!access.hostIsOurs(request)) refuse(socket, 421);
  else if (!access.originIsOurs(request, { required: true }) || !access.isOpen(request)) refuse(socket, 401);
  else if (path !== RPC_PATH) refuse(socket, 404);
  else rpc.upgrade(request, socket, head);
}

function refuse(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
