import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { cudaHint } from './cuda-folder.ts';
import type { DType } from './dtype.ts';
import { GraphBuilder } from './graph.ts';
import { float32Data, hostTensor, type HostTensor, type TensorData } from './host-tensor.ts';
import { loweringFor } from './lower.ts';
import { runtime } from './native-runtime.ts';
import { encodeModel } from './onnx/encode.ts';
import type { Shape } from './shape.ts';

/** Where a session runs. */
export type Device = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';

export interface SessionOptions {
  readonly device?: Device;
  /** Threads inside one operation; results are the same bits for the same number. Default 1. */
  readonly threads?: number;
  /** Folder against which external data of the model is found; a graph knows its own. */
  readonly externalDataFolder?: string;
  /**
   * Rearranges weights for faster products, in a copy of each. Default: not for graphs whose float weights stay in files
   * (they are then read in place, at the same speed); yes otherwise, and for 4-bit weights, which are four times slower
   * without.
   */
  readonly prepack?: boolean;
  /**
   * On webgpu: what a training step writes stays on the graphics processor and is read there by the next run, so that
   * parameters do not cross the bus. Their numbers can be read only after `store.toHost()`. Default false.
   */
  readonly resident?: boolean;
  /** Writes a profile to files that begin so. */
  readonly profile?: string;
}

/** What is fed to or comes out of a session. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** Arrays by input name, in the shapes that the session declares. */
export type Feeds = Readonly<Record<string, TensorData | Tensor>>;

/** A model that could not be loaded or run; the message names it and what ONNX Runtime said. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
}

/** A loaded graph. `run` blocks its thread while it computes (onnxruntime-node 1.30): use it in a process of its own. */
export class Session {
  readonly inputs: ReadonlyMap<string, TensorInfo>;
  readonly outputs: ReadonlyMap<string, TensorInfo>;
  readonly device: Device;
  /** Whether some outputs stay on the device: such a session is run by `runKeeping`. */
  readonly keepsOutputs: boolean;
  readonly #session: InferenceSession;

  constructor(session: InferenceSession, device: Device, keepsOutputs = false) {
    this.#session = session;
    this.keepsOutputs = keepsOutputs;
    this.device = device;
    this.inputs = infoOf(session.inputMetadata);
    this.outputs = infoOf(session.outputMetadata);
  }

  /**
   * Computes outputs from inputs. `into` names tensors that outputs are written into; these must never share memory
   * with an input or each other (ONNX Runtime writes them while it still reads inputs, and raises no error).
   * @throws SessionError when an input is missing or unknown, has the wrong type or size, or the run fails.
   */
  async run(feeds: Feeds, into: Readonly<Record<string, Tensor>> = {}): Promise<Record<string, HostTensor>> {
    return (await this.runKeeping(feeds, into)).results;
  }

  /** As `run`; outputs that stay on the device come as `kept` (their owner disposes of them). */
  async runKeeping(
    feeds: Feeds,
    into: Readonly<Record<string, Tensor>> = {},
  ): Promise<{ results: Record<string, HostTensor>; kept: Record<string, Tensor> }> {
    const tensors: Record<string, Tensor> = {};
    for (const info of this.inputs.values()) {
      tensors[info.name] = feedTensor(info, feeds[info.name], this.device);
    }
    for (const name of Object.keys(feeds)) {
      if (!this.inputs.has(name)) throw new SessionError(`The graph has no input called ${name}.`);
    }
    refuseAliases(tensors, into);
    const fetches: Record<string, Tensor | null> = {};
    for (const name of this.outputs.keys()) fetches[name] = into[name] ?? null;
    const results = await this.#session.run(tensors, fetches).catch((cause: unknown) => {
      throw new SessionError(`The graph could not be run on ${this.device}: ${reason(cause)}`, { cause });
    });
    const out: Record<string, HostTensor> = {};
    const kept: Record<string, Tensor> = {};
    for (const [name, info] of this.outputs) {
      const tensor = results[name];
      if (tensor === undefined || name in into) continue;
      if (tensor.location === 'gpu-buffer') kept[name] = tensor;
      else out[name] = hostTensor(info.dtype, tensor.dims, arrayData(name, tensor.data), name);
    }
    return { results: out, kept };
  }

  /** Frees what ONNX Runtime holds; the session can't be used afterwards. */
  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

