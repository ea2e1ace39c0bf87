/** Saliency runs from 0 to 4 (the scale of QVHighlights). */
export const HIGHEST = 4;

/** Number of clips of a video that ends at `end` seconds; a last clip shorter than a millionth of a second is rounding. */
export function clipCount(end: number, clipLength: number): number {
  return Math.max(1, Math.ceil(end / clipLength - 1e-6 / clipLength));
}

/** Scores for every clip: those given, zeros for the rest. */
export function filled(scores: readonly number[], clips: number): number[] {
  return Array.from({ length: clips }, (_none, at) => scores[at] ?? 0);
}

/** The score that a height in a strip means; whole numbers, as people rate. `share` is 0 at the foot, 1 at the top. */
export function scoreAt(share: number): number {
  return Math.max(0, Math.min(HIGHEST, Math.round(share * HIGHEST)));
}

/** Scores with the stretch between two strokes painted, so that a fast pointer leaves no gaps. */
export function painted(scores: readonly number[], from: number, to: number, score: number): number[] {
  const [first, last] = [Math.min(from, to), Math.max(from, to)];
  return scores.map((each, at) => (at >= first && at <= last ? score : each));
}
