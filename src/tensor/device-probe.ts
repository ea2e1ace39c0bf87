/**
 * Measures one device and writes its report as a line of JSON: `node device-probe.ts webgpu [threads]`. It is a
 * program of its own because a graphics driver may take its process down with it.
 */
import { deviceSchema } from './device-schema.ts';
import { measureDevice } from './devices.ts';

const device = deviceSchema.safeParse(process.argv[2]);
const threads = Number(process.argv[3] ?? 0);
if (device.success && Number.isInteger(threads) && threads >= 0) {
  const report = await measureDevice(device.data, threads > 0 ? { threads } : {});
  process.stdout.write(`${JSON.stringify(report)}\n`);
} else {
  process.stderr.write(`Usage: device-probe (${deviceSchema.options.join(' | ')}) [threads]\n`);
  process.exitCode = 2;
}
