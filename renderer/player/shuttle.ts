/** Speeds a person can choose, slowest first. */
export const SPEEDS = [0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 4, 8, 16] as const;

/** Speeds of the J/K/L shuttle: each press of the same key goes one further. */
const SHUTTLE = [1, 2, 4, 8, 16] as const;
const SLOW = [0.1, 0.25, 0.5] as const;

/** Next speed up or down from `current`, which need not be in the list. */
export function nextSpeed(current: number, step: 1 | -1): number {
  const ordered = step === 1 ? SPEEDS : SPEEDS.toReversed();
  return ordered.find((speed) => (step === 1 ? speed > current : speed < current)) ?? ordered.at(-1) ?? 1;
}

/** What the shuttle does: negative rates run backwards, 0 stands still. */
export interface Shuttle {
  readonly rate: number;
}

/** K stops. L and J start at 1x in their direction and double with each press; pressing the other one steps back first. */
export function shuttle(state: Shuttle, key: 'j' | 'k' | 'l', slow = false): Shuttle {
  if (key === 'k') return { rate: 0 };
  const direction = key === 'l' ? 1 : -1;
  const steps: readonly number[] = slow ? SLOW : SHUTTLE;
  const now = Math.abs(state.rate);
  if (Math.sign(state.rate) === direction) {
    return { rate: direction * (steps.find((step) => step > now) ?? steps.at(-1) ?? 1) };
  }
  if (state.rate === 0) return { rate: direction * (steps[0] ?? 1) };
  const lower = steps.toReversed().find((step) => step < now);
  return lower === undefined ? { rate: 0 } : { rate: -direction * lower };
}
