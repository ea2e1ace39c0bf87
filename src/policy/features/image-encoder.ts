import { basename } from 'node:path';

import {
  ForeignModel,
  Random,
  type ForeignModelOptions,
  type ForeignTensor,
  type HostTensor,
} from '../../tensor/index.ts';
import { at, f32, u8 } from '../indexing.ts';
import { EncoderError, encoderFacts, modelChecksum, type EncoderFacts } from './encoder-facts.ts';
import { preparationFor, type Preparation } from './encoder-preparation.ts';

/** Pixels of a side where neither the model nor a file beside it says: what CLIP and DINO are trained at. */
const USUAL_SIDE = 224;
/** Outputs by the names that exporters give them, the best first; others by their shape. */
const KNOWN_OUTPUTS = ['image_embeds', 'image_features', 'pooler_output', 'last_hidden_state'];

type How = Pick<
  EncoderFacts,
  'input' | 'output' | 'pooling' | 'pixels' | 'mean' | 'deviation' | 'batch' | 'width'
>;

/** An image encoder of the user's, ready to look at pictures. Native: to be used in a process that may be lost. */
export class ImageEncoder {
  readonly facts: How;
  readonly #model: ForeignModel;

  private constructor(model: ForeignModel, facts: How) {
    this.#model = model;
    this.facts = facts;
  }

  /** The encoder of a policy, whose file was found to be the right one. @throws ForeignModelError when it can't be opened. */
  static async open(file: string, facts: EncoderFacts, options: ForeignModelOptions): Promise<ImageEncoder> {
    return new ImageEncoder(await ForeignModel.open(file, options), facts);
  }

  /**
   * Finds out whether and how a model can serve as image encoder, by its inputs and by showing it two pictures.
   * @throws EncoderError, ForeignModelError with a sentence that says what is wrong with it.
   */
  static async examine(file: string, options: ForeignModelOptions): Promise<EncoderFacts> {
    const sha256 = await modelChecksum(file);
    const model = await ForeignModel.open(file, options);
    try {
      const how = await examined(model);
      return encoderFacts.parse({ name: basename(file).slice(-300), sha256, ...how });
    } finally {
      await model.dispose();
    }
  }

  /** Pictures that are best shown at once. */
  get batch(): number {
    return this.facts.batch ?? 4;
  }

