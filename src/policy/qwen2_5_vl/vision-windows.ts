import type { VisionConfig } from './config.ts';
import type { Grid } from './rope-index.ts';
import { patchOrder } from './vision-preprocess.ts';

/** How patches fall into the windows that see each other, with windows at the edges filled up to one size. */
export interface Windows {
  /** Windows in all frames. */
  readonly count: number;
  /** Places in each window. */
  readonly size: number;
  /** The patch in each place, [count * size]; 0 where there is none. */
  readonly patches: Int32Array;
  /** Whether a place holds a patch, [count * size]. */
  readonly filled: readonly boolean[];
  /** The place of each patch. */
  readonly places: Int32Array;
}

/**
 * The windows of Qwen2.5-VL's vision tower: each frame is cut from its top left corner into squares of `windowSize`
 * pixels, what is left at the right and the bottom are smaller windows.
 */
export function windowsOf(
  grid: Grid,
  vision: Pick<VisionConfig, 'windowSize' | 'patchSize' | 'mergeSize'>,
): Windows {
  // Whole tokens per window side, as the reference counts them.
  const side = Math.floor(vision.windowSize / vision.mergeSize / vision.patchSize) * vision.mergeSize;
  const across = Math.ceil(grid.width / side);
  const down = Math.ceil(grid.height / side);
  const members = Array.from({ length: grid.time * down * across }, (): number[] => []);
  let patch = 0;
  for (const { time, row, column } of patchOrder(grid, vision.mergeSize)) {
    const window = (time * down + Math.floor(row / side)) * across + Math.floor(column / side);
    members[window]?.push(patch++);
  }
  const size = members.reduce((largest, m) => Math.max(largest, m.length), 0);
  const patches = new Int32Array(members.length * size);
  const places = new Int32Array(patch);
  const filled = Array.from({ length: patches.length }, () => false);
  for (const [w, inside] of members.entries()) {
    for (const [i, p] of inside.entries()) {
      patches[w * size + i] = p;
      filled[w * size + i] = true;
      places[p] = w * size + i;
    }
  }
  return { count: members.length, size, patches, filled, places };
}
