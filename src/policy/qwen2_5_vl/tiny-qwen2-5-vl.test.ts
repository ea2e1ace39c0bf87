import { beforeAll, describe, expect, it } from 'vitest';
import { loraScale } from '../../tensor/index.ts';
import { fixtureJson, fixturePath } from '../../testing/fixtures.ts';
import { at } from '../indexing.ts';
import { textSequence, type Sequence } from '../qwen2/sequence.ts';
import { compareFixture, unnoticedSamples } from '../qwen2/testing/compare-fixture.ts';
import {
  asLoraFile,
  loraFile,
  fixtureTolerance,
  tokenizerFile,
  visionForward,
  visionInputs,
} from '../qwen2/testing/expected-files.ts';
import { crossEntropy, grpoLoss } from '../qwen2/testing/lora-losses.ts';
import { QwenModel, type EncodedVideo } from './model.ts';
import { clipNormalisation, cutPatches, type Patches } from './vision-preprocess.ts';

const folder = fixturePath('tiny_qwen2_5_vl/model');
const inputsJson = fixtureJson('tiny_qwen2_5_vl/inputs.json');
const inputs = visionInputs.parse(inputsJson);
// What made the fixture. In its one video both rules agree.
const ropeRule = 'transformers-5';
const pad = '<|video_pad|>';
const videoText = `<|vision_start|>${pad}<|vision_end|>`;

let model: QwenModel;
let patches: Patches;
let video: EncodedVideo;
let prompt: Sequence;
let answer: number[];

beforeAll(async () => {
  model = await QwenModel.open(folder, { ropeRule });
  const [count, , height, width] = inputs.frames.shape;
  const { vision } = model.config;
  if (vision === undefined) throw new RangeError('The fixture has no vision tower.');
  patches = cutPatches(
    { count, height, width, layout: 'planes', data: Uint8Array.from(inputs.frames.data) },
    vision.config,
  );
  video = await model.encodeVideo(patches, at(inputs.second_per_grid_ts, 0));
  prompt = model.prompt(inputs.prompt_text, [video]);
  answer = model.tokenizer.encode(`${inputs.completion_text}<|im_end|>`);
});

/** Every file compared whole, and every comparison shown to notice. */
function comesOut(json: unknown, computed: () => unknown, isInput: (place: string) => boolean): void {
  it('gives every expected number', () => {
    expect(compareFixture(json, computed(), fixtureTolerance, isInput).wrong).toEqual([]);
  });

  it('would be noticed to be wrong in any of them', () => {
    const { tried, unnoticed } = unnoticedSamples(json, computed(), fixtureTolerance, isInput);
    expect(unnoticed).toEqual([]);
    expect(tried).toBeGreaterThan(20);
  });
}

describe('tokens and templates', () => {
  const json = fixtureJson('tiny_qwen2_5_vl/tokenizer_cases.json');
  const given = tokenizerFile.parse(json);
  comesOut(
    json,
    () => ({
      encode: given.encode.map(({ text, ids }) => ({
        text,
        ids: model.tokenizer.encode(text),
        decoded: model.tokenizer.decode(ids),
      })),
      chat: given.chat.map(({ messages }) => ({ messages, text: model.tokenizer.chat(messages, true) })),
    }),
    (place) => place.startsWith('meta'),
  );
});

describe('the inputs of Qwen2.5-VL', () => {
  const isInput = (place: string) => /^(meta|frames|second_per_grid_ts)(\.|$)/.test(place);
  comesOut(
    inputsJson,
    () => {
      const { grid, data } = patches;
      const expanded = inputs.prompt_text.replace(pad, pad.repeat(model.videoTokens(grid)));
      const tokens = [...prompt.tokens, ...answer];
      return {
        special_token_ids: Object.fromEntries(
          Object.keys(inputs.special_token_ids).map((token) => [token, model.tokenizer.tokenId(token)]),
        ),
        image_mean: clipNormalisation.mean,
        image_std: clipNormalisation.deviation,
        video_grid_thw: [[grid.time, grid.height, grid.width]],
        pixel_values_videos: {
          shape: [grid.time * grid.height * grid.width, data.length / (grid.time * grid.height * grid.width)],
          data,
        },
        prompt_text: inputs.prompt_text,
        prompt_text_expanded: expanded,
        prompt_ids: prompt.tokens,
        completion_text: inputs.completion_text,
        completion_ids: answer,
        input_ids: tokens,
        mm_token_type_ids: tokens.map((token) => (token === model.tokenizer.tokenId(pad) ? 2 : 0)),
        text_only_ids: model.tokenizer.encode(inputs.prompt_text.replace(videoText, '')),
      };
    },
    isInput,
  );
});

