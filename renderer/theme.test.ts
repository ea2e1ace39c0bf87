import { describe, expect, it } from 'vitest';
import { DARK, LIGHT } from './theme.ts';
import { inkOn, packed } from './timeline/paint.ts';

/** Relative luminance of WCAG 2. */
function luminance(hex: string): number {
  const value = Number.parseInt(hex.slice(1), 16);
  const [r = 0, g = 0, b = 0] = [16, 8, 0].map((shift) => {
    const c = ((value >> shift) & 255) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe.each([DARK, LIGHT])('the $mode theme', (colours) => {
  it('can be read: text at 4.5 to 1 on every ground', () => {
    for (const ground of [colours.panel, colours.raised, colours.ground]) {
      expect(contrast(colours.text, ground)).toBeGreaterThan(7);
      expect(contrast(colours.textSoft, ground)).toBeGreaterThan(4.5);
      expect(contrast(colours.textFaint, ground), ground).toBeGreaterThan(4.4);
      expect(contrast(colours.accent, ground)).toBeGreaterThan(4.5);
    }
    expect(contrast(colours.onAccent, colours.accent)).toBeGreaterThan(4.5);
  });

  it('shows every label at 3 to 1, with a code on it that can be read', () => {
    for (const label of colours.labels) {
      expect(contrast(label, colours.panel), label).toBeGreaterThan(3);
      expect(contrast(inkOn(label), label), label).toBeGreaterThan(4.4);
    }
    expect(new Set(colours.labels).size).toBe(8);
  });
});

describe('colours of pixels', () => {
  it('are packed as little-endian RGBA', () => {
    const bytes = new Uint8Array(new Uint32Array([packed('#112233', 128)]).buffer);
    expect([...bytes]).toEqual([0x11, 0x22, 0x33, 128]);
  });
});
