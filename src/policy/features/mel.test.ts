import { describe, expect, it } from 'vitest';
import { MEL_BANDS, MelStream, SAMPLE_RATE } from './mel.ts';

const HOP = 320;
const second = (value: (t: number) => number) =>
  Float32Array.from({ length: SAMPLE_RATE }, (_, i) => value(i / SAMPLE_RATE));
const tone = (hertz: number) => (t: number) => 0.5 * Math.sin(2 * Math.PI * hertz * t);

function rowsOf(pieces: readonly Float32Array[], rows: number): Float32Array {
  const stream = new MelStream(HOP, rows);
  for (const piece of pieces) stream.push(piece);
  return stream.finish();
}

const loudest = (rows: Float32Array, row: number) => {
  const own = rows.subarray(row * MEL_BANDS, (row + 1) * MEL_BANDS);
  return own.indexOf(Math.max(...own));
};

describe('mel sound', () => {
  it('puts a tone where it sounds, high above low, in time and in pitch', () => {
    const rows = rowsOf([second(tone(300)), second(tone(3000))], 100);
    expect(rows).toHaveLength(100 * MEL_BANDS);
    expect(loudest(rows, 20)).toBeLessThan(loudest(rows, 80));
    expect(loudest(rows, 10)).toBe(loudest(rows, 40));
    // The rows around second 1 tell the tones apart: row 50 is centred on sample 16000.
    expect(loudest(rows, 48)).toBe(loudest(rows, 10));
    expect(loudest(rows, 52)).toBe(loudest(rows, 90));
  });

  it('does not depend on how the sound was cut into pieces', () => {
    const sound = second((t) => tone(440)(t) * Math.sin(7 * t));
    const whole = rowsOf([sound], 50);
    const cut = [0, 1, 700, 701, 5000, 16_000];
    const pieces = cut.slice(1).map((to, i) => sound.slice(cut[i], to));
    expect(rowsOf(pieces, 50)).toEqual(whole);
  });

  it('is zero without sound, and silent where the sound has ended', () => {
    expect(rowsOf([], 5)).toEqual(new Float32Array(5 * MEL_BANDS));
    expect(rowsOf([second(() => 0)], 50).every((value) => value === 0)).toBe(true);
    const rows = rowsOf([second(tone(500))], 100);
    const energy = (row: number) =>
      rows.subarray(row * MEL_BANDS, (row + 1) * MEL_BANDS).reduce((a, b) => a + b, 0);
    expect(energy(80)).toBeLessThan(energy(20));
  });
});
