import { z } from 'zod';

/**
 * Messages between the main process and the service process. Only main can fork utility processes, so the service asks it to;
 * everything else between the service and its children goes over the local socket they are given.
 */
export const fromServiceSchema = z.discriminatedUnion('type', [
  /** The service listens; `entryUrl` holds the single-use token. */
  z.strictObject({ type: z.literal('ready'), url: z.url(), entryUrl: z.url() }),
  z.strictObject({ type: z.literal('failed'), sentence: z.string() }),
  z.strictObject({
    type: z.literal('spawn'),
    id: z.int(),
    entry: z.enum(['trainer-worker', 'model-worker', 'device-worker']),
    args: z.array(z.string()),
    socketPath: z.string(),
    env: z.record(z.string(), z.string()).default({}),
  }),
  z.strictObject({ type: z.literal('kill'), id: z.int() }),
]);
export type FromService = z.infer<typeof fromServiceSchema>;

export const toServiceSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('spawned'), id: z.int(), pid: z.int() }),
  z.strictObject({ type: z.literal('exited'), id: z.int(), code: z.int().nullable() }),
  z.strictObject({ type: z.literal('quit') }),
]);
export type ToService = z.infer<typeof toServiceSchema>;
