import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bounded, fit, follow, frameRange, reveal, tickAt, xOf, zoomAt } from './view.ts';

const extent = { start: 1000, end: 61_000 };
const anyView = fc.record({
  start: fc.double({ min: -1e5, max: 1e6, noNaN: true }),
  perPixel: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
});

describe('the view of a timeline', () => {
  it('shows the whole video when it fits it', () => {
    const view = fit(extent, 1200);
    expect(tickAt(view, 0)).toBe(1000);
    expect(tickAt(view, 1200)).toBeCloseTo(61_000, 6);
  });

  it('keeps the tick under the pointer where it is while zooming', () => {
    fc.assert(
      fc.property(
        anyView,
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.integer({ min: 0, max: 2000 }),
        (view, factor, x) => {
          const before = tickAt(view, x);
          expect(xOf(zoomAt(view, factor, x), before)).toBeCloseTo(x, 4);
        },
      ),
    );
  });

  it('never leaves the video nor zooms past one frame', () => {
    fc.assert(
      fc.property(anyView, fc.integer({ min: 50, max: 4000 }), (view, width) => {
        const next = bounded(view, extent, width, 40);
        expect(next.start).toBeGreaterThanOrEqual(extent.start);
        expect(tickAt(next, width)).toBeLessThanOrEqual(extent.end + 1e-6 * extent.end);
        expect(next.perPixel).toBeLessThanOrEqual((extent.end - extent.start) / width);
        expect(40 / next.perPixel).toBeLessThanOrEqual(
          Math.max(96, (40 * width) / (extent.end - extent.start)) + 1e-9,
        );
      }),
    );
  });

  it('scrolls no further than needed to show a tick, and not at all when it is in view', () => {
    const view = { start: 10_000, perPixel: 10 };
    expect(reveal(view, 12_000, 500)).toBe(view);
    expect(xOf(reveal(view, 20_000, 500), 20_000)).toBe(500 - 48);
    expect(xOf(reveal(view, 5_000, 500), 5_000)).toBe(48);
  });

  it('follows a playhead by whole pages', () => {
    const view = { start: 0, perPixel: 10 };
    expect(follow(view, 4_000, 500)).toBe(view);
    expect(xOf(follow(view, 5_010, 500), 5_010)).toBeCloseTo(25, 9);
  });

  it('shows a range in the middle with room on both sides', () => {
    const view = frameRange(2_000, 4_000, 1000);
    expect(xOf(view, 2_000)).toBeCloseTo(150, 6);
    expect(xOf(view, 4_000)).toBeCloseTo(850, 6);
  });
});
