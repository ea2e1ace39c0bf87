import { float32Data, type SessionOptions } from '../../tensor/index.ts';
import { at } from '../indexing.ts';
import { batchFeeds, rowOf, SequenceError, shapeOf } from '../qwen2/batch.ts';
import { CheckpointError } from '../qwen2/checkpoint-file.ts';
import { createLogits, createLogProbs, type Decoder } from '../qwen2/forward.ts';
import {
  createGenerator,
  createPlainGenerator,
  generatorShape,
  type Answer,
  type GenerateSettings,
} from '../qwen2/generate.ts';
import { openDecoderAdapter } from '../qwen2/lora.ts';
import { textSequence, withText, type Sequence } from '../qwen2/sequence.ts';
import { QwenTokenizer } from '../qwen2/tokenizer.ts';
import { CheckpointWeights } from '../qwen2/weights.ts';
import { readQwenConfig, type QwenConfig, type VisionPart } from './config.ts';
import { ropeIndex, type Grid, type RopeRule } from './rope-index.ts';
import type { Patches } from './vision-preprocess.ts';
import { createVisionTower, visionWeightShapes } from './vision-tower.ts';

export interface OpenOptions {
  /** Folder of a LoRA adapter as peft saves it. */
  readonly adapter?: string;
  /** How text goes on after a video; see `rope-index.ts`. */
  readonly ropeRule?: RopeRule;
  readonly session?: SessionOptions;
}

/** A video as the decoder takes it. */
export interface EncodedVideo {
  readonly grid: Grid;
  readonly secondsPerGrid: number;
  /** [tokens, hidden] */
  readonly rows: Float32Array;
}

/** Patches that one run of the vision tower takes in at most: bounds its memory. */
const patchesPerRun = 4096;

/**
 * A Qwen2 or Qwen2.5-VL checkpoint folder in use. Every call makes its sessions anew: keeping and sharing them belongs to
 * the memory plans of real checkpoints.
 */
export class QwenModel {
  readonly config: QwenConfig;
  readonly tokenizer: QwenTokenizer;
  readonly decoder: Decoder;
  readonly #folder: string;
  readonly #ropeRule: RopeRule | undefined;

  private constructor(
    folder: string,
    config: QwenConfig,
    tokenizer: QwenTokenizer,
    decoder: Decoder,
    ropeRule: RopeRule | undefined,
  ) {
    this.#folder = folder;
    this.config = config;
    this.tokenizer = tokenizer;
    this.decoder = decoder;
    this.#ropeRule = ropeRule;
  }

  /**
   * Checks a folder's configuration, tokenizer and weights, and the adapter's; no weights are read yet.
   * @throws CheckpointError or SafetensorsError saying what is missing, malformed or not supported.
   */
  static async open(folder: string, options: OpenOptions = {}): Promise<QwenModel> {
    const config = await readQwenConfig(folder);
    const tokenizer = await QwenTokenizer.open(folder);
    const vision = config.vision === undefined ? undefined : visionWeightShapes(config.vision.config);
    const weights = await CheckpointWeights.open(folder, config.decoder, vision);
    const adapter =
      options.adapter === undefined ? undefined : await openDecoderAdapter(options.adapter, config.decoder);
    const decoder = { config: config.decoder, weights, adapter, session: options.session };
    return new QwenModel(folder, config, tokenizer, decoder, options.ropeRule);
  }

