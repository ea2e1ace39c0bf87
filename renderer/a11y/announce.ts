import { createStore } from 'zustand/vanilla';

/** What is said to a screen reader besides what has the focus. */
export const announced = createStore<{ readonly sentence: string; readonly turn: number }>(() => ({
  sentence: '',
  turn: 0,
}));

/** Says a sentence when the screen reader has a pause. The same sentence twice is said twice. */
export function announce(sentence: string): void {
  if (sentence !== '') announced.setState(({ turn }) => ({ sentence, turn: turn + 1 }));
}

/** How long after a key that moves the playhead its place is told; what plays by itself tells nothing. */
const EXPECTED_MS = 2_000;
let expected = -Infinity;

/** A key was pressed that moves the playhead. */
export function expectPlayhead(): void {
  expected = performance.now();
}

export function isPlayheadExpected(): boolean {
  return performance.now() - expected < EXPECTED_MS;
}
