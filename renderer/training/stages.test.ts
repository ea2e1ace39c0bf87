import { describe, expect, it } from 'vitest';
import { stageOf } from './stages.ts';

const loss = { phase: 'warm-up', name: 'loss' };
const reward = { phase: 'grpo', name: 'reward' };
const heldOut = { phase: 'grpo', name: 'heldOut' };

describe('the stage of a run', () => {
  it('follows the phase', () => {
    expect(stageOf('', [])).toEqual({ at: 0, measuring: false });
    expect(stageOf('features', [])).toEqual({ at: 0, measuring: false });
    expect(stageOf('warm-up', [])).toEqual({ at: 1, measuring: false });
    expect(stageOf('grpo', [loss])).toEqual({ at: 2, measuring: false });
  });

  it('never goes back because the trainer measures before and between', () => {
    expect(stageOf('evaluation', [])).toEqual({ at: 0, measuring: true });
    expect(stageOf('evaluation', [loss, heldOut])).toEqual({ at: 1, measuring: true });
    expect(stageOf('evaluation', [loss, heldOut, reward])).toEqual({ at: 3, measuring: false });
  });
});
