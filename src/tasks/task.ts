import type { Interval } from '../time/interval.ts';
import type { Seconds } from '../time/ticks.ts';

/** The five temporal tasks of TempR1 (arXiv 2512.03963): grounding, dense grounding, highlights, grounded QA, localization. */
export const TASKS = ['TG', 'DTG', 'VHD', 'GVQA', 'TAL'] as const;
export type TaskKind = (typeof TASKS)[number];

/** How predicted and true intervals correspond (paper section 3; method.md section 2). */
export type Correspondence = 'one-to-one' | 'many-to-one' | 'many-to-many';

/** What a task asks about one video: all that a policy may see besides the video itself. */
export type Prompt =
  | { readonly task: 'TG'; readonly query: string }
  | { readonly task: 'DTG'; readonly sentences: readonly string[] }
  | { readonly task: 'VHD'; readonly query: string; readonly clipLength: Seconds }
  | { readonly task: 'GVQA'; readonly question: string; readonly options: readonly string[] }
  | { readonly task: 'TAL'; readonly label: string; readonly description: string };

/** Saliency in [0, 4], one number per clip of `clipLength` from time 0: ceil(duration / clipLength) of them. */
export interface Saliency {
  readonly clipLength: Seconds;
  readonly scores: readonly number[];
}

/** What an annotator curated for an item. TG holds exactly one interval; DTG one entry per sentence, null where it has none. */
export type Truth =
  | { readonly task: 'TG'; readonly intervals: readonly [Interval] }
  | { readonly task: 'DTG'; readonly intervals: readonly (Interval | null)[] }
  | { readonly task: 'VHD'; readonly intervals: readonly Interval[]; readonly saliency: Saliency | null }
  | { readonly task: 'GVQA'; readonly intervals: readonly Interval[]; readonly answerIndex: number }
  | { readonly task: 'TAL'; readonly intervals: readonly Interval[] };

/** A well-formed response, parsed. `null` entries and empty lists stand for the answer `none`. */
export type Answer =
  | { readonly task: 'TG'; readonly intervals: readonly [Interval] }
  | { readonly task: 'DTG'; readonly intervals: readonly (Interval | null)[] }
  | { readonly task: 'VHD'; readonly intervals: readonly Interval[] }
  | { readonly task: 'GVQA'; readonly intervals: readonly Interval[]; readonly answerIndex: number }
  | { readonly task: 'TAL'; readonly intervals: readonly Interval[] };

/** An interval that could stand in an answer instead of, or beside, what it says. */
export interface Alternative {
  /** DTG: index of the sentence. Other tasks: 0, they have one list. */
  readonly slot: number;
  readonly interval: Interval;
  /** On the scale of a prediction's scores. */
  readonly score: number;
}

/**
 * What a policy suggests for one item (corpus-format.md, "Predictions"). TG: candidates best first. DTG: one per sentence,
 * in order. TAL: every instance found. VHD, GVQA: one answer, whose union counts. `scores` has one entry per interval slot.
 */
export interface Prediction {
  readonly intervals: readonly (Interval | null)[];
  readonly scores: readonly number[];
  /** What it thought of and did not answer with, for whoever finds the answer wrong or short. Absent: it names none. */
  readonly alternatives?: readonly Alternative[];
  /** GVQA only, zero-based. */
  readonly answerIndex?: number;
  /** GVQA only: how sure the policy is of the answer, in [0, 1]. */
  readonly answerScore?: number;
  /** VHD only: one number in [0, 4] per clip from time 0. */
  readonly saliency?: Saliency;
  /** The raw response text in TempR1's answer form. */
  readonly response: string;
  /**
   * Absent: an answer to the question. `events`: the policy has no words for the question; it points at what changes in the
   * video, whatever that may mean.
   */
  readonly basis?: 'events';
}
