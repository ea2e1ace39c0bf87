import { parsed, parseIntervals, printIntervals } from './interval-text.ts';
import { EXAMPLE, hasText, outsideProblems, type TaskDefinition } from './task-definition.ts';
import type { Saliency } from './task.ts';

/** Clip length in seconds where an item names none (corpus-format.md, "Predictions"). */
export const DEFAULT_CLIP_LENGTH = 2;

/** The highest saliency (QVHighlights' scale of 0 to 4). */
export const HIGHEST_SALIENCY = 4;

/** A quotient this little above a whole number is that number: 1.1 / 0.1 is 11 clips, not 12. */
const CLIP_TOLERANCE = 1e-6;

/** Number of clips of `clipLength` seconds, from time 0, in a video that ends at `end` seconds: ceil(end / clipLength). */
export function clipCount(end: number, clipLength: number): number {
  return Math.max(0, Math.ceil(end / clipLength - CLIP_TOLERANCE));
}

/** What is wrong with a saliency for a video that ends at `end` seconds; empty when nothing is. */
export function saliencyProblems(saliency: Saliency, end: number): string[] {
  if (!(saliency.clipLength > 0)) return ['The clip length must be greater than 0 seconds.'];
  const problems: string[] = [];
  const clips = clipCount(end, saliency.clipLength);
  if (saliency.scores.length !== clips)
    problems.push(
      `There are ${saliency.scores.length} saliency scores, but ${end} s in clips of ${saliency.clipLength} s need ${clips}.`,
    );
  const odd = saliency.scores.findIndex((score) => !(score >= 0 && score <= HIGHEST_SALIENCY));
  if (odd >= 0) problems.push(`Saliency score ${odd + 1} is not between 0 and ${HIGHEST_SALIENCY}.`);
  return problems;
}

/** VHD, video highlight detection: all intervals that fit one query, judged by their union, with clip-wise saliency. */
export const highlights: TaskDefinition<'VHD'> = {
  task: 'VHD',
  title: 'Highlight detection',
  correspondence: 'many-to-one',
  tags: ['answer'],
  parseBodies([body = '']) {
    const intervals = parseIntervals(body);
    return intervals.ok ? parsed({ task: 'VHD', intervals: intervals.value }) : intervals;
  },
  printBodies: (answer, decimals) => [printIntervals(answer.intervals, decimals)],
  instruction: (prompt) =>
    `Find all highlights of the video for this query: "${prompt.query}"\n` +
    'Give the periods in seconds with two decimals, separated by commas, inside answer tags, for example ' +
    `<answer>${printIntervals([EXAMPLE], 2)}, 20.00 to 24.00</answer>; write <answer>none</answer> if there is none.`,
  truthProblems: (prompt, truth, shown) => [
    ...(hasText(prompt.query) ? [] : ['The query is empty.']),
    ...outsideProblems(truth.intervals, shown),
    ...(truth.saliency === null ? [] : saliencyProblems(truth.saliency, shown.end)),
  ],
};
