import type { ParameterStore } from '../../tensor/index.ts';
import type { Prediction } from '../../tasks/task.ts';
import { calibratedPrediction, type Calibration } from '../calibration/calibration.ts';
import { meanHeads } from '../dense/model.ts';
import { supervisionOf, textsOf } from '../dense/supervision.ts';
import { DenseTrainer } from '../dense/trainer.ts';
import { suggestOrPoint } from '../events/suggest.ts';
import { at } from '../indexing.ts';
import type {
  CuratedQuestion,
  Policy,
  Question,
  Rollout,
  SampleSettings,
  SeeOptions,
  TrainablePolicy,
  TrainingState,
  UpdateReport,
  UpdateSettings,
  VideoFeatures,
  WarmUp,
  WarmUpSettings,
  WarmUpStepReport,
  WeightedRollout,
} from '../policy.ts';
import { streamOf } from '../random.ts';
import { statesBefore } from '../spans/grammar.ts';
import { instanceTargets } from '../spans/instance-targets.ts';
import { ObjectiveSum } from '../spans/lesson.ts';
import type { ReadyQuestion } from '../spans/model.ts';
import { drawResponses, scoreResponses } from '../spans/sampler.ts';
import { Vocabulary, wordsOf } from '../text/vocabulary.ts';
import { COMPACT, extractorOf, type CompactConfig } from './config.ts';
import { copiedStore, DensePart, extendedStore, freshStore, SpanPart, type Runtime } from './parts.ts';
import { packState, refusingMisfits, sameParameters, unpackState, type Part } from './state.ts';
import { suggestAnswers } from './suggest.ts';
import { DenseWarmUp, SpanWarmUp } from './warm-up.ts';

/** Without a pass over the questions a policy stays exactly as it is. */
const NOTHING_TO_LEARN: WarmUp = {
  totalSteps: 0,
  phases: [],
  step: () => Promise.reject(new RangeError('This warm-up has no steps.')),
};

/** What a compact policy is made of. */
export interface CompactParts {
  readonly config: CompactConfig;
  readonly stores: Readonly<Record<Part, ParameterStore>>;
}

/**
 * The compact policy (docs/architecture.md): a dense network scores every step of the video for a text, and a policy over
 * interval candidates says which of them, in which order, and when to stop.
 */
export class CompactPolicy implements TrainablePolicy {
  readonly architecture = COMPACT;
  readonly runtime: Runtime;
  #config: CompactConfig;
  #dense: DensePart;
  #spans: SpanPart;
  #calibration: Calibration | null = null;
  /** Of the member that is being trained. */
  #trainer: { readonly member: number; readonly trainer: DenseTrainer } | null = null;

  constructor({ config, stores }: CompactParts, runtime: Runtime, dense?: DensePart) {
    this.runtime = runtime;
    this.#config = config;
    this.#dense = dense ?? new DensePart(config, stores.dense, runtime);
    this.#spans = new SpanPart(config, stores.spans, this.#dense, runtime);
  }

  get config(): CompactConfig {
    return this.#config;
  }

  /** What makes its scores probabilities; null where they are scores only. */
  get calibration(): Calibration | null {
    return this.#calibration;
  }

  calibrate(calibration: Calibration | null): void {
    this.#calibration = calibration;
  }

