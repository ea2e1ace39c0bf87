import * as z from 'zod';

import { stepReport, type DeviceName, type StepReport } from './device-reports.ts';
import { hello } from './protocol.ts';
import type { Spawner } from './spawner.ts';
import { WorkerProcess } from './worker-process.ts';

const number = z.int().min(1);

export const fromDevice = z.discriminatedUnion('type', [
  hello,
  z.object({ number, type: z.literal('alive') }),
  z.object({ number, type: z.literal('error'), sentence: z.string() }),
  z.object({ number, type: z.literal('measured'), report: stepReport }),
]);
export type FromDevice = { readonly type: 'measured'; readonly report: StepReport };

/** Milliseconds in which a graphics card must have done a step: one that takes longer is no help. */
const LIMIT_MS = 15_000;

export interface MeasureDeviceOptions {
  readonly threads: number;
  /** Ends the process after so many milliseconds; null: never. */
  readonly limitMs?: number | null;
}

/** Measures one device in a process of its own, which may crash or hang: that too is a finding. */
export function measureInProcess(
  spawner: Spawner,
  device: DeviceName,
  { threads, limitMs = device === 'cpu' ? null : LIMIT_MS }: MeasureDeviceOptions,
): Promise<StepReport> {
  return new Promise((resolve) => {
    let found: StepReport | null = null;
    const limit =
      limitMs === null
        ? null
        : setTimeout(() => worker.kill(`It did no training step within ${limitMs / 1000} s.`), limitMs);
    const worker = new WorkerProcess<z.infer<typeof fromDevice>, never>({
      spawner,
      entry: 'device-worker',
      args: [device, String(threads)],
      schema: fromDevice,
      onMessage: (message) => {
        if (message.type === 'measured') found = message.report;
      },
      onEnded: (sentence) => {
        if (limit !== null) clearTimeout(limit);
        resolve(found ?? { device, usable: false, reason: sentence });
      },
    });
  });
}

/**
 * Measures devices one after another, the processor only where there is something to compare it with.
 * @returns a report for each device that was measured
 */
export async function measureDevices(
  spawner: Spawner,
  graphics: readonly DeviceName[],
  options: MeasureDeviceOptions,
): Promise<StepReport[]> {
  const reports: StepReport[] = [];
  for (const device of graphics) reports.push(await measureInProcess(spawner, device, options));
  if (!reports.some(({ usable }) => usable)) return reports;
  return [await measureInProcess(spawner, 'cpu', { threads: options.threads }), ...reports];
}
