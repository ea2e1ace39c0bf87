import {
  createGradientStep,
  createUpdateStep,
  type Feeds,
  type GradientStep,
  type UpdateStep,
  type Value,
} from '../../tensor/index.ts';
import type { Random } from '../../tensor/random.ts';
import { add, div } from '../../tensor/ops/index.ts';
import { at } from '../indexing.ts';
import { storedParameters } from '../nets/parameters.ts';
import { answerFeeds, batchSizes, questionFeeds, rowBucket, splitByBucket, stateFeeds } from './batch.ts';
import type { SpanObjective } from './lesson.ts';
import type { ReadyQuestion, SpanModel } from './model.ts';
import {
  answerInputs,
  answerLogits,
  encode,
  instanceLoss,
  questionInputs,
  stateInputs,
  stepLogits,
  weightedLogLoss,
  type BatchSizes,
} from './network.ts';

const STATE_ROWS = [32, 96, 256];
const ANSWER_ROWS = [8, 64];

/** A question with its place in the objective. */
export interface Exercise {
  readonly seen: ReadyQuestion;
  readonly objective: SpanObjective;
}

/** Follows the gradient of weighted log-likelihoods of the policy over candidates. */
export class SpanLearner {
  readonly #model: SpanModel;
  readonly #gradients = new Map<string, GradientStep>();
  readonly #updates = new Map<string, UpdateStep>();

  constructor(model: SpanModel) {
    this.#model = model;
  }

  /**
   * One AdamW step that ascends the objective (and lowers the instance loss). When it throws, nothing of it is left.
   * @param forget in a warm-up, the share of words made unknown.
   */
  async step(
    exercises: readonly Exercise[],
    how: {
      readonly learningRate: number;
      readonly maxNorm: number;
      /** Weight decay. */
      readonly decay: number;
      /** The logits are divided by it; 1 unless given. */
      readonly temperature?: number;
      readonly forget?: { readonly share: number; readonly random: Random };
    },
  ): Promise<{ readonly loss: number; readonly gradientNorm: number; readonly applied: boolean }> {
    const { temperature = 1 } = how;
    let loss = 0;
    try {
      for (const batch of this.#batches(exercises))
        loss += await this.#accumulate(batch, temperature, how.forget);
      const update = await this.#update(how.maxNorm, how.decay);
      const { gradNorm, applied } = await update.run({ learningRate: how.learningRate });
      this.#model.forget();
      return { loss, gradientNorm: gradNorm, applied };
    } catch (error) {
      // The next step would follow these gradients too.
      await this.#model.options.store.forgetGradients();
      throw error;
    }
  }

  async dispose(): Promise<void> {
    for (const step of [...this.#gradients.values(), ...this.#updates.values()]) await step.dispose();
    this.#gradients.clear();
    this.#updates.clear();
  }

  /** Runs of one bucket whose states fit into the largest number of rows. */
  #batches(exercises: readonly Exercise[]): Exercise[][] {
    const most = {
      list: at(STATE_ROWS, STATE_ROWS.length - 1),
      options: at(ANSWER_ROWS, ANSWER_ROWS.length - 1),
    };
    const pieces = exercises.flatMap((exercise) => splitObjective(exercise, most));
    return splitByBucket(pieces.map(({ seen }) => seen.question)).flatMap((run) => {
      const batches: Exercise[][] = [];
      let [list, options] = [Infinity, Infinity];
      for (const i of run) {
        const piece = at(pieces, i);
        const { objective } = piece;
        list += objective.list.length;
        options += objective.options.length;
        if (list > most.list || options > most.options) {
          batches.push([]);
          [list, options] = [objective.list.length, objective.options.length];
        }
        at(batches, batches.length - 1).push(piece);
      }
      return batches;
    });
  }

  async #accumulate(
    batch: readonly Exercise[],
    temperature: number,
    forget?: { share: number; random: Random },
  ): Promise<number> {
    const around = await this.#model.surroundings();
    const sizes = batchSizes(at(batch, 0).seen.question.bucket, around.bank.length);
    // In this batch each question has another place than in the one that it was encoded in.
    const placed = batch.map(({ seen, objective }, place) => ({ seen: { ...seen, place }, objective }));
    const list = placed.flatMap(({ seen, objective }) => objective.list.map((state) => ({ seen, ...state })));
    const options = placed.flatMap(({ seen, objective }) =>
      objective.options.map((state) => ({ seen, ...state })),
    );
    const rows = rowBucket(list.length, STATE_ROWS);
    const answers = sizes.units > 1 ? rowBucket(options.length, ANSWER_ROWS) : 0;
    const step = await this.#gradient(sizes, rows, answers, temperature);
    const width = sizes.candidates + 1;
    const listWeights = new Float32Array(rows * width);
    list.forEach(({ seen, weights }, row) => {
      const count = seen.question.unitOf.length;
      weights.forEach((weight, token) => {
        listWeights[row * width + (token === count ? sizes.candidates : token)] = weight;
      });
    });
    const feeds: Record<string, Feeds[string]> = {
      ...questionFeeds(
        placed.map(({ seen }) => seen.question),
        sizes,
        around,
        forget,
      ),
      ...stateFeeds(list, sizes, rows),
      ...instanceFeeds(placed, sizes),
      listWeights,
    };
    if (answers > 0) {
      const optionWeights = new Float32Array(answers * (sizes.units - 1));
      options.forEach(({ weights }, row) => {
        optionWeights.set(weights, row * (sizes.units - 1));
      });
      Object.assign(feeds, answerFeeds(options, sizes, answers), { optionWeights });
    }
    return (await step.run(feeds)).loss;
  }

  async #gradient(
    sizes: BatchSizes,
    rows: number,
    answers: number,
    temperature: number,
  ): Promise<GradientStep> {
    const key = `${rows} ${answers} ${temperature} ${JSON.stringify(sizes)}`;
    const known = this.#gradients.get(key);
    if (known !== undefined) return known;
    const { store, sizes: network, vocabulary, session } = this.#model.options;
    const float = (...shape: number[]) => ({ dtype: 'float32' as const, shape });
    const made = await createGradientStep({
      name: 'spans',
      store,
      inputs: {
        ...questionInputs(network, sizes),
        ...stateInputs(sizes, rows),
        listWeights: float(rows, sizes.candidates + 1),
        instanceTargets: float(sizes.questions, sizes.candidates),
        instanceWeights: float(sizes.questions, sizes.candidates),
        ...(answers > 0 && {
          ...answerInputs(sizes, answers),
          optionWeights: float(answers, sizes.units - 1),
        }),
      },
      build: (net) => {
        const p = storedParameters(net);
        const input = (name: string) => net.input(name);
        const encoded = encode(p, network, vocabulary.size, sizes, input);
        const told = instanceLoss(encoded.instance, input('instanceTargets'), input('instanceWeights'));
        const cooled = (logits: Value) => (temperature === 1 ? logits : div(logits, temperature));
        const listed = weightedLogLoss(cooled(stepLogits(p, network, encoded, input)), input('listWeights'));
        const loss = add(told, listed);
        if (answers === 0) return { loss };
        const chosen = weightedLogLoss(
          cooled(answerLogits(p, network, encoded.meanings, input)),
          input('optionWeights'),
        );
        return { loss: add(loss, chosen) };
      },
      session,
    });
    this.#gradients.set(key, made);
    return made;
  }

