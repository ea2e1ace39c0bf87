/**
 * Measures one device and writes its report as a line of JSON: `node device-probe.ts webgpu [threads]`. It is a
 * program of its own because a graphics driver may take its process down with it.
 */
import { deviceSchema } from './device-schema.ts';
import { measureDevice } from './devices.ts';

const device = deviceSchema.parse(process.argv[2]);
const threads = Number(process.argv[3] ?? 0);
const report = await measureDevice(device, threads > 0 ? { threads } : {});
process.stdout.write(`${JSON.stringify(report)}\n`);
