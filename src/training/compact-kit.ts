import { availableParallelism } from 'node:os';

import { loadPolicy, savePolicy } from '../policy/checkpoint.ts';
import { encoderSentence } from '../policy/features/encoder-facts.ts';
import { ImageEncoder } from '../policy/features/image-encoder.ts';
import { deviceSchema } from '../tensor/device-schema.ts';
import { deviceCandidates } from '../tensor/devices.ts';
import type { Device } from '../tensor/index.ts';
import { TrainingError } from './errors.ts';
import type { PolicyKit } from './policy-kit.ts';

/** The compact policy's files, for the worker processes. */
export const compactKit: PolicyKit = {
  open: async (file, on) => {
    const device = deviceOf(on.device);
    const threads = on.threads ?? politeThreads();
    const { policy, extractor, header } = await loadPolicy(file, {
      device,
      threads,
      frameEncoder: on.frameEncoder,
      takeEncoder: on.purpose === 'learn',
    });
    return {
      policy,
      extractor,
      checksum: header.sha256,
      runsOn: device === 'cpu' ? `cpu, ${threads} ${threads === 1 ? 'thread' : 'threads'}` : device,
      save: async (target, card) => {
        await savePolicy(target, policy, { ...card });
      },
    };
  },
  examineEncoder: async (file) =>
    encoderSentence(await ImageEncoder.examine(file, { threads: politeThreads() })),
};

/** `auto` is the processor: networks this small lose more time on the way to a graphics card than they win on it. */
function deviceOf(name: string): Device {
  if (name === 'auto') return 'cpu';
  const device = deviceSchema.safeParse(name);
  const candidates = deviceCandidates();
  if (!device.success || !candidates.includes(device.data))
    throw new TrainingError(
      `There is no device called “${name}” on this machine. Choose auto or one of ${candidates.join(', ')}.`,
    );
  return device.data;
}

/** Leaves a core to the page and the service where there is one to leave. */
function politeThreads(): number {
  return Math.max(1, availableParallelism() - 1);
}
