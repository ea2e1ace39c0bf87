import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { worst } from './testing/check-gradient.ts';

/** Chromium's own Vulkan driver computes in software: WebGPU can be tried on machines without a graphics processor. */
const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';
const expected =
  process.platform === 'linux' && ['/usr/bin/chromium', '/usr/lib/chromium'].some((p) => existsSync(p));

const reportSchema = z.object({
  wasResident: z.boolean(),
  placed: z.record(z.string(), z.array(z.string())),
  losses: z.array(z.number()),
  norms: z.array(z.number()),
  head: z.array(z.number()),
  m: z.array(z.number()),
  tokens: z.array(z.array(z.number())),
  logProbs: z.array(z.array(z.number())),
});

async function trainOn(device: string): Promise<z.infer<typeof reportSchema>> {
  const program = path.join(import.meta.dirname, 'testing', 'train-on.ts');
  const env = { ...process.env, VK_ICD_FILENAMES: driver };
  const { stdout } = await promisify(execFile)(process.execPath, [program, device], {
    env,
    timeout: 280_000,
  });
  return reportSchema.parse(JSON.parse(stdout));
}

describe('WebGPU', () => {
  it('trains and samples as the cpu does, with parameters that stay on the graphics processor', async (context) => {
    if (!existsSync(driver)) {
      expect(expected, `Chromium is installed, but its Vulkan driver ${driver} is not there.`).toBe(false);
      context.skip(
        `WebGPU was not tried: this machine has no ${driver}, which comes with Chromium on Debian.`,
      );
    }
    const cpu = await trainOn('cpu');
    const webgpu = await trainOn('webgpu');
    expect(webgpu.wasResident).toBe(true);
    expect(cpu.wasResident).toBe(false);
    expect(cpu.losses.at(-1)).toBeLessThan((cpu.losses[0] ?? 0) / 2);
    expect(worst(webgpu.losses, cpu.losses)).toBeLessThan(1e-5);
    expect(worst(webgpu.norms, cpu.norms)).toBeLessThan(1e-5);
    expect(worst(webgpu.head, cpu.head)).toBeLessThan(1e-5);
    expect(worst(webgpu.m, cpu.m)).toBeLessThan(1e-5);
    expect(webgpu.tokens).toEqual(cpu.tokens);
    expect(worst(webgpu.logProbs.flat(), cpu.logProbs.flat())).toBeLessThan(1e-4);
    // Every other operation would wait for numbers to cross the bus, and send them back.
    expect(webgpu.placed['CPUExecutionProvider'] ?? []).toEqual([]);
    expect(webgpu.placed['WebGpuExecutionProvider']).toContain('MatMul');
  }, 600_000);
});
