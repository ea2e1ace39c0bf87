import * as z from 'zod';
import { CheckpointError } from './checkpoint-file.ts';

/** Sizes of a Qwen2 decoder, also the language model inside Qwen2.5-VL. */
export interface DecoderConfig {
  readonly hiddenSize: number;
  readonly feedForwardSize: number;
  readonly layers: number;
  readonly heads: number;
  /** Groups of `heads / keyValueHeads` query heads share one key and value head. */
  readonly keyValueHeads: number;
  readonly headSize: number;
  readonly vocabularySize: number;
  readonly normEpsilon: number;
  readonly ropeTheta: number;
  /** How many rotary frequencies turn with time, height and width (M-RoPE); undefined: one position for all. */
  readonly ropeSections: readonly [number, number, number] | undefined;
  /** The output matrix is the embedding table. */
  readonly tied: boolean;
}

const count = z.int().positive();

/** How many layers there may be: each is looked up in the checkpoint, and no model comes near it. */
export const layerCount = count.max(1000);

const ropeSchema = z.looseObject({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: z.number().positive().optional(),
  mrope_section: z.tuple([count, count, count]).optional(),
});

/** The language model's entries of a config.json: at its top, or under `text_config`. */
export const decoderConfigSchema = z.looseObject({
  hidden_size: count,
  intermediate_size: count,
  num_hidden_layers: layerCount,
  num_attention_heads: count,
  num_key_value_heads: count,
  head_dim: count.nullish(),
  vocab_size: count,
  rms_norm_eps: z.number().positive(),
  hidden_act: z.literal('silu'),
  rope_theta: z.number().positive().nullish(),
  rope_scaling: ropeSchema.nullish(),
  rope_parameters: ropeSchema.nullish(),
  use_sliding_window: z.boolean().nullish(),
  tie_word_embeddings: z.boolean().nullish(),
  eos_token_id: z.union([z.int(), z.array(z.int())]).nullish(),
});

export type RawDecoderConfig = z.infer<typeof decoderConfigSchema>;

/**
 * Checks a decoder's entries against each other.
 * @param path the file they are from, for messages
 * @param tied what the file says outside these entries about tied embeddings, if it does
 * @throws CheckpointError naming what does not fit or is not supported (sliding windows, stretched rotary positions).
 */
export function decoderConfig(path: string, raw: RawDecoderConfig, tied?: boolean | null): DecoderConfig {
  const refuse = (problem: string) => new CheckpointError(path, problem);
  const heads = raw.num_attention_heads;
  const headSize = raw.head_dim ?? raw.hidden_size / heads;
  if (!Number.isInteger(headSize) || headSize % 2 !== 0) {
    throw refuse(`splits ${raw.hidden_size} numbers into ${heads} heads, which does not give an even size`);
  }
  if (heads % raw.num_key_value_heads !== 0) {
    throw refuse(`shares ${raw.num_key_value_heads} key heads among ${heads} heads, which does not divide`);
  }
  if (raw.use_sliding_window === true) {
    throw refuse('asks for sliding-window attention, which is not supported; use a checkpoint without it');
  }
  const rope = raw.rope_parameters ?? raw.rope_scaling ?? undefined;
  const ropeType = rope?.rope_type ?? rope?.type ?? 'default';
  if (ropeType !== 'default' && ropeType !== 'mrope') {
    throw refuse(`asks for rotary positions of type ${ropeType}, which are not supported`);
  }
  const ropeTheta = rope?.rope_theta ?? raw.rope_theta;
  if (ropeTheta === undefined || ropeTheta === null) throw refuse('does not give rope_theta');
  const ropeSections = rope?.mrope_section;
  if (ropeSections !== undefined && ropeSections.reduce((a, b) => a + b) !== headSize / 2) {
    throw refuse(
      `has mrope_section ${ropeSections.join('+')}, but heads of ${headSize} need ${headSize / 2}`,
    );
  }
  return {
    hiddenSize: raw.hidden_size,
    feedForwardSize: raw.intermediate_size,
    layers: raw.num_hidden_layers,
    heads,
    keyValueHeads: raw.num_key_value_heads,
    headSize,
    vocabularySize: raw.vocab_size,
    normEpsilon: raw.rms_norm_eps,
    ropeTheta,
    ropeSections,
    tied: tied ?? raw.tie_word_embeddings ?? false,
  };
}
