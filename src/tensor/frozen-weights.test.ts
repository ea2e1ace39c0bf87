import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import * as z from 'zod';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixturePath } from '../testing/fixtures.ts';
import { gradients } from './autodiff/gradients.ts';
import { FrozenWeights } from './frozen-weights.ts';
import { GraphBuilder } from './graph.ts';
import { float32Data, floatTensor, hostTensor, numbersOf, type HostTensor } from './host-tensor.ts';
import { quantize4 } from './int4.ts';
import * as op from './ops/index.ts';
import { Random } from './random.ts';
import { writeSafetensors } from './safetensors.ts';
import { createSession, SessionError } from './session.ts';
import { worst } from './testing/check-gradient.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'frozen-'));
});
afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true, force: true });
});

const random = Random.seeded(5);
const normal = (n: number) => Float32Array.from({ length: n }, () => random.normal());

/** Writes tensors one after another behind a header whose length leaves them at odd bytes. */
async function writeUnaligned(file: string, tensors: Record<string, HostTensor>): Promise<void> {
  const names = { float32: 'F32', float16: 'F16', bfloat16: 'BF16' };
  let at = 0;
  const header: Record<string, unknown> = {};
  const parts: Buffer[] = [];
  for (const [name, t] of Object.entries(tensors)) {
    const bytes = Buffer.from(t.data.buffer, t.data.byteOffset, t.data.byteLength);
    const dtype = Object.entries(names).find(([n]) => n === t.dtype)?.[1];
    header[name] = { dtype, shape: t.shape, data_offsets: [at, at + bytes.length] };
    at += bytes.length;
    parts.push(bytes);
  }
  let json = JSON.stringify(header);
  if (json.length % 2 === 0) json += ' ';
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length));
  await writeFile(file, Buffer.concat([prefix, Buffer.from(json), ...parts]));
}

/** The upper half of a float32: what bfloat16 keeps. */
const bfloat16 = (x: number) => (new Uint32Array(Float32Array.of(x).buffer)[0] ?? 0) >>> 16;
const fromBfloat16 = (bits: number) => new Float32Array(Uint32Array.of(bits << 16).buffer)[0] ?? NaN;
/** Normal float16 numbers from their bits. */
const fromFloat16 = (bits: number) =>
  (bits & 0x8000 ? -1 : 1) * 2 ** (((bits >> 10) & 31) - 15) * (1 + (bits & 1023) / 1024);

async function result(graph: GraphBuilder, feeds: Record<string, Float32Array>): Promise<Float32Array> {
  const session = await createSession(graph);
  const { y } = await session.run(feeds);
  await session.dispose();
  if (y === undefined) throw new RangeError('The run gave no y.');
  return float32Data(y);
}

/** y = x W^T of one weight. */
async function product(weights: FrozenWeights, name: string, x: Float32Array): Promise<Float32Array> {
  const graph = new GraphBuilder('product');
  const w = weights.float(graph, name);
  const inner = w.shape[1] ?? 0;
  graph.output('y', op.linear(graph.input('x', 'float32', [x.length / inner, inner]), w));
  return result(graph, { x });
}

function times(x: ArrayLike<number>, w: ArrayLike<number>, inner: number): number[] {
  const rows = x.length / inner;
  const out = w.length / inner;
  return Array.from({ length: rows * out }, (_, i) => {
    let total = 0;
    for (let k = 0; k < inner; k++)
      total += (x[Math.floor(i / out) * inner + k] ?? NaN) * (w[(i % out) * inner + k] ?? NaN);
    return total;
  });
}