/**
 * Loads a graph (or the bytes of a model) for one device.
 * @param resident outputs that stay on the device (webgpu), see `Session.runKeeping`
 * @throws SessionError when ONNX Runtime refuses it or the device is not there.
 */
export async function createSession(
  model: GraphBuilder | Uint8Array,
  options: SessionOptions = {},
  resident: readonly string[] = [],
): Promise<Session> {
  const bytes =
    model instanceof GraphBuilder
      ? encodeModel(model.asSubGraph(), loweringFor(options.device ?? 'cpu'))
      : model;
  const device = options.device ?? 'cpu';
  // ONNX Runtime would go on with the cpu alone, with no more than a line on the console.
  if (!supportedDevices().has(device)) {
    throw new SessionError(`This build of ONNX Runtime has no ${device} on ${process.platform}.`);
  }
  const keeps = device === 'webgpu' && resident.length > 0;
  const folder = options.externalDataFolder ?? externalFolder(model);
  const session = await runtime.InferenceSession.create(bytes, {
    executionProviders: [device],
    intraOpNumThreads: options.threads ?? 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableCpuMemArena: true,
    // Costs nearly twice the memory in training and saves no time (measured).
    enableMemPattern: false,
    // Failures come back as errors; a line on the console besides would say them twice.
    logSeverityLevel: 4,
    extra: {
      session: {
        'intra_op.allow_spinning': '0',
        'inter_op.allow_spinning': '0',
        disable_prepacking: (options.prepack ?? prepacks(model)) ? '0' : '1',
        ...(folder === undefined ? {} : { model_external_initializers_file_folder_path: folder }),
      },
    },
    ...(keeps
      ? { preferredOutputLocation: Object.fromEntries(resident.map((name) => [name, 'gpu-buffer' as const])) }
      : {}),
    ...(options.profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: options.profile }),
  }).catch((cause: unknown) => {
    if (device === 'cuda' && reason(cause).includes('Failed to load shared library')) {
      throw new SessionError(`The CUDA provider could not be loaded. ${cudaHint()}`, { cause });
    }
    const name = model instanceof GraphBuilder ? `The graph ${model.name}` : 'The model';
    throw new SessionError(`${name} could not be loaded on ${device}: ${reason(cause)}`, { cause });
  });
  return new Session(session, device, keeps);
}

function externalFolder(model: GraphBuilder | Uint8Array): string | undefined {
  return model instanceof GraphBuilder ? model.externals[0]?.source.folder : undefined;
}

function prepacks(model: GraphBuilder | Uint8Array): boolean {
  if (!(model instanceof GraphBuilder) || model.externals.length === 0) return true;
  return model.externals.some(({ source }) => source.dtype === 'uint8' || source.dtype === 'uint4');
}

/** Devices that this build of ONNX Runtime knows on this system. */
export function supportedDevices(): ReadonlySet<string> {
  return new Set(runtime.listSupportedBackends().map((backend) => backend.name));
}

/**
 * Copies of float32 tensors that lie on the graphics processor. (1.30's own download is missing in Node: a graph that hands
 * them through does it.)
 */
export async function fromDevice(tensors: readonly Tensor[]): Promise<Float32Array[]> {
  const graph = new GraphBuilder('download');
  const names = tensors.map((_, i) => `x${i}`);
  for (const [i, name] of names.entries()) {
    graph.output(`${name} here`, graph.input(name, 'float32', tensors[i]?.dims ?? []));
  }
  const session = await createSession(graph, { device: 'webgpu' });
  try {
    const feeds = Object.fromEntries(
      names.flatMap((name, i) => (tensors[i] === undefined ? [] : [[name, tensors[i]]])),
    );
    const found = await session.run(feeds);
    return names.map((name) => {
      const tensor = found[`${name} here`];
      if (tensor === undefined)
        throw new SessionError('A tensor could not be read back from the graphics processor.');
      return float32Data(tensor);
    });
  } finally {
    await session.dispose();
  }
}

