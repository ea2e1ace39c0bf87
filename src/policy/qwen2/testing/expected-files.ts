import * as z from 'zod';
import type { Tolerance } from './compare-fixture.ts';
import { grpoInputs, type LossAndGradients } from './lora-losses.ts';

/** What the tests read from the fixtures' files; the comparison walks the files themselves. */
const tokens = z.array(z.int());

export const decoderForward = z.looseObject({
  input_ids: tokens,
  prompt_len: z.int(),
  completion_ids: tokens,
  greedy: z.looseObject({ prompt_ids: tokens, tokens }),
  left_padded: z.looseObject({ input_ids: z.array(tokens) }),
});

export const visionForward = z.looseObject({
  greedy: z.looseObject({ max_new_tokens: z.int() }),
  text_only: z.looseObject({ greedy_tokens: tokens }),
});

export const visionInputs = z.looseObject({
  frames: z.object({ shape: z.tuple([z.int(), z.int(), z.int(), z.int()]), data: z.array(z.int()) }),
  second_per_grid_ts: z.tuple([z.number()]),
  prompt_text: z.string(),
  completion_text: z.string(),
  special_token_ids: z.record(z.string(), z.int()),
});

export const loraFile = z.looseObject({
  lora: z.looseObject({ target_modules: z.unknown() }),
  grpo_single: z.looseObject({ ...grpoInputs.shape, formula: z.string() }),
});

export const ropeFile = z.looseObject({
  special_token_ids: z.record(z.string(), z.int()),
  cases: z.array(
    z.looseObject({
      name: z.string(),
      input_ids: z.array(tokens),
      attention_mask: z.array(tokens),
      image_grid_thw: z.array(z.tuple([z.int(), z.int(), z.int()])),
      video_grid_thw: z.array(z.tuple([z.int(), z.int(), z.int()])),
      second_per_grid_ts: z.array(z.number()).nullable(),
    }),
  ),
});

export const tokenizerFile = z.looseObject({
  encode: z.array(z.looseObject({ text: z.string(), ids: tokens })),
  chat: z.array(
    z.looseObject({
      messages: z.array(
        z.object({
          role: z.enum(['system', 'user', 'assistant']),
          content: z.union([
            z.string(),
            z.array(
              z.union([
                z.object({ type: z.literal('text'), text: z.string() }),
                z.object({ type: z.enum(['video', 'image']) }),
              ]),
            ),
          ]),
        }),
      ),
    }),
  ),
});

/**
 * How near numbers must come: about ten times what was measured (docs/qwen2_5_vl.md) and a fifth or less of what the
 * fixtures' README allows, so that small changes show too. Whole numbers must be equal.
 */
export const fixtureTolerance: Tolerance = (place, expected) => {
  if (/(^|\.)grads(_ce)?\./.test(place) && place.includes('.data.')) {
    return Math.max(2e-6, 2e-4 * Math.abs(expected));
  }
  if (place.startsWith('video_embeds.data')) return 2e-5;
  if (place.startsWith('pixel_values_videos.data')) return 1e-7;
  if (/(^|\.)(loss|loss_ce)$/.test(place)) return 1e-5;
  if (/logits(_last)?\.data|hidden_states\.\d+\.data/.test(place)) return 4e-5;
  if (/log_?probs|logps|top2_margin/.test(place)) return 2e-5;
  return 0;
};

/** Losses and gradients in the form of an `expected_lora.json`. */
export function asLoraFile(
  adapter: { rank: number; alpha: number; scaling: number },
  labels: readonly number[],
  logits: { shape: readonly number[]; data: Float32Array },
  ce: LossAndGradients,
  grpo: LossAndGradients,
) {
  const named = ({ gradients }: LossAndGradients) =>
    Object.fromEntries(
      [...gradients].map(([name, { shape, data }]) => [
        name.replace(/\.weight$/, '.default.weight'),
        { shape, data },
      ]),
    );
  return {
    lora: { r: adapter.rank, alpha: adapter.alpha, scaling: adapter.scaling, dropout: 0 },
    labels: [labels],
    loss_ce: ce.loss,
    lora_logits: logits,
    grads_ce: named(ce),
    grpo_single: { logps: grpo.logProbs, loss: grpo.loss, grads: named(grpo) },
  };
}
