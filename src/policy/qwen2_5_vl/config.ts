import path from 'node:path';
import * as z from 'zod';
import { CheckpointError, readJson, readOptionalJson } from '../qwen2/checkpoint-file.ts';
import {
  decoderConfig,
  decoderConfigSchema,
  layerCount,
  type DecoderConfig,
  type RawDecoderConfig,
} from '../qwen2/decoder-config.ts';

/** Sizes of Qwen2.5-VL's vision tower (technical report section 2.1). */
export interface VisionConfig {
  readonly depth: number;
  readonly hiddenSize: number;
  readonly feedForwardSize: number;
  readonly heads: number;
  readonly channels: number;
  /** Pixels on each side of a patch. */
  readonly patchSize: number;
  /** Frames in a patch. */
  readonly temporalPatchSize: number;
  /** Patches on each side of a merged token. */
  readonly mergeSize: number;
  /** Pixels on each side of an attention window. */
  readonly windowSize: number;
  /** Blocks that see a whole frame instead of windows. */
  readonly fullBlocks: readonly number[];
  /** Size of the embeddings given to the language model. */
  readonly outputSize: number;
  readonly ropeTheta: number;
  /** Temporal position ids per second. */
  readonly tokensPerSecond: number;
}

/** What a Qwen2.5-VL model has besides its decoder. */
export interface VisionPart {
  readonly config: VisionConfig;
  readonly videoToken: number;
  readonly imageToken: number;
}

/** A checkpoint's configuration: a Qwen2 decoder alone, or with a vision tower. */
export interface QwenConfig {
  readonly decoder: DecoderConfig;
  readonly vision: VisionPart | undefined;
  /** Tokens that end an answer. */
  readonly stopTokens: readonly number[];
}

const count = z.int().positive();

const visionSchema = z.looseObject({
  depth: layerCount,
  hidden_size: count,
  intermediate_size: count,
  num_heads: count,
  out_hidden_size: count,
  patch_size: count,
  temporal_patch_size: count,
  spatial_merge_size: count,
  window_size: count,
  fullatt_block_indexes: z.array(z.int().nonnegative()),
  tokens_per_second: z.number().positive(),
  in_channels: count.nullish(),
  in_chans: count.nullish(),
  hidden_act: z.literal('silu'),
  rope_parameters: z.looseObject({ rope_theta: z.number().positive() }).nullish(),
});

const tokens = z.union([z.int(), z.array(z.int())]).nullish();

const plainSchema = decoderConfigSchema.extend({ model_type: z.literal('qwen2') });
// Released files keep the language model's entries at the top, later ones under text_config.
const flatSchema = decoderConfigSchema.extend({
  model_type: z.literal('qwen2_5_vl'),
  text_config: z.null().optional(),
  vision_config: visionSchema,
  video_token_id: z.int(),
  image_token_id: z.int(),
});
const nestedSchema = z.looseObject({
  model_type: z.literal('qwen2_5_vl'),
  text_config: decoderConfigSchema,
  vision_config: visionSchema,
  video_token_id: z.int(),
  image_token_id: z.int(),
  tie_word_embeddings: z.boolean().nullish(),
});
const kindSchema = z.looseObject({
  model_type: z.string(),
  text_config: z.unknown().optional(),
  quantization_config: z.unknown().optional(),
});
const generationSchema = z.looseObject({ eos_token_id: tokens });

/** Rotary base of the vision tower where a file does not say: the reference has it fixed. */
const visionRopeTheta = 10_000;

/**
 * Reads config.json (and the stop tokens of generation_config.json) of a Qwen2ForCausalLM or
 * Qwen2_5_VLForConditionalGeneration folder.
 * @throws CheckpointError naming what is missing, does not fit together or is not supported.
 */
export async function readQwenConfig(folder: string): Promise<QwenConfig> {
  const file = path.join(folder, 'config.json');
  const kind = await readJson(file, kindSchema);
  if (kind.quantization_config !== undefined && kind.quantization_config !== null) {
    throw new CheckpointError(file, 'is of a quantized checkpoint; choose one with plain weights');
  }
  const generation = await readOptionalJson(path.join(folder, 'generation_config.json'), generationSchema);
  const stops = (raw: RawDecoderConfig) => stopTokens(file, generation?.eos_token_id ?? raw.eos_token_id);
  if (kind.model_type === 'qwen2') {
    const raw = await readJson(file, plainSchema);
    return { decoder: decoderConfig(file, raw), vision: undefined, stopTokens: stops(raw) };
  }
  if (kind.model_type !== 'qwen2_5_vl') {
    throw new CheckpointError(
      file,
      `is of a ${kind.model_type} model; only qwen2 and qwen2_5_vl can be used`,
    );
  }
  const isNested = typeof kind.text_config === 'object' && kind.text_config !== null;
  const nested = isNested ? await readJson(file, nestedSchema) : undefined;
  const whole = nested ?? (await readJson(file, flatSchema));
  const raw = nested?.text_config ?? (await readJson(file, decoderConfigSchema));
  const decoder = decoderConfig(file, raw, whole.tie_word_embeddings);
  if (decoder.ropeSections === undefined) throw new CheckpointError(file, 'does not give mrope_section');
  const config = visionConfig(file, whole.vision_config);
  if (config.outputSize !== decoder.hiddenSize) {
    throw new CheckpointError(
      file,
      `has a vision tower that gives ${config.outputSize} numbers to a decoder of ${decoder.hiddenSize}`,
    );
  }
  const vision = { config, videoToken: whole.video_token_id, imageToken: whole.image_token_id };
  return { decoder, vision, stopTokens: stops(raw) };
}

function stopTokens(file: string, found: z.infer<typeof tokens>): readonly number[] {
  if (found === undefined || found === null) {
    throw new CheckpointError(file, 'does not say which token ends an answer (eos_token_id)');
  }
  return typeof found === 'number' ? [found] : found;
}

function visionConfig(file: string, raw: z.infer<typeof visionSchema>): VisionConfig {
  const refuse = (problem: string) => new CheckpointError(file, `has a vision tower ${problem}`);
  // Rotary angles of rows and columns take a quarter of a head each.
  if (raw.hidden_size % (raw.num_heads * 4) !== 0) {
    throw refuse(`of ${raw.hidden_size} numbers, which ${raw.num_heads} heads do not divide by four`);
  }
  if (raw.window_size < raw.patch_size * raw.spatial_merge_size) {
    throw refuse(`whose windows of ${raw.window_size} pixels are smaller than a token`);
  }
  const beyond = raw.fullatt_block_indexes.find((i) => i >= raw.depth);
  if (beyond !== undefined) throw refuse(`of ${raw.depth} blocks, which has no block ${beyond}`);
  return {
    depth: raw.depth,
    hiddenSize: raw.hidden_size,
    feedForwardSize: raw.intermediate_size,
    heads: raw.num_heads,
    channels: raw.in_channels ?? raw.in_chans ?? 3,
    patchSize: raw.patch_size,
    temporalPatchSize: raw.temporal_patch_size,
    mergeSize: raw.spatial_merge_size,
    windowSize: raw.window_size,
    fullBlocks: raw.fullatt_block_indexes,
    outputSize: raw.out_hidden_size,
    ropeTheta: raw.rope_parameters?.rope_theta ?? visionRopeTheta,
    tokensPerSecond: raw.tokens_per_second,
  };
}
