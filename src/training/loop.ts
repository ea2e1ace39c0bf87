import { fitCalibration } from '../policy/calibration/calibration.ts';
import type { Policy, TrainablePolicy, TrainingState } from '../policy/policy.ts';
import type { Prediction } from '../tasks/task.ts';
import { batchOf } from './batches.ts';
import type { Position, RunStore } from './checkpoint.ts';
import { DivergedError, TrainingError } from './errors.ts';
import { evaluatePolicy, evaluationItems, headlineScore } from './evaluate-policy.ts';
import { storedReport, type EvaluationEvent, type TrainingEvent } from './events.ts';
import { grpoStep, learningRateAt } from './grpo-step.ts';
import type { Planner, StepPlan } from './plan-steps.ts';
import type { RewardOf } from './reward-of.ts';
import type { RunSpec } from './run-spec.ts';
import { seedOf } from './seeds.ts';
import type { StepControl } from './step-control.ts';
import { StepTimer } from './step-timer.ts';
import { rewardedQuestions, shownDecisions, type TrainingQuestions } from './training-questions.ts';

export interface LoopInput {
  /** The policy the run starts from; training changes it in place. */
  readonly policy: TrainablePolicy;
  readonly questions: TrainingQuestions;
  readonly spec: RunSpec;
  readonly planner: Planner;
  readonly store: RunStore;
  readonly control: StepControl;
  readonly reward: RewardOf;
  /** Writes a policy file; called for the warmed-up policy and for the result. */
  readonly keepPolicy: (which: 'after-warm-up' | 'result') => Promise<void>;
  /** Told before each chunk of an evaluation. */
  readonly onEvaluating?: (done: number, total: number) => void;
}

/**
 * A whole run as a sequence of steps: evaluate the start, warm up, evaluate, GRPO with evaluations, choose, evaluate, calibrate. Each
 * event is in the store's log when it is yielded. After a kill at any moment, calling `train` again with the same input
 * goes on from the last checkpoint and ends with the same weights and the same log.
 * @throws RunCancelledError once cancelled; DivergedError when a number is not finite; PolicyStateError, TrainingError.
 */
export async function* train(input: LoopInput): AsyncGenerator<TrainingEvent, void, undefined> {
  const loop = new Loop(input);
  try {
    for await (const event of loop.run()) {
      input.store.append(event);
      yield event;
    }
  } finally {
    await loop.dispose();
  }
}

class Loop {
  readonly #input: LoopInput;
  readonly #timer = new StepTimer();
  #position: Position = { phase: 'start', step: 0 };
  #best: { step: number; score: number } | null = null;
  #reference: Policy | null = null;
  #savedAt = performance.now();
  #saveSoon = false;
  #evaluationSeconds = 0;

  constructor(input: LoopInput) {
    this.#input = input;
  }

