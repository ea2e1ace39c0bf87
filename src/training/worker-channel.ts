import os from 'node:os';

import type * as z from 'zod';
import { LineChannel } from './line-channel.ts';
import { connectTo } from './local-socket.ts';

/** Milliseconds between two signs of life. */
const BEAT_MS = 10_000;
/** Milliseconds a worker may take to leave once its socket is closed. */
const LEAVE_MS = 2000;

export interface WorkerChannelOptions<In> {
  readonly socketPath: string;
  readonly schema: z.ZodType<In>;
  readonly onMessage: (message: In) => void;
  /** The other side is gone: whatever is running should stop. The process ends soon after, by itself or by force. */
  readonly onClosed: () => void;
}

/** What every worker can say. */
interface Basics {
  readonly hello: { readonly type: 'hello'; readonly pid: number };
}

type Common =
  Basics['hello'] | { readonly type: 'alive' } | { readonly type: 'error'; readonly sentence: string };

/**
 * A worker's connection to the service: greets, shows signs of life, answers bad lines, and ends the process when the
 * service is gone, so that no orphan keeps computing.
 * @throws Error when nobody listens at the socket.
 */
export async function openWorkerChannel<In, Out extends object>(
  options: WorkerChannelOptions<In>,
): Promise<LineChannel<In, Out | Common>> {
  const socket = await connectTo(options.socketPath);
  const beat = setInterval(() => channel.send({ type: 'alive' }), BEAT_MS);
  const channel = new LineChannel<In, Out | Common>(socket, options.schema, {
    onMessage: options.onMessage,
    onBadLine: (sentence) => {
      channel.send({ type: 'error', sentence });
    },
    onClosed: () => {
      clearInterval(beat);
      options.onClosed();
      setTimeout(() => process.exit(0), LEAVE_MS).unref();
    },
  });
  channel.send({ type: 'hello', pid: process.pid });
  return channel;
}

/** Lets the page, the service and interactive suggestions go first. */
export function lowerPriority(): void {
  try {
    os.setPriority(0, os.constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Some systems refuse; the work is then merely less polite.
  }
}
