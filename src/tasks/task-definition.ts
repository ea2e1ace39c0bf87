import { secondsInterval, type Interval } from '../time/interval.ts';
import type { Parsed } from './interval-text.ts';
import type { Answer, Correspondence, Prompt, TaskKind, Truth } from './task.ts';

export type PromptOf<Kind extends TaskKind> = Extract<Prompt, { task: Kind }>;
export type TruthOf<Kind extends TaskKind> = Extract<Truth, { task: Kind }>;
export type AnswerOf<Kind extends TaskKind> = Extract<Answer, { task: Kind }>;

/** The tags that a response holds, in order, besides `<think>`. */
export type AnswerTag = 'answer' | 'glue';

/** Everything that is particular to one task; the rest of the program knows tasks only through this. */
export interface TaskDefinition<Kind extends TaskKind> {
  readonly task: Kind;
  /** For people. */
  readonly title: string;
  readonly correspondence: Correspondence;
  readonly tags: readonly AnswerTag[];
  /** Reads the contents of `tags`, in order (answers.md, "Grammar of a response"). Never throws, linear time. */
  readonly parseBodies: (bodies: readonly string[], prompt: PromptOf<Kind>) => Parsed<AnswerOf<Kind>>;
  /** The contents of `tags`, in order: what `parseBodies` reads. */
  readonly printBodies: (answer: AnswerOf<Kind>, decimals: number) => readonly string[];
  /** The instruction a language model gets, in the manner of TempR1 (its own wording is not public). */
  readonly instruction: (prompt: PromptOf<Kind>) => string;
  /** What is wrong with a truth for this prompt on a video that is shown during `shown`; empty when nothing is. */
  readonly truthProblems: (prompt: PromptOf<Kind>, truth: TruthOf<Kind>, shown: Interval) => string[];
}

/** One sentence per interval that lies, or reaches, outside the video. */
export function outsideProblems(intervals: readonly (Interval | null)[], shown: Interval): string[] {
  return intervals.flatMap((each, index) => {
    if (each === null) return [];
    if (!(each.start < each.end)) return [`Interval ${index + 1} does not start before it ends.`];
    if (each.start >= shown.start && each.end <= shown.end) return [];
    return [
      `Interval ${index + 1}, ${each.start} to ${each.end} s, reaches outside the video (${shown.start} to ${shown.end} s).`,
    ];
  });
}

/** True when `text` has something besides white space. */
export const hasText = (text: string): boolean => text.trim() !== '';

/** The example that every instruction gives, so that all five show numbers of the same form. */
export const EXAMPLE = secondsInterval(12.5, 17.04);
