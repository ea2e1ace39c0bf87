import { beforeAll, describe, expect, it } from 'vitest';
import { loraScale } from '../../tensor/index.ts';
import { fixtureJson, fixturePath } from '../../testing/fixtures.ts';
import { at } from '../indexing.ts';
import { textSequence } from '../qwen2/sequence.ts';
import { compareFixture, unnoticedSamples } from '../qwen2/testing/compare-fixture.ts';
import { asLoraFile, decoderForward, loraFile, fixtureTolerance } from '../qwen2/testing/expected-files.ts';
import { crossEntropy, grpoLoss, weightedLikelihood } from '../qwen2/testing/lora-losses.ts';
import { QwenModel } from './model.ts';
import { paddingId } from './rope-index.ts';

const folder = fixturePath('tiny_decoder/model');

describe('a Qwen2 decoder', () => {
  const json = fixtureJson('tiny_decoder/expected_forward.json');
  const given = decoderForward.parse(json);
  const isInput = (place: string) => /^meta(\.|$)|^left_padded\.input_ids/.test(place);
  let computed: unknown;

  beforeAll(async () => {
    const model = await QwenModel.open(folder);
    const { decoder: config } = model.config;
    const pad = model.tokenizer.tokenId('<|endoftext|>');
    const { input_ids: tokens, prompt_len: promptLength } = given;
    const prompt = textSequence(given.greedy.prompt_ids);
    const { logits, hidden } = await model.inspect(textSequence(tokens));
    const [logProbs] = await model.logProbs(prompt, [given.completion_ids]);
    const settings = { maxTokens: given.greedy.tokens.length, stopTokens: [] };
    const greedy = at(await model.generate(prompt, settings), 0);
    const plain = at(await model.generate(prompt, { ...settings, cached: false }), 0);
    expect(plain.tokens).toEqual(greedy.tokens);

    const padded = given.left_padded.input_ids;
    const rows = padded.map((row) => textSequence(row.filter((token) => token !== pad)));
    const last = await model.lastLogits(rows);
    const length = tokens.length;
    computed = {
      input_ids: [...given.greedy.prompt_ids, ...given.completion_ids],
      prompt_len: given.greedy.prompt_ids.length,
      completion_ids: tokens.slice(promptLength),
      hidden_states: hidden.map((data) => ({ shape: [length, config.hiddenSize], data })),
      logits: { shape: [length, config.vocabularySize], data: logits },
      completion_logprobs: logProbs,
      greedy: {
        prompt_ids: tokens.slice(0, promptLength),
        tokens: greedy.tokens,
        top2_margin: greedy.margins,
      },
      left_padded: {
        attention_mask: padded.map((row) => row.map((token) => (token === pad ? 0 : 1))),
        position_ids: rows.map(({ tokens: own, positions }, b) => [
          ...Array.from({ length: at(padded, b).length - own.length }, () => paddingId['transformers-5']),
          ...positions.ids.subarray(0, own.length),
        ]),
        logits_last: {
          shape: [rows.length, config.vocabularySize],
          data: last.flatMap((r) => Array.from(r)),
        },
      },
    };
  });

  it('gives every expected number', () => {
    expect(compareFixture(json, computed, fixtureTolerance, isInput).wrong).toEqual([]);
  });

  it('would be noticed to be wrong in any of them', () => {
    const { tried, unnoticed } = unnoticedSamples(json, computed, fixtureTolerance, isInput);
    expect(unnoticed).toEqual([]);
    expect(tried).toBeGreaterThan(100);
  });
});

describe('a LoRA adapter on it', () => {
  const json = fixtureJson('tiny_decoder/expected_lora.json');
  const given = loraFile.parse(json);
  const forward = decoderForward.parse(fixtureJson('tiny_decoder/expected_forward.json'));
  const isInput = (place: string) =>
    /^meta(\.|$)|target_modules|formula|advantage|old_logps|ref_logps/.test(place);
  const prompt = textSequence(forward.input_ids.slice(0, forward.prompt_len));
  const answer = forward.completion_ids;
  let computed: unknown;
  let model: QwenModel;

  beforeAll(async () => {
    model = await QwenModel.open(folder, { adapter: fixturePath('tiny_decoder/lora_adapter') });
    const config = model.decoder.adapter?.adapter.config ?? { rank: 0, alpha: 0 };
    const { logits } = await model.inspect(textSequence(forward.input_ids));
    computed = asLoraFile(
      { ...config, scaling: loraScale(config) },
      [...prompt.tokens.map(() => -100), ...answer],
      { shape: [forward.input_ids.length, model.config.decoder.vocabularySize], data: logits },
      await crossEntropy(model.decoder, prompt, answer),
      await grpoLoss(model.decoder, prompt, answer, given.grpo_single),
    );
  });

  it('gives every expected loss, logit and gradient', () => {
    expect(compareFixture(json, computed, fixtureTolerance, isInput).wrong).toEqual([]);
  });

  it('would be noticed to be wrong in any of them', () => {
    const { tried, unnoticed } = unnoticedSamples(json, computed, fixtureTolerance, isInput);
    expect(unnoticed).toEqual([]);
    expect(tried).toBeGreaterThan(100);
  });

  it('has the same gradients by token weights, the form that every GRPO variant can be given in', async () => {
    const { advantage, old_logps: old, ref_logps: ref } = given.grpo_single;
    const whole = await grpoLoss(model.decoder, prompt, answer, given.grpo_single);
    // d loss / d log p of each token, written out.
    const weights = Float32Array.from(whole.logProbs ?? [], (logProb, t) => {
      const ratio = Math.exp(logProb - at(old, t));
      const clipped = Math.min(Math.max(ratio, 0.8), 1.2);
      const slope = ratio * advantage <= clipped * advantage ? -ratio * advantage : 0;
      return (slope + 0.04 * (1 - Math.exp(at(ref, t) - logProb))) / old.length;
    });
    const byWeights = await weightedLikelihood(model.decoder, prompt, answer, weights);
    for (const [name, { data }] of whole.gradients) {
      const other = byWeights.gradients.get(name)?.data;
      const { wrong } = compareFixture(
        data,
        other,
        () => 1e-6,
        () => false,
        name,
      );
      expect(wrong).toEqual([]);
    }
  });
});
