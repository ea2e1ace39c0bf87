import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ForeignModel, ForeignModelError } from './foreign-model.ts';
import { writeImageEncoder } from './testing/image-encoder-file.ts';

let folder = '';
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tempr1-foreign-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const pictures = (count: number) => ({
  pixel_values: {
    dtype: 'float32' as const,
    shape: [count, 3, 32, 32],
    data: Float32Array.from({ length: count * 3 * 32 * 32 }, (_, i) => (i % 7) / 7),
  },
});

describe('a model that another program made', () => {
  it('says which sizes it leaves open, and takes any of them', async () => {
    await writeImageEncoder(at('open.onnx'));
    const model = await ForeignModel.open(at('open.onnx'));
    expect(model.inputs).toEqual([{ name: 'pixel_values', dtype: 'float32', shape: [null, 3, 32, 32] }]);
    expect(model.outputs).toEqual([{ name: 'image_embeds', dtype: 'float32', shape: [null, 12] }]);
    for (const count of [1, 5]) {
      const given = (await model.run(pictures(count), ['image_embeds'])).get('image_embeds');
      expect(given?.shape).toEqual([count, 12]);
    }
    await model.dispose();
  });

  it('is refused with one line that names it', async () => {
    await writeFile(at('no-model.onnx'), 'none');
    await expect(ForeignModel.open(at('no-model.onnx'))).rejects.toThrow(ForeignModelError);
    await expect(ForeignModel.open(at('nowhere.onnx'))).rejects.toThrow('There is no file at');
    await expect(ForeignModel.open(folder)).rejects.toThrow('is not a file');
    await writeImageEncoder(at('one.onnx'), { batch: 1 });
    const model = await ForeignModel.open(at('one.onnx'));
    const error: unknown = await model.run(pictures(2), ['image_embeds']).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ForeignModelError);
    expect(String(error)).toContain('one.onnx');
    expect(String(error)).not.toContain('\n');
    await expect(model.run(pictures(1), ['others'])).rejects.toThrow(ForeignModelError);
    await model.dispose();
  });
});
