import type { Prediction, Prompt, Truth } from '../tasks/task.ts';
import type { StoredTensors } from '../tensor/index.ts';
import type { Seconds } from '../time/ticks.ts';
import type { Calibration } from './calibration/calibration.ts';
import type { DecidedQuestion, LearnedQuestion } from './decided.ts';

/**
 * What every policy offers (docs/architecture.md): sample a group with log-probabilities, score given responses, and follow
 * the gradient of a weighted log-likelihood. GRPO, the warm-up loop, evaluation and suggestions know only these types.
 */

/** What a policy sees of a video, made once by `FeatureExtractor` and cached by the video's content. Opaque to all but its maker. */
export interface VideoFeatures {
  /** Name and version of the extractor; features of another one are refused. */
  readonly extractor: string;
  /** Presentation time of the video's end, seconds. */
  readonly duration: Seconds;
  /**
   * Named tensors with their shapes, as stored in the cache (`features/feature-file.ts` writes and reads them). Questions on
   * the same video share one object: what a policy works out from it is kept for as long as the object lives.
   */
  readonly tensors: ReadonlyMap<string, VideoTensor>;
  /** The cache file, for tensors that are read from it window by window: hours of pictures do not fit in memory. */
  readonly stored?: StoredTensors;
}

/** Pictures stay bytes: as floats they would be four times as large. */
export interface VideoTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint8Array;
}

export interface FeatureTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** One item's prompt on one video: everything a policy may look at when it answers. */
export interface Question {
  readonly itemId: string;
  readonly videoId: string;
  readonly prompt: Prompt;
  readonly features: VideoFeatures;
}

/** A question with its curated truth; paraphrases and the label's group are for training only, never read when answering. */
export interface CuratedQuestion extends Question {
  readonly truth: Truth;
  readonly paraphrases: readonly string[];
  readonly labelGroup: string | null;
}

/** One sampled response. `tokens` is the policy's own encoding; `logProbs[t]` belongs to `tokens[t]`, at the sampling temperature. */
export interface Rollout {
  readonly tokens: Int32Array;
  readonly logProbs: Float32Array;
  /** The decoded response in TempR1's answer form, parsed by the same parser that the rewards use. */
  readonly response: string;
}

export interface SampleSettings {
  /** Responses per question: GRPO's G. */
  readonly groupSize: number;
  readonly temperature: number;
  /** Every draw follows from this number and the order of the questions. */
  readonly seed: number;
}

/** One response with the weight of each of its tokens in the objective sum_t weight_t * log pi(token_t). */
export interface WeightedRollout {
  readonly question: Question;
  readonly rollout: Rollout;
  readonly tokenWeights: Float32Array;
}

export interface UpdateReport {
  /** Global L2 norm of the gradient before clipping. */
  readonly gradientNorm: number;
}

export interface SeeOptions {
  readonly signal?: AbortSignal;
  /** Share of the video that was looked at. */
  readonly onProgress?: (share: number) => void;
  /** What the same policy saw of the same video before. */
  readonly known?: Float32Array | undefined;
}

/** A policy that can answer. */
export interface Policy {
  /** Architecture name with its version, such as `compact-1`; a checkpoint of another one is listed but not loaded. */
  readonly architecture: string;
  /** Answers each question, in order. Deterministic: the same question always gets the same prediction. */
  suggest(questions: readonly Question[]): Promise<Prediction[]>;
  /**
   * Looks at a whole video beforehand, which takes long on a long one, so that questions about it are answered at once; kept
   * for as long as the features object lives.
   * @returns what was seen, to be kept and given back as `known`, in another process too.
   * @throws FeaturesError when `known` is not of this policy and video; the signal's reason when aborted.
   */
  see?(features: VideoFeatures, options: SeeOptions): Promise<Float32Array>;
  /** Groups of sampled responses, one group per question, in order. */
  sampleGroups(questions: readonly Question[], settings: SampleSettings): Promise<Rollout[][]>;
  /** Log-probability of each token of given responses under this policy, its logits divided by `temperature` (1 unless given). */
  logProbs(
    responses: readonly { question: Question; rollout: Rollout }[],
    temperature?: number,
  ): Promise<Float32Array[]>;
  /**
   * What a video looks like to this policy, as one vector; only vectors of the same weights can be compared (information.ts).
   * A policy that has it also samples groups quickly enough to be asked how sure it is of everything.
   */
  look?(features: VideoFeatures): Promise<Float32Array>;
  /** Frees the native sessions. */
  dispose(): Promise<void>;
}

