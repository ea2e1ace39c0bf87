import { describe, expect, it } from 'vitest';
import { secondsInterval } from '../time/interval.ts';
import { assignedF1, detectionAveragePrecision, looseF1 } from './localization.ts';
import { rasterUnionIou, unionIou } from './union-iou.ts';

const span = secondsInterval;

describe('detectionAveragePrecision', () => {
  const truths = [[span(0, 10), span(20, 30)], [span(5, 15)]];

  it('is null without truths and 0 without detections', () => {
    expect(detectionAveragePrecision([[], []], [], 0.5)).toBeNull();
    expect(detectionAveragePrecision(truths, [], 0.5)).toBe(0);
  });

  it('lets each truth be found once, and in its own video only', () => {
    const hit = { video: 0, interval: span(0, 10), score: 0.9 };
    expect(detectionAveragePrecision(truths, [hit], 0.5)).toBeCloseTo(1 / 3, 12);
    expect(detectionAveragePrecision(truths, [hit, { ...hit, score: 0.8 }], 0.5)).toBeCloseTo(1 / 3, 12);
    expect(detectionAveragePrecision(truths, [{ ...hit, video: 1 }], 0.5)).toBe(0);
  });

  it('reaches a threshold by being equal to it', () => {
    const half = { video: 0, interval: span(0, 5), score: 1 };
    expect(detectionAveragePrecision([[span(0, 10)]], [half], 0.5)).toBe(1);
    expect(detectionAveragePrecision([[span(0, 10)]], [half], 0.500001)).toBe(0);
  });

  it('takes the interpolated area: a false alarm in front halves what follows', () => {
    const wrong = { video: 0, interval: span(40, 50), score: 1 };
    const right = { video: 0, interval: span(0, 10), score: 0.5 };
    expect(detectionAveragePrecision([[span(0, 10)]], [wrong, right], 0.5)).toBe(0.5);
  });
});

describe('per-item F1', () => {
  const truth = [span(0, 10)];
  const twice = [span(0, 10), span(0, 10)];

  it('of MUSEG lets one truth answer for several predictions, that of OMTG does not', () => {
    expect(looseF1(twice, truth, 0.5)).toBe(1);
    expect(assignedF1(twice, truth, 0.5)).toBeCloseTo(2 / 3, 12);
  });

  it('is 1 for nothing where nothing is, 0 for something there or nothing elsewhere', () => {
    for (const f1 of [looseF1, assignedF1]) {
      expect(f1([], [], 0.5)).toBe(1);
      expect(f1(truth, [], 0.5)).toBe(0);
      expect(f1([], truth, 0.5)).toBe(0);
    }
  });
});

describe('union IoU', () => {
  it('merges each side first', () => {
    expect(unionIou([span(0, 4), span(2, 8)], [span(0, 10)])).toBeCloseTo(0.8, 12);
    expect(unionIou([], [])).toBe(1);
    expect(unionIou([], [span(0, 1)])).toBe(0);
  });

  it('in cells rounds halves to even and gives each interval at least one cell', () => {
    expect(rasterUnionIou([span(0, 0.001)], [span(0, 0.05)])).toBe(1);
    expect(rasterUnionIou([span(0, 1.25)], [span(0, 2.5)], 0.5)).toBeCloseTo(2 / 5, 12);
    expect(rasterUnionIou([], [])).toBe(0);
  });
});
