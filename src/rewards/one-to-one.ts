import { iou, type Interval } from '../time/interval.ts';

/** One slot of a one-to-one response: what was answered and what is true. */
export interface Slot {
  /** The predicted interval; null when clamping left nothing of it, or when the entry is `none`. */
  readonly predicted: Interval | null;
  /** The entry was the word `none`. */
  readonly saidNone: boolean;
  readonly truth: Interval | null;
}

/**
 * Localization reward of TG and DTG: the mean over the slots of `IoU(p_i, g_i)`, paired by order (method.md 3.3). A slot
 * without truth earns `emptySlot` for `none` and 0 for anything else; `none` against a truth earns 0.
 * @returns a number in [0, 1]; 0 when there are no slots.
 */
export function oneToOneReward(slots: readonly Slot[], emptySlot: number): number {
  if (slots.length === 0) return 0;
  const sum = slots.reduce((total, { predicted, saidNone, truth }) => {
    if (truth === null) return total + (saidNone ? emptySlot : 0);
    return total + (predicted === null ? 0 : iou(predicted, truth));
  }, 0);
  return sum / slots.length;
}
