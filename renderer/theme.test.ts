import { describe, expect, it } from 'vitest';
import { DARK, LIGHT } from './theme.ts';
import { DIMMED, inkOn, over, packed } from './timeline/paint.ts';

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

/** Colour vision after Machado, Oliveira and Fernandes (2009), at full severity, on linear RGB. */
const VISIONS = {
  full: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

/** A colour as these eyes see it, in CIE Lab (D65). */
function seen(hex: string, vision: readonly number[]): number[] {
  const value = Number.parseInt(hex.slice(1), 16);
  const rgb = [16, 8, 0].map((shift) => {
    const c = ((value >> shift) & 255) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const times = (matrix: readonly number[], v: readonly number[]): number[] =>
    [0, 1, 2].map((row) => v.reduce((sum, each, i) => sum + each * (matrix[3 * row + i] ?? 0), 0));
  const linear = times(vision, rgb).map((c) => Math.min(1, Math.max(0, c)));
  const XYZ = [
    0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.072175, 0.0193339, 0.119192, 0.9503041,
  ];
  const white = [0.95047, 1, 1.08883];
  const [x = 0, y = 0, z = 0] = times(XYZ, linear).map((each, i) => {
    const t = each / (white[i] ?? 1);
    return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe.each([DARK, LIGHT])('the $mode theme', (colours) => {
  it('can be read: text at 4.5 to 1 on every ground, chosen and hovered rows included', () => {
    const grounds = ['panel', 'raised', 'ground', 'selected', 'hovered'] as const;
    const texts = ['textSoft', 'textFaint', 'accent', 'warning', 'error'] as const;
    for (const ground of grounds) {
      expect(contrast(colours.text, colours[ground]), ground).toBeGreaterThan(7);
      for (const text of texts)
        expect(contrast(colours[text], colours[ground]), `${text} on ${ground}`).toBeGreaterThan(4.5);
    }
    expect(contrast(colours.onAccent, colours.accent)).toBeGreaterThan(4.5);
  });

  it('shows every label at 3 to 1, with a code on it that can be read', () => {
    for (const label of colours.labels) {
      expect(contrast(label, colours.panel), label).toBeGreaterThan(3);
      expect(contrast(inkOn(label), label), label).toBeGreaterThan(4.4);
      const dimmed = over(label, colours.panel, DIMMED);
      expect(contrast(inkOn(dimmed), dimmed), `${label}, dimmed`).toBeGreaterThan(4.4);
    }
    expect(new Set(colours.labels).size).toBe(8);
  });

  it.each(Object.entries(VISIONS))('tells any two labels apart with %s colour vision', (_name, vision) => {
    const labels = colours.labels.map((hex) => ({ hex, lab: seen(hex, vision) }));
    for (const [i, a] of labels.entries())
      for (const b of labels.slice(i + 1)) {
        const apart = Math.hypot(...a.lab.map((each, axis) => each - (b.lab[axis] ?? 0)));
        expect(apart, `${a.hex} and ${b.hex}`).toBeGreaterThan(11);
      }
  });
});

describe('colours of pixels', () => {
  it('are packed as little-endian RGBA', () => {
    const bytes = new Uint8Array(new Uint32Array([packed('#112233', 128)]).buffer);
    expect([...bytes]).toEqual([0x11, 0x22, 0x33, 128]);
  });
});
