import * as z from 'zod';

import { deviceSchema } from '../tensor/device-schema.ts';

/** What a device was found to do with a training step of the compact policy. */
export const stepReport = z.discriminatedUnion('usable', [
  z.object({ device: deviceSchema, usable: z.literal(true), secondsPerStep: z.number().positive() }),
  z.object({ device: deviceSchema, usable: z.literal(false), reason: z.string() }),
]);
export type StepReport = z.infer<typeof stepReport>;
export type DeviceName = StepReport['device'];

/** A device to compute on, and why it is this one. */
export interface ChosenDevice {
  readonly device: DeviceName;
  readonly sentence: string;
}

const NAMES: Record<DeviceName, string> = {
  cpu: 'the processor',
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'Core ML',
};

/** The quickest of the devices that work; the processor where nothing else does, or nothing was measured. */
export function quickest(reports: readonly StepReport[]): ChosenDevice {
  const timed = reports
    .flatMap((report) => (report.usable ? [report] : []))
    .toSorted((a, b) => a.secondsPerStep - b.secondsPerStep);
  const [best, ...others] = timed;
  const failed = reports.flatMap((report) => (report.usable ? [] : [report]));
  if (best === undefined || (best.device === 'cpu' && others.length === 0)) {
    const why = failed.map(({ device, reason }) => `${NAMES[device]}: ${reason}`).join(' ');
    return {
      device: 'cpu',
      sentence: why === '' ? 'The processor.' : `The processor: nothing else works here. ${why}`,
    };
  }
  const rest = others.map(({ device, secondsPerStep }) => `${shown(secondsPerStep)} on ${NAMES[device]}`);
  const compared = rest.length === 0 ? '' : `, ${rest.join(', ')}`;
  const name = NAMES[best.device];
  return {
    device: best.device,
    sentence: `${name.charAt(0).toUpperCase()}${name.slice(1)}: a training step takes ${shown(best.secondsPerStep)} here${compared}.`,
  };
}

/** What to compute on where `wanted` was asked for: that device, or the processor with the reason. */
export function fallBack(wanted: DeviceName, reports: readonly StepReport[]): ChosenDevice | null {
  const report = reports.find(({ device }) => device === wanted);
  if (wanted === 'cpu' || report === undefined || report.usable) return null;
  return { device: 'cpu', sentence: instead(wanted, report.reason) };
}

/** Says that the processor stands in for a device. */
export function instead(wanted: DeviceName, reason: string): string {
  return `${NAMES[wanted]} can't be used, so the processor is: ${reason}`;
}

function shown(seconds: number): string {
  return seconds < 0.01 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toPrecision(2)} s`;
}