  async *run(): AsyncGenerator<TrainingEvent> {
    await this.#resume();
    if (this.#position.phase === 'start') yield* this.#start();
    if (this.#position.phase === 'warm-up') yield* this.#warmUp();
    if (this.#position.phase === 'warmed-up') yield* this.#warmedUp();
    if (this.#position.phase === 'grpo') yield* this.#grpo();
    yield* this.#finish();
  }

  async dispose(): Promise<void> {
    await this.#reference?.dispose();
  }

  async #resume(): Promise<void> {
    const { store, policy } = this.#input;
    const checkpoint = await store.begin();
    if (checkpoint === null) return;
    this.#position = checkpoint.position;
    this.#best = checkpoint.best;
    if (this.#position.phase === 'grpo') await this.#takeReference(await store.loadReference());
    await policy.restore(checkpoint.state);
  }

  async *#start(): AsyncGenerator<TrainingEvent> {
    yield* this.#evaluateBoth('start', 0);
    await this.#moveTo({ phase: 'warm-up', step: 0 });
  }

  async *#warmUp(): AsyncGenerator<TrainingEvent> {
    const { policy, questions, spec, planner } = this.#input;
    const plan = await planner.warmUp(this.#evaluationSeconds);
    const { warmUpEpochs: epochs, members } = plan;
    const seed = seedOf(spec.seed, 'warm-up');
    const settings = { epochs, members, seed, ...shownDecisions(questions) };
    const warmUp = await policy.warmUp(questions.train, settings);
    const total = warmUp.totalSteps;
    if (this.#position.step === 0) yield planEvent(plan, total);
    else this.#mustBePlanned(total);
    this.#timer.restart();
    while (this.#position.step < total) {
      await this.#between();
      const { phase: part, loss, gradientNorm } = await warmUp.step(this.#position.step);
      mustBeFinite(loss, 'loss');
      mustBeFinite(gradientNorm, 'gradient norm');
      const step = this.#position.step + 1;
      yield { kind: 'warm-up', step, total, part, loss, etaSeconds: this.#timer.eta(total - step) };
      await this.#moveTo({ phase: 'warm-up', step });
    }
    await this.#moveTo({ phase: 'warmed-up', step: 0 });
  }

  async *#warmedUp(): AsyncGenerator<TrainingEvent> {
    const { policy, store, keepPolicy } = this.#input;
    await store.saveReference(await policy.trainingState());
    await keepPolicy('after-warm-up');
    for await (const event of this.#evaluateBoth('after-warm-up', 0)) {
      yield event;
      if (event.split === 'held-out') await this.#consider(event);
    }
    await this.#takeReference(null);
    await this.#moveTo({ phase: 'grpo', step: 0 });
  }

  async *#grpo(): AsyncGenerator<TrainingEvent> {
    const { policy, questions, spec, planner, reward } = this.#input;
    const { grpoSteps, decaySteps, changed, ...plan } = await planner.grpo();
    if (changed && this.#position.step === 0) yield planEvent({ ...plan, grpoSteps, decaySteps }, null);
    const pool = rewardedQuestions(questions);
    let total = grpoSteps;
    this.#timer.restart();
    while (this.#position.step < total) {
      await this.#between();
      const at = this.#position.step;
      const report = await grpoStep({
        policy,
        reference: this.#reference,
        questions: batchOf(pool, spec.grpo.promptsPerStep, at, seedOf(spec.seed, 'prompts')),
        spec: spec.grpo,
        reward,
        learningRate: learningRateAt(spec.grpo, at, decaySteps),
        seed: seedOf(spec.seed, 'rollouts', at),
      });
      const step = at + 1;
      yield { kind: 'grpo', step, total, ...report, etaSeconds: this.#timer.eta(total - step) };
      const cut = await planner.cut(step);
      if (cut !== null) {
        total = step;
        yield planEvent(cut, null);
      }
      if (step % spec.evaluateEvery === 0 || step === total) yield* this.#evaluateStep(step);
      await this.#moveTo(step === total ? { phase: 'trained', step } : { phase: 'grpo', step });
    }
    if (this.#position.phase !== 'trained') await this.#moveTo({ phase: 'trained', step: total });
  }

  /** A later version of the program may divide the warm-up otherwise; its steps would not go on where the old ones ended. */
  #mustBePlanned(total: number): void {
    const planned = this.#input.store.events.find(({ event }) => event.kind === 'plan')?.event;
    if (planned?.kind === 'plan' && planned.warmUpSteps !== total)
      throw new TrainingError(
        `This run was begun by another version of the program, with ${planned.warmUpSteps} warm-up steps instead of ${total}: start a new run.`,
      );
  }

  async *#finish(): AsyncGenerator<TrainingEvent> {
    const { policy, questions, store, spec, keepPolicy } = this.#input;
    const last = this.#position.step;
    const chosen = spec.choose === 'best' ? (this.#best?.step ?? last) : last;
    if (chosen !== last) await policy.restore(await store.loadBest(chosen));
    // Fitted on raw scores: a run without a step still has the calibration that its start came with.
    policy.calibrate(null);
    const answers = yield* this.#evaluate('result', 'held-out', chosen);
    const found = fitCalibration(evaluationItems(questions.heldOut), answers);
    policy.calibrate(found.calibration);
    yield { kind: 'calibration', ...found };
    await keepPolicy('result');
    yield* this.#evaluate('result', 'test', chosen);
  }

  async *#evaluateStep(step: number): AsyncGenerator<TrainingEvent> {
    for await (const event of this.#evaluate('grpo', 'held-out', step)) {
      yield event;
      await this.#consider(event);
    }
  }

  /** Keeps the weights of this moment where they did better than any before: GRPO must beat the warm-up to replace it. */
  async #consider({ step, score }: EvaluationEvent): Promise<void> {
    const { policy, store, spec } = this.#input;
    if (spec.choose === 'last' || score === null) return;
    if (this.#best !== null && score <= this.#best.score) return;
    await store.saveBest(step, await policy.trainingState());
    this.#best = { step, score };
    // The older one may go only when no checkpoint speaks of it any more.
    this.#saveSoon = true;
  }

  async *#evaluateBoth(stage: EvaluationEvent['stage'], step: number): AsyncGenerator<EvaluationEvent> {
    yield* this.#evaluate(stage, 'held-out', step);
    yield* this.#evaluate(stage, 'test', step);
  }

  async *#evaluate(
    stage: EvaluationEvent['stage'],
    split: EvaluationEvent['split'],
    step: number,
  ): AsyncGenerator<EvaluationEvent, ReadonlyMap<string, Prediction>> {
    const { policy, control, onEvaluating } = this.#input;
    const questions = split === 'test' ? this.#input.questions.test : this.#input.questions.heldOut;
    if (questions.length === 0) return new Map();
    const begun = performance.now();
    const { report, predictions } = await evaluatePolicy(policy, questions, async (done) => {
      onEvaluating?.(done, questions.length);
      await control.between();
    });
    this.#evaluationSeconds += (performance.now() - begun) / 1000;
    const score = headlineScore(report);
    yield { kind: 'evaluation', stage, split, step, report: storedReport.parse(report), score };
    return predictions;
  }

  /** Makes the policy as it is, or as `state` has it, GRPO's frozen reference. */
  async #takeReference(state: TrainingState | null): Promise<void> {
    const { policy, spec } = this.#input;
    if (spec.grpo.loss.beta === 0) return;
    if (state !== null) await policy.restore(state);
    this.#reference = await policy.freeze();
  }

  async #moveTo(next: Position): Promise<void> {
    const due = performance.now() - this.#savedAt >= this.#input.spec.checkpointSeconds * 1000;
    const changed = next.phase !== this.#position.phase;
    this.#position = next;
    if (due || changed || this.#saveSoon) await this.#save();
  }

  async #save(): Promise<void> {
    const { store, policy } = this.#input;
    await store.save(await policy.trainingState(), { position: this.#position, best: this.#best });
    if (this.#saveSoon && this.#best !== null) await store.dropBestBut(this.#best.step);
    this.#savedAt = performance.now();
    this.#saveSoon = false;
  }

  /** Between two steps: a pause leaves a checkpoint behind, so that the machine may be switched off during it. */
  async #between(): Promise<void> {
    const { control } = this.#input;
    if (control.pauseWanted) await this.#save();
    await control.between();
  }
}

function planEvent(plan: StepPlan, warmUpSteps: number | null): TrainingEvent {
  const { warmUpEpochs, members, grpoSteps, decaySteps, reason } = plan;
  return { kind: 'plan', warmUpEpochs, members, warmUpSteps, grpoSteps, decaySteps, reason };
}

function mustBeFinite(value: number, what: string): void {
  if (!Number.isFinite(value))
    throw new DivergedError(
      `The warm-up stopped because its ${what} became ${value}. The last checkpoint is intact.`,
    );
}
