import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVIDENCE, findCandidates, overlapRatio, type Tracks } from './candidates.ts';

const STEP = 0.2;
const track = (count: number) =>
  fc
    .array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: count, maxLength: count })
    .map((values) => Float32Array.from(values));

const tracks = fc
  .integer({ min: 1, max: 120 })
  .chain((count) => fc.record({ inside: track(count), start: track(count), end: track(count) }));

describe('candidates', () => {
  it('are always there, inside the video, best first and apart', () => {
    fc.assert(
      fc.property(tracks, fc.integer({ min: 1, max: 20 }), (all, most) => {
        const duration = all.inside.length * STEP - 0.07;
        const { start, end, evidence } = findCandidates(all, STEP, duration, most);
        expect(start.length).toBeGreaterThan(0);
        expect(start.length).toBeLessThanOrEqual(most);
        expect(evidence).toHaveLength(start.length * EVIDENCE);
        for (let i = 0; i < start.length; i++) {
          expect(start[i]).toBeGreaterThanOrEqual(0);
          expect(end[i]).toBeLessThanOrEqual(duration);
          expect(end[i]).toBeGreaterThan(start[i] ?? Infinity);
          for (let j = 0; j < i; j++) {
            expect(evidence[j * EVIDENCE + 6]).toBeGreaterThanOrEqual(evidence[i * EVIDENCE + 6] ?? Infinity);
            expect(overlapRatio(start[i] ?? 0, end[i] ?? 0, start[j] ?? 0, end[j] ?? 0)).toBeLessThan(0.75);
          }
        }
      }),
    );
  });

  it('find a clear event to a fraction of a step', () => {
    const [from, to] = [4.31, 7.77];
    const share = (i: number) =>
      Math.max(0, Math.min(1, (Math.min((i + 1) * STEP, to) - Math.max(i * STEP, from)) / STEP));
    const bump = (i: number, edge: number) => Math.exp(-0.5 * (((i + 0.5) * STEP - edge) / 0.3) ** 2);
    const of = (value: (i: number) => number) => Float32Array.from({ length: 75 }, (_, i) => value(i));
    const all: Tracks = { inside: of(share), start: of((i) => bump(i, from)), end: of((i) => bump(i, to)) };
    const { start, end } = findCandidates(all, STEP, 15, 20);
    expect(start[0]).toBeCloseTo(from, 1);
    expect(end[0]).toBeCloseTo(to, 1);
  });
});