describe('Qwen2.5-VL', () => {
  const json = fixtureJson('tiny_qwen2_5_vl/expected_forward.json');
  const given = visionForward.parse(json);
  let computed: unknown;

  beforeAll(async () => {
    const { hiddenSize, vocabularySize } = model.config.decoder;
    const whole = model.sequence([...prompt.tokens, ...answer], [video]);
    const length = whole.tokens.length;
    const { logits, hidden } = await model.inspect(whole);
    const [logProbs] = await model.logProbs(prompt, [answer]);
    const settings = { maxTokens: given.greedy.max_new_tokens, stopTokens: [] };
    const greedy = at(await model.generate(prompt, settings), 0);
    const plain = at(await model.generate(prompt, { ...settings, cached: false }), 0);
    const text = textSequence(model.tokenizer.encode(inputs.prompt_text.replace(videoText, '')));
    const textOnly = at(
      await model.generate(text, { maxTokens: given.text_only.greedy_tokens.length, stopTokens: [] }),
      0,
    );
    computed = {
      video_embeds: { shape: [model.videoTokens(video.grid), hiddenSize], data: video.rows },
      position_ids: [0, 1, 2].map((axis) => whole.positions.ids.subarray(axis * length, (axis + 1) * length)),
      rope_delta: [[whole.positions.next - length]],
      hidden_states: hidden.map((data) => ({ shape: [length, hiddenSize], data })),
      logits: { shape: [length, vocabularySize], data: logits },
      completion_logprobs: logProbs,
      greedy: {
        max_new_tokens: greedy.tokens.length,
        tokens: greedy.tokens,
        tokens_without_kv_cache: plain.tokens,
        text: model.tokenizer.decode(greedy.tokens),
        top2_margin: greedy.margins,
      },
      text_only: {
        logits_last: { shape: [vocabularySize], data: at(await model.lastLogits([text]), 0) },
        greedy_tokens: textOnly.tokens,
      },
    };
  });

  comesOut(
    json,
    () => computed,
    (place) => place.startsWith('meta'),
  );

  it('scores an answer alike after a prompt and inside the whole sequence', () => {
    const whole = model.sequence([...prompt.tokens, ...answer], [video]);
    const length = whole.tokens.length;
    expect(prompt.positions.next).toBe(whole.positions.ids[prompt.tokens.length]);
    expect(whole.positions.next - 1).toBe(Math.max(...whole.positions.ids));
    expect(whole.positions.ids).toHaveLength(3 * length);
  });
});

describe('a LoRA adapter on Qwen2.5-VL', () => {
  const json = fixtureJson('tiny_qwen2_5_vl/expected_lora.json');
  const given = loraFile.parse(json);
  let computed: unknown;

  beforeAll(async () => {
    const adapted = await QwenModel.open(folder, {
      adapter: fixturePath('tiny_qwen2_5_vl/lora_adapter'),
      ropeRule,
    });
    const config = adapted.decoder.adapter?.adapter.config ?? { rank: 0, alpha: 0 };
    const whole = adapted.sequence([...prompt.tokens, ...answer], [video]);
    const { logits } = await adapted.inspect(whole);
    computed = asLoraFile(
      { ...config, scaling: loraScale(config) },
      [...prompt.tokens.map(() => -100), ...answer],
      { shape: [whole.tokens.length, adapted.config.decoder.vocabularySize], data: logits },
      await crossEntropy(adapted.decoder, prompt, answer),
      await grpoLoss(adapted.decoder, prompt, answer, given.grpo_single),
    );
  });

  comesOut(
    json,
    () => computed,
    (place) => /^meta(\.|$)|target_modules|formula|advantage|old_logps|ref_logps/.test(place),
  );
});
