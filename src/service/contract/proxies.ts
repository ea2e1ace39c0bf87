import { z } from 'zod';
import { id, said } from './words.ts';

/**
 * A proxy: a copy of a video that Chromium plays, with the same frames at the same distances, made by ffmpeg in the project's
 * cache. It begins at second 0; labels stay in ticks of the original, whose frame of the same ordinal is shown.
 */
export const proxyStatus = z.object({
  /** `none`: not made yet or deleted. `cancelled`: a person stopped it. `refused`: it cannot be made; `sentence` says why. */
  state: z.enum(['none', 'making', 'ready', 'refused', 'cancelled']),
  /** The job that makes it. */
  jobId: z.string().nullable(),
  sentence: z.string().nullable(),
  /** Same-origin path by Range, when it is ready. */
  url: z.string().nullable(),
  /** On the disk, when it is ready. */
  bytes: z.number().nullable(),
  /** Whether the page should ask for one by itself where it cannot play a video. */
  automatic: z.boolean(),
});
export type ProxyStatus = z.infer<typeof proxyStatus>;

/** `proxies.of`, `proxies.make` */
export const proxyInput = z.strictObject({ videoId: id });

/** `proxies.remove`: of one video, or of all. They can be made again at any time. */
export const proxyRemoveInput = z.strictObject({ videoId: id.nullable() });

/** `proxies.usage`: what the project's cache takes on the disk; the least recently used files go when it is full. */
export const proxyUsage = z.object({
  files: z.int(),
  bytes: z.number(),
  cacheBytes: z.number(),
  limitBytes: z.number(),
  automatic: z.boolean(),
});
export type ProxyUsage = z.infer<typeof proxyUsage>;

export const proxyRemoved = z.object({ sentence: z.string(), said: said.nullable(), usage: proxyUsage });

/** `proxies.setAutomatic`: for this machine. */
export const proxyAutomaticInput = z.strictObject({ automatic: z.boolean() });
