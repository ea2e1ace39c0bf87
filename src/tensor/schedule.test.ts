import { describe, expect, it } from 'vitest';
import { unnoticedChanges } from '../testing/fixtures.ts';
import { constantWithWarmup, cosineWithWarmup, linearWithWarmup, oneCycle } from './schedule.ts';
import { optimFixture } from './testing/optim-fixture.ts';

describe('schedules', () => {
  for (const s of optimFixture().schedules) {
    it(`${s.kind} over ${s.num_training_steps} steps after ${s.num_warmup_steps} equals transformers`, () => {
      const total = s.num_training_steps ?? 0;
      const factor = {
        cosine: (step: number) => cosineWithWarmup(step, s.num_warmup_steps, total),
        linear: (step: number) => linearWithWarmup(step, s.num_warmup_steps, total),
        constant_with_warmup: (step: number) => constantWithWarmup(step, s.num_warmup_steps),
      }[s.kind];
      const rates = s.lr_at_step.map((_, step) => factor(step) * s.base_lr);
      const agrees = (expected: number[]) =>
        expected.every((rate, i) => Math.abs((rates[i] ?? NaN) - rate) <= 1e-12 * s.base_lr);
      const slightly = (rate: number) => rate + 1e-6 * s.base_lr;
      expect(unnoticedChanges(s.lr_at_step, agrees, slightly)).toEqual([]);
    });
  }

  it('one cycle rises to the peak and falls as PyTorch states for 10 steps to 25', () => {
    const rates = Array.from({ length: 10 }, (_, step) =>
      oneCycle(step, { peak: 25, total: 10, finalDivFactor: 2 }),
    );
    const falling = (part: number) => 0.5 + (24.5 / 2) * (1 + Math.cos(Math.PI * part));
    const expected = [1, 13, 25, ...[1, 2, 3, 4, 5, 6, 7].map((i) => falling(i / 7))];
    for (const [i, rate] of expected.entries()) expect(rates[i]).toBeCloseTo(rate, 12);
  });

  it('one cycle stays in range for any length', () => {
    for (const total of [1, 2, 3, 7]) {
      for (let step = 0; step < total + 2; step++) {
        const rate = oneCycle(step, { peak: 1, total });
        expect(rate).toBeGreaterThan(0);
        expect(rate).toBeLessThanOrEqual(1);
      }
    }
  });
});
