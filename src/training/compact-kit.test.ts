import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, vi } from 'vitest';

import { savePolicy } from '../policy/checkpoint.ts';
import { tinyPolicy } from '../policy/testing/synthetic.ts';
import { deviceCandidates, refusalOf } from '../tensor/devices.ts';
import { compactKit } from './compact-kit.ts';

vi.setConfig({ testTimeout: 120_000 });

it('a device that can not be opened is replaced by the processor, which is said; an unknown one is refused', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'tempr1-kit-'));
  try {
    const file = path.join(folder, 'policy.safetensors');
    await savePolicy(file, tinyPolicy(1), {});
    const open = (device: string) =>
      compactKit.open(file, { device, threads: 1, frameEncoder: null, purpose: 'answer' });
    const device = deviceCandidates().at(-1) ?? 'cpu';
    const refusal = await refusalOf(device);
    const opened = await open(device);
    expect(opened.runsOn).toBe(refusal === null && device !== 'cpu' ? device : 'cpu, 1 thread');
    if (refusal === null) expect(opened.notice).toBeUndefined();
    else expect(opened.notice).toContain(`can't be used, so the processor is: ${refusal}`);
    await opened.policy.dispose();
    expect(await refusalOf('cpu')).toBeNull();
    await expect(open('abacus')).rejects.toThrow('no device called “abacus”');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
