import { describe, expect, it } from 'vitest';

import { grpoStep, type GrpoStepReport } from './grpo-step.ts';
import { tempr1Reward } from './reward-of.ts';
import { grpoSpec } from './run-spec.ts';
import { makeQuestions } from './testing/questions.ts';
import { TabularPolicy } from './testing/tabular-policy.ts';

/** One step of a policy whose logits are `scale` times the same numbers, with its logits afterwards. */
async function stepOf(temperature: number, scale: number): Promise<[GrpoStepReport, Float32Array]> {
  const policyWith = async (slope: number) => {
    const policy = new TabularPolicy();
    const state = new Map(await policy.trainingState());
    const logits = state.get('logits');
    if (logits === undefined) throw new Error('The policy has no table.');
    state.set('logits', { ...logits, data: logits.data.map((_, i) => scale * slope * ((i * 7) % 11)) });
    await policy.restore(state);
    return policy;
  };
  const policy = await policyWith(0.1);
  const spec = grpoSpec.parse({ temperature, updatesPerRollout: 3, loss: { clipLow: 0.01, clipHigh: 0.01 } });
  const report = await grpoStep({
    policy,
    reference: await policyWith(0.08),
    questions: makeQuestions(2),
    spec,
    reward: tempr1Reward(),
    learningRate: 0.02 * scale,
    seed: 5,
  });
  return [report, (await policy.trainingState()).get('logits')?.data ?? new Float32Array()];
}

describe('a step at a temperature', () => {
  it.each([2, 0.5])('of %d is that of the policy with its logits divided by it', async (temperature) => {
    const [plain, wanted] = await stepOf(1, 1);
    const [report, found] = await stepOf(temperature, temperature);
    expect(report.reward).toBe(plain.reward);
    expect(plain.kl).toBeGreaterThan(1e-4);
    expect(report.kl).toBeCloseTo(plain.kl, 5);
    expect(report.loss).toBeCloseTo(plain.loss, 5);
    expect(plain.clippedLow + plain.clippedHigh).toBeGreaterThan(0);
    expect(report.clippedLow).toBeCloseTo(plain.clippedLow, 6);
    expect(report.clippedHigh).toBeCloseTo(plain.clippedHigh, 6);
    expect(report.gradientNorm * temperature).toBeCloseTo(plain.gradientNorm, 4);
    found.forEach((logit, i) => {
      expect(logit / temperature).toBeCloseTo(wanted[i] ?? NaN, 3);
    });
  });
});