describe('weights in place', () => {
  it('are read at any byte, as float32, float16 and bfloat16, from a folder that is never written to', async () => {
    const single = normal(3 * 5);
    const half = Uint16Array.from(
      { length: 15 },
      () => (random.below(2) << 15) | ((10 + random.below(8)) << 10) | random.below(1024),
    );
    const brain = Uint16Array.from(normal(15), bfloat16);
    const file = path.join(folder, 'model.safetensors');
    await writeUnaligned(file, {
      single: floatTensor([3, 5], single),
      half: hostTensor('float16', [3, 5], half),
      brain: hostTensor('bfloat16', [3, 5], brain),
    });
    await chmod(file, 0o400);
    await chmod(folder, 0o500);
    const before = { names: await readdir(folder), changed: (await stat(file)).mtimeMs };
    const weights = await FrozenWeights.open(folder);
    expect(weights.place('single').offset % 2).toBe(1);
    const x = normal(2 * 5);
    expect(worst(await product(weights, 'single', x), times(x, single, 5))).toBeLessThan(1e-6);
    const wide = { half: Array.from(half, fromFloat16), brain: Array.from(brain, fromBfloat16) };
    for (const [name, w] of Object.entries(wide)) {
      expect(worst(await product(weights, name, x), times(x, w, 5))).toBeLessThan(1e-6);
    }
    expect({ names: await readdir(folder), changed: (await stat(file)).mtimeMs }).toEqual(before);
  });

  it('carry a gradient to what they multiply, and rows can be gathered before they are cast', async () => {
    const [w, table] = [normal(3 * 5), Uint16Array.from(normal(4 * 5), bfloat16)];
    const tensors = { w: floatTensor([3, 5], w), table: hostTensor('bfloat16', [4, 5], table) };
    await writeUnaligned(path.join(folder, 'a.safetensors'), tensors);
    const weights = await FrozenWeights.open(folder);
    const graph = new GraphBuilder('g');
    const rows = graph.constant(hostTensor('int32', [2], Int32Array.of(3, 1)));
    const scale = graph.input('scale', 'float32', [5]);
    const x = op.mul(op.cast(op.gather(weights.stored(graph, 'table'), rows), 'float32'), scale);
    const [d] = gradients(graph, op.reduceSum(op.linear(x, weights.float(graph, 'w'))), [scale]);
    if (d === undefined) throw new RangeError('No gradient.');
    graph.output('y', d);
    const got = await result(graph, { scale: new Float32Array(5).fill(2) });
    const expected = Array.from({ length: 5 }, (_, k) => {
      const column = [0, 1, 2].reduce((sum, o) => sum + (w[o * 5 + k] ?? NaN), 0);
      return column * [3, 1].reduce((sum, r) => sum + fromBfloat16(table[r * 5 + k] ?? 0), 0);
    });
    expect(worst(got, expected)).toBeLessThan(1e-6);
  });

  it('are found through links and shards, as the hub keeps them', async () => {
    const [blobs, snapshot] = [path.join(folder, 'blobs'), path.join(folder, 'snapshots', 'abc')];
    await mkdir(blobs);
    await mkdir(snapshot, { recursive: true });
    const [a, b] = [normal(10), normal(10)];
    await writeSafetensors(path.join(blobs, 'f00'), new Map([['a', floatTensor([2, 5], a)]]));
    await writeSafetensors(path.join(blobs, 'f11'), new Map([['b', floatTensor([2, 5], b)]]));
    const shards = { a: 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' };
    await symlink('../../blobs/f00', path.join(snapshot, shards.a));
    await symlink('../../blobs/f11', path.join(snapshot, shards.b));
    await writeFile(
      path.join(snapshot, 'model.safetensors.index.json'),
      JSON.stringify({ weight_map: shards }),
    );
    const weights = await FrozenWeights.open(snapshot);
    expect(weights.place('b')).toMatchObject({ folder: blobs, location: 'f11' });
    const x = normal(5);
    const graph = new GraphBuilder('both');
    const input = graph.input('x', 'float32', [1, 5]);
    graph.output(
      'y',
      op.add(op.linear(input, weights.float(graph, 'a')), op.linear(input, weights.float(graph, 'b'))),
    );
    const sum = times(x, a, 5).map((v, i) => v + (times(x, b, 5)[i] ?? NaN));
    expect(worst(await result(graph, { x }), sum)).toBeLessThan(1e-6);
    expect(numbersOf(await weights.read('b'))).toEqual([...b]);
  });

  it('may lie in several folders under one', async () => {
    await mkdir(path.join(folder, 'x', 'model'), { recursive: true });
    await mkdir(path.join(folder, 'y'));
    const [a, b] = [normal(5), normal(5)];
    await writeSafetensors(
      path.join(folder, 'x', 'model', 'a.safetensors'),
      new Map([['a', floatTensor([1, 5], a)]]),
    );
    await writeSafetensors(path.join(folder, 'y', 'b.bin'), new Map([['b', floatTensor([1, 5], b)]]));
    await symlink(path.join(folder, 'y', 'b.bin'), path.join(folder, 'x', 'model', 'b.safetensors'));
    const weights = await FrozenWeights.open(path.join(folder, 'x', 'model'));
    expect(weights.place('b')).toMatchObject({ folder, location: 'y/b.bin' });
    const x = normal(5);
    expect(worst(await product(weights, 'a', x), times(x, a, 5))).toBeLessThan(1e-6);
    expect(worst(await product(weights, 'b', x), times(x, b, 5))).toBeLessThan(1e-6);
  });

  it('work inside the body of a loop', async () => {
    const w = Float32Array.of(0, 1, 1, 0);
    await writeSafetensors(path.join(folder, 'w.safetensors'), new Map([['w', floatTensor([2, 2], w)]]));
    const weights = await FrozenWeights.open(folder);
    const graph = new GraphBuilder('g');
    const start = graph.input('x', 'float32', [1, 2]);
    const { carried } = op.loop(graph, 3, [start], (_, [x]) => ({
      carried: x === undefined ? [] : [op.linear(x, weights.float(x.graph, 'w'))],
    }));
    if (carried[0] === undefined) throw new RangeError('The loop carried nothing.');
    graph.output('y', carried[0]);
    expect([...(await result(graph, { x: Float32Array.of(1, 2) }))]).toEqual([2, 1]);
  });

  it('of 4 bits serve product and gradient from the same bytes', async () => {
    const [out, inner] = [6, 64];
    const { packed, scales } = quantize4(normal(out * inner), out, inner);
    await writeSafetensors(
      path.join(folder, 'q.safetensors'),
      new Map([
        ['q', packed],
        ['s', scales],
      ]),
    );
    const weights = await FrozenWeights.open(folder);
    const graph = new GraphBuilder('g');
    const x = graph.input('x', 'float32', [2, inner]);
    const [stored, blockScales] = [weights.stored(graph, 'q'), weights.stored(graph, 's')];
    const pairs = graph.external({
      ...weights.place('q'),
      name: 'q as pairs',
      dtype: 'uint4',
      shape: [out, inner],
    });
    const y = op.matmul4(x, { packed: stored, pairs, scales: blockScales });
    const [d] = gradients(graph, op.reduceSum(y), [x]);
    if (d === undefined) throw new RangeError('No gradient.');
    graph.output('y', d);
    graph.output('product', y);
    const session = await createSession(graph);
    const input = normal(2 * inner);
    const { y: slope, product: got } = await session.run({ x: input });
    await session.dispose();
    const plain = numbersOf({ ...packed, dtype: 'uint4', shape: [out, inner] }).map(
      (q, i) => (q - 8) * (numbersOf(scales)[Math.floor(i / 32)] ?? NaN),
    );
    expect(worst(got === undefined ? [] : numbersOf(got), times(input, plain, inner))).toBeLessThan(1e-5);
    const column = Array.from({ length: 2 * inner }, (_, i) =>
      plain.reduce((sum, v, j) => sum + (j % inner === i % inner ? v : 0), 0),
    );
    expect(worst(slope === undefined ? [] : numbersOf(slope), column)).toBeLessThan(1e-5);
  });

  // Only Linux tells pages of a file from a process's own.
  it.runIf(process.platform === 'linux')('stay pages of their file in memory', async () => {
    const size = 2048;
    const weight = floatTensor([size, size], new Float32Array(size * size).fill(1 / size));
    const tensors = ['a', 'b', 'c', 'd'].map((name) => [name, weight] as const);
    await writeSafetensors(path.join(folder, 'w.safetensors'), new Map(tensors));
    const { stdout } = await promisify(execFile)(process.execPath, [
      path.join(import.meta.dirname, 'testing', 'memory-of-weights.ts'),
      folder,
    ]);
    const grown = z.object({ own: z.number(), shared: z.number() }).parse(JSON.parse(stdout));
    const fileMegabytes = (4 * 4 * size * size) / 2 ** 20;
    expect(grown.own).toBeLessThan(fileMegabytes / 2);
    expect(grown.shared).toBeGreaterThan(fileMegabytes * 0.9);
  });

  it('of the fixture model come out as they stand in its file', async () => {
    const weights = await FrozenWeights.open(fixturePath('tiny_decoder/model'));
    const name = 'model.layers.1.self_attn.k_proj.weight';
    const [out = 0, inner = 0] = weights.place(name).shape;
    const w = numbersOf(await weights.read(name));
    const x = normal(inner * 2);
    expect(worst(await product(weights, name, x), times(x, w, inner))).toBeLessThan(1e-6);
    expect(w).toHaveLength(out * inner);
  });
});

describe('weights that cannot be used', () => {
  it('are not rounded to 4 bits where they are not numbers, or do not fill blocks', () => {
    for (const bad of [NaN, Infinity, -Infinity])
      expect(() =>
        quantize4(
          Float32Array.from({ length: 64 }, (_, i) => (i === 40 ? bad : i)),
          2,
          32,
        ),
      ).toThrow(`The matrix holds ${bad}, which 4 bits can't.`);
    expect(() => quantize4(new Float32Array(48), 1, 48)).toThrow("[1,48] can't be cut into blocks of 32");
  });

  const save = async (name: string, tensor: string) =>
    writeSafetensors(path.join(folder, name), new Map([[tensor, floatTensor([2], [1, 2])]]));
  const index = async (map: unknown) =>
    writeFile(path.join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map: map }));

  it('are refused with the file and what is wrong', async () => {
    await expect(FrozenWeights.open(path.join(folder, 'none'))).rejects.toThrow('none could not be found.');
    await expect(FrozenWeights.open(folder)).rejects.toThrow('holds no .safetensors file.');
    await save('a.safetensors', 'w');
    await save('b.safetensors', 'w');
    await expect(FrozenWeights.open(folder)).rejects.toThrow(
      /b\.safetensors has w, which .*a\.safetensors has too\./,
    );
    await writeFile(path.join(folder, 'b.safetensors'), Buffer.from('not what it says'));
    await expect(FrozenWeights.open(folder)).rejects.toThrow(/b\.safetensors says that its header is/);
  });

  it('are refused when an index is wrong or leads out of the folder', async () => {
    await save('a.safetensors', 'w');
    for (const file of ['../a.safetensors', '/etc/passwd', 'sub/a.safetensors', '..', 'sub\\a.safetensors']) {
      await index({ w: file });
      await expect(FrozenWeights.open(folder)).rejects.toThrow('which is no file of its folder');
    }
    await index({ w: 'a.safetensors', v: 'a.safetensors' });
    await expect(FrozenWeights.open(folder)).rejects.toThrow(
      /a\.safetensors lacks v, which model\.safetensors\.index/,
    );
    await index({ w: 'gone.safetensors' });
    await expect(FrozenWeights.open(folder)).rejects.toThrow('gone.safetensors could not be found.');
    await index([1]);
    await expect(FrozenWeights.open(folder)).rejects.toThrow('does not say which file holds which weight');
    await writeFile(path.join(folder, 'model.safetensors.index.json'), '{');
    await expect(FrozenWeights.open(folder)).rejects.toThrow('could not be read as JSON');
  });

  it('fail as a session is made when the file was cut off meanwhile', async () => {
    await save('a.safetensors', 'w');
    const weights = await FrozenWeights.open(folder);
    const file = path.join(folder, 'a.safetensors');
    await truncate(file, (await stat(file)).size - 4);
    const graph = new GraphBuilder('g');
    graph.output('y', op.add(graph.input('x', 'float32', [2]), weights.float(graph, 'w')));
    await expect(createSession(graph)).rejects.toThrow(SessionError);
  });

  it('may not come from two folders into one graph', async () => {
    await save('a.safetensors', 'w');
    await mkdir(path.join(folder, 'other'));
    await save('other/b.safetensors', 'v');
    const graph = new GraphBuilder('g');
    (await FrozenWeights.open(path.join(folder, 'a.safetensors'))).stored(graph, 'w');
    const other = await FrozenWeights.open(path.join(folder, 'other'));
    expect(() => other.stored(graph, 'v')).toThrow(/^External in v: lies in .*other, but others in/);
    expect(() => other.stored(new GraphBuilder('h'), 'w')).toThrow('no weight called w');
  });
});
