import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleGrid } from '../../src/media/sample-grid.ts';
import { STEP_SECONDS, stepFor } from '../../src/policy/features/extractor.ts';
import { endSeconds, frameAt, frameTable, type FrameTable } from '../../src/time/frame-table.ts';
import { seconds, ticks, timebase, toTicks } from '../../src/time/ticks.ts';
import { policyGrid, sampledFrame } from './sample-step.ts';

function table(steps: readonly number[], first: number): FrameTable {
  const pts = [first];
  for (const step of steps) pts.push((pts.at(-1) ?? 0) + step);
  return frameTable(timebase(1, 1000), Float64Array.from(pts), ticks((pts.at(-1) ?? 0) + 33));
}

const tables = fc
  .tuple(
    fc.array(fc.integer({ min: 5, max: 700 }), { minLength: 1, maxLength: 80 }),
    fc.oneof(fc.constant(0), fc.integer({ min: -2000, max: 100_000 })),
  )
  .map(([steps, first]) => table(steps, first));

describe('stepping by what the policy sees', () => {
  it('follows the grid that features are taken on', () => {
    fc.assert(
      fc.property(tables, (each) => {
        const origin = sampleGrid(each, 2 / STEP_SECONDS).first / (2 / STEP_SECONDS);
        const grid = policyGrid(each);
        expect(grid.origin).toBeCloseTo(origin, 9);
        expect(grid.step).toBe(stepFor(endSeconds(each) - origin));
      }),
    );
  });

  it('visits every sampled frame once, both ways', () => {
    fc.assert(
      fc.property(tables, (each) => {
        const { origin, step } = policyGrid(each);
        const seen: number[] = [];
        for (let k = 0; origin + k * step < endSeconds(each) - 1e-6; k++)
          seen.push(frameAt(each, toTicks(seconds(origin + k * step), each.timebase)));
        const expected = [...new Set(seen)];
        const on = [expected[0] ?? 0];
        for (
          let next = sampledFrame(each, on[0] ?? 0, 1);
          next !== on.at(-1);
          next = sampledFrame(each, next, 1)
        )
          on.push(next);
        expect(on).toEqual(expected);
        const back = [expected.at(-1) ?? 0];
        for (
          let next = sampledFrame(each, back[0] ?? 0, -1);
          next !== back.at(-1);
          next = sampledFrame(each, next, -1)
        )
          back.push(next);
        expect(back.toReversed()).toEqual(expected);
      }),
    );
  });
});
