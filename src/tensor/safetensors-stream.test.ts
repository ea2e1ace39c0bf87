import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SafetensorsWriter, StoredTensors } from './safetensors-stream.ts';
import { readSafetensors, SafetensorsError } from './safetensors.ts';

let folder = '';
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tempr1-stream-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SHAPES = new Map([
  ['rows', { dtype: 'uint8', shape: [5, 2, 3] }],
  ['level', { dtype: 'float32', shape: [2] }],
] as const);

async function written(name: string): Promise<string> {
  const writer = await SafetensorsWriter.create(at(name), SHAPES, { kind: 'test' });
  try {
    // Back to front: the order is the writer's own business.
    await writer.write(
      'rows',
      18,
      Uint8Array.from({ length: 12 }, (_, i) => 18 + i),
    );
    await writer.write('level', 4, Float32Array.of(2.5));
    await writer.write(
      'rows',
      0,
      Uint8Array.from({ length: 12 }, (_, i) => i),
    );
    await expect(writer.write('rows', 20, new Uint8Array(11))).rejects.toThrow(RangeError);
    await expect(writer.write('others', 0, new Uint8Array(1))).rejects.toThrow('not a part of others');
  } finally {
    await writer.close();
  }
  return at(name);
}

describe('tensors larger than memory', () => {
  it('are written in pieces and read as any other file; what was not written is zero', async () => {
    const { tensors, metadata } = await readSafetensors(await written('whole'));
    expect(metadata).toEqual({ kind: 'test' });
    expect(tensors.get('level')?.data).toEqual(Float32Array.of(0, 2.5));
    const rows = Uint8Array.from({ length: 30 }, (_, i) => (i >= 12 && i < 18 ? 0 : i));
    expect(tensors.get('rows')?.data).toEqual(rows);
  });

  it('are read by rows, and nothing beyond them', async () => {
    const stored = await StoredTensors.open(await written('by-rows'));
    const into = new Uint8Array(12).fill(255);
    stored.readRows('rows', 3, 4, into);
    expect([...into]).toEqual([18, 19, 20, 21, 22, 23, 255, 255, 255, 255, 255, 255]);
    expect(() => stored.readRows('rows', 4, 6, into)).toThrow(RangeError);
    expect(() => stored.readRows('rows', 0, 3, into)).toThrow(RangeError);
    expect(() => stored.readRows('level', 0, 1, into)).toThrow('has no bytes called level');
  });

  it('that end too early are told of', async () => {
    const file = await written('cut');
    const stored = await StoredTensors.open(file);
    await truncate(file, 8);
    expect(() => stored.readRows('rows', 0, 1, new Uint8Array(6))).toThrow(SafetensorsError);
    await expect(StoredTensors.open(file)).rejects.toThrow(file);
    await expect(StoredTensors.open(at('nowhere'))).rejects.toThrow(at('nowhere'));
    await expect(SafetensorsWriter.create(join(at('no'), 'where'), SHAPES, {})).rejects.toThrow(
      SafetensorsError,
    );
  });
});
