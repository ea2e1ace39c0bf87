import { setImmediate } from 'node:timers/promises';
import { float32Data, type HostTensor, type TensorData } from '../host-tensor.ts';
import { parameterFeeds, type Net } from '../model-graph.ts';
import { masked } from '../ops/attention.ts';
import type { ParameterStore } from '../parameter-store.ts';
import type { Random } from '../random.ts';
import { createSession, type Feeds, type Session, type SessionOptions } from '../session.ts';
import { chunkGraph } from './chunk-graph.ts';
import { constraintTables, type Constraint } from './constraint.ts';
import type { Decoder } from './decoder.ts';
import { names } from './names.ts';
import { prefillGraph, type PromptInputs } from './prefill-graph.ts';

export interface GroupSamplerOptions {
  readonly store: ParameterStore;
  readonly decoder: Decoder;
  /** Prompts answered at once; default 1. */
  readonly prompts?: number;
  /** Responses per prompt. */
  readonly groupSize: number;
  /** The longest prompt, in tokens; shorter ones are filled up. */
  readonly promptLength: number;
  /** Most tokens drawn in one run; between runs a sampler reports, and stops when asked to. Default 32. */
  readonly chunk?: number;
  /** Whether `topP` may be asked for; it costs time in each step. Default false. */
  readonly topP?: boolean;
  /** Most states that a constraint may have; default 0: none can be asked for. */
  readonly constraintStates?: number;
  readonly promptInputs?: PromptInputs;
  /** Keeps the parameters of this moment, and is faster; default false: always the store's current ones. */
  readonly frozen?: boolean;
  readonly session?: SessionOptions;
}

export interface SampleRequest {
  /** Tokens of each prompt. */
  readonly prompts: readonly Int32Array[];
  readonly promptFeeds?: Feeds;
  /** 0: the most likely token each time (log-probabilities are then those at 1). Otherwise at least 1e-6. */
  readonly temperature: number;
  /** Draws only from the most likely tokens that together reach this probability; default 1: from all. */
  readonly topP?: number;
  readonly maxTokens: number;
  /** A response ends with the first of these. */
  readonly stopTokens: readonly number[];
  /** The stream of one response: what is drawn depends on nothing else but the parameters. */
  readonly stream: (prompt: number, response: number) => Random;
  readonly constraint?: Constraint;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SampleProgress) => void;
}

export interface SampleProgress {
  /** Tokens drawn of each response that is not finished. */
  readonly tokens: number;
  /** Responses not yet finished. */
  readonly running: number;
}

/** One response. */
export interface Sample {
  /** The stop token included, if one was drawn. */
  readonly tokens: Int32Array;
  /** Log-probability of each token at the temperature, under the constraint, before top-p. */
  readonly logProbs: Float32Array;
  /** Whether a stop token was drawn; otherwise the response was cut at `maxTokens`. */
  readonly stopped: boolean;
}

/** Draws groups of responses from a decoder. */
export interface GroupSampler {
  /**
   * The responses of each prompt. The store's parameters stay as they are until it is done.
   * @throws RangeError when the request does not fit the sampler; the reason of `signal` when it is aborted.
   */
  sample(request: SampleRequest): Promise<Sample[][]>;
  dispose(): Promise<void>;
}

/** Logits divided by less may be beyond float32. */
const leastTemperature = 1e-6;

interface Part {
  readonly net: Net;
  readonly session: Session;
}

/**
 * A sampler that runs a decoder in loops inside the graph: prompts are read once and shared by their group, keys and values
 * are cached. Sessions are made when first needed.
 * @throws RangeError when a size is not a whole number in its range.
 */
