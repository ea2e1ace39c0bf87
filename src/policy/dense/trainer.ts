import {
  createTrainStep,
  type ParameterStore,
  type SessionOptions,
  type TrainStep,
} from '../../tensor/index.ts';
import { reshape, slice } from '../../tensor/ops/index.ts';
import { storedParameters } from '../nets/parameters.ts';
import type { Vocabulary } from '../text/vocabulary.ts';
import { LESSON_STEPS, LESSON_TEXTS, type Lesson } from './lesson.ts';
import { memberGroup, memberScope } from './members.ts';
import {
  concepts,
  dropoutInputs,
  stepHeads,
  textInputs,
  TRACKS,
  trackLoss,
  windowInputs,
  windowValues,
  type DenseSizes,
} from './network.ts';

const OPTIMIZER = { weightDecay: 0.03, maxGradNorm: 2 };

export interface DenseTrainerOptions {
  readonly store: ParameterStore;
  readonly sizes: DenseSizes;
  readonly vocabulary: Vocabulary;
  readonly session: SessionOptions;
  /** Which of the networks in the store is trained. */
  readonly member: number;
}

/** Trains the dense network, one window of one video a step (policy-study.md 2.3). */
export class DenseTrainer {
  readonly #options: DenseTrainerOptions;
  #step: TrainStep | null = null;

  constructor(options: DenseTrainerOptions) {
    this.#options = options;
  }

  /** @returns the loss before the step, and the gradient's norm: where that is not finite, nothing has changed. */
  async step(
    lesson: Lesson,
    learningRate: number,
  ): Promise<{ readonly loss: number; readonly gradientNorm: number }> {
    this.#step ??= await makeStep(this.#options);
    const { loss, gradNorm } = await this.#step.run({ ...lesson }, { learningRate });
    return { loss, gradientNorm: gradNorm };
  }

  async dispose(): Promise<void> {
    await this.#step?.dispose();
    this.#step = null;
  }
}

async function makeStep({
  store,
  sizes,
  vocabulary,
  session,
  member,
}: DenseTrainerOptions): Promise<TrainStep> {
  const labels = { dtype: 'float32' as const, shape: [LESSON_STEPS * TRACKS, LESSON_TEXTS] };
  return createTrainStep({
    name: 'dense',
    store,
    groups: [memberGroup(member)],
    inputs: {
      ...windowInputs(sizes, LESSON_STEPS),
      ...textInputs(sizes, LESSON_TEXTS),
      ...dropoutInputs(sizes, LESSON_STEPS),
      targets: labels,
      weights: labels,
    },
    build: (net) => {
      const p = memberScope(storedParameters(net), member);
      const input = (name: string) => net.input(name);
      const blocks = sizes.reaches.map((_, i) =>
        reshape(slice(input('keepBlocks'), [{ axis: 0, start: i, end: i + 1 }]), [LESSON_STEPS, sizes.width]),
      );
      const dropout = { cells: input('keepCells'), steps: input('keepSteps'), blocks };
      const heads = stepHeads(p, sizes, windowValues(sizes, input), dropout);
      const asked = concepts(p, sizes, vocabulary.size, { ids: input('ids'), mask: input('mask') });
      return { loss: trackLoss(p, heads, asked, input('targets'), input('weights')) };
    },
    optimizer: OPTIMIZER,
    session,
  });
}
