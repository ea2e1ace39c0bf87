import { describe, expect, it } from 'vitest';

import { fallBack, quickest, type StepReport } from './device-reports.ts';

const cpu: StepReport = { device: 'cpu', usable: true, secondsPerStep: 0.2 };
const slow: StepReport = { device: 'webgpu', usable: true, secondsPerStep: 0.5 };
const fast: StepReport = { device: 'cuda', usable: true, secondsPerStep: 0.004 };
const broken: StepReport = { device: 'cuda', usable: false, reason: 'It has no driver.' };

describe('the quickest device', () => {
  it('is the one with the shortest step, and the sentence names all', () => {
    expect(quickest([cpu, slow])).toEqual({
      device: 'cpu',
      sentence: 'The processor: a training step takes 0.20 s here, 0.50 s on WebGPU.',
    });
    expect(quickest([cpu, slow, fast])).toEqual({
      device: 'cuda',
      sentence: 'CUDA: a training step takes 4.0 ms here, 0.20 s on the processor, 0.50 s on WebGPU.',
    });
  });

  it('is the processor where nothing else works or was measured', () => {
    expect(quickest([broken])).toEqual({
      device: 'cpu',
      sentence: 'The processor: nothing else works here. CUDA: It has no driver.',
    });
    expect(quickest([])).toEqual({ device: 'cpu', sentence: 'The processor.' });
  });
});

describe('a device that was asked for', () => {
  it('is replaced by the processor, with the reason, only where it does not work', () => {
    expect(fallBack('cuda', [broken])).toEqual({
      device: 'cpu',
      sentence: "CUDA can't be used, so the processor is: It has no driver.",
    });
    expect(fallBack('webgpu', [cpu, slow, broken])).toBeNull();
    expect(fallBack('cpu', [broken])).toBeNull();
    expect(fallBack('dml', [broken])).toBeNull();
  });
});
