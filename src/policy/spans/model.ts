import {
  createForward,
  float32Data,
  type Feeds,
  type Forward,
  type HostTensor,
  type ParameterSpec,
  type ParameterStore,
  type SessionOptions,
} from '../../tensor/index.ts';
import { at } from '../indexing.ts';
import { specsOf, storedParameters } from '../nets/parameters.ts';
import type { Question } from '../policy.ts';
import type { Vocabulary } from '../text/vocabulary.ts';
import {
  answerFeeds,
  batchSizes,
  questionFeeds,
  rowBucket,
  splitByBucket,
  stateFeeds,
  type ResponseState,
  type SeenQuestion,
  type Surroundings,
} from './batch.ts';
import type { Scene } from './features.ts';
import {
  answerInputs,
  answerLogits,
  encode,
  questionInputs,
  stateInputs,
  stepLogits,
  type BatchSizes,
  type SpanSizes,
} from './network.ts';
import type { EvidenceReader, PreparedQuestion } from './question.ts';

/** Rows of one run over states and answers. */
const STATE_ROWS = [16, 64, 256];
const ANSWER_ROWS = [8, 64, 256];

/** The parameters of the policy over candidates for a vocabulary of `words` rows. */
export function spanSpecs(sizes: SpanSizes, words: number): ParameterSpec[] {
  const batch = batchSizes({ units: 2, candidates: 4 }, 1);
  const inputs = { ...questionInputs(sizes, batch), ...stateInputs(batch, 2), ...answerInputs(batch, 2) };
  return specsOf(inputs, (p, input) => {
    const encoded = encode(p, sizes, words, batch, input);
    stepLogits(p, sizes, encoded, input);
    answerLogits(p, sizes, encoded.meanings, input);
  });
}

export interface SpanOptions {
  readonly store: ParameterStore;
  readonly sizes: SpanSizes;
  readonly vocabulary: Vocabulary;
  readonly reader: EvidenceReader;
  readonly session: SessionOptions;
}

/** A batch of questions with what the network computed for all of them; states of its questions are run together. */
interface SeenBatch {
  readonly sizes: BatchSizes;
  readonly outputs: Readonly<Record<'ready' | 'gate' | 'operators' | 'meanings', Float32Array>>;
}

/** A question ready to be answered. Its batch belongs to the model that made it. */
export interface ReadyQuestion extends SeenQuestion {
  readonly batch: SeenBatch;
}

export interface ReadyState extends ResponseState {
  readonly seen: ReadyQuestion;
}

/** The policy over candidates in use: questions are encoded once, then any states of their responses get logits. */
export class SpanModel {
  readonly options: SpanOptions;
  readonly #graphs = new Map<string, Forward>();
  #ready = new WeakMap<Question, ReadyQuestion>();

  constructor(options: SpanOptions) {
    this.options = options;
  }

  /** Drops what was worked out with earlier weights of this network. */
  forget(): void {
    this.#ready = new WeakMap();
  }

  async surroundings(): Promise<Surroundings> {
    const { sizes, vocabulary } = this.options;
    // The first dense network's understanding is enough to tell concepts apart.
    const concepts = await this.options.reader.bankConcepts();
    return { sizes, vocabulary, bank: concepts.map((each) => each.subarray(0, sizes.concept)) };
  }

