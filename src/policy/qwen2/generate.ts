import {
  createForward,
  float32Data,
  op,
  type Feeds,
  type Forward,
  type HostTensor,
  type InputSpecs,
} from '../../tensor/index.ts';
import { at } from '../indexing.ts';
import { cachedAttention, unseen } from './attention.ts';
import { batchFeeds, rowOf, SequenceError, shapeOf, type BatchShape } from './batch.ts';
import { decode, logits } from './decoder.ts';
import {
  createLogits,
  layersOf,
  pickedInputs,
  pickedLogits,
  storeOf,
  wholeSequences,
  type Decoder,
} from './forward.ts';
import { rotaryRows, rotaryTable } from './rotary.ts';
import { withText, type Sequence } from './sequence.ts';

/** Chooses the next token of sequence `index` from the logits of all words. */
export type PickToken = (logits: Float32Array, index: number) => number;

export interface GenerateSettings {
  /** Answers to the same prompt, sampled together. Default 1. */
  readonly groupSize?: number;
  readonly maxTokens: number;
  /** Tokens that end an answer, kept as its last; none: every answer gets `maxTokens`. */
  readonly stopTokens: readonly number[];
  /** Default `greedy`. */
  readonly pick?: PickToken;
  /** Asked before each token: aborting rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onToken?: (done: number) => void;
}

/** One answer. */
export interface Answer {
  readonly tokens: readonly number[];
  /** Log-probability of each token at temperature 1. */
  readonly logProbs: readonly number[];
  /** How far the best word was ahead of the second, in logits, at each token. */
  readonly margins: readonly number[];
}

/** The word with the largest logit; the first of equal ones. */
export const greedy: PickToken = (scores) => {
  let best = 0;
  for (let i = 1; i < scores.length; i++) if ((scores[i] ?? 0) > (scores[best] ?? 0)) best = i;
  return best;
};

/** Answers a prompt, token by token. */
export interface Generator {
  generate(prompt: Sequence, settings: GenerateSettings): Promise<Answer[]>;
  dispose(): Promise<void>;
}

/** Sizes of a generator's graphs. */
export interface GeneratorShape {
  /** Tokens and inserted rows of the prompt; shorter prompts are padded. */
  readonly prompt: Omit<BatchShape, 'batch'>;
  readonly groupSize: number;
  readonly maxTokens: number;
}

/**
 * Generates with caches of keys and values: the prompt is computed once for all answers of a group and kept once; each
 * answer's own keys are written into buffers that the graph only reads.
 */
export async function createGenerator(decoder: Decoder, shape: GeneratorShape): Promise<Generator> {
  const promptShape = { ...shape.prompt, batch: 1, picked: 1 };
  const { config } = decoder;
  const store = storeOf(decoder);
  const session = decoder.session === undefined ? {} : { session: decoder.session };
  const prefill = await createForward({
    name: 'prompt',
    store,
    inputs: pickedInputs(config, promptShape),
    ...session,
    build: (net) => {
      const { last, caches } = wholeSequences(net, decoder, promptShape);
      const named = caches.flatMap(({ k, v }, i) => [
        [`k${i}`, k],
        [`v${i}`, v],
      ]);
      return { logits: pickedLogits(net, decoder, last), ...Object.fromEntries(named) };
    },
  });
  const step = await createStep(decoder, shape).catch(async (cause: unknown) => {
    await prefill.dispose();
    throw cause;
  });
  return {
    generate: async (prompt, settings) => {
      const { groupSize = 1, maxTokens } = settings;
      if (groupSize !== shape.groupSize || maxTokens > shape.maxTokens) {
        throw new SequenceError(
          `This generator gives ${shape.groupSize} answers of up to ${shape.maxTokens} tokens.`,
        );
      }
      const picked = Int32Array.of(promptShape.length - 1);
      const results = await prefill.run({ ...batchFeeds(config, promptShape, [prompt]), picked });
      const cache = new Cache(decoder, shape, prompt, results);
      return answers(
        settings,
        config.vocabularySize,
        groupSize,
        of(results, 'logits'),
        async (tokens, index) => {
          const feeds = cache.feeds(tokens, prompt.positions.next + index);
          const next = await step.run(feeds);
          cache.append(index, next);
          return of(next, 'logits');
        },
      );
    },
    dispose: async () => {
      await prefill.dispose();
      await step.dispose();
    },
  };
}

/** Generates by computing the whole sequence again for every token: slow, and the measure for the caches. */
export async function createPlainGenerator(decoder: Decoder, shape: GeneratorShape): Promise<Generator> {
  const { groupSize: batch, maxTokens } = shape;
  const whole = { ...shape.prompt, length: shape.prompt.length + maxTokens, batch, picked: batch };
  const forward = await createLogits(decoder, whole);
  return {
    generate: async (prompt, settings) => {
      const sequences = Array.from({ length: batch }, () => prompt);
      const run = async () => {
        const picked = Int32Array.from(sequences, (s, b) => rowOf(whole, s, b, s.tokens.length - 1));
        const found = await forward.run({ ...batchFeeds(decoder.config, whole, sequences), picked });
        return of(found, 'logits');
      };
      return answers(settings, decoder.config.vocabularySize, batch, await run(), (tokens) => {
        for (const [b, token] of tokens.entries()) sequences[b] = withText(at(sequences, b), [token]);
        return run();
      });
    },
    dispose: () => forward.dispose(),
  };
}

/** A generator for one prompt. */
export function generatorShape(
  decoder: Decoder,
  prompt: Sequence,
  settings: GenerateSettings,
): GeneratorShape {
  const { length, inserted } = shapeOf([prompt], decoder.config.hiddenSize);
  return { prompt: { length, inserted }, groupSize: settings.groupSize ?? 1, maxTokens: settings.maxTokens };
}

/** One token for each answer, over the cached ones. */
async function createStep(decoder: Decoder, shape: GeneratorShape): Promise<Forward> {
  const { config } = decoder;
  const { groupSize: batch, prompt, maxTokens } = shape;
  const half = config.headSize / 2;
  const perLayer = (i: number): InputSpecs => {
    const prompts = [1, config.keyValueHeads, prompt.length, config.headSize];
    const tails = [batch, config.keyValueHeads, maxTokens, config.headSize];
    return {
      [`prompt.k${i}`]: { dtype: 'float32', shape: prompts },
      [`prompt.v${i}`]: { dtype: 'float32', shape: prompts },
      [`tail.k${i}`]: { dtype: 'float32', shape: tails },
      [`tail.v${i}`]: { dtype: 'float32', shape: tails },
    };
  };
  const layerInputs = Array.from({ length: config.layers }, (_, i) => perLayer(i));
  return createForward({
    name: 'step',
    store: storeOf(decoder),
    inputs: {
      tokens: { dtype: 'int32', shape: [batch, 1] },
      cos: { dtype: 'float32', shape: [1, half] },
      sin: { dtype: 'float32', shape: [1, half] },
      promptBias: { dtype: 'float32', shape: [prompt.length] },
      tailBias: { dtype: 'float32', shape: [maxTokens] },
      ...Object.assign({}, ...layerInputs),
    },
    ...(decoder.session === undefined ? {} : { session: decoder.session }),
    build: (net) => {
      const layers = layersOf(net, decoder);
      const added: Record<string, ReturnType<typeof net.input>> = {};
      const embeddings = decoder.weights.embed(net.graph, net.input('tokens'));
      const rotary = rotaryRows(net.input('cos'), net.input('sin'), batch, 1);
      const { last } = decode(layers, embeddings, rotary, (i, q, k, v) => {
        added[`k${i}`] = k;
        added[`v${i}`] = v;
        return cachedAttention(q, k, v, {
          prompt: { k: net.input(`prompt.k${i}`), v: net.input(`prompt.v${i}`) },
          promptBias: net.input('promptBias'),
          tail: { k: net.input(`tail.k${i}`), v: net.input(`tail.v${i}`) },
          tailBias: net.input('tailBias'),
        });
      });
      return { logits: logits(layers, op.reshape(last, [batch, config.hiddenSize])), ...added };
    },
  });
}

/** Keys and values of a prompt and of what its answers have added so far. */
class Cache {
  readonly #config: Decoder['config'];
  readonly #shape: GeneratorShape;
  readonly #prompt: Record<string, Float32Array> = {};
  readonly #tails: Record<string, Float32Array> = {};
  readonly #promptBias: Float32Array;
  readonly #tailBias: Float32Array;