  /**
   * One vector per picture, each of length sqrt(width), so that its numbers are around 1: [pictures, width].
   * @param pictures rgb24 of the encoder's size, one after another
   * @throws ForeignModelError when the model fails on them.
   */
  async encode(pictures: readonly Uint8Array[]): Promise<Float32Array> {
    const { width, batch, output } = this.facts;
    const rows = new Float32Array(pictures.length * width);
    for (let from = 0; from < pictures.length; from += this.batch) {
      const shown = pictures.slice(from, from + this.batch);
      // A model that takes exactly n pictures is shown the last one again.
      const fed = Array.from({ length: batch ?? shown.length }, (_, i) =>
        at(shown, Math.min(i, shown.length - 1)),
      );
      const given = await show(this.#model, this.facts, fed, [output]);
      const pooled = pooledRows(this.#model.file, this.facts, given.get(output), fed.length);
      rows.set(pooled.subarray(0, shown.length * width), from * width);
    }
    return scaled(this.#model.file, rows, width);
  }

  async dispose(): Promise<void> {
    await this.#model.dispose();
  }
}

async function examined(model: ForeignModel): Promise<How> {
  const { name: input, shape } = pictureInput(model);
  const [batch = null, , height = null, width = null] = shape;
  const candidates = model.outputs.filter(({ dtype }) => dtype === 'float32');
  if (candidates.length === 0)
    throw new EncoderError(
      `“${model.file}” gives no float32 numbers (${listed(model.outputs)}), so that it can't serve as image encoder. Export it with float32 outputs.`,
    );
  const named = KNOWN_OUTPUTS.find((name) => candidates.some((output) => output.name === name)) ?? '';
  const preparation = await preparationFor(model.file, named);
  const pixels = pixelsFor(model.file, { width, height }, preparation);
  const look = { input, pixels, mean: preparation.mean, deviation: preparation.deviation };
  const pictures = trialPictures(pixels);
  const fed =
    batch === null ? pictures : Array.from({ length: Math.max(2, batch) }, (_, i) => at(pictures, i % 2));
  const names = candidates.map(({ name }) => name);
  const first = await show(model, look, fed.slice(0, batch ?? 2), names);
  const { output, pooling, numbers } = chosenOutput(model.file, first, batch ?? 2);
  const how: How = { ...look, output, pooling, batch, width: numbers };
  const last = batch === 1 ? await show(model, look, fed.slice(1, 2), [output]) : first;
  const a = pooledRows(model.file, how, first.get(output), batch ?? 2);
  const b = pooledRows(model.file, how, last.get(output), batch ?? 2);
  const other = batch === 1 ? b : b.subarray(numbers, 2 * numbers);
  if (![...a, ...b].every(Number.isFinite))
    throw new EncoderError(
      `“${model.file}” gives numbers that are not finite, so that it can't serve as image encoder.`,
    );
  if (other.every((value, i) => value === f32(a, i)))
    throw new EncoderError(
      `“${model.file}” gives the same numbers for two different pictures, so that it can't serve as image encoder.`,
    );
  return how;
}

/** @throws EncoderError when the model does not take one thing, pictures in float32. */
function pictureInput({ file, inputs }: ForeignModel): ForeignTensor {
  const [input, ...others] = inputs;
  if (input === undefined)
    throw new EncoderError(`“${file}” takes no input, so that it can't serve as image encoder.`);
  if (others.length > 0)
    throw new EncoderError(
      `“${file}” takes ${inputs.map(({ name }) => name).join(', ')}, but an image encoder takes pictures alone. Export its image part by itself (often called vision_model.onnx).`,
    );
  const { name, dtype, shape } = input;
  const [batch = null, channels = null] = shape;
  if (shape.length !== 4 || !(channels === 3 || channels === null))
    throw new EncoderError(
      `“${file}” takes ${listed([input])}, but an image encoder takes pictures as [pictures, 3, height, width].`,
    );
  if (dtype !== 'float32')
    throw new EncoderError(
      `“${file}” takes ${name} as ${dtype === 'other' ? 'another type' : dtype}. Export it with float32 inputs.`,
    );
  if (batch !== null && batch > 64)
    throw new EncoderError(
      `“${file}” takes ${batch} pictures at once; export it for any number, or for one.`,
    );
  return input;
}

/** What the model fixes counts, then what the file beside it says. */
function pixelsFor(
  file: string,
  fixed: { readonly width: number | null; readonly height: number | null },
  { pixels }: Preparation,
): EncoderFacts['pixels'] {
  const width = fixed.width ?? pixels?.width ?? fixed.height ?? USUAL_SIDE;
  const height = fixed.height ?? pixels?.height ?? fixed.width ?? USUAL_SIDE;
  if ([width, height].some((side) => side < 8 || side > 1024))
    throw new EncoderError(
      `“${file}” takes pictures of ${width} x ${height} pixels; an image encoder for video takes 8 to 1024 on each side.`,
    );
  return { width, height };
}

/** The output that says most about a whole picture. @throws EncoderError when none does. */
function chosenOutput(
  file: string,
  given: ReadonlyMap<string, HostTensor>,
  count: number,
): { output: string; pooling: EncoderFacts['pooling']; numbers: number } {
  const order = [...given.keys()].toSorted((a, b) => rank(a) - rank(b));
  for (const axes of [2, 3, 4])
    for (const output of order) {
      const shape = given.get(output)?.shape ?? [];
      if (shape.length !== axes || shape[0] !== count) continue;
      const [, second = 0, third = 0, fourth = 0] = shape;
      if (axes === 2 && fits(second)) return { output, pooling: 'none', numbers: second };
      if (axes === 3 && fits(third) && second > 0)
        return { output, pooling: Number.isInteger(Math.sqrt(second)) ? 'mean' : 'first', numbers: third };
      if (axes === 4 && fits(second) && third * fourth > 0)
        return { output, pooling: 'maps', numbers: second };
    }
  const shapes = [...given].map(([name, { shape }]) => `${name} [${shape.join(', ')}]`).join(', ');
  throw new EncoderError(
    `“${file}” gives ${shapes} for ${count} pictures: none of it is one vector of 2 to 8192 numbers for each, nor tokens or maps that make one.`,
  );
}

const fits = (numbers: number) => numbers >= 2 && numbers <= 8192;
function rank(name: string): number {
  const known = KNOWN_OUTPUTS.indexOf(name);
  return known < 0 ? KNOWN_OUTPUTS.length : known;
}

async function show(
  model: ForeignModel,
  { input, pixels, mean, deviation }: Pick<How, 'input' | 'pixels' | 'mean' | 'deviation'>,
  pictures: readonly Uint8Array[],
  outputs: readonly string[],
): Promise<Map<string, HostTensor>> {
  const size = pixels.width * pixels.height;
  const data = new Float32Array(pictures.length * 3 * size);
  const scale = deviation.map((value) => 1 / (255 * value));
  const level = mean.map((value, channel) => value / at(deviation, channel));
  pictures.forEach((picture, i) => {
    for (let channel = 0; channel < 3; channel++) {
      const base = (i * 3 + channel) * size;
      const [factor, offset] = [at(scale, channel), at(level, channel)];
      for (let pixel = 0; pixel < size; pixel++)
        data[base + pixel] = u8(picture, pixel * 3 + channel) * factor - offset;
    }
  });
  const shape = [pictures.length, 3, pixels.height, pixels.width];
  return model.run({ [input]: { dtype: 'float32', shape, data } }, outputs);
}

/** One row per picture. @throws EncoderError when the output has another shape than it had when the model was examined. */
function pooledRows(
  file: string,
  { output, pooling, width }: Pick<How, 'output' | 'pooling' | 'width'>,
  given: HostTensor | undefined,
  count: number,
): Float32Array {
  const data = given?.data;
  const [pictures = 0, second = 0, third = 0, fourth = 1] = given?.shape ?? [];
  const inner = pooling === 'none' || pooling === 'maps' ? second : third;
  if (!(data instanceof Float32Array) || pictures !== count || inner !== width)
    throw new EncoderError(`“${file}” gives ${output} in another shape than it did at first.`);
  if (pooling === 'none') return data;
  const rows = new Float32Array(count * width);
  const places = pooling === 'maps' ? third * fourth : second;
  for (let i = 0; i < count; i++)
    for (let k = 0; k < width; k++) {
      let sum = 0;
      const used = pooling === 'first' ? 1 : places;
      for (let place = 0; place < used; place++)
        sum += f32(
          data,
          pooling === 'maps' ? (i * width + k) * places + place : (i * places + place) * width + k,
        );
      rows[i * width + k] = sum / used;
    }
  return rows;
}

function scaled(file: string, rows: Float32Array, width: number): Float32Array {
  for (let from = 0; from < rows.length; from += width) {
    let squares = 0;
    for (let k = 0; k < width; k++) squares += f32(rows, from + k) ** 2;
    if (!Number.isFinite(squares))
      throw new EncoderError(`“${file}” gives numbers that are not finite for a picture of this video.`);
    const factor = Math.sqrt(width / Math.max(squares, 1e-12));
    for (let k = 0; k < width; k++) rows[from + k] = f32(rows, from + k) * factor;
  }
  return rows;
}

/** Two pictures that no encoder takes for the same: noise, and light that rises from corner to corner. */
function trialPictures({ width, height }: EncoderFacts['pixels']): [Uint8Array, Uint8Array] {
  const random = Random.seeded(0, 'trial');
  const size = width * height * 3;
  return [
    Uint8Array.from({ length: size }, () => random.below(256)),
    Uint8Array.from({ length: size }, (_, i) => (255 * i) / size),
  ];
}

function listed(tensors: readonly ForeignTensor[]): string {
  return tensors
    .map(({ name, dtype, shape }) => `${name} (${dtype}) [${shape.map((size) => size ?? 'any').join(', ')}]`)
    .join(', ');
}
