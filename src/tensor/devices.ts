import { availableParallelism } from 'node:os';
import { GraphBuilder } from './graph.ts';
import { floatTensor } from './host-tensor.ts';
import { matmul, mul, reduceMean } from './ops/index.ts';
import { Random } from './random.ts';
import { createSession, SessionError, supportedDevices, type Device } from './session.ts';

/** What a device was found to do. */
export type DeviceReport =
  | {
      readonly device: Device;
      readonly usable: true;
      readonly gflops: number;
      /** Threads the figure was measured with (cpu). */
      readonly threads: number;
    }
  | { readonly device: Device; readonly usable: false; readonly reason: string };

export interface MeasureOptions {
  /** Threads on the cpu; default all cores. */
  readonly threads?: number;
  /** Seconds to spend per size of matrix; default 0.3. */
  readonly seconds?: number;
}

const products = 4;
const sizes = [128, 512, 1024];

/**
 * Multiplies matrices on a device and says how fast: the best of some runs, in thousand million float32 operations a
 * second. A graphics driver may crash its process: measure devices other than the cpu in a process that may be lost
 * (`device-probe.ts`).
 */
export async function measureDevice(device: Device, options: MeasureOptions = {}): Promise<DeviceReport> {
  const threads = options.threads ?? availableParallelism();
  const seconds = options.seconds ?? 0.3;
  let gflops = 0;
  try {
    for (const size of sizes) {
      const work = (products * 2 * size ** 3) / 1e9;
      // A slow device (a software adapter) is not asked for what would take it seconds.
      if (gflops > 0 && work / gflops > 4 * seconds) break;
      gflops = Math.max(gflops, work / (await bestSeconds(device, size, threads, seconds)));
    }
  } catch (error) {
    if (error instanceof SessionError) return { device, usable: false, reason: firstLine(error.message) };
    throw error;
  }
  return { device, usable: true, gflops, threads };
}

/** The shortest of several runs of a chain of matrix products. */
async function bestSeconds(device: Device, size: number, threads: number, seconds: number): Promise<number> {
  const random = Random.seeded(size);
  const graph = new GraphBuilder('matmul');
  // The factor keeps numbers near 1 over the chain, and makes nothing foldable before the run.
  const matrix = floatTensor(
    [size, size],
    Float32Array.from({ length: size * size }, () => random.normal() / Math.sqrt(size)),
  );
  const weight = graph.constant(matrix);
  let value = mul(weight, graph.input('factor', 'float32', []));
  for (let i = 0; i < products; i++) value = matmul(value, weight);
  graph.output('mean', reduceMean(value));
  const session = await createSession(graph, { device, threads });
  try {
    const run = () => session.run({ factor: Float32Array.of(1) });
    await run();
    let best = Infinity;
    const end = performance.now() + seconds * 1000;
    do {
      const start = performance.now();
      await run();
      best = Math.min(best, (performance.now() - start) / 1000);
    } while (performance.now() < end);
    return best;
  } finally {
    await session.dispose();
  }
}

/** Why a device can't be used, found out by a sum of two numbers on it; null when it can. */
export async function refusalOf(device: Device): Promise<string | null> {
  const graph = new GraphBuilder('sum');
  const two = graph.input('numbers', 'float32', [2]);
  graph.output('sum', reduceMean(mul(two, two)));
  try {
    const session = await createSession(graph, { device });
    try {
      await session.run({ numbers: Float32Array.of(1, 2) });
    } finally {
      await session.dispose();
    }
    return null;
  } catch (error) {
    if (error instanceof SessionError) return firstLine(error.message);
    throw error;
  }
}

/** Devices that this build of ONNX Runtime may have on this system, the cpu first; not all need to be there. */
export function deviceCandidates(): Device[] {
  const order: readonly Device[] = ['cpu', 'webgpu', 'cuda', 'dml', 'coreml'];
  return order.filter((device) => supportedDevices().has(device));
}

/** A device to compute on and, where it is not what was asked for, why. */
export interface DeviceChoice {
  readonly device: Device;
  readonly message?: string;
}

/**
 * Chooses among measured devices: the one asked for if it is usable, the fastest for `auto`, else the cpu with a
 * sentence that says why.
 */
export function chooseDevice(wanted: Device | 'auto', reports: readonly DeviceReport[]): DeviceChoice {
  const usable = reports.flatMap((r) => (r.usable ? [r] : []));
  if (wanted === 'auto') {
    const [best] = usable.toSorted((a, b) => b.gflops - a.gflops);
    return { device: best?.device ?? 'cpu' };
  }
  if (wanted === 'cpu' || usable.some((r) => r.device === wanted)) return { device: wanted };
  const report = reports.find((r) => r.device === wanted);
  const reason = report === undefined || report.usable ? 'it was not found on this machine' : report.reason;
  return { device: 'cpu', message: `${wanted} can't be used, so the cpu is: ${reason}` };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
