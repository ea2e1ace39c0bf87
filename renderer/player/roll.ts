import { notify } from '../app/studio.ts';
import { setView, useView } from '../app/view-store.ts';
import { words } from '../words/words.ts';

/** Seconds before and after an edge that one can choose from. */
export const ROLLS = [0.5, 1, 2, 3, 5] as const;

/** Goes to the next longer one, and from the longest to the shortest; says so. */
export function nextRoll(): void {
  const { roll } = useView.getState();
  const next = ROLLS.find((each) => each > roll) ?? ROLLS[0];
  setView({ roll: next });
  notify(words('player')('rollNow', { seconds: next }));
}
