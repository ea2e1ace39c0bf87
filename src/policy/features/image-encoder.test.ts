import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphBuilder, op, encodeModel } from '../../tensor/index.ts';
import { writeImageEncoder, type MadeUpEncoder } from '../../tensor/testing/image-encoder-file.ts';
import { EncoderError, encoderId, mustBeEncoder } from './encoder-facts.ts';
import { ImageEncoder } from './image-encoder.ts';

let folder = '';
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tempr1-encoder-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function made(name: string, how: MadeUpEncoder = {}): Promise<string> {
  await writeImageEncoder(at(name), how);
  return at(name);
}

const examine = (file: string) => ImageEncoder.examine(file, { threads: 1 });

/** A model that is a graph of ours, for inputs that no image encoder has. */
async function graphFile(name: string, build: (graph: GraphBuilder) => void): Promise<string> {
  const graph = new GraphBuilder('other');
  build(graph);
  await writeFile(at(name), encodeModel(graph.asSubGraph()));
  return at(name);
}

describe('an image encoder', () => {
  it('is found out about by its inputs and by showing it pictures', async () => {
    expect(await examine(await made('clip.onnx'))).toMatchObject({
      name: 'clip.onnx',
      input: 'pixel_values',
      output: 'image_embeds',
      pooling: 'none',
      pixels: { width: 32, height: 32 },
      batch: null,
      width: 12,
    });
    const single = await made('dino.onnx', {
      batch: 1,
      gives: 'tokens with a first',
      output: 'last_hidden_state',
    });
    expect(await examine(single)).toMatchObject({ output: 'last_hidden_state', pooling: 'first', batch: 1 });
    const four = await made('four.onnx', {
      batch: 4,
      gives: 'tokens',
      output: 'last_hidden_state',
      width: 20,
    });
    expect(await examine(four)).toMatchObject({ pooling: 'mean', batch: 4, width: 20 });
    const open = await made('open.onnx', { gives: 'maps', output: 'features', openSize: true, side: 224 });
    expect(await examine(open)).toMatchObject({ pooling: 'maps', pixels: { width: 224, height: 224 } });
  });

  it('is prepared for as the file beside it or above it says, else as CLIP or ImageNet', async () => {
    expect(await examine(await made('resnet.onnx', { output: 'features' }))).toMatchObject({
      mean: [0.485, 0.456, 0.406],
    });
    expect((await examine(await made('other.onnx'))).mean[0]).toBeCloseTo(0.481, 3);
    await mkdir(at('model/onnx'), { recursive: true });
    await writeFile(
      at('model/preprocessor_config.json'),
      JSON.stringify({
        image_mean: [0.5, 0.4, 0.3],
        image_std: [0.5, 0.25, 0.5],
        rescale_factor: 1 / 255,
        size: { shortest_edge: 48 },
        crop_size: { height: 40, width: 40 },
        image_processor_type: 'CLIPImageProcessor',
      }),
    );
    const file = await made('model/onnx/vision_model.onnx', { openSize: true, side: 40 });
    expect(await examine(file)).toMatchObject({
      mean: [0.5, 0.4, 0.3],
      deviation: [0.5, 0.25, 0.5],
      pixels: { width: 40, height: 40 },
    });
    await writeFile(at('model/onnx/preprocessor_config.json'), '{"image_mean": [1, 2]}');
    await expect(examine(file)).rejects.toThrow('image_mean');
  });

  it('gives the same vectors one by one, in batches, and in a model that takes one picture at a time', async () => {
    const pictures = [1, 5, 77, 200, 255].map((value) =>
      Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => (i * value) % 256),
    );
    const found: Float32Array[] = [];
    for (const batch of ['any', 1, 3] as const) {
      const file = await made(`batch-${batch}.onnx`, { batch });
      const encoder = await ImageEncoder.open(file, await examine(file), { threads: 1 });
      found.push(await encoder.encode(pictures));
      await encoder.dispose();
    }
    const [any = new Float32Array(0), ...others] = found;
    expect(any).toHaveLength(5 * 12);
    for (const other of others) other.forEach((value, i) => expect(value).toBeCloseTo(any[i] ?? 0, 4));
    const length = Math.hypot(...any.subarray(0, 12));
    expect(length).toBeCloseTo(Math.sqrt(12), 4);
    expect(any.subarray(0, 12)).not.toEqual(any.subarray(12, 24));
  });

  it('is another one when its content, its weights beside it or its preparation is', async () => {
    const file = await made('same.onnx');
    const facts = await examine(file);
    expect(encoderId(await examine(await made('copy.onnx')))).toBe(encoderId(facts));
    expect(encoderId(await examine(await made('other-seed.onnx', { seed: 2 })))).not.toBe(encoderId(facts));
    expect(encoderId({ ...facts, mean: [0, 0, 0] })).not.toBe(encoderId(facts));
    expect(await mustBeEncoder(file, facts)).toBe(file);
    await writeFile(`${file}_data`, 'weights');
    await expect(mustBeEncoder(file, facts)).rejects.toThrow('has other content');
    await rm(`${file}_data`);
    await appendFile(file, 'x');
    await expect(mustBeEncoder(file, facts)).rejects.toThrow(/“same\.onnx” \(SHA-256 [0-9a-f]{12}…\)/u);
    await expect(mustBeEncoder(at('gone.onnx'), facts)).rejects.toThrow('no file that can be read');
    await expect(mustBeEncoder(null, facts)).rejects.toThrow('no frame encoder is set');
  });
});

