/** Learning rate at a step, as a factor of the peak or as a rate; pure. */

/**
 * Linear warm-up, then half a cosine down to zero, as transformers' get_cosine_schedule_with_warmup.
 * @param step steps done so far, from 0
 * @returns factor in [0, 1] for the next step
 */
export function cosineWithWarmup(step: number, warmup: number, total: number): number {
  if (step < warmup) return step / Math.max(1, warmup);
  const progress = (step - warmup) / Math.max(1, total - warmup);
  return Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
}

/**
 * Linear warm-up, then a straight line down to zero, as transformers' get_linear_schedule_with_warmup.
 * @returns factor in [0, 1] for the next step
 */
export function linearWithWarmup(step: number, warmup: number, total: number): number {
  if (step < warmup) return step / Math.max(1, warmup);
  return Math.max(0, (total - step) / Math.max(1, total - warmup));
}

/** Linear warm-up, then 1, as transformers' get_constant_schedule_with_warmup. */
export function constantWithWarmup(step: number, warmup: number): number {
  return step < warmup ? step / Math.max(1, warmup) : 1;
}

/** Settings of `oneCycle`, named as torch's OneCycleLR. */
export interface OneCycle {
  readonly peak: number;
  readonly total: number;
  /** Part of the steps that rise. */
  readonly pctStart?: number;
  /** The first rate is peak / divFactor. */
  readonly divFactor?: number;
  /** The last rate is the first one / finalDivFactor. */
  readonly finalDivFactor?: number;
}

/**
 * One cycle with cosine annealing (Smith and Topin 2018), as torch.optim.lr_scheduler.OneCycleLR.
 * @param step steps done so far, from 0 to total - 1
 * @returns the learning rate of the next step
 */
export function oneCycle(step: number, cycle: OneCycle): number {
  const { peak, total, pctStart = 0.3, divFactor = 25, finalDivFactor = 1e4 } = cycle;
  const first = peak / divFactor;
  const last = first / finalDivFactor;
  const turn = pctStart * total - 1;
  const at = Math.min(Math.max(step, 0), Math.max(total - 1, 0));
  if (at <= turn) return anneal(first, peak, turn <= 0 ? 1 : at / turn);
  const fall = total - 1 - turn;
  return anneal(peak, last, fall <= 0 ? 1 : (at - turn) / fall);
}

function anneal(from: number, to: number, part: number): number {
  return to + ((from - to) / 2) * (1 + Math.cos(Math.PI * part));
}