  constructor(
    { config }: Decoder,
    shape: GeneratorShape,
    prompt: Sequence,
    computed: Readonly<Record<string, HostTensor>>,
  ) {
    this.#config = config;
    this.#shape = shape;
    const { length } = shape.prompt;
    const tail = shape.groupSize * config.keyValueHeads * shape.maxTokens * config.headSize;
    for (let i = 0; i < config.layers; i++) {
      for (const name of [`k${i}`, `v${i}`]) {
        this.#prompt[`prompt.${name}`] = of(computed, name);
        this.#tails[`tail.${name}`] = new Float32Array(tail);
      }
    }
    this.#promptBias = new Float32Array(length).fill(unseen, 0, length - prompt.tokens.length);
    this.#tailBias = new Float32Array(shape.maxTokens).fill(unseen);
  }

  feeds(tokens: Int32Array, position: number): Feeds {
    return {
      tokens,
      ...rotaryTable(this.#config, Int32Array.of(position, position, position)),
      promptBias: this.#promptBias,
      tailBias: this.#tailBias,
      ...this.#prompt,
      ...this.#tails,
    };
  }

  /** Keeps what a step computed for its own token as place `index` of the tails. */
  append(index: number, computed: Readonly<Record<string, HostTensor>>): void {
    const { headSize, keyValueHeads } = this.#config;
    const rows = this.#shape.groupSize * keyValueHeads;
    for (const [name, tail] of Object.entries(this.#tails)) {
      const added = of(computed, name.slice('tail.'.length));
      for (let row = 0; row < rows; row++) {
        const to = (row * this.#shape.maxTokens + index) * headSize;
        tail.set(added.subarray(row * headSize, (row + 1) * headSize), to);
      }
    }
    this.#tailBias[index] = 0;
  }
}

/**
 * Picks tokens until every answer has stopped.
 * @param first logits after the prompt, of one row for all answers or one row each
 * @param advance takes each answer's token number `index` and gives the logits after it
 */
async function answers(
  settings: GenerateSettings,
  words: number,
  count: number,
  first: Float32Array,
  advance: (tokens: Int32Array, index: number) => Promise<Float32Array>,
): Promise<Answer[]> {
  const { maxTokens, stopTokens, pick = greedy, signal, onToken } = settings;
  const found = Array.from({ length: count }, () => ({
    tokens: [] as number[],
    logProbs: [] as number[],
    margins: [] as number[],
  }));
  const open = new Set(found.keys());
  const next = new Int32Array(count);
  let scores = first;
  for (let index = 0; index < maxTokens; index++) {
    signal?.throwIfAborted();
    for (const b of open) {
      const answer = at(found, b);
      const row = scores.length === words ? 0 : b;
      const own = scores.subarray(row * words, (row + 1) * words);
      const token = pick(own, b);
      const { logProb, margin } = judge(own, token);
      answer.tokens.push(token);
      answer.logProbs.push(logProb);
      answer.margins.push(margin);
      next[b] = token;
      if (stopTokens.includes(token)) open.delete(b);
    }
    onToken?.(index + 1);
    if (open.size === 0 || index + 1 === maxTokens) break;
    scores = await advance(next, index);
  }
  return found;
}

/** Log-probability of a word, and the distance between the two best words. */
function judge(scores: Float32Array, token: number): { logProb: number; margin: number } {
  let [best, second] = [-Infinity, -Infinity];
  for (const score of scores) {
    if (score > best) [best, second] = [score, best];
    else if (score > second) second = score;
  }
  let total = 0;
  for (const score of scores) total += Math.exp(score - best);
  const own = scores[token];
  if (own === undefined) throw new SequenceError(`The token ${token} is not one of ${scores.length}.`);
  return { logProb: own - best - Math.log(total), margin: best - second };
}

function of(results: Readonly<Record<string, HostTensor>>, name: string): Float32Array {
  const found = results[name];
  if (found === undefined) throw new RangeError(`The graph gave no ${name}.`);
  return float32Data(found);
}