  /** Questions encoded under the current weights; each is encoded once until `forget`. */
  async look(questions: readonly Question[]): Promise<ReadyQuestion[]> {
    const missing = [...new Set(questions)].filter((question) => !this.#ready.has(question));
    const made = await this.lookAt(await this.options.reader.prepareAsked(missing));
    missing.forEach((question, i) => this.#ready.set(question, at(made, i)));
    return questions.map((question) => this.#ready.get(question)).filter((each) => each !== undefined);
  }

  /** Encodes prepared questions. */
  async lookAt(prepared: readonly PreparedQuestion[]): Promise<ReadyQuestion[]> {
    const around = await this.surroundings();
    const found: ReadyQuestion[] = [];
    for (const run of splitByBucket(prepared)) {
      const batch = run.map((i) => at(prepared, i));
      const sizes = batchSizes(at(batch, 0).bucket, around.bank.length);
      const outputs = await this.#encode(questionFeeds(batch, sizes, around), sizes);
      const seen: SeenBatch = { sizes, outputs };
      batch.forEach((question, place) => {
        const count = question.unitOf.length;
        const own = (all: Float32Array) =>
          all.slice(place * sizes.candidates, place * sizes.candidates + count);
        const { start, end, unitOf, relations } = question;
        const scene: Scene = { start, end, unitOf, relations, confidence: own(outputs.confidence) };
        const likelihood = own(outputs.instance).map((logit) => 1 / (1 + Math.exp(-logit)));
        found[at(run, place)] = { question, scene, likelihood, place, batch: seen };
      });
    }
    return found;
  }

  /** For each state of the list stage, logits of its tokens (candidates, then stop); -1e9 where the grammar forbids one. */
  async listLogits(states: readonly ReadyState[]): Promise<Float32Array[]> {
    return this.#run(
      states,
      STATE_ROWS,
      'step',
      (count, sizes, rows) => stateFeeds(count, sizes, rows),
      (seen, row, size) => {
        const count = seen.question.unitOf.length;
        const logits = new Float32Array(count + 1);
        logits.set(row.subarray(0, count));
        logits[count] = row[size - 1] ?? 0;
        return logits;
      },
    );
  }

  /** For each state of the option stage, logits of its options. */
  async optionLogits(states: readonly ReadyState[]): Promise<Float32Array[]> {
    return this.#run(
      states,
      ANSWER_ROWS,
      'answer',
      (count, sizes, rows) => answerFeeds(count, sizes, rows),
      (seen, row) => row.slice(0, seen.question.optionCount),
    );
  }

  async dispose(): Promise<void> {
    for (const graph of this.#graphs.values()) await graph.dispose();
    this.#graphs.clear();
  }

  async #run(
    states: readonly ReadyState[],
    buckets: readonly number[],
    kind: 'step' | 'answer',
    feedsOf: (states: readonly ReadyState[], sizes: BatchSizes, rows: number) => Feeds,
    read: (seen: ReadyQuestion, row: Float32Array, width: number) => Float32Array,
  ): Promise<Float32Array[]> {
    const found: Float32Array[] = [];
    const byBatch = Map.groupBy(
      states.map((_, i) => i),
      (i) => at(states, i).seen.batch,
    );
    for (const [batch, members] of byBatch) {
      const largest = at(buckets, buckets.length - 1);
      for (let from = 0; from < members.length; from += largest) {
        const part = members.slice(from, from + largest);
        const rows = rowBucket(part.length, buckets);
        const own = part.map((i) => at(states, i));
        const logits = await this.#logits(kind, batch, rows, feedsOf(own, batch.sizes, rows));
        const width = logits.length / rows;
        part.forEach((i, row) => {
          found[i] = read(at(states, i).seen, logits.subarray(row * width, (row + 1) * width), width);
        });
      }
    }
    return found;
  }

  async #encode(feeds: Feeds, sizes: BatchSizes) {
    const { store, sizes: network, vocabulary } = this.options;
    const graph = await this.#graph(`encode ${JSON.stringify(sizes)}`, () =>
      createForward({
        name: 'encode',
        store,
        inputs: questionInputs(network, sizes),
        build: (net) => ({
          ...encode(storedParameters(net), network, vocabulary.size, sizes, (name) => net.input(name)),
        }),
        session: this.options.session,
      }),
    );
    const out = await graph.run(feeds);
    return {
      ready: outputOf(out, 'ready'),
      gate: outputOf(out, 'gate'),
      operators: outputOf(out, 'operators'),
      meanings: outputOf(out, 'meanings'),
      instance: outputOf(out, 'instance'),
      confidence: outputOf(out, 'confidence'),
    };
  }

  async #logits(
    kind: 'step' | 'answer',
    batch: SeenBatch,
    rows: number,
    feeds: Feeds,
  ): Promise<Float32Array> {
    const { store, sizes: network } = this.options;
    const { sizes, outputs } = batch;
    const float = (...shape: number[]) => ({ dtype: 'float32' as const, shape });
    const encoded = {
      ready: float(sizes.questions, sizes.candidates, network.width),
      gate: float(sizes.questions, sizes.candidates, network.width),
      operators: float(sizes.questions * sizes.units, network.width),
    };
    const meanings = float(sizes.questions, sizes.units, network.text.width);
    const graph = await this.#graph(`${kind} ${rows} ${JSON.stringify(sizes)}`, () =>
      createForward({
        name: kind,
        store,
        inputs:
          kind === 'step'
            ? { ...encoded, ...stateInputs(sizes, rows) }
            : { meanings, ...answerInputs(sizes, rows) },
        build: (net) => {
          const p = storedParameters(net);
          const input = (name: string) => net.input(name);
          if (kind === 'answer') return { logits: answerLogits(p, network, input('meanings'), input) };
          const already = { ready: input('ready'), gate: input('gate'), operators: input('operators') };
          return { logits: stepLogits(p, network, already, input) };
        },
        session: this.options.session,
      }),
    );
    const { ready, gate, operators } = outputs;
    const out = await graph.run(
      kind === 'step' ? { ready, gate, operators, ...feeds } : { meanings: outputs.meanings, ...feeds },
    );
    return outputOf(out, 'logits');
  }

  async #graph(key: string, make: () => Promise<Forward>): Promise<Forward> {
    const known = this.#graphs.get(key) ?? (await make());
    this.#graphs.set(key, known);
    return known;
  }
}

function outputOf(outputs: Readonly<Record<string, HostTensor>>, name: string): Float32Array {
  const found = outputs[name];
  if (found === undefined) throw new RangeError(`The network gave no ${name}.`);
  return float32Data(found);
}