  async #update(maxNorm: number, decay: number): Promise<UpdateStep> {
    const key = `${maxNorm} ${decay}`;
    const known = this.#updates.get(key);
    if (known !== undefined) return known;
    const { store, session } = this.#model.options;
    const made = await createUpdateStep({
      store,
      optimizer: { maxGradNorm: maxNorm, weightDecay: decay },
      session,
    });
    this.#updates.set(key, made);
    return made;
  }
}

function instanceFeeds(batch: readonly Exercise[], sizes: BatchSizes): Feeds {
  const instanceTargets = new Float32Array(sizes.questions * sizes.candidates);
  const instanceWeights = new Float32Array(instanceTargets.length);
  batch.forEach(({ objective: { instances } }, place) => {
    if (instances === null) return;
    const from = place * sizes.candidates;
    instanceTargets.set(instances.targets, from);
    instanceWeights.set(instances.weights, from);
  });
  return { instanceTargets, instanceWeights };
}

/** A question whose responses go through more states than a run holds, in several pieces. */
function splitObjective(
  exercise: Exercise,
  most: { readonly list: number; readonly options: number },
): Exercise[] {
  const { list, options, instances } = exercise.objective;
  const pieces = Math.max(1, Math.ceil(list.length / most.list), Math.ceil(options.length / most.options));
  return Array.from({ length: pieces }, (_, i) => ({
    seen: exercise.seen,
    objective: {
      list: list.slice(i * most.list, (i + 1) * most.list),
      options: options.slice(i * most.options, (i + 1) * most.options),
      instances: i === 0 ? instances : null,
    },
  }));
}
