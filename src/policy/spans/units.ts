import { OPTION_LETTERS } from '../../tasks/grounded-qa.ts';
import { TASKS, type Prompt, type TaskKind } from '../../tasks/task.ts';

/** One text of a prompt that has candidates of its own: the query, each sentence of DTG, each option of GVQA. */
export interface Unit {
  readonly text: string;
  readonly isOption: boolean;
}

/** The texts of a prompt; the first one is the query, the question or the first sentence. */
export function unitsOf(prompt: Prompt): Unit[] {
  const asked = (text: string): Unit => ({ text, isOption: false });
  if (prompt.task === 'DTG') return prompt.sentences.map(asked);
  if (prompt.task === 'GVQA')
    return [
      asked(prompt.question),
      // The answer grammar has no letter for more.
      ...prompt.options.slice(0, OPTION_LETTERS.length).map((text) => ({ text, isOption: true })),
    ];
  if (prompt.task === 'TAL') {
    const described = prompt.description.trim() !== '';
    return [asked(described ? prompt.description : prompt.label.replaceAll('_', ' '))];
  }
  return [asked(prompt.query)];
}

/** The same prompt asked in other words; prompts of tasks without a single query stay as they are. */
export function rephrased(prompt: Prompt, text: string): Prompt {
  if (prompt.task === 'TG' || prompt.task === 'VHD') return { ...prompt, query: text };
  if (prompt.task === 'GVQA') return { ...prompt, question: text };
  return prompt;
}

/** Place of a task in the one-hot input. */
export function taskIndex(task: TaskKind): number {
  return TASKS.indexOf(task);
}

const SINGLE_CANDIDATES = 20;
const OPTION_CANDIDATES = 8;
const MANY_CANDIDATES = 64;
/** Candidates of a question about a video of hours: one more for each ten seconds past two minutes. */
const LONG_VIDEO_SECONDS = 120;
const SECONDS_PER_EXTRA = 10;
const MOST_CANDIDATES = 128;
/** Sentences of one DTG question that have candidates; any beyond are answered "none". */
export const MOST_UNITS = 256;

/** Sizes that the networks' graphs are built for: few, so that few are built. */
export interface Bucket {
  readonly units: number;
  readonly candidates: number;
}

/** The smallest bucket for a prompt's units on a video of `duration` seconds. */
export function bucketOf(units: readonly Unit[], duration: number): Bucket {
  if (units.length <= 1) {
    const wanted = SINGLE_CANDIDATES + Math.max(0, (duration - LONG_VIDEO_SECONDS) / SECONDS_PER_EXTRA);
    const candidates = [SINGLE_CANDIDATES, MANY_CANDIDATES].find((size) => size >= wanted) ?? MOST_CANDIDATES;
    return { units: 1, candidates };
  }
  let room = 8;
  while (room < Math.min(units.length, MOST_UNITS)) room *= 2;
  return { units: room, candidates: Math.max(MANY_CANDIDATES, (room > 32 ? 2 : 4) * room) };
}

/** How many questions of a bucket are run together: few of large ones, for their pairs of candidates take memory. */
export function questionsPerRun({ candidates }: Bucket): number {
  return Math.max(1, Math.min(8, Math.floor(8 * (MANY_CANDIDATES / candidates) ** 2)));
}

/** How many candidates each unit may bring into its bucket. */
export function candidateShares(units: readonly Unit[], bucket: Bucket): number[] {
  const options = units.filter((unit) => unit.isOption).length;
  if (options === 0) {
    const share = Math.max(1, Math.floor(bucket.candidates / Math.max(1, units.length)));
    return units.map(() => (bucket.units === 1 ? bucket.candidates : Math.min(SINGLE_CANDIDATES, share)));
  }
  const left = Math.floor((bucket.candidates - SINGLE_CANDIDATES) / options);
  return units.map((unit) =>
    unit.isOption ? Math.max(1, Math.min(OPTION_CANDIDATES, left)) : SINGLE_CANDIDATES,
  );
}
