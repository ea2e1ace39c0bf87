import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iou, overlap, secondsInterval } from '../../time/interval.ts';
import type { StepFeatures } from '../features/step-features.ts';
import { EVENT_KINDS } from './curves.ts';
import { distinct, eventsOf, SHORTEST_EVENT, strengthBetween } from './events.ts';
import { scripted, STILL } from './testing.ts';

/** A light box of 4 x 2 pixels on the still picture, `left` pixels from the edge. */
const box = (left: number) => (second: number, x: number, y: number) =>
  x >= left && x < left + 4 && y >= 8 && y < 10 ? 130 : STILL(second, x, y);
/** Within [from, to) the box goes to and fro, 20 pixels a second. */
const movingBox = (from: number, to: number) => (second: number, x: number, y: number) => {
  const along = second < from || second >= to ? 0 : ((second - from) * 20) % 40;
  return box(Math.floor(along < 20 ? along : 40 - along))(second, x, y);
};
const beep = (from: number, to: number) => (second: number, band: number) =>
  second >= from && second < to && band > 20 && band < 24 ? 4 : 0;

describe('events', () => {
  it('are none where nothing changes, with or without noise', () => {
    expect(eventsOf(scripted({ duration: 30 })).events).toEqual([]);
    const still = eventsOf(scripted({ duration: 60, noise: 9 }));
    expect(still.events).toEqual([]);
    expect(Math.max(...still.strength)).toBe(0);
  });

  it('find a flash', () => {
    const flash = (second: number, x: number, y: number) =>
      STILL(second, x, y) + (second >= 12 && second < 12.6 ? 120 : 0);
    const [first] = eventsOf(scripted({ duration: 30, grey: flash, noise: 4 })).events;
    expect(first?.kinds).toContain('scene');
    expect(first && iou(first, secondsInterval(12, 12.6))).toBeGreaterThanOrEqual(0.5);
  });

  it('find a small box that moves for three seconds', () => {
    const { events } = eventsOf(scripted({ duration: 30, grey: movingBox(8, 11), noise: 3 }));
    expect(events).toHaveLength(1);
    expect(events[0]?.kinds).toEqual(['motion']);
    expect(events[0] && iou(events[0], secondsInterval(8, 11))).toBeGreaterThanOrEqual(0.8);
  });

  it('find a beep', () => {
    const { events } = eventsOf(scripted({ duration: 30, heard: beep(20, 21.4) }));
    expect(events).toHaveLength(1);
    expect(events[0]?.kinds).toEqual(['sound']);
    expect(events[0] && iou(events[0], secondsInterval(20, 21.4))).toBeGreaterThanOrEqual(0.8);
  });

  it('are one where a picture and a sound change together, and the stronger for it', () => {
    const both = { duration: 30, grey: movingBox(8, 11), noise: 3, heard: beep(8, 11) };
    const alone = eventsOf(scripted({ duration: 30, grey: movingBox(8, 11), noise: 3 })).events[0];
    const { events } = eventsOf(scripted(both));
    expect(events.map(({ kinds }) => kinds)).toEqual([['motion', 'sound']]);
    expect(events[0]?.strength).toBeGreaterThan(alone?.strength ?? 1);
  });

  it('are a scene that differs from the rest, and the pause between two movements', () => {
    const dark = (second: number, x: number, y: number) =>
      STILL(second, x, y) / (second >= 9 && second < 15 ? 3 : 1);
    const { events } = eventsOf(scripted({ duration: 40, grey: dark }));
    expect(events[0] && iou(events[0], secondsInterval(9, 15))).toBeGreaterThanOrEqual(0.9);
    const twice = (second: number, x: number, y: number) =>
      (second < 12 ? movingBox(6, 9) : movingBox(14, 17))(second, x, y);
    const found = eventsOf(scripted({ duration: 60, grey: twice, noise: 3 })).events;
    const [one, two, pause] = [secondsInterval(6, 9), secondsInterval(14, 17), secondsInterval(9, 14)].map(
      (wanted) => found.findIndex((each) => iou(each, wanted) >= 0.8),
    );
    expect(new Set([one, two])).toEqual(new Set([0, 1]));
    expect(pause).toBe(2);
  });

  it('end no later than the video, which may be shorter than an event', () => {
    const short = scripted({ duration: 0.3, grey: (second) => (second < 0.1 ? 0 : 255) });
    expect(eventsOf(short).events).toEqual([]);
  });

  it('are worked out once for the same features', () => {
    const steps = scripted({ duration: 10, grey: movingBox(3, 5) });
    expect(eventsOf(steps)).toBe(eventsOf(steps));
  });

  it('do not depend on how many steps are read at once', () => {
    const steps = scripted({ duration: 30, grey: movingBox(8, 11), noise: 3 });
    const asked: number[] = [];
    const watched: StepFeatures = {
      ...steps,
      frames: (from, to) => {
        asked.push(to - from);
        return steps.frames(from, to);
      },
    };
    expect(eventsOf(watched)).toEqual(eventsOf(steps));
    expect(Math.max(...asked)).toBeLessThanOrEqual(64);
  });
});