/**
 * Everything that training changes, as named float32 tensors: parameters, optimizer moments, step counts, and the policy's
 * own configuration (words and concepts that the corpus added), so that it can be restored into any policy of the same
 * architecture.
 */
export type TrainingState = ReadonlyMap<string, FeatureTensor>;

export interface WarmUpSettings {
  /** Passes over the curated questions. */
  readonly epochs: number;
  readonly seed: number;
  /** How many networks look at the pictures, each trained for all epochs; absent: as many as the policy has. */
  readonly members?: number;
  /** Questions of which only decisions are known; they teach what was confirmed and rejected, never as if they were curated. */
  readonly decided?: readonly DecidedQuestion[];
}

export interface UpdateSettings {
  readonly learningRate: number;
  readonly maxNorm: number;
  /** Whose log-probabilities are followed: the one that the responses were drawn at. Absent: 1. */
  readonly temperature?: number;
  /**
   * Also teaches, with this weight, how surely single intervals are true, where truth or decisions of `questions` tell; a
   * policy without such a belief does nothing.
   */
  readonly beliefs?: { readonly questions: readonly LearnedQuestion[]; readonly weight: number };
}

export interface WarmUpStepReport {
  /** Which part of the policy this step trained, for people: such as `frames` or `intervals`. */
  readonly phase: string;
  readonly loss: number;
  /** Global L2 norm of the gradient before clipping. Not finite: the step has changed nothing. */
  readonly gradientNorm: number;
}

export interface WarmUpPhase {
  readonly phase: string;
  readonly steps: number;
  /** Whether each member has steps of its own in it. */
  readonly perMember: boolean;
}

/**
 * The supervised warm-up as a fixed number of steps. Step `i` depends only on the settings, the curated questions and the
 * state left by step `i - 1`, so that a run killed after any step continues from a checkpoint to the same weights.
 */
export interface WarmUp {
  readonly totalSteps: number;
  /** Its parts in order: their steps cost differently. */
  readonly phases: readonly WarmUpPhase[];
  step(index: number): Promise<WarmUpStepReport>;
}

/** A policy that can learn. */
export interface TrainablePolicy extends Policy {
  /** Plans the warm-up; nothing is trained before the first `step`. */
  warmUp(curated: readonly CuratedQuestion[], settings: WarmUpSettings): Promise<WarmUp>;
  /** One AdamW step that ascends sum over rollouts and tokens of weight * log-probability (gradient clipped to norm `maxNorm`). */
  update(batch: readonly WeightedRollout[], settings: UpdateSettings): Promise<UpdateReport>;
  /** A frozen copy that only answers: GRPO's reference policy. */
  freeze(): Promise<Policy>;
  /** A copy of the complete training state. */
  trainingState(): Promise<TrainingState>;
  /** @throws PolicyStateError when names or shapes differ from this policy's own. */
  restore(state: TrainingState): Promise<void>;
  /**
   * From now on `suggest` gives probabilities in place of raw scores, in the same order; null: raw scores. Whatever changes
   * the weights ends a calibration.
   */
  calibrate(calibration: Calibration | null): void;
}

/** A checkpoint's tensors do not fit the policy that should load them. */
export class PolicyStateError extends Error {
  override readonly name = 'PolicyStateError';
}
