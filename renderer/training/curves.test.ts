import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curveName, decimate, planCharts, smoothed } from './curves.ts';

describe('curves of a run', () => {
  it('are thinned without losing their highest and lowest point or their order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 3000 }),
        (values) => {
          const steps = values.map((_value, i) => i);
          const thin = decimate(steps, values, 100);
          expect(thin.steps.length).toBeLessThanOrEqual(100);
          expect(Math.max(...thin.values)).toBe(Math.max(...values));
          expect(Math.min(...thin.values)).toBe(Math.min(...values));
          expect(thin.steps.toSorted((a, b) => a - b)).toEqual(thin.steps);
        },
      ),
    );
  });

  it('are smoothed without being pulled to zero at their start', () => {
    expect(smoothed([2, 2, 2], 0.9)).toEqual([2, 2, 2]);
    expect(smoothed([1, 3], 0)).toEqual([1, 3]);
  });

  it('share a chart when they belong together: rewards, held-out, KL', () => {
    const curve = (name: string, phase = 'grpo') => ({ name, phase, steps: [1], values: [1] });
    const charts = planCharts([
      curve('kl'),
      curve('heldOut TG'),
      curve('heldOut', 'start'),
      curve('reward'),
      curve('reward TAL'),
      curve('decided TG'),
      curve('format'),
      curve('loss', 'warm-up'),
      curve('loss'),
      curve('gradientNorm'),
      { name: 'reward VHD', phase: 'grpo', steps: [], values: [] },
    ]);
    expect(charts.map((chart) => [chart.id, chart.curves.map(curveName), chart.minor])).toEqual([
      ['reward', ['mean', 'TAL'], false],
      ['decided', ['TG'], false],
      ['heldOut', ['TG'], false],
      ['kl', ['kl'], false],
      ['terms', ['format'], false],
      ['warmUpLoss', ['loss'], false],
      ['gradientNorm', ['gradientNorm'], true],
      ['grpoLoss', ['loss'], true],
    ]);
  });
});
