/** What a run goes through, in order, as a person is told. */
export const STAGES = ['videos', 'warmUp', 'grpo', 'compare'] as const;

export interface Stage {
  /** Index into `STAGES`. */
  readonly at: number;
  /** Held-out questions are being answered at the end of this stage. */
  readonly measuring: boolean;
}

/**
 * The stage of a run. The trainer evaluates several times: before the warm-up, after it, between steps, and at the end; which one
 * it is shows in the curves that there are already.
 */
export function stageOf(
  phase: string,
  series: readonly { readonly phase: string; readonly name: string }[],
): Stage {
  const begun = (name: string): boolean =>
    series.some((curve) => curve.phase === name && !curve.name.startsWith('heldOut'));
  if (phase === 'warm-up') return { at: 1, measuring: false };
  if (phase === 'grpo') return { at: 2, measuring: false };
  if (phase !== 'evaluation') return { at: 0, measuring: false };
  if (begun('grpo')) return { at: 3, measuring: false };
  return { at: begun('warm-up') ? 1 : 0, measuring: true };
}
