import { sampleFrames, sampleGrid } from '../../media/sampling.ts';
import type { ForeignModelOptions } from '../../tensor/index.ts';
import { endSeconds } from '../../time/frame-table.ts';
import { encoderId, mustBeEncoder, type EncoderFacts } from './encoder-facts.ts';
import { ImageEncoder } from './image-encoder.ts';
import type { PictureEncoder, VideoToEncode } from './picture-encoder.ts';
import type { Encoded } from './step-features.ts';

/** Seconds between two pictures that an encoder sees. */
const ENCODED_SECONDS = 0.5;
/** Videos with more pictures (half an hour) are shown at a slower rate, so that the encoder's time stays bounded. */
const MOST_ENCODED = 3600;
/** Milliseconds without work after which an encoder gives its memory back. */
const REST_MS = 5000;

/** Seconds between two pictures of a video of `length` seconds. */
export function encodedStepFor(length: number): number {
  return ENCODED_SECONDS * Math.max(1, Math.ceil(length / (ENCODED_SECONDS * MOST_ENCODED)));
}

/**
 * The encoder that a policy sees through; the model is opened when the first video is looked at.
 * @param file what the setting names; null when nothing is set: then every video is refused with a sentence.
 */
export function encoderOf(
  file: string | null,
  facts: EncoderFacts,
  options: ForeignModelOptions,
): PictureEncoder {
  const model = new RestingEncoder(() => openChecked(file, facts, options));
  return { id: encoderId(facts), encode: (video) => encodeVideo(video, facts, model) };
}

async function openChecked(
  file: string | null,
  facts: EncoderFacts,
  options: ForeignModelOptions,
): Promise<ImageEncoder> {
  return ImageEncoder.open(await mustBeEncoder(file, facts), facts, options);
}

async function encodeVideo(
  { path, tools, video, origin, signal, onProgress }: VideoToEncode,
  { pixels, width }: EncoderFacts,
  model: RestingEncoder,
): Promise<Encoded> {
  const step = encodedStepFor(endSeconds(video.table) - origin);
  const fps = 1 / step;
  const grid = sampleGrid(video.table, fps, { from: origin });
  const rows = new Float32Array(Math.max(1, grid.end - grid.first) * width);
  let done = 0;
  await model.use(async (encoder) => {
    let waiting: Uint8Array[] = [];
    const flush = async () => {
      rows.set(await encoder.encode(waiting), done * width);
      done += waiting.length;
      waiting = [];
      onProgress(done / (grid.end - grid.first));
      // Lets a cancel in: native runs keep the thread busy.
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    };
    for await (const { data } of sampleFrames(path, tools, {
      fps,
      ...pixels,
      pixel: 'rgb24',
      from: origin,
      video,
      signal,
    })) {
      waiting.push(data);
      if (waiting.length === encoder.batch) await flush();
    }
    if (waiting.length > 0) await flush();
  });
  return { step, width, offset: grid.first * step - origin, rows };
}

/** A model that is opened when it is needed and closed when it was not needed for a while: it may be as large as the rest. */
class RestingEncoder {
  readonly #open: () => Promise<ImageEncoder>;
  #encoder: Promise<ImageEncoder> | null = null;
  #users = 0;
  #rest: NodeJS.Timeout | undefined;

  constructor(open: () => Promise<ImageEncoder>) {
    this.#open = open;
  }

  async use(work: (encoder: ImageEncoder) => Promise<void>): Promise<void> {
    clearTimeout(this.#rest);
    this.#users++;
    try {
      this.#encoder ??= this.#open();
      const encoder = await this.#encoder.catch((error: unknown) => {
        // A person may put the file in its place meanwhile.
        this.#encoder = null;
        throw error;
      });
      await work(encoder);
    } finally {
      this.#users--;
      if (this.#users === 0) this.#rest = setTimeout(() => void this.#close(), REST_MS).unref();
    }
  }

  async #close(): Promise<void> {
    const encoder = this.#encoder;
    this.#encoder = null;
    await (await encoder)?.dispose();
  }
}