  /** Current weights, for a policy file. */
  get stores(): Readonly<Record<Part, ParameterStore>> {
    return { dense: this.#dense.store, spans: this.#spans.store };
  }

  async suggest(questions: readonly Question[]): Promise<Prediction[]> {
    const raw = await suggestOrPoint(questions, this.#dense.model.options, (heard) =>
      suggestAnswers(this.#spans.model, heard, ({ features }) => this.#dense.model.heads(features)),
    );
    const maps = this.#calibration;
    if (maps === null) return raw;
    return raw.map((each, i) => calibratedPrediction(each, at(questions, i).prompt.task, maps));
  }

  async sampleGroups(questions: readonly Question[], settings: SampleSettings): Promise<Rollout[][]> {
    const { groupSize, temperature, seed } = settings;
    const ready = await this.#spans.model.look(questions);
    return drawResponses(this.#spans.model, ready, {
      groupSize,
      temperature,
      stream: (question, response) => streamOf(seed, `question ${question}`, response),
    });
  }

  async logProbs(
    responses: readonly { question: Question; rollout: Rollout }[],
    temperature = 1,
  ): Promise<Float32Array[]> {
    const asked = responses.map(({ question }) => question);
    const ready = await this.#spans.model.look(asked);
    return scoreResponses(
      this.#spans.model,
      responses.map(({ rollout }, i) => ({ seen: at(ready, i), tokens: rollout.tokens })),
      temperature,
    );
  }

  async see(features: VideoFeatures, options: SeeOptions): Promise<Float32Array> {
    return (await this.#dense.model.heads(features, options)).data;
  }

  async look(features: VideoFeatures): Promise<Float32Array> {
    return meanHeads(await this.#dense.model.heads(features));
  }

  /**
   * @param settings with `learnWords` false, words that the policy does not know yet stay unknown; `spanEpochs` are those of the
   *   policy over candidates, by default as many as the dense networks', or half of them where questions are many.
   */
  async warmUp(
    curated: readonly CuratedQuestion[],
    settings: WarmUpSettings & { readonly learnWords?: boolean; readonly spanEpochs?: number },
  ): Promise<WarmUp> {
    // Decisions alone can't teach a response from nothing: what the policy understands already is all there is.
    if (settings.epochs === 0 || curated.length === 0) return NOTHING_TO_LEARN;
    this.#calibration = null;
    const decided = settings.decided ?? [];
    const supervision = supervisionOf(curated, decided);
    const texts = settings.learnWords === false ? [] : textsOf([...curated, ...decided]);
    const members = settings.members ?? this.#config.members;
    await this.#prepare(texts, supervision.bank, { members, seed: settings.seed });
    const extractor = extractorOf(this.#config).id;
    const dense = new DenseWarmUp(supervision.videos, extractor, { ...settings, members });
    const spans = new SpanWarmUp(curated, extractor, settings);
    const totalSteps = dense.steps + spans.steps;
    return {
      totalSteps,
      phases: [
        { phase: 'frames', steps: dense.steps, perMember: true },
        { phase: 'intervals', steps: spans.steps, perMember: false },
      ],
      step: async (index): Promise<WarmUpStepReport> => {
        if (!(Number.isInteger(index) && index >= 0 && index < totalSteps))
          throw new RangeError(`This warm-up has steps 0 to ${totalSteps - 1}, not ${index}.`);
        if (index >= dense.steps) {
          const report = await spans.step(index - dense.steps, this.#spans.model, this.#spans.learner);
          // What comes next has gradients of another kind: it starts with fresh means.
          if (index === totalSteps - 1) this.#spans.store.loadWeights(this.#spans.store.weights());
          return report;
        }
        const trainer = await this.#denseTrainer(dense.memberAt(index));
        const report = await dense.step(index, this.#dense.model, trainer);
        if (index === dense.steps - 1) {
          this.#dense.store.loadWeights(this.#dense.store.weights());
          await this.#dropTrainer();
        }
        this.#dense.forget();
        this.#spans.model.forget();
        return report;
      },
    };
  }

  async update(batch: readonly WeightedRollout[], settings: UpdateSettings): Promise<UpdateReport> {
    this.#calibration = null;
    const { beliefs, learningRate, maxNorm, temperature = 1 } = settings;
    const judged = beliefs?.questions ?? [];
    const asked = [...batch.map(({ question }) => question), ...judged];
    const ready = await this.#spans.model.look(asked);
    const sums = new Map<ReadyQuestion, ObjectiveSum>();
    const sumOf = (seen: ReadyQuestion) => {
      const sum = sums.get(seen) ?? new ObjectiveSum(seen.question);
      sums.set(seen, sum);
      return sum;
    };
    batch.forEach(({ rollout, tokenWeights }, i) => {
      const seen = at(ready, i);
      statesBefore(seen.question, rollout.tokens).forEach((progress, place) => {
        sumOf(seen).add(progress, rollout.tokens[place] ?? 0, tokenWeights[place] ?? 0);
      });
    });
    judged.forEach((question, i) => {
      const seen = at(ready, batch.length + i);
      const told = instanceTargets(question, seen.question);
      if (told !== null) sumOf(seen).believe(told, (beliefs?.weight ?? 0) / judged.length);
    });
    const exercises = [...sums].map(([seen, sum]) => ({ seen, objective: sum.objective }));
    const how = { learningRate, maxNorm, decay: 0, temperature };
    const { gradientNorm } = await this.#spans.learner.step(exercises, how);
    return { gradientNorm };
  }

  async freeze(): Promise<Policy> {
    const stores = { dense: this.#dense.store, spans: copiedStore(this.#spans.store, this.#config, 'spans') };
    const frozen = new CompactPolicy({ config: this.#config, stores }, this.runtime, this.#dense.share());
    return {
      architecture: COMPACT,
      suggest: (questions) => frozen.suggest(questions),
      sampleGroups: (questions, settings) => frozen.sampleGroups(questions, settings),
      logProbs: (responses, temperature) => frozen.logProbs(responses, temperature),
      dispose: () => frozen.dispose(),
    };
  }

  async trainingState(): Promise<TrainingState> {
    return packState(this.#config, this.stores);
  }

  async restore(state: TrainingState): Promise<void> {
    const { config, stores } = unpackState(state);
    this.#calibration = null;
    if (JSON.stringify(config) !== JSON.stringify(this.#config)) {
      const made = { dense: freshStore(config, 'dense', 0), spans: freshStore(config, 'spans', 0) };
      refusingMisfits(() => {
        made.dense.restore(stores.dense);
        made.spans.restore(stores.spans);
      });
      await this.#become({ config, stores: made });
      return;
    }
    const unchanged = sameParameters(this.#dense.store, stores.dense);
    // Checked on a store of its own first, so that nothing is half restored.
    const spans = freshStore(config, 'spans', 0);
    refusingMisfits(() => spans.restore(stores.spans));
    if (!unchanged) await this.#ownDense();
    refusingMisfits(() => this.#dense.store.restore(stores.dense));
    this.#spans.store.restore(stores.spans);
    if (!unchanged) this.#dense.forget();
    this.#spans.model.forget();
  }

  async dispose(): Promise<void> {
    await this.#dropTrainer();
    await this.#spans.dispose();
    await this.#dense.release();
  }

  /**
   * Takes in the words and concepts of a corpus and as many dense networks as are to be; nothing happens when nothing changes. A policy that has not heard most of a
   * corpus' words understands nothing of it yet: what it sees and hears is worth keeping, how it reads and times is in the
   * way (docs/decisions/compact-policy.md).
   */
  async #prepare(
    texts: readonly string[],
    bank: readonly string[],
    { members, seed }: { readonly members: number; readonly seed: number },
  ): Promise<void> {
    const known = new Vocabulary(this.#config.words);
    const { words } = known.extended(texts);
    const concepts = bank.length === 0 ? this.#config.bank : bank;
    const config: CompactConfig = { ...this.#config, words: [...words], bank: [...concepts], members };
    if (JSON.stringify(config) === JSON.stringify(this.#config)) return;
    const spoken = new Set(texts.flatMap(wordsOf)).size;
    const sensesOnly = words.length - known.words.length > spoken / 2;
    const { dense, spans } = this.stores;
    await this.#become({
      config,
      stores: {
        dense: extendedStore(dense, config, 'dense', { seed, sensesOnly }),
        spans: extendedStore(spans, config, 'spans', { seed, sensesOnly }),
      },
    });
  }

  async #become({ config, stores }: CompactParts): Promise<void> {
    await this.dispose();
    this.#config = config;
    this.#dense = new DensePart(config, stores.dense, this.runtime);
    this.#spans = new SpanPart(config, stores.spans, this.#dense, this.runtime);
  }

  /** Makes sure that no frozen copy reads the dense network that is about to change. */
  async #ownDense(): Promise<void> {
    if (!this.#dense.shared) return;
    await this.#become({
      config: this.#config,
      stores: { dense: copiedStore(this.#dense.store, this.#config, 'dense'), spans: this.#spans.store },
    });
  }

  async #denseTrainer(member: number): Promise<DenseTrainer> {
    await this.#ownDense();
    if (this.#trainer?.member === member) return this.#trainer.trainer;
    await this.#dropTrainer();
    const { store, sizes, vocabulary } = this.#dense.model.options;
    const trainer = new DenseTrainer({ store, sizes, vocabulary, session: this.runtime, member });
    this.#trainer = { member, trainer };
    return trainer;
  }

  async #dropTrainer(): Promise<void> {
    await this.#trainer?.trainer.dispose();
    this.#trainer = null;
  }
}
