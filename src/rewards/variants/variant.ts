import type { ReadSpan } from '../../tasks/related-text.ts';

/** What the released code of related work gives a response to a grounding query. */
export interface VariantScore {
  /** 0 or 1. */
  readonly format: number;
  /** In [0, 1]. */
  readonly iou: number;
}

/** Scores one response against the one true span, in seconds. Never throws. */
export type VariantReward = (response: string, truth: ReadSpan) => VariantScore;

/** Overlap over the hull of both, which is the union where they overlap; 0 where the hull is empty. */
export function hullIou([start, end]: ReadSpan, [from, to]: ReadSpan): number {
  const hull = Math.max(end, to) - Math.min(start, from);
  return hull > 0 ? Math.max(0, Math.min(end, to) - Math.max(start, from)) / hull : 0;
}
