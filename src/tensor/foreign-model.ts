import { stat } from 'node:fs/promises';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { DType } from './dtype.ts';
import { hostTensor, type HostTensor } from './host-tensor.ts';
import { runtime } from './native-runtime.ts';
import type { SessionOptions } from './session.ts';

/** What a model that was made elsewhere takes or gives. */
export interface ForeignTensor {
  readonly name: string;
  /** `other`: strings and types that can't be fed from here. */
  readonly dtype: DType | 'other';
  /** Sizes of the axes; null where the model takes any. Outputs may leave their shape open altogether. */
  readonly shape: readonly (number | null)[];
}

/** A model file of somebody else's that can't be opened or run; the message is a sentence that names it. */
export class ForeignModelError extends Error {
  override readonly name = 'ForeignModelError';
}

/** How a foreign model runs. */
export type ForeignModelOptions = Pick<SessionOptions, 'device' | 'threads'>;

/**
 * An ONNX model that another program made, opened from its file (weights beside it are found there). `run` blocks its
 * thread, and its code is ONNX Runtime's reading of a foreign file: use it in a process that may be lost.
 */
export class ForeignModel {
  readonly file: string;
  readonly inputs: readonly ForeignTensor[];
  readonly outputs: readonly ForeignTensor[];
  readonly #session: InferenceSession;

  private constructor(file: string, session: InferenceSession) {
    this.file = file;
    this.#session = session;
    this.inputs = session.inputMetadata.map(foreignTensor);
    this.outputs = session.outputMetadata.map(foreignTensor);
  }

  /** @throws ForeignModelError when there is no such file or it is no ONNX model that this runtime knows. */
  static async open(file: string, options: ForeignModelOptions = {}): Promise<ForeignModel> {
    const found = await stat(file).catch(() => null);
    if (found === null) throw new ForeignModelError(`There is no file at “${file}”.`);
    if (!found.isFile()) throw new ForeignModelError(`“${file}” is not a file.`);
    const session = await runtime.InferenceSession.create(file, {
      executionProviders: [options.device ?? 'cpu'],
      intraOpNumThreads: options.threads ?? 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Pictures come in batches of changing sizes; the arena would keep the largest of everything.
      enableMemPattern: false,
      logSeverityLevel: 4,
      extra: { session: { 'intra_op.allow_spinning': '0', 'inter_op.allow_spinning': '0' } },
    }).catch((cause: unknown) => {
      throw new ForeignModelError(`“${file}” can't be opened as an ONNX model: ${reason(cause)}`, { cause });
    });
    return new ForeignModel(file, session);
  }

  /**
   * Computes the named outputs.
   * @throws ForeignModelError when the model refuses what it is fed, or gives something that is not a tensor of numbers.
   */
  async run(
    feeds: Readonly<Record<string, HostTensor>>,
    outputs: readonly string[],
  ): Promise<Map<string, HostTensor>> {
    const tensors = Object.fromEntries(
      Object.entries(feeds).map(([name, { dtype, shape, data }]) => {
        if (dtype !== 'float32') throw new RangeError(`${name} is ${dtype}; foreign models are fed float32.`);
        return [name, new runtime.Tensor('float32', hostTensor(dtype, shape, data, name).data, shape)];
      }),
    );
    const results = await this.#session.run(tensors, [...outputs]).catch((cause: unknown) => {
      throw new ForeignModelError(`“${this.file}” can't be run: ${reason(cause)}`, { cause });
    });
    return new Map(
      outputs.map((name) => {
        const tensor = results[name];
        if (tensor === undefined) throw new ForeignModelError(`“${this.file}” gives no ${name}.`);
        return [name, floats(this.file, name, tensor)];
      }),
    );
  }

  /** Frees what ONNX Runtime holds. */
  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

function foreignTensor(metadata: InferenceSession.ValueMetadata): ForeignTensor {
  const { name } = metadata;
  if (!metadata.isTensor) return { name, dtype: 'other', shape: [] };
  const { type } = metadata;
  const shape = metadata.shape.map((size) => (typeof size === 'number' && size > 0 ? size : null));
  return { name, dtype: type === 'string' || type === 'int4' ? 'other' : type, shape };
}

function floats(file: string, name: string, tensor: Tensor): HostTensor {
  if (tensor.data instanceof Float32Array) return { dtype: 'float32', shape: tensor.dims, data: tensor.data };
  throw new ForeignModelError(
    `“${file}” gives ${name} as ${tensor.type}, which can't be used here. Export the model with float32 outputs.`,
  );
}

/** What ONNX Runtime said: its first line, without its own code and places in its source. */
function reason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const [line = ''] = text.replace(/\/onnxruntime_src\/\S+ .*? was false\. /s, '').split('\n');
  return line.length > 300 ? `${line.slice(0, 300)} ...` : line.trim();
}
