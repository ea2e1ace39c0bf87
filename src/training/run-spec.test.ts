import { describe, expect, it } from 'vitest';

import { LOSS_TYPES } from './grpo-loss.ts';
import { grpoSpec, preset, runSpec } from './run-spec.ts';

describe('the preset tempr1', () => {
  it('is what VideoChat-R1 runs, which the paper follows (method.md 7.2)', () => {
    expect(preset('tempr1')).toEqual({
      promptsPerStep: 8,
      groupSize: 8,
      temperature: 1,
      learningRate: 4e-5,
      schedule: 'linear',
      decaySteps: null,
      maxGradientNorm: 1,
      updatesPerRollout: 1,
      scaling: 'group',
      // Beside GRPO, and off: what decisions about single intervals teach.
      beliefWeight: null,
      loss: {
        type: 'grpo',
        clipLow: 0.2,
        clipHigh: 0.2,
        delta: null,
        beta: 0.04,
        ratioLevel: 'token',
        biasCorrectedKl: false,
        maxResponseTokens: 1024,
        offPolicyThreshold: null,
      },
    });
    expect(preset('tempr1-7b')).toEqual({ ...preset('tempr1'), learningRate: 1e-6 });
  });

  it('is what a run does when nothing is said', () => {
    const spec = runSpec.parse({});
    expect(spec.grpo).toEqual(preset('tempr1'));
    expect(spec.seed).toBe(42);
  });
});

describe('settings', () => {
  it('name every loss, and no other', () => {
    for (const type of LOSS_TYPES) expect(grpoSpec.parse({ loss: { type } }).loss.type).toBe(type);
    expect(() => grpoSpec.parse({ loss: { type: 'ppo' } })).toThrow('type');
    expect(() => grpoSpec.parse({ betta: 1 })).toThrow('betta');
  });
});
