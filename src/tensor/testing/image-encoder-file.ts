import { writeFile } from 'node:fs/promises';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { GraphBuilder } from '../graph.ts';
import { floatTensor } from '../host-tensor.ts';
import { ModelProtoSchema, TensorShapeProto_DimensionSchema } from '../onnx/onnx_pb.ts';
import { encodeModel } from '../onnx/encode.ts';
import * as op from '../ops/index.ts';
import { emitOne } from '../ops/operand.ts';
import { Random } from '../random.ts';
import { dim } from '../shape.ts';
import type { Value } from '../value.ts';

/** How a made-up image encoder looks from outside. */
export interface MadeUpEncoder {
  readonly seed?: number;
  /** Pictures at once: `any` leaves the first axis open, as most exports do. */
  readonly batch?: number | 'any';
  /** Pixels of a side; the axes are left open when `openSize`. */
  readonly side?: number;
  readonly openSize?: boolean;
  readonly width?: number;
  /** One vector a picture, one for each patch (with one before them for the whole, as vision transformers have), or maps. */
  readonly gives?: 'pooled' | 'tokens' | 'tokens with a first' | 'maps';
  readonly input?: string;
  readonly output?: string;
}

const PATCH = 8;

/** An ONNX file of a tiny image encoder: a random projection of patches, with what real exports differ in. */
export async function writeImageEncoder(file: string, how: MadeUpEncoder = {}): Promise<void> {
  const { batch = 'any', side = 32, width = 12, seed = 1, gives = 'pooled', openSize = false } = how;
  const graph = new GraphBuilder('encoder');
  const pixels = graph.input(how.input ?? 'pixel_values', 'float32', [
    batch === 'any' ? 1 : batch,
    3,
    side,
    side,
  ]);
  graph.output(how.output ?? 'image_embeds', body(pixels, { side, width, seed, gives }));
  const model = fromBinary(ModelProtoSchema, encodeModel(graph.asSubGraph()));
  const open = [...(batch === 'any' ? [0] : []), ...(openSize ? [2, 3] : [])];
  for (const value of [...(model.graph?.input ?? []), ...(model.graph?.output ?? [])]) {
    const type = value.type?.value;
    if (type?.case !== 'tensorType' || type.value.shape === undefined) continue;
    type.value.shape.dim = type.value.shape.dim.map((dim, axis) =>
      open.includes(axis)
        ? create(TensorShapeProto_DimensionSchema, { value: { case: 'dimParam', value: `axis${axis}` } })
        : dim,
    );
  }
  await writeFile(file, toBinary(ModelProtoSchema, model));
}

type Body = Required<Pick<MadeUpEncoder, 'side' | 'width' | 'seed' | 'gives'>>;

function body(pixels: Value, { side, width, seed, gives }: Body): Value {
  const random = Random.seeded(seed, 'encoder');
  const cells = side / PATCH;
  const size = 3 * PATCH * PATCH;
  const weights = floatTensor(
    [size, width],
    Array.from({ length: size * width }, () => random.normal() / 8),
  );
  const split = shaped(pixels, [3, cells, PATCH, cells, PATCH]);
  const patches = shaped(op.transpose(split, [0, 2, 4, 1, 3, 5]), [cells * cells, size]);
  const tokens = op.matmul(patches, pixels.graph.constant(weights));
  if (gives === 'tokens') return tokens;
  const mean = op.reduceMean(tokens, { axes: [1], keepDims: true });
  if (gives === 'tokens with a first') return op.concat([op.mul(mean, 2), tokens], 1);
  if (gives === 'maps') return shaped(op.transpose(tokens, [0, 2, 1]), [width, cells, cells]);
  return shaped(mean, [width]);
}

/** The same pictures in another shape, however many they are: a size of 0 is copied (ONNX Reshape). */
function shaped(x: Value, rest: readonly number[]): Value {
  return emitOne(x.graph, {
    op: 'Reshape',
    inputs: [x, x.graph.dims([0, ...rest])],
    attributes: {},
    outputs: [{ dtype: x.dtype, shape: [dim(x.shape, 0), ...rest] }],
  });
}
