import { availableParallelism } from 'node:os';

import { loadPolicy, savePolicy } from '../policy/checkpoint.ts';
import { encoderSentence } from '../policy/features/encoder-facts.ts';
import { ImageEncoder } from '../policy/features/image-encoder.ts';
import { deviceSchema } from '../tensor/device-schema.ts';
import { deviceCandidates, refusalOf } from '../tensor/devices.ts';
import type { Device } from '../tensor/index.ts';
import { instead } from './device-reports.ts';
import { TrainingError } from './errors.ts';
import type { PolicyKit } from './policy-kit.ts';

/** The compact policy's files, for the worker processes. */
export const compactKit: PolicyKit = {
  open: async (file, on) => {
    const wanted = deviceOf(on.device);
    const refusal = wanted === 'cpu' ? null : await refusalOf(wanted);
    const device = refusal === null ? wanted : 'cpu';
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
      ...(refusal !== null && { notice: instead(wanted, refusal) }),
      runsOn: device === 'cpu' ? `cpu, ${threads} ${threads === 1 ? 'thread' : 'threads'}` : device,
      save: async (target, card) => {
        await savePolicy(target, policy, { ...card });
      },
    };
  },
  examineEncoder: async (file) =>
    encoderSentence(await ImageEncoder.examine(file, { threads: politeThreads() })),
};

/** Who starts the process measures what is quickest and names it; where nobody did, `auto` is the processor. */
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