/** A tensor of ONNX Runtime over an array, without a copy. */
export function ortTensor(info: TensorInfo, data: TensorData): Tensor {
  const { dtype, shape, data: checked } = hostTensor(info.dtype, info.shape, data, info.name);
  return makeTensor(dtype, checked, shape);
}

function makeTensor(dtype: DType, data: TensorData, shape: Shape): Tensor {
  if (dtype === 'bfloat16') throw new SessionError('bfloat16 can not be fed to a session; cast it first.');
  if (dtype === 'uint4') throw new SessionError('uint4 can not be fed to a session.');
  if (dtype === 'bool' && data instanceof Uint8Array) return new runtime.Tensor('bool', data, shape);
  return new runtime.Tensor(dtype, data, shape);
}

function feedTensor(info: TensorInfo, fed: TensorData | Tensor | undefined, device: Device): Tensor {
  if (fed === undefined) throw new SessionError(`The input ${info.name} is missing.`);
  if (ArrayBuffer.isView(fed)) return ortTensor(info, fed);
  // ONNX Runtime would read wrong numbers, and say nothing.
  if (fed.location === 'gpu-buffer' && device !== 'webgpu') {
    throw new SessionError(`${info.name} lies on the graphics processor and can't be read on ${device}.`);
  }
  return fed;
}

function refuseAliases(inputs: Record<string, Tensor>, outputs: Readonly<Record<string, Tensor>>): void {
  const used = new Map<unknown, { readonly what: string; readonly data: TensorData }[]>();
  const note = (what: string, data: TensorData) => {
    const known = used.get(data.buffer);
    if (known === undefined) used.set(data.buffer, [{ what, data }]);
    else known.push({ what, data });
  };
  for (const [name, tensor] of Object.entries(inputs)) {
    if (tensor.location === 'cpu') note(`input ${name}`, arrayData(name, tensor.data));
  }
  for (const [name, tensor] of Object.entries(outputs)) {
    if (tensor.location !== 'cpu') continue;
    const data = arrayData(name, tensor.data);
    const other = used.get(data.buffer)?.find((each) => overlap(each.data, data));
    if (other !== undefined) {
      throw new SessionError(`The output ${name} would be written over the memory of the ${other.what}.`);
    }
    note(`output ${name}`, data);
  }
}

/** Whether two views of one buffer share bytes. */
function overlap(a: TensorData, b: TensorData): boolean {
  return a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}

function arrayData(name: string, data: Tensor.DataType): TensorData {
  if (Array.isArray(data)) throw new SessionError(`${name} is a tensor of strings, which is not supported.`);
  return data;
}

function infoOf(metadata: readonly InferenceSession.ValueMetadata[]): Map<string, TensorInfo> {
  const found = new Map<string, TensorInfo>();
  for (const m of metadata) {
    if (!m.isTensor) throw new SessionError(`${m.name} is not a tensor.`);
    const shape = m.shape.map((n) => {
      if (typeof n === 'number') return n;
      throw new SessionError(`${m.name} has a size that is not fixed (${n}).`);
    });
    found.set(m.name, { name: m.name, dtype: dtypeOf(m.name, m.type), shape });
  }
  return found;
}

function dtypeOf(name: string, type: Tensor.Type): DType {
  if (type === 'string' || type === 'uint4' || type === 'int4') {
    throw new SessionError(`${name} is of type ${type}, which can't be fed from JavaScript here.`);
  }
  return type;
}

/** What ONNX Runtime said, without the place in its source. */
function reason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.replace(/\/onnxruntime_src\/\S+ .*? was false\. /s, '').trim();
}
