import {
  ParameterStore,
  Random,
  type HostTensor,
  type ParameterSpec,
  type SessionOptions,
} from '../../tensor/index.ts';
import { denseSpecs, withoutMember } from '../dense/members.ts';
import { DenseModel } from '../dense/model.ts';
import { SpanLearner } from '../spans/learner.ts';
import { SpanModel, spanSpecs } from '../spans/model.ts';
import { EvidenceReader } from '../spans/question.ts';
import { Vocabulary } from '../text/vocabulary.ts';
import { denseSizesOf, extractorOf, type CompactConfig } from './config.ts';
import type { Part } from './state.ts';

/** How the policy's sessions run. */
export type Runtime = Pick<SessionOptions, 'device' | 'threads'>;

/** The dense network with what was read off it; shared between a policy and its frozen copies, freed with the last. */
export class DensePart {
  readonly store: ParameterStore;
  readonly model: DenseModel;
  readonly reader: EvidenceReader;
  #owners = 1;

  constructor(config: CompactConfig, store: ParameterStore, session: Runtime) {
    this.store = store;
    const vocabulary = new Vocabulary(config.words);
    const extractor = extractorOf(config).id;
    const sizes = denseSizesOf(config);
    const { members } = config;
    this.model = new DenseModel({ store, sizes, members, vocabulary, extractor, session });
    this.reader = new EvidenceReader(this.model, config.bank);
  }

  get shared(): boolean {
    return this.#owners > 1;
  }

  share(): this {
    this.#owners++;
    return this;
  }

  /** Drops what was worked out with earlier weights. */
  forget(): void {
    this.model.forget();
    this.reader.forget();
  }

  async release(): Promise<void> {
    this.#owners--;
    if (this.#owners === 0) await this.model.dispose();
  }
}

/** The policy over candidates with its learner. */
export class SpanPart {
  readonly store: ParameterStore;
  readonly model: SpanModel;
  readonly learner: SpanLearner;

  constructor(config: CompactConfig, store: ParameterStore, dense: DensePart, session: Runtime) {
    this.store = store;
    const vocabulary = new Vocabulary(config.words);
    this.model = new SpanModel({ store, sizes: config.spans, vocabulary, reader: dense.reader, session });
    this.learner = new SpanLearner(this.model);
  }

  async dispose(): Promise<void> {
    await this.learner.dispose();
    await this.model.dispose();
  }
}

function specs(config: CompactConfig, part: Part): ParameterSpec[] {
  const words = new Vocabulary(config.words).size;
  return part === 'dense'
    ? denseSpecs(denseSizesOf(config), words, config.members)
    : spanSpecs(config.spans, words);
}

/** First weights of a part: they follow from the configuration and the seed. */
export function freshStore(config: CompactConfig, part: Part, seed: number): ParameterStore {
  return new ParameterStore(specs(config, part), Random.seeded(seed, part));
}

/** The parts of the dense network that see and hear; the others tie what they find to words and times. */
const SENSES = new Set(['stem0', 'stem1', 'stem2', 'stem3', 'cells', 'points', 'sound', 'encoded', 'step']);

/** Whether a weight of the dense networks, whichever of them it belongs to, is of a part that sees or hears. */
function isSense(name: string): boolean {
  return SENSES.has(withoutMember(name).split('/')[0] ?? '');
}

/**
 * A store for a configuration with more words: old weights are kept, new words get fresh rows. Optimizer state starts anew.
 * @param sensesOnly keeps only what sees and hears, and begins all else anew.
 */
export function extendedStore(
  old: ParameterStore,
  config: CompactConfig,
  part: Part,
  how: { readonly seed: number; readonly sensesOnly: boolean },
): ParameterStore {
  const store = freshStore(config, part, how.seed);
  const weights = new Map<string, HostTensor>();
  const known = new Set(old.names);
  for (const [name, tensor] of store.weights()) {
    const kept = known.has(name) && (!how.sensesOnly || (part === 'dense' && isSense(name)));
    if (kept && tensor.data instanceof Float32Array)
      tensor.data.set(old.read(name).subarray(0, tensor.data.length));
    weights.set(name, tensor);
  }
  store.loadWeights(weights);
  return store;
}

/** A store with the same weights; optimizer state starts anew. */
export function copiedStore(old: ParameterStore, config: CompactConfig, part: Part): ParameterStore {
  const store = freshStore(config, part, 0);
  store.loadWeights(old.weights());
  return store;
}