export function createGroupSampler(options: GroupSamplerOptions): GroupSampler {
  const { decoder, groupSize, promptLength, session = {}, frozen = false } = options;
  const { prompts = 1, chunk = 32, topP = false, constraintStates: states = 0 } = options;
  for (const [name, value] of Object.entries({ prompts, groupSize, promptLength, chunk })) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`${name} must be at least 1, not ${value}.`);
  }
  // Sessions are made when first needed, which may be after the store has learned.
  const store = frozen ? options.store.copy() : options.store;
  const rows = prompts * groupSize;
  const cachedPrompt = promptLength - 1;
  const parts = new Map<string, Promise<Part>>();
  const part = (key: string, make: () => Net): Promise<Part> => {
    const known = parts.get(key);
    if (known !== undefined) return known;
    const made = load(make(), session).catch((cause: unknown) => {
      // What could not be made now may be possible later.
      parts.delete(key);
      throw cause;
    });
    parts.set(key, made);
    return made;
  };
  const run = async ({ net, session: graph }: Part, feeds: Feeds) =>
    graph.run(frozen ? feeds : { ...feeds, ...parameterFeeds(net, store) });

  async function readPrompts(request: SampleRequest): Promise<Feeds> {
    if (cachedPrompt === 0) return {};
    const tokens = new Int32Array(prompts * cachedPrompt);
    const bias = new Float32Array(prompts * cachedPrompt).fill(masked);
    for (const [i, prompt] of request.prompts.entries()) {
      tokens.set(prompt.subarray(0, -1), i * cachedPrompt);
      bias.fill(0, i * cachedPrompt, i * cachedPrompt + prompt.length - 1);
    }
    const make = () => prefillGraph(store, decoder, prompts, cachedPrompt, frozen, options.promptInputs);
    const found = await run(await part('prompt', make), {
      [names.promptTokens]: tokens,
      ...request.promptFeeds,
    });
    return { ...dataOf(found), [names.promptBias]: bias };
  }

  async function sample(request: SampleRequest): Promise<Sample[][]> {
    const feeds = requestFeeds(request, { topP, states, vocabulary: decoder.vocabulary });
    const { maxTokens, signal, onProgress } = request;
    const streams = Array.from({ length: rows }, (_, r) =>
      request.stream(Math.floor(r / groupSize), r % groupSize),
    );
    const lastOf = (r: number) => request.prompts[Math.floor(r / groupSize)] ?? new Int32Array();
    let carried: Record<string, TensorData> = {
      [names.token]: BigInt64Array.from({ length: rows }, (_, r) => BigInt(lastOf(r).at(-1) ?? 0)),
      [names.alive]: new Float32Array(rows).fill(1),
    };
    if (states > 0) carried[names.state] = new Int32Array(rows);
    const drawn = streams.map(() => ({
      tokens: new Int32Array(maxTokens),
      logProbs: new Float32Array(maxTokens),
    }));
    signal?.throwIfAborted();
    const shared = { ...feeds, ...(await readPrompts(request)) };
    for (let done = 0; done < maxTokens; done += chunk) {
      // A run blocks the thread: without this, a message that aborts could not arrive.
      await setImmediate();
      signal?.throwIfAborted();
      const turns = Math.min(chunk, maxTokens - done);
      const later = done + chunk < maxTokens ? capacity(done + chunk, chunk) : 0;
      const earlier = capacity(done, chunk);
      const sizes = { prompts, group: groupSize, promptLength: cachedPrompt, earlier, chunk };
      const make = () => chunkGraph(store, decoder, sizes, later, { topP, states }, frozen);
      const results = await run(await part(`${earlier} ${later}`, make), {
        ...shared,
        ...carried,
        [names.position]: BigInt64Array.from({ length: rows }, (_, r) => BigInt(lastOf(r).length - 1 + done)),
        [names.turns]: BigInt64Array.of(BigInt(turns)),
        [names.uniform]: uniforms(streams, turns, chunk, decoder.vocabulary),
        ...(earlier > 0 && { [names.filled]: BigInt64Array.of(BigInt(done)) }),
      });
      collect(drawn, results, done, turns);
      carried = dataOf(results, names.next);
      const alive = float32Data(tensorOf(results, names.next + names.alive));
      const running = alive.reduce((sum, one) => sum + one, 0);
      onProgress?.({ tokens: done + turns, running });
      if (running === 0) break;
    }
    const stops = new Set(request.stopTokens);
    const samples = drawn.map(({ tokens, logProbs }) => {
      const stop = tokens.findIndex((t) => stops.has(t));
      const length = stop < 0 ? maxTokens : stop + 1;
      return { tokens: tokens.slice(0, length), logProbs: logProbs.slice(0, length), stopped: stop >= 0 };
    });
    return request.prompts.map((_, p) => samples.slice(p * groupSize, (p + 1) * groupSize));
  }

  return {
    sample: async (request) => {
      checkRequest(request, prompts, promptLength, decoder);
      return frozen ? sample(request) : store.exclusively(() => sample(request));
    },
    dispose: async () => {
      const made = [...parts.values()];
      parts.clear();
      for (const each of await Promise.allSettled(made)) {
        if (each.status === 'fulfilled') await each.value.session.dispose();
      }
    },
  };
}

async function load(net: Net, options: SessionOptions): Promise<Part> {
  return { net, session: await createSession(net.graph, options) };
}

/** Length of the cache that holds `filled` tokens: doubled from four chunks on, so that few graphs serve all lengths. */
function capacity(filled: number, chunk: number): number {
  if (filled === 0) return 0;
  let length = 4 * chunk;
  while (length < filled) length *= 2;
  return length;
}

