import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { deviceReportSchema } from './device-schema.ts';
import { chooseDevice, deviceCandidates, measureDevice, type DeviceReport } from './devices.ts';
import { GraphBuilder } from './graph.ts';
import { float32Data, numbersOf } from './host-tensor.ts';
import * as op from './ops/index.ts';
import { Random } from './random.ts';
import { createSession, ortTensor, SessionError, type Device } from './session.ts';

/** y = relu(x) w, and the row numbers `i` picks of w. */
function small(): GraphBuilder {
  const graph = new GraphBuilder('small');
  const x = graph.input('x', 'float32', [2, 3]);
  const w = graph.input('w', 'float32', [3, 2]);
  const i = graph.input('i', 'int32', [2]);
  const flag = graph.input('flag', 'bool', [2, 1]);
  graph.output('y', op.where(flag, op.matmul(op.relu(x), w), -1));
  graph.output('rows', op.gather(w, i));
  return graph;
}
const feeds = () => ({
  x: Float32Array.of(1, -2, 3, 4, 5, -6),
  w: Float32Array.of(1, 2, 3, 4, 5, 6),
  i: Int32Array.of(2, 0),
  flag: Uint8Array.of(1, 0),
});

describe('Session', () => {
  it('says what it takes and gives, and computes', async () => {
    const session = await createSession(small());
    expect([...session.inputs.values()]).toEqual([
      { name: 'x', dtype: 'float32', shape: [2, 3] },
      { name: 'w', dtype: 'float32', shape: [3, 2] },
      { name: 'i', dtype: 'int32', shape: [2] },
      { name: 'flag', dtype: 'bool', shape: [2, 1] },
    ]);
    const { y, rows } = await session.run(feeds());
    expect(y === undefined ? [] : numbersOf(y)).toEqual([16, 20, -1, -1]);
    expect(rows === undefined ? [] : numbersOf(rows)).toEqual([5, 6, 1, 2]);
    await session.dispose();
  });

  it('refuses what does not fit, naming it', async () => {
    const session = await createSession(small());
    const { x, ...rest } = feeds();
    await expect(session.run(rest)).rejects.toThrow('The input x is missing.');
    await expect(session.run({ ...feeds(), z: x })).rejects.toThrow('no input called z');
    await expect(session.run({ ...feeds(), x: new Float32Array(5) })).rejects.toThrow(
      'x of shape [2,3] needs 6 elements, but got 5',
    );
    await expect(session.run({ ...feeds(), x: new Int32Array(6) })).rejects.toThrow('needs a Float32Array');
    await session.dispose();
  });

  it('says when a row number is out of range, and goes on working', async () => {
    const session = await createSession(small());
    const error: unknown = await session.run({ ...feeds(), i: Int32Array.of(0, 9) }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(SessionError);
    expect(String(error)).toContain('could not be run on cpu');
    expect((await session.run(feeds()))['y']?.shape).toEqual([2, 2]);
    await session.dispose();
  });

  it('refuses to write an output over an input or another output', async () => {
    const graph = new GraphBuilder('over');
    const x = graph.input('x', 'float32', [4]);
    graph.output('y', op.add(x, 1));
    graph.output('z', op.mul(x, 2));
    const session = await createSession(graph);
    const memory = new Float32Array(8);
    const info = { name: 'y', dtype: 'float32', shape: [4] } as const;
    const over = ortTensor(info, memory.subarray(2, 6));
    await expect(session.run({ x: memory.subarray(0, 4) }, { y: over })).rejects.toThrow(
      'The output y would be written over the memory of the input x.',
    );
    const apart = new Float32Array(4);
    const both = { y: ortTensor(info, apart), z: ortTensor({ ...info, name: 'z' }, apart) };
    await expect(session.run({ x: memory.subarray(0, 4) }, both)).rejects.toThrow(
      'The output z would be written over the memory of the output y.',
    );
    // Views side by side of one buffer are apart.
    const beside = { y: ortTensor(info, apart), z: ortTensor({ ...info, name: 'z' }, memory.subarray(4)) };
    memory.set([1, 2, 3, 4]);
    await session.run({ x: memory.subarray(0, 4) }, beside);
    expect([...memory]).toEqual([1, 2, 3, 4, 2, 4, 6, 8]);
    expect([...apart]).toEqual([2, 3, 4, 5]);
    await session.dispose();
  });

  it('refuses a model that is none', async () => {
    await expect(createSession(Uint8Array.of(1, 2, 3))).rejects.toThrow(
      /^The model could not be loaded on cpu: /,
    );
  });

  it('refuses a device that this system does not have, instead of quietly taking the cpu', async () => {
    const missing: Device = process.platform === 'win32' ? 'coreml' : 'dml';
    await expect(createSession(small(), { device: missing })).rejects.toThrow(`has no ${missing}`);
  });

  it('gives the same bits at each run for a number of threads', async () => {
    const random = Random.seeded(1);
    const draw = (n: number) => Float32Array.from({ length: n }, () => random.normal());
    const graph = new GraphBuilder('wide');
    const x = graph.input('x', 'float32', [96, 160]);
    const w = graph.input('w', 'float32', [160, 160]);
    graph.output('y', op.softmax(op.matmul(op.gelu(op.matmul(x, w)), w)));
    const fed = { x: draw(96 * 160), w: draw(160 * 160) };
    for (const threads of [1, 2]) {
      const results: Buffer[] = [];
      for (let i = 0; i < 3; i++) {
        const session = await createSession(graph, { threads });
        const { y } = await session.run(fed);
        results.push(Buffer.from(y === undefined ? new ArrayBuffer(0) : float32Data(y).slice().buffer));
        await session.dispose();
      }
      expect(results[0]?.length).toBe(96 * 160 * 4);
      expect(results[1]?.equals(results[0] ?? Buffer.alloc(0))).toBe(true);
      expect(results[2]?.equals(results[0] ?? Buffer.alloc(0))).toBe(true);
    }
  });
});

describe('devices', () => {
  it('always have the cpu, measured', async () => {
    expect(deviceCandidates()[0]).toBe('cpu');
    const report = await measureDevice('cpu', { threads: 1, seconds: 0.02 });
    expect(report.usable && report.gflops > 0.1 && report.gflops < 1e5).toBe(true);
  });

  it('that are not there are reported with the reason', async () => {
    const missing: Device = process.platform === 'win32' ? 'coreml' : 'dml';
    const report = await measureDevice(missing);
    expect(report.usable).toBe(false);
    expect(report.usable ? '' : report.reason).toContain(missing);
  });

  it('can be measured by a program of its own, which answers in JSON', async () => {
    const probe = fileURLToPath(new URL('./device-probe.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [probe, 'cpu', '1']);
    const report = deviceReportSchema.parse(JSON.parse(stdout));
    expect(report.usable && report.threads === 1 && report.gflops > 0.1).toBe(true);
    await expect(promisify(execFile)(process.execPath, [probe, 'abacus'])).rejects.toMatchObject({ code: 2 });
  });

  const reports: DeviceReport[] = [
    { device: 'cpu', usable: true, gflops: 200, threads: 4 },
    { device: 'webgpu', usable: true, gflops: 3000, threads: 4 },
    { device: 'cuda', usable: false, reason: 'Failed to load shared library' },
  ];

  it('are chosen by the measured figure unless one is asked for', () => {
    expect(chooseDevice('auto', reports)).toEqual({ device: 'webgpu' });
    expect(chooseDevice('auto', reports.slice(0, 1))).toEqual({ device: 'cpu' });
    expect(chooseDevice('cpu', reports)).toEqual({ device: 'cpu' });
    expect(chooseDevice('webgpu', reports)).toEqual({ device: 'webgpu' });
  });

  it('fall back to the cpu with a sentence', () => {
    expect(chooseDevice('cuda', reports)).toEqual({
      device: 'cpu',
      message: "cuda can't be used, so the cpu is: Failed to load shared library",
    });
    expect(chooseDevice('dml', reports).message).toContain('it was not found on this machine');
  });
});
