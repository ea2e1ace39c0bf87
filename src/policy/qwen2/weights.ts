import { FrozenWeights, op, type GraphBuilder, type Shape, type Value } from '../../tensor/index.ts';
import { CheckpointError } from './checkpoint-file.ts';
import type { DecoderConfig } from './decoder-config.ts';

/** Shapes of weights by their name inside a part of the model. */
export type WeightShapes = ReadonlyMap<string, Shape>;

// Released files, files written since transformers 4.52, and files of models split before saving.
const decoderPrefixes = ['model.', 'model.language_model.', 'language_model.model.'];
const visionPrefixes = ['visual.', 'model.visual.'];
const headNames = ['lm_head.weight', 'language_model.lm_head.weight'];

const embeddingName = 'embed_tokens.weight';
const finalNormName = 'norm.weight';

/** The weights of a Qwen2 decoder (matrices are [out, in]), without the output matrix. */
export function decoderWeightShapes(config: DecoderConfig): WeightShapes {
  const { hiddenSize, feedForwardSize, headSize } = config;
  const queries = config.heads * headSize;
  const keys = config.keyValueHeads * headSize;
  const shapes = new Map<string, Shape>([
    [embeddingName, [config.vocabularySize, hiddenSize]],
    [finalNormName, [hiddenSize]],
  ]);
  for (let i = 0; i < config.layers; i++) {
    const layer: Record<string, Shape> = {
      'input_layernorm.weight': [hiddenSize],
      'self_attn.q_proj.weight': [queries, hiddenSize],
      'self_attn.q_proj.bias': [queries],
      'self_attn.k_proj.weight': [keys, hiddenSize],
      'self_attn.k_proj.bias': [keys],
      'self_attn.v_proj.weight': [keys, hiddenSize],
      'self_attn.v_proj.bias': [keys],
      'self_attn.o_proj.weight': [hiddenSize, queries],
      'post_attention_layernorm.weight': [hiddenSize],
      'mlp.gate_proj.weight': [feedForwardSize, hiddenSize],
      'mlp.up_proj.weight': [feedForwardSize, hiddenSize],
      'mlp.down_proj.weight': [hiddenSize, feedForwardSize],
    };
    for (const [name, shape] of Object.entries(layer)) shapes.set(`layers.${i}.${name}`, shape);
  }
  return shapes;
}

/** A part of a checkpoint: names without the prefix that its file puts before them. */
export class WeightPart {
  readonly #frozen: FrozenWeights;
  readonly #prefix: string;

  /** @throws CheckpointError naming the first weight that is missing or of another shape or type. */
  constructor(folder: string, frozen: FrozenWeights, prefix: string, shapes: WeightShapes) {
    this.#frozen = frozen;
    this.#prefix = prefix;
    for (const [name, shape] of shapes) requireWeight(folder, frozen, prefix + name, shape);
  }

  /** A weight as float32, read where it lies. @throws RangeError when there is none of this name. */
  value(graph: GraphBuilder, name: string): Value {
    return this.#frozen.float(graph, this.#prefix + name);
  }

  /** Rows of a table as float32; only these rows are cast. */
  rows(graph: GraphBuilder, name: string, indices: Value): Value {
    return op.cast(op.gather(this.#frozen.stored(graph, this.#prefix + name), indices), 'float32');
  }
}

/** The weights of a checkpoint folder in one of the layouts in use, checked and used in place. */
export class CheckpointWeights {
  readonly decoder: WeightPart;
  /** Undefined for a decoder alone. */
  readonly vision: WeightPart | undefined;
  readonly #frozen: FrozenWeights;
  readonly #head: string | undefined;

  private constructor(
    frozen: FrozenWeights,
    decoder: WeightPart,
    vision: WeightPart | undefined,
    head: string | undefined,
  ) {
    this.#frozen = frozen;
    this.decoder = decoder;
    this.vision = vision;
    this.#head = head;
  }

  /**
   * Opens the safetensors file or shards of a folder.
   * @param vision weights of the vision tower, for a model that has one
   * @throws SafetensorsError when a file is missing or malformed.
   * @throws CheckpointError when a weight is missing or of another shape than the configuration says.
   */
  static async open(
    folder: string,
    config: DecoderConfig,
    vision?: WeightShapes,
  ): Promise<CheckpointWeights> {
    const frozen = await FrozenWeights.open(folder);
    const find = (prefixes: readonly string[], name: string, what: string): string => {
      const prefix = prefixes.find((p) => frozen.has(p + name));
      if (prefix !== undefined) return prefix;
      const tried = prefixes.map((p) => p + name).join(' or ');
      throw new CheckpointError(folder, `has no ${what}: there is no weight called ${tried}`);
    };
    const decoder = new WeightPart(
      folder,
      frozen,
      find(decoderPrefixes, embeddingName, 'language model'),
      decoderWeightShapes(config),
    );
    const [someVision] = vision?.keys() ?? [];
    const tower =
      vision === undefined || someVision === undefined
        ? undefined
        : new WeightPart(folder, frozen, find(visionPrefixes, someVision, 'vision tower'), vision);
    const head = config.tied ? undefined : headNames.find((name) => frozen.has(name));
    if (!config.tied) {
      if (head === undefined) {
        throw new CheckpointError(folder, 'has no lm_head.weight, and its embeddings are not tied');
      }
      requireWeight(folder, frozen, head, [config.vocabularySize, config.hiddenSize]);
    }
    return new CheckpointWeights(frozen, decoder, tower, head);
  }

  /** The embeddings of tokens: ids of any shape to ids x hidden. */
  embed(graph: GraphBuilder, ids: Value): Value {
    return this.decoder.rows(graph, embeddingName, ids);
  }

  /** The output matrix [vocabulary, hidden]: the embedding table where they are tied. */
  head(graph: GraphBuilder): Value {
    return this.#head === undefined
      ? this.decoder.value(graph, embeddingName)
      : this.#frozen.float(graph, this.#head);
  }
}

function requireWeight(folder: string, frozen: FrozenWeights, name: string, shape: Shape): void {
  if (!frozen.has(name)) {
    throw new CheckpointError(folder, `lacks the weight ${name}, which its config.json asks for`);
  }
  const found = frozen.place(name);
  if (found.shape.length !== shape.length || found.shape.some((n, i) => n !== shape[i])) {
    throw new CheckpointError(
      folder,
      `has ${name} of shape [${found.shape.join(',')}], but its config.json asks for [${shape.join(',')}]`,
    );
  }
  if (!['float32', 'float16', 'bfloat16'].includes(found.dtype)) {
    throw new CheckpointError(
      folder,
      `has ${name} as ${found.dtype}; only float32, float16 and bfloat16 checkpoints can be used`,
    );
  }
}