/** Uniform numbers [chunk, rows, vocabulary] inside (0, 1): multiples of 2^-24, which float32 holds exactly. */
function uniforms(
  streams: readonly Random[],
  turns: number,
  chunk: number,
  vocabulary: number,
): Float32Array {
  const rows = streams.length;
  const into = new Float32Array(chunk * rows * vocabulary).fill(0.5);
  for (const [r, stream] of streams.entries()) {
    for (let t = 0; t < turns; t++) {
      const start = (t * rows + r) * vocabulary;
      for (let i = start; i < start + vocabulary; i++) into[i] = ((stream.bits() >>> 9) + 0.5) * 2 ** -23;
    }
  }
  return into;
}

function collect(
  drawn: readonly { readonly tokens: Int32Array; readonly logProbs: Float32Array }[],
  results: Record<string, HostTensor>,
  done: number,
  turns: number,
): void {
  const { data: tokens } = tensorOf(results, names.tokens);
  const logProbs = float32Data(tensorOf(results, names.logProbs));
  const rows = drawn.length;
  for (const [r, row] of drawn.entries()) {
    for (let t = 0; t < turns; t++) {
      row.tokens[done + t] = Number(tokens[t * rows + r] ?? 0);
      row.logProbs[done + t] = logProbs[t * rows + r] ?? NaN;
    }
  }
}

function requestFeeds(
  { temperature, topP = 1, stopTokens, constraint }: SampleRequest,
  can: { readonly topP: boolean; readonly states: number; readonly vocabulary: number },
): Feeds {
  if (topP < 1 && !can.topP) throw new RangeError('This sampler was made without top-p.');
  if (constraint !== undefined && can.states === 0)
    throw new RangeError('This sampler was made without constraints.');
  const anything = { states: [new Map(Array.from({ length: can.vocabulary }, (_, t) => [t, 0]))] };
  const tables =
    can.states > 0 ? constraintTables(constraint ?? anything, can.states, can.vocabulary) : undefined;
  const goesOn = new Float32Array(can.vocabulary).fill(1);
  for (const token of stopTokens) goesOn[token] = 0;
  return {
    [names.goesOn]: goesOn,
    [names.noiseScale]: Float32Array.of(temperature > 0 ? 1 : 0),
    [names.inverseTemperature]: Float64Array.of(temperature > 0 ? 1 / temperature : 1),
    ...(can.topP && { [names.topP]: Float64Array.of(topP) }),
    ...(tables !== undefined && { [names.constraintBias]: tables.bias, [names.constraintNext]: tables.next }),
  };
}

function checkRequest(request: SampleRequest, prompts: number, promptLength: number, decoder: Decoder): void {
  const { vocabulary, positions } = decoder;
  const { temperature, topP = 1, maxTokens, stopTokens } = request;
  if (request.prompts.length !== prompts) {
    throw new RangeError(`This sampler answers ${prompts} prompts at once, not ${request.prompts.length}.`);
  }
  const isToken = (t: number) => Number.isInteger(t) && t >= 0 && t < vocabulary;
  for (const [i, prompt] of request.prompts.entries()) {
    if (prompt.length < 1 || prompt.length > promptLength) {
      throw new RangeError(
        `Prompt ${i} has ${prompt.length} tokens; this sampler takes 1 to ${promptLength}.`,
      );
    }
    if (!prompt.every(isToken))
      throw new RangeError(`Prompt ${i} has a token that is none of the vocabulary.`);
  }
  if (!stopTokens.every(isToken)) throw new RangeError('A stop token is none of the vocabulary.');
  if (temperature !== 0 && !(temperature >= leastTemperature && temperature < Infinity))
    throw new RangeError(`${temperature} is no temperature: 0 or from 0.000001 on.`);
  if (!(topP > 0 && topP <= 1)) throw new RangeError(`top-p must be above 0 and at most 1, not ${topP}.`);
  if (!Number.isSafeInteger(maxTokens) || maxTokens < 1) {
    throw new RangeError(`At least one token must be allowed, not ${maxTokens}.`);
  }
  // The last token drawn is not read again.
  const needed = Math.max(...request.prompts.map((p) => p.length)) + maxTokens - 1;
  if (needed > positions) {
    throw new RangeError(`That needs ${needed} positions; the decoder has ${positions}.`);
  }
}

function tensorOf(results: Record<string, HostTensor>, name: string): HostTensor {
  const found = results[name];
  if (found === undefined) throw new RangeError(`The run gave no ${name}.`);
  return found;
}

/** Results whose names begin with `prefix`, without it, as they are fed to the next run. */
function dataOf(results: Record<string, HostTensor>, prefix = ''): Record<string, TensorData> {
  const entries = Object.entries(results).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, { data }]) => [name.slice(prefix.length), data]));
}