  /** The vision tower's embeddings of a video. @throws CheckpointError when the checkpoint has no vision tower. */
  async encodeVideo(patches: Patches, secondsPerGrid: number): Promise<EncodedVideo> {
    const { config } = this.#vision();
    const { grid } = patches;
    const weights = this.decoder.weights.vision;
    if (weights === undefined) throw new CheckpointError(this.#folder, 'has no vision tower');
    const perRun = Math.max(1, Math.min(grid.time, Math.floor(patchesPerRun / (grid.height * grid.width))));
    const tower = await createVisionTower(config, weights, grid, perRun, this.decoder.session);
    try {
      return { grid, secondsPerGrid, rows: await tower.encode(patches) };
    } finally {
      await tower.dispose();
    }
  }

  /** How many `<|video_pad|>` tokens stand for a video. */
  videoTokens(grid: Grid): number {
    return (grid.time * grid.height * grid.width) / this.#vision().config.mergeSize ** 2;
  }

  /**
   * The sequence of a prompt from the chat template, whose one `<|video_pad|>` per video becomes as many as the video has
   * embeddings.
   * @throws SequenceError when the text and the videos do not fit each other.
   */
  prompt(text: string, videos: readonly EncodedVideo[]): Sequence {
    const tokens = this.tokenizer.encode(text);
    if (this.config.vision === undefined && videos.length === 0) return textSequence(tokens);
    const { videoToken } = this.#vision();
    const marks = tokens.filter((token) => token === videoToken).length;
    if (marks !== videos.length) {
      throw new SequenceError(`The prompt has places for ${marks} videos, but ${videos.length} were given.`);
    }
    let used = 0;
    const expanded = tokens.flatMap((token) =>
      token === videoToken
        ? Array.from({ length: this.videoTokens(at(videos, used++).grid) }, () => token)
        : [token],
    );
    return this.sequence(expanded, videos);
  }

  /** The sequence of tokens in which each video already has as many places as it has embeddings. */
  sequence(tokens: readonly number[], videos: readonly EncodedVideo[]): Sequence {
    if (this.config.vision === undefined) return textSequence(tokens);
    const { config, videoToken, imageToken } = this.config.vision;
    const positions = ropeIndex(
      tokens,
      videos.map(({ grid, secondsPerGrid }) => ({ kind: 'video', grid, secondsPerGrid })),
      {
        videoToken,
        imageToken,
        mergeSize: config.mergeSize,
        tokensPerSecond: config.tokensPerSecond,
        ...(this.#ropeRule === undefined ? {} : { rule: this.#ropeRule }),
      },
    );
    return { tokens, positions, inserted: videos.map(({ rows }) => ({ token: videoToken, rows })) };
  }

  /**
   * Logits after each token of a sequence [tokens, vocabulary], and the hidden states: embeddings, after each layer but
   * the last, and the normalised end, each [tokens, hidden].
   */
  async inspect(sequence: Sequence): Promise<{ logits: Float32Array; hidden: Float32Array[] }> {
    const shape = shapeOf([sequence], this.decoder.config.hiddenSize);
    const forward = await createLogits(this.decoder, { ...shape, picked: shape.length }, true);
    try {
      const picked = Int32Array.from({ length: shape.length }, (_, i) => i);
      const { logits, ...states } = await forward.run({
        ...batchFeeds(this.decoder.config, shape, [sequence]),
        picked,
      });
      if (logits === undefined) throw new RangeError('The decoder gave no logits.');
      const hidden = Array.from({ length: this.decoder.config.layers + 1 }, (_, i) => states[`hidden.${i}`]);
      return {
        logits: float32Data(logits),
        hidden: hidden.map((state) => (state === undefined ? new Float32Array() : float32Data(state))),
      };
    } finally {
      await forward.dispose();
    }
  }

  /** Logits after the last token of each sequence, in one batch padded on the left; [sequences][vocabulary]. */
  async lastLogits(sequences: readonly Sequence[]): Promise<Float32Array[]> {
    const shape = shapeOf(sequences, this.decoder.config.hiddenSize);
    const forward = await createLogits(this.decoder, { ...shape, picked: shape.batch });
    try {
      const picked = Int32Array.from(sequences, (s, b) => rowOf(shape, s, b, s.tokens.length - 1));
      const feeds = batchFeeds(this.decoder.config, shape, sequences);
      const { logits } = await forward.run({ ...feeds, picked });
      if (logits === undefined) throw new RangeError('The decoder gave no logits.');
      const words = this.decoder.config.vocabularySize;
      return sequences.map((_, b) => float32Data(logits).slice(b * words, (b + 1) * words));
    } finally {
      await forward.dispose();
    }
  }

  /** Log-probability of each token of answers to one prompt, at temperature 1. */
  async logProbs(prompt: Sequence, answers: readonly (readonly number[])[]): Promise<Float32Array[]> {
    const task = scoringTask(this.decoder, prompt, answers);
    const forward = await createLogProbs(this.decoder, task.shape);
    try {
      const { logProbs } = await forward.run(task.feeds);
      if (logProbs === undefined) throw new RangeError('The decoder gave no log-probabilities.');
      return task.split(float32Data(logProbs));
    } finally {
      await forward.dispose();
    }
  }

  /** Answers to a prompt; with `cached: false` by computing everything anew for each token. */
  async generate(prompt: Sequence, settings: GenerateSettings & { cached?: boolean }): Promise<Answer[]> {
    const { cached = true, ...rest } = settings;
    const shape = generatorShape(this.decoder, prompt, rest);
    const generator = await (cached ? createGenerator : createPlainGenerator)(this.decoder, shape);
    try {
      return await generator.generate(prompt, rest);
    } finally {
      await generator.dispose();
    }
  }

  #vision(): VisionPart {
    if (this.config.vision !== undefined) return this.config.vision;
    throw new CheckpointError(this.#folder, 'has no vision tower: it can only be given text');
  }
}

/** Answers to one prompt as a batch whose tokens are to be scored: for `createLogProbs` and `createLogProbGradients`. */
export function scoringTask(decoder: Decoder, prompt: Sequence, answers: readonly (readonly number[])[]) {
  const { config } = decoder;
  const sequences = answers.map((tokens) => withText(prompt, tokens));
  const picked = answers.reduce((sum, tokens) => sum + tokens.length, 0);
  const shape = { ...shapeOf(sequences, config.hiddenSize), picked };
  // The logits after a token are about the one that follows it.
  const places = sequences.flatMap((sequence, b) =>
    at(answers, b).map((_, i) => rowOf(shape, sequence, b, prompt.tokens.length + i - 1)),
  );
  return {
    shape,
    feeds: {
      ...batchFeeds(config, shape, sequences),
      picked: Int32Array.from(places),
      targets: Int32Array.from(answers.flat()),
    },
    /** One number per scored token, back to the answers. */
    split: (values: Float32Array): Float32Array[] => {
      let start = 0;
      return answers.map((tokens) => values.slice(start, (start += tokens.length)));
    },
  };
}
