import { z } from 'zod';

/** The devices by name, for command lines and messages between processes. */
export const deviceSchema = z.enum(['cpu', 'webgpu', 'cuda', 'dml', 'coreml']);

/** What `device-probe.ts` writes. */
export const deviceReportSchema = z.discriminatedUnion('usable', [
  z.object({
    device: deviceSchema,
    usable: z.literal(true),
    gflops: z.number().positive(),
    threads: z.int().positive(),
  }),
  z.object({ device: deviceSchema, usable: z.literal(false), reason: z.string() }),
]);