describe('a model that is no image encoder', () => {
  it('is refused with a sentence that says why', async () => {
    await writeFile(at('text.onnx'), 'not a model at all');
    await expect(examine(at('text.onnx'))).rejects.toThrow("can't be opened as an ONNX model");
    await expect(examine(at('nowhere.onnx'))).rejects.toThrow('nowhere.onnx');
    await expect(examine(folder)).rejects.toThrow(EncoderError);
    const both = await graphFile('both.onnx', (graph) => {
      const ids = graph.input('input_ids', 'float32', [1, 4]);
      const pixels = graph.input('pixel_values', 'float32', [1, 3, 32, 32]);
      graph.output('y', op.add(op.reduceMean(ids), op.reduceMean(pixels)));
    });
    await expect(examine(both)).rejects.toThrow(
      'input_ids, pixel_values, but an image encoder takes pictures alone',
    );
    const rows = await graphFile('rows.onnx', (graph) => {
      graph.output('y', op.mul(graph.input('x', 'float32', [1, 32]), 2));
    });
    await expect(examine(rows)).rejects.toThrow('takes x (float32) [1, 32]');
    const last = await graphFile('last.onnx', (graph) => {
      graph.output('y', op.mul(graph.input('x', 'float32', [1, 32, 32, 3]), 2));
    });
    await expect(examine(last)).rejects.toThrow('[pictures, 3, height, width]');
    const whole = await graphFile('whole.onnx', (graph) => {
      graph.output('y', op.cast(graph.input('x', 'uint8', [1, 3, 32, 32]), 'float32'));
    });
    await expect(examine(whole)).rejects.toThrow('Export it with float32 inputs');
    const scalar = await graphFile('scalar.onnx', (graph) => {
      graph.output('y', op.reduceMean(graph.input('x', 'float32', [1, 3, 32, 32])));
    });
    await expect(examine(scalar)).rejects.toThrow('y [] for 1 pictures');
    const blind = await graphFile('blind.onnx', (graph) => {
      const x = graph.input('x', 'float32', [1, 3, 32, 32]);
      graph.output('y', op.add(op.mul(op.reduceMean(x, { axes: [2, 3] }), 0), 1));
    });
    await expect(examine(blind)).rejects.toThrow('the same numbers for two different pictures');
    const endless = await graphFile('endless.onnx', (graph) => {
      const x = graph.input('x', 'float32', [1, 3, 32, 32]);
      graph.output('y', op.div(op.reduceMean(x, { axes: [2, 3] }), 0));
    });
    await expect(examine(endless)).rejects.toThrow('not finite');
  });
});
