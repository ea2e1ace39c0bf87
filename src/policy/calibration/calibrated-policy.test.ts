import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from '../../metrics/evaluation.ts';
import type { Prediction } from '../../tasks/task.ts';
import { readSafetensors, writeSafetensors } from '../../tensor/index.ts';
import { loadPolicy, readPolicyHeader, savePolicy } from '../checkpoint.ts';
import type { CompactPolicy } from '../compact/compact-policy.ts';
import type { CuratedQuestion } from '../policy.ts';
import { fitCalibration } from './calibration.ts';
import { mustFit, world } from '../testing/judged-world.ts';
import { madeUpVideo, questionsOn, TINY, tinyPolicy } from '../testing/synthetic.ts';
import { wordsOf } from '../text/vocabulary.ts';

let folder = '';
let policy: CompactPolicy;
const made = mustFit(world(1, 12));
const questions: CuratedQuestion[] = [1, 2, 3].flatMap((seed) => questionsOn(madeUpVideo(`v${seed}`, seed)));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tempr1-calibrated-'));
  // It knows the words: events have no confidence that could be calibrated.
  const words = [...new Set(questions.flatMap(({ prompt }) => wordsOf(JSON.stringify(prompt))))];
  policy = tinyPolicy(3, { ...TINY, words });
});
afterAll(async () => {
  await policy.dispose();
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string) => join(folder, name);

async function bothWays(): Promise<{ raw: Prediction[]; calibrated: Prediction[] }> {
  policy.calibrate(null);
  const raw = await policy.suggest(questions);
  policy.calibrate(made);
  return { raw, calibrated: await policy.suggest(questions) };
}

function measured(predictions: readonly Prediction[]) {
  const items = questions.map(({ itemId, videoId, prompt, truth, features: { duration } }) => ({
    itemId,
    videoId,
    source: '',
    prompt,
    truth,
    duration,
  }));
  return evaluate(
    items,
    new Map(
      questions
        .map(({ itemId }, i) => [itemId, predictions[i]] as const)
        .flatMap(([id, each]) => (each === undefined ? [] : [[id, each]])),
    ),
  );
}

describe('a calibrated policy', () => {
  it('gives other numbers for the same answers in the same order, and every metric stays', async () => {
    const { raw, calibrated } = await bothWays();
    expect(calibrated.map(({ scores }) => scores)).not.toEqual(raw.map(({ scores }) => scores));
    raw.forEach((before, i) => {
      const after = calibrated[i];
      expect(after?.intervals).toEqual(before.intervals);
      expect(after?.response).toBe(before.response);
      const order = (scores: readonly number[]) =>
        scores.map((_, n) => n).toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
      expect(order(after?.scores ?? [])).toEqual(order(before.scores));
      expect(after?.alternatives?.map(({ interval }) => interval)).toEqual(
        before.alternatives?.map(({ interval }) => interval),
      );
      const others = after?.alternatives?.map(({ score }) => score) ?? [];
      for (const score of [...(after?.scores ?? []), ...others]) {
        expect(score).toBeGreaterThan(0);
        expect(score).toBeLessThan(1);
      }
    });
    const report = measured(raw);
    expect(report.tasks.TAL?.['mAP@0.3']).toBeGreaterThan(0);
    expect(measured(calibrated)).toEqual(report);
  });

  it('says how sure it is of an answer, raw and calibrated', async () => {
    const { raw, calibrated } = await bothWays();
    questions.forEach(({ prompt }, i) => {
      const [before, after] = [raw[i]?.answerScore, calibrated[i]?.answerScore];
      if (prompt.task !== 'GVQA') {
        expect(before).toBeUndefined();
        expect(after).toBeUndefined();
        return;
      }
      // The vote of the most voted of five options.
      expect(before).toBeGreaterThanOrEqual(0.2);
      expect(before).toBeLessThanOrEqual(1);
      expect(after).not.toBe(before);
    });
  });

  it('keeps its calibration in its file, under the checksum', async () => {
    policy.calibrate(made);
    const sha256 = await savePolicy(at('calibrated'), policy, {});
    const header = await readPolicyHeader(at('calibrated'));
    expect(header).toMatchObject({ sha256, refusal: null });
    expect(header.calibration).toEqual(made);
    const loaded = await loadPolicy(at('calibrated'));
    const { calibrated } = await bothWays();
    expect(await loaded.policy.suggest(questions)).toEqual(calibrated);
    await loaded.policy.dispose();
    const { tensors, metadata } = await readSafetensors(at('calibrated'));
    const { calibration: text = '', ...without } = metadata;
    await writeSafetensors(at('stripped'), tensors, without);
    await expect(loadPolicy(at('stripped'))).rejects.toThrow('changed or damaged');
    const [first = ''] = text.split('"items":');
    const other = text.replace(`${first}"items":${made.items}`, `${first}"items":${made.items + 1}`);
    expect(other).not.toBe(text);
    await writeSafetensors(at('changed'), tensors, { ...metadata, calibration: other });
    await expect(loadPolicy(at('changed'))).rejects.toThrow('changed or damaged');
    for (const bad of ['{', '{"version":7}', '[]']) {
      await writeSafetensors(at('bad'), tensors, { ...metadata, calibration: bad });
      await expect(loadPolicy(at('bad'))).rejects.toThrow('calibration');
    }
  });

  it('that has none writes the same bytes as before there was one, and opens', async () => {
    policy.calibrate(null);
    await savePolicy(at('raw'), policy, {});
    const { metadata } = await readSafetensors(at('raw'));
    expect(Object.keys(metadata).toSorted()).toEqual([
      'architecture',
      'config',
      'format',
      'lineage',
      'sha256',
      'version',
    ]);
    expect((await readPolicyHeader(at('raw'))).calibration).toBeNull();
  });

  it('is calibrated no longer once anything changes its weights', async () => {
    const settings = { epochs: 1, seed: 1 };
    policy.calibrate(made);
    await policy.warmUp(questions, { ...settings, epochs: 0 });
    expect(policy.calibration).toBe(made);
    const state = await policy.trainingState();
    await policy.warmUp(questions, settings);
    expect(policy.calibration).toBeNull();
    policy.calibrate(made);
    await policy.restore(state);
    expect(policy.calibration).toBeNull();
    policy.calibrate(made);
    const [question] = questions;
    const [[rollout] = []] = await policy.sampleGroups(questions.slice(0, 1), {
      groupSize: 2,
      temperature: 1,
      seed: 1,
    });
    if (question === undefined || rollout === undefined) throw new Error('nothing was drawn');
    const tokenWeights = new Float32Array(rollout.tokens.length).fill(1);
    await policy.update([{ question, rollout, tokenWeights }], { learningRate: 1e-3, maxNorm: 1 });
    expect(policy.calibration).toBeNull();
  });

  it('leaves events as they are, and is not fitted on them', async () => {
    const deaf = tinyPolicy(3);
    const raw = await deaf.suggest(questions);
    deaf.calibrate(made);
    expect(raw.every(({ basis }) => basis === 'events')).toBe(true);
    expect(await deaf.suggest(questions)).toEqual(raw);
    await deaf.dispose();
    const { items, predictions } = world(1, 12);
    const pointed = new Map(
      [...predictions].map(([id, each]) => [id, { ...each, basis: 'events' as const }]),
    );
    expect(fitCalibration(items, pointed)).toMatchObject({ items: 0, calibration: null });
  });
});
