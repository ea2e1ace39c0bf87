import { createTRPCClient, createWSClient, TRPCClientError, wsLink } from '@trpc/client';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { createStore } from 'zustand/vanilla';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../src/service/router.ts';
import { isSaid, type Said } from '../src/tasks/said/said.ts';
import { FreshQueryClient } from './fresh-query-client.ts';
import { sayNow } from './words/said.ts';
import { words } from './words/words.ts';

/** The only file that knows how the page talks to the service: one WebSocket for calls and events, plain GET for bulk. */

export type Connection = 'connecting' | 'open' | 'lost';
export const connection = createStore<{ state: Connection }>(() => ({ state: 'connecting' }));

function socketAddress(): string {
  const { protocol, host } = window.location;
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/rpc`;
}

const socket = createWSClient({
  url: socketAddress,
  // Opened by the first call; the subscription to events then keeps it open.
  lazy: { enabled: true, closeMs: 0 },
  keepAlive: { enabled: true, intervalMs: 15_000, pongTimeoutMs: 15_000 },
  retryDelayMs: (attempt) => Math.min(5_000, 200 * 2 ** attempt),
  onOpen: () => connection.setState({ state: 'open' }),
  onClose: () => connection.setState({ state: 'lost' }),
});

export const client = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] });

/** Answers as they arrive here, after JSON. */
export type Answers = inferRouterOutputs<AppRouter>;
type Tracked = Answers['events']['subscribe'] extends AsyncIterable<infer Each> ? Each : never;
/** One event of the service. */
export type ServiceEvent = Tracked extends { readonly data: infer Data } ? Data : never;
export type Run = Answers['training']['runs'][number];
export type RunDetail = Answers['training']['run'];

/** Server state stays until an event says that it changed; nothing is fetched again merely because time passed. */
export const queryClient = new FreshQueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      gcTime: 5 * 60_000,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    },
    mutations: { retry: false },
  },
});

export const trpc = createTRPCOptionsProxy<AppRouter>({ client, queryClient });

/** The sentence of whatever a call threw, in the language that is spoken where the service has it in any. */
export function sentenceOf(error: unknown): string {
  if (error instanceof TRPCClientError) return sayNow({ sentence: error.message, said: saidBy(error.data) });
  if (error instanceof Error && error.message !== '') return error.message;
  return words('app')('wentWrong');
}

function saidBy(data: unknown): Said | null {
  return typeof data === 'object' && data !== null && 'said' in data && isSaid(data.said) ? data.said : null;
}

/** What a plain GET of something made on demand brought. */
export type Fetched<T> =
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'making' }
  | { readonly state: 'none'; readonly sentence: string | null };

/** GET of a picture, waveform or table that the service may still have to make (202) or refuse (422). */
export async function getAsset<T>(
  url: string,
  read: (response: Response) => Promise<T>,
  signal?: AbortSignal,
): Promise<Fetched<T>> {
  const response = await fetch(url, {
    credentials: 'same-origin',
    ...(signal === undefined ? {} : { signal }),
  });
  if (response.status === 202 || response.status === 204) {
    // An answer that is not read to its end counts as broken off in the browser's log.
    await response.arrayBuffer();
    return response.status === 202 ? { state: 'making' } : { state: 'none', sentence: null };
  }
  if (!response.ok) return { state: 'none', sentence: await refusal(response) };
  return { state: 'ready', value: await read(response) };
}

async function refusal(response: Response): Promise<string | null> {
  try {
    const body: unknown = await response.json();
    if (typeof body === 'object' && body !== null && 'sentence' in body && typeof body.sentence === 'string')
      return body.sentence;
  } catch {
    // A body that is no JSON says nothing a person could use.
  }
  return null;
}
