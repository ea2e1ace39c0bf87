/** Measures one device and says what it found: `device-worker DEVICE THREADS SOCKET`. */
import * as z from 'zod';

import { deviceSchema } from '../tensor/device-schema.ts';
import type { FromDevice } from './device-host.ts';
import { measureStep } from './measure-step.ts';
import { openWorkerChannel } from './worker-channel.ts';

const [device, threads, socketPath = ''] = process.argv.slice(-3);
const channel = await openWorkerChannel<never, FromDevice>({
  socketPath,
  schema: z.never(),
  onMessage: () => {},
  onClosed: () => process.exit(0),
});
const report = await measureStep(
  deviceSchema.parse(device),
  z.coerce.number().int().positive().parse(threads),
);
channel.send({ type: 'measured', report });
await channel.end();
process.exit(0);
