import { describe, expect, it } from 'vitest';
import { sampleAudio, type AudioChunk, type AudioSampleOptions } from './audio-sampling.ts';
import { fixture, toolSets, probed } from './test-support.ts';
import type { MediaTools } from './tools.ts';

const sets = await toolSets();

/** `clicks.mkv` has a click of 0.84 on the left at 1 s and one of -0.5 on the right at 1.5 s, at 8 kHz. */
describe.each(sets)('sampling sound with %s', (_, tools) => {
  it('puts every sample at its second', async () => {
    const { samples } = await listen('clicks.mkv', tools, { rate: 8000 });
    expect(loud(samples)).toEqual([
      [8000, 0.42],
      [12_000, -0.25],
    ]);
    expect(samples.length).toBe(16_000);
  });

  it('goes before sound that starts late with silence', async () => {
    const { samples } = await listen('late-sound.mkv', tools, { rate: 8000 });
    expect(loud(samples)).toEqual([[14_000, 0.42]]);
    expect(samples.subarray(0, 6000).every((value) => value === 0)).toBe(true);
  });

  it('keeps pictures and sound together where the pictures do not start at 0', async () => {
    const video = await probed('h264.mkv', tools);
    const { samples } = await listen('h264.mkv', tools, { rate: 16_000 });
    // The tone begins with the first picture, which the encoder's delay moved to 0.064 s.
    const onset = samples.findIndex((value) => Math.abs(value) > 0.02) / 16_000;
    expect(Math.abs(onset - (video.table.pts[0] ?? 0) / 1000)).toBeLessThan(0.02);
  });

  it('keeps its place on the clock at another rate', async () => {
    const { samples } = await listen('clicks.mkv', tools, { rate: 16_000 });
    const peak = samples.indexOf(Math.max(...samples));
    expect(Math.abs(peak - 16_000)).toBeLessThanOrEqual(1);
  });

  it.each([0.5, 0.9995, 1, 1.25])(
    'gives for a window from %d s the same samples as the whole',
    async (from) => {
      const whole = await listen('clicks.mkv', tools, { rate: 8000 });
      const { samples, chunks } = await listen('clicks.mkv', tools, { rate: 8000, from, to: 1.75 });
      expect(chunks[0]?.seconds).toBe(from);
      expect(samples.length).toBe(Math.round((1.75 - from) * 8000));
      expect(samples).toEqual(whole.samples.subarray(from * 8000, 1.75 * 8000));
    },
  );

  it('gives for a window deep in a lossy file what the whole has there', async () => {
    const whole = await listen('cfr.mp4', tools, { rate: 16_000 });
    const { samples } = await listen('cfr.mp4', tools, { rate: 16_000, from: 4.5, to: 5 });
    const there = whole.samples.subarray(4.5 * 16_000, 5 * 16_000);
    expect(samples.length).toBe(8000);
    expect(Math.max(...samples.map((value, i) => Math.abs(value - (there[i] ?? 9))))).toBeLessThan(1e-3);
  });

  it('comes in chunks of a second that follow each other', async () => {
    const { chunks } = await listen('cfr.mp4', tools, { rate: 4000 });
    expect(chunks.map(({ first }) => first)).toEqual([0, 4000, 8000, 12_000, 16_000, 20_000]);
    expect(chunks.map(({ seconds }) => seconds)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('is nothing for a video without sound', async () => {
    expect((await listen('vfr.mp4', tools, { rate: 8000 })).chunks).toEqual([]);
  });

  it('refuses an impossible rate and stops with the reason of the signal', async () => {
    await expect(listen('cfr.mp4', tools, { rate: 1.5 })).rejects.toThrow(RangeError);
    const reason = new Error('enough');
    await expect(listen('cfr.mp4', tools, { rate: 8000, signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
  });
});

async function listen(
  name: string,
  tools: MediaTools,
  options: AudioSampleOptions,
): Promise<{ chunks: AudioChunk[]; samples: Float32Array }> {
  const chunks: AudioChunk[] = [];
  for await (const chunk of sampleAudio(fixture(name), tools, options)) chunks.push(chunk);
  const samples = new Float32Array(chunks.reduce((sum, { samples: part }) => sum + part.length, 0));
  for (const chunk of chunks) samples.set(chunk.samples, chunk.first);
  return { chunks, samples };
}

/** Samples that are not silence, as [ordinal, value to two digits]. */
function loud(samples: Float32Array): [number, number][] {
  const found: [number, number][] = [];
  samples.forEach((value, i) => {
    if (Math.abs(value) > 0.1) found.push([i, Math.round(value * 100) / 100]);
  });
  return found;
}