/** Videos in which boxes move, lights change and tones sound at random times. */
const scripts = fc
  .record({
    duration: fc.double({ min: 2, max: 25, noNaN: true }),
    moves: fc.array(
      fc.tuple(fc.double({ min: 0, max: 20, noNaN: true }), fc.double({ min: 0.4, max: 6, noNaN: true })),
      {
        maxLength: 3,
      },
    ),
    light: fc.array(fc.tuple(fc.double({ min: 0, max: 20, noNaN: true }), fc.integer({ min: 0, max: 30 })), {
      maxLength: 4,
    }),
    tone: fc.option(
      fc.tuple(fc.double({ min: 0, max: 20, noNaN: true }), fc.double({ min: 0.1, max: 8, noNaN: true })),
    ),
    noise: fc.integer({ min: 0, max: 6 }),
    seed: fc.integer({ min: 0, max: 1000 }),
  })
  .map(({ duration, moves, light, tone, noise, seed }) => ({
    duration,
    noise,
    seed,
    grey: (second: number, x: number, y: number) => {
      const moving = moves.find(([from, length]) => second >= from && second < from + length);
      const lit = light.filter(([from]) => second >= from).at(-1)?.[1] ?? 0;
      const value =
        moving === undefined
          ? box(0)(second, x, y)
          : movingBox(moving[0], moving[0] + moving[1])(second, x, y);
      return Math.min(120, value / 2 + lit);
    },
    ...(tone !== null && { heard: beep(tone[0], tone[0] + tone[1]) }),
  }));

describe('events of any video', () => {
  it('lie in it, in order of strength, long enough, apart within a kind', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const found = eventsOf(scripted(script));
        const { events } = found;
        for (const { start, end, strength, kinds } of events) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(script.duration);
          expect(end - start).toBeGreaterThanOrEqual(SHORTEST_EVENT - 1e-6);
          expect(strength).toBeGreaterThan(0);
          expect(strength).toBeLessThanOrEqual(1);
          expect(kinds).toEqual(EVENT_KINDS.filter((kind) => kinds.includes(kind)));
          expect(kinds.length).toBeGreaterThan(0);
        }
        expect(events.map(({ strength }) => strength)).toEqual(
          events.map(({ strength }) => strength).toSorted((a, b) => b - a),
        );
        for (const kind of EVENT_KINDS) {
          const own = events.filter(({ kinds }) => kinds.includes(kind));
          own.forEach((one, i) =>
            own.slice(i + 1).forEach((other) => expect(overlap(one, other)).toBeLessThan(1e-6)),
          );
        }
        for (const value of found.strength) expect(value >= 0 && value <= 1).toBe(true);
        expect(strengthBetween(found, 0, script.duration)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 25 },
    );
  });

  it('are the same with twice the contrast', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const plain = eventsOf(scripted(script)).events;
        const louder = eventsOf(scripted({ ...script, gain: 2 })).events;
        expect(louder.map(({ start, end, kinds }) => ({ start, end, kinds }))).toEqual(
          plain.map(({ start, end, kinds }) => ({ start, end, kinds })),
        );
      }),
      { numRuns: 15 },
    );
  });

  it('are distinct where they do not overlap a stronger one', () => {
    fc.assert(
      fc.property(scripts, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (script, limit) => {
        const { events } = eventsOf(scripted(script));
        const kept = distinct(events, limit);
        for (const event of events)
          expect(kept.includes(event)).toBe(
            kept
              .slice(0, kept.includes(event) ? kept.indexOf(event) : undefined)
              .every((each) => iou(each, event) < limit),
          );
        expect(distinct(events, limit, 2)).toEqual(kept.slice(0, 2));
      }),
      { numRuns: 10 },
    );
  });
});
