import {
  readSafetensors,
  SafetensorsWriter,
  StoredTensors,
  writeSafetensors,
  type HostTensor,
} from '../../tensor/index.ts';
import { seconds } from '../../time/ticks.ts';
import type { VideoFeatures, VideoTensor } from '../policy.ts';
import { factTensors, FeaturesError, pictureShapes, type StepFacts } from './step-features.ts';

const FORMAT = 'tempr1-features';

type Described = Pick<VideoFeatures, 'extractor' | 'duration'>;

function metadataOf({ extractor, duration }: Described): Record<string, string> {
  return { format: FORMAT, extractor, duration: String(duration) };
}

const dtypeOf = (data: VideoTensor['data']) => (data instanceof Uint8Array ? 'uint8' : 'float32');

/** Writes features to a cache file, whole or not at all. @throws SafetensorsError when it can't be written. */
export async function writeFeatureFile(path: string, features: VideoFeatures): Promise<void> {
  const tensors = new Map<string, HostTensor>();
  for (const [name, { shape, data }] of features.tensors)
    tensors.set(name, { dtype: dtypeOf(data), shape, data });
  await writeSafetensors(path, tensors, metadataOf(features));
}

/** Steps that are written at once. */
const BATCH = 64;

/** A feature file whose pictures are written as they come, in order. It is whole once `finish` has been called. */
export class FeatureFileWriter {
  readonly #file: SafetensorsWriter;
  readonly #pictures: Uint8Array;
  readonly #next: Uint8Array;
  readonly #pixels: number;
  #waiting = 0;
  #written = 0;

  private constructor(file: SafetensorsWriter, pixels: number) {
    this.#file = file;
    this.#pixels = pixels;
    this.#pictures = new Uint8Array(BATCH * pixels * 3);
    this.#next = new Uint8Array(BATCH * pixels);
  }

  /**
   * @param facts as `finish` will bring them; values may still change, sizes may not
   * @throws SafetensorsError when the file can't be made, or the disk has no room for it.
   */
  static async create(path: string, described: Described, facts: StepFacts): Promise<FeatureFileWriter> {
    const { pictures, next } = pictureShapes(facts);
    const tensors = new Map<string, Pick<HostTensor, 'dtype' | 'shape'>>([
      ['pictures', { dtype: 'uint8', shape: pictures }],
      ['next', { dtype: 'uint8', shape: next }],
    ]);
    for (const [name, { shape, data }] of factTensors(facts))
      tensors.set(name, { dtype: dtypeOf(data), shape });
    const file = await SafetensorsWriter.create(path, tensors, metadataOf(described));
    return new FeatureFileWriter(file, facts.width * facts.height);
  }

  /** Takes the picture of the next step and the grey one half a step later. */
  async push(picture: Uint8Array, next: Uint8Array): Promise<void> {
    this.#pictures.set(picture, this.#waiting * this.#pixels * 3);
    this.#next.set(next, this.#waiting * this.#pixels);
    this.#waiting++;
    if (this.#waiting === BATCH) await this.#flush();
  }

  async finish(facts: StepFacts): Promise<void> {
    await this.#flush();
    for (const [name, { data }] of factTensors(facts)) await this.#file.write(name, 0, data);
  }

  /** To be called whatever happened. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    const [bytes, from] = [this.#waiting * this.#pixels, this.#written * this.#pixels];
    await this.#file.write('pictures', from * 3, this.#pictures.subarray(0, bytes * 3));
    await this.#file.write('next', from, this.#next.subarray(0, bytes));
    this.#written += this.#waiting;
    this.#waiting = 0;
  }
}

/** Bytes of a tensor that is still read into memory at once. */
const SMALL = 1 << 20;

/**
 * Reads features back. Pictures stay in the file and are read window by window, so that neither a long video nor many
 * videos fill the memory.
 * @param small bytes up to which a tensor of pictures is read at once
 * @throws SafetensorsError when the file is damaged; FeaturesError when it holds something else. Either way the cache file
 * may be deleted and made again.
 */
export async function readFeatureFile(path: string, small: number = SMALL): Promise<VideoFeatures> {
  const stored = await StoredTensors.open(path);
  const { metadata } = stored.header;
  const duration = Number(metadata['duration']);
  if (metadata['format'] !== FORMAT || metadata['extractor'] === undefined || !(duration > 0))
    throw new FeaturesError(`“${path}” does not hold video features.`);
  const names = [...stored.header.tensors].flatMap(([name, { dtype, begin, end }]) =>
    dtype === 'uint8' && end - begin > small ? [] : [name],
  );
  const { tensors } = await readSafetensors(path, names);
  const kept = new Map<string, VideoTensor>();
  for (const [name, { shape, data }] of tensors) {
    if (!(data instanceof Uint8Array) && !(data instanceof Float32Array))
      throw new FeaturesError(`“${path}” holds “${name}” in a type that features do not have.`);
    kept.set(name, { shape, data });
  }
  const features = { extractor: metadata['extractor'], duration: seconds(duration), tensors: kept };
  return names.length === stored.header.tensors.size ? features : { ...features, stored };
}
