import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rulerLabel, rulerMarks, rulerStep } from './ruler.ts';

describe('the ruler', () => {
  it('writes times as short as its step allows', () => {
    expect(rulerLabel(62, 1)).toBe('1:02');
    expect(rulerLabel(62.5, 0.5)).toBe('1:02.5');
    expect(rulerLabel(0.04, 0.02)).toBe('0:00.04');
    expect(rulerLabel(3723, 60)).toBe('1:02:03');
    expect(rulerLabel(59.999, 1)).toBe('1:00');
  });

  it('keeps labels at least 84 pixels apart at every zoom', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-5, max: 500, noNaN: true }), (secondsPerPixel) => {
        expect(rulerStep(secondsPerPixel) / secondsPerPixel).toBeGreaterThanOrEqual(84 - 1e-6);
      }),
    );
  });

  it('puts marks at round seconds of the presentation axis and never before zero', () => {
    const marks = rulerMarks({ start: -500, perPixel: 100 }, 800, 1000);
    const labelled = marks.filter((mark) => mark.label !== null);
    expect(labelled.map((mark) => mark.label)).toEqual([
      '0:00',
      '0:10',
      '0:20',
      '0:30',
      '0:40',
      '0:50',
      '1:00',
      '1:10',
      '1:20',
    ]);
    expect(labelled[1]?.x).toBeCloseTo((10_000 + 500) / 100, 9);
    expect(marks.every((mark) => mark.seconds >= 0)).toBe(true);
  });

  it('does not grow with the length of the video', () => {
    expect(rulerMarks({ start: 0, perPixel: 36_000_000 / 1600 }, 1600, 1000).length).toBeLessThan(120);
  });
});
