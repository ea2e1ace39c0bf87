import type { ScoredOutcome } from '../../metrics/calibration.ts';

/** Scores from `from` to `to` share one rate of right suggestions. */
export interface Step {
  readonly from: number;
  readonly to: number;
  readonly rate: number;
}

interface Block {
  readonly from: number;
  to: number;
  count: number;
  right: number;
}

/**
 * Isotonic regression of being right on the score: the non-decreasing step function with the least squared error (and the
 * least log-loss), by pooling adjacent violators (Ayer et al. 1955; Zadrozny and Elkan 2002). O(n log n).
 * @returns steps by rising score, rates strictly rising; none without outcomes
 */
export function isotonicSteps(outcomes: readonly ScoredOutcome[]): Step[] {
  const ties = new Map<number, Block>();
  for (const { score, right } of outcomes) {
    const block = ties.get(score) ?? { from: score, to: score, count: 0, right: 0 };
    block.count++;
    if (right) block.right++;
    ties.set(score, block);
  }
  const blocks: Block[] = [];
  for (const next of [...ties.values()].toSorted((a, b) => a.from - b.from)) {
    blocks.push(next);
    for (;;) {
      const [below, above] = blocks.slice(-2);
      // In whole numbers, so that equal rates are equal.
      if (below === undefined || above === undefined || below.right * above.count < above.right * below.count)
        break;
      below.to = above.to;
      below.count += above.count;
      below.right += above.right;
      blocks.pop();
    }
  }
  return blocks.map(({ from, to, count, right }) => ({ from, to, rate: right / count }));
}
