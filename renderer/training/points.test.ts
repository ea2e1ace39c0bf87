import { describe, expect, it } from 'vitest';
import { withPoints } from './points.ts';

const point = (step: number, value: number, name = 'reward') => ({ name, phase: 'grpo', step, value });

describe('points of a running training', () => {
  it('are added at the end of their own curve', () => {
    const first = withPoints({ id: 'r', series: [] }, [point(1, 0.1), point(1, 5, 'kl'), point(2, 0.2)]);
    expect(first.series).toEqual([
      { name: 'reward', phase: 'grpo', steps: [1, 2], values: [0.1, 0.2] },
      { name: 'kl', phase: 'grpo', steps: [1], values: [5] },
    ]);
  });

  it('replace what a resumed run does again', () => {
    const before = withPoints({ series: [] }, [point(1, 0.1), point(2, 0.2), point(3, 0.3)]);
    expect(withPoints(before, [point(2, 0.9)]).series[0]).toMatchObject({
      steps: [1, 2],
      values: [0.1, 0.9],
    });
  });

  it('leave the run they are added to as it was', () => {
    const run = { series: [{ name: 'reward', phase: 'grpo', steps: [1], values: [1] }] };
    withPoints(run, [point(2, 2)]);
    expect(run.series[0]?.steps).toEqual([1]);
  });
});
