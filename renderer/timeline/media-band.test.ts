import { describe, expect, it } from 'vitest';
import { peakBetween, readPeaks, tileAt } from './media-band.ts';

function peaks(values: number[], channels = 1): ArrayBuffer {
  const buckets = values.length / 2 / channels;
  const bytes = new ArrayBuffer(24 + values.length * 2);
  const head = new DataView(bytes);
  head.setUint32(0, channels, true);
  head.setUint32(4, buckets, true);
  head.setFloat64(8, 10, true);
  head.setFloat64(16, 0.5, true);
  new Int16Array(bytes, 24).set(values);
  return bytes;
}

describe('the waveform', () => {
  const wave = readPeaks(peaks([-100, 100, -32768, 200, -1, 16384, 0, 0]));

  it('keeps the loudest sample of a stretch', () => {
    expect(peakBetween(wave, 0.5, 0.9)).toEqual({ low: -1, high: 0.5 });
    expect(peakBetween(wave, 0.7, 0.8)).toEqual({ low: -1 / 32768, high: 0.5 });
  });

  it('skips nothing loud however far out one looks', () => {
    const values = Array.from({ length: 20_000 }, (_none, i) => (i === 13_371 ? 30_000 : 0));
    const long = readPeaks(peaks(values));
    expect(peakBetween(long, 0.5, 0.5 + 1000)?.high).toBeCloseTo(30_000 / 32768, 9);
    expect(long.levels.length).toBeGreaterThan(5);
  });

  it('knows where there is no sound', () => {
    expect(peakBetween(wave, 0, 0.4)).toBeNull();
    expect(peakBetween(wave, 5, 6)).toBeNull();
  });

  it('takes all channels', () => {
    const stereo = readPeaks(peaks([-10, 10, -32768, 0], 2));
    expect(peakBetween(stereo, 0.5, 0.6)).toEqual({ low: -1, high: 10 / 32768 });
  });

  it('is refused when it is cut short', () => {
    expect(() => readPeaks(peaks([1, 2, 3, 4]).slice(0, 28))).toThrow(RangeError);
    expect(() => readPeaks(new ArrayBuffer(3))).toThrow(RangeError);
  });
});

describe('the filmstrip', () => {
  it('shows the last picture that is not later', () => {
    expect([-5, 0, 99, 100, 250, 9999].map((tick) => tileAt([0, 100, 200], tick))).toEqual([
      0, 0, 0, 1, 2, 2,
    ]);
  });
});
