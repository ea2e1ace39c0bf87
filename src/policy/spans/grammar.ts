import { secondsInterval, type Interval } from '../../time/interval.ts';
import { printAnswer } from '../../tasks/answer-grammar.ts';
import type { Answer, Prompt, TaskKind } from '../../tasks/task.ts';
import { f64, i32 } from '../indexing.ts';

/**
 * The grammar of a response over a question with `n` candidates and `o` options (policy-study.md 2.5). Tokens: `0..n-1`
 * emit a candidate, `n` ends the list (in DTG: "none" for this sentence), `n+1+k` chooses option `k`. Every sequence that
 * the grammar lets through decodes to text that parses, so a format reward is 1 by construction.
 */
export interface AskedSpans {
  readonly task: TaskKind;
  readonly prompt: Prompt;
  /** Unit of each candidate. */
  readonly unitOf: Int32Array;
  readonly unitCount: number;
  readonly optionCount: number;
  /** Edges of the candidates, seconds after the first step of the video. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Second of that first step. */
  readonly origin: number;
}

/** Longest list of a task where the list is free. */
const LONGEST: Record<TaskKind, number> = { TG: 1, DTG: Infinity, TAL: 20, VHD: 20, GVQA: 12 };

/** Where a response stands after some of its tokens. */
export interface Progress {
  /** Candidates emitted so far, in order; "none" entries of DTG are left out. */
  readonly emitted: readonly number[];
  /** Tokens so far, "none" entries included. */
  readonly length: number;
  /** What comes next: an entry of the list, the option, or nothing. */
  readonly stage: 'list' | 'option' | 'done';
}

/** Number of different tokens of a question: candidates, stop, options. */
export function tokenCount(asked: AskedSpans): number {
  return asked.unitOf.length + 1 + asked.optionCount;
}

/** Before the first token. */
export function beginning(asked: AskedSpans): Progress {
  return { emitted: [], length: 0, stage: asked.unitCount === 0 ? 'done' : 'list' };
}

/** True when `token` (a candidate or stop) may follow during the list stage. */
export function allowsInList(asked: AskedSpans, progress: Progress, token: number): boolean {
  const candidates = asked.unitOf.length;
  if (token === candidates) return asked.task !== 'TG';
  if (asked.task === 'DTG') return i32(asked.unitOf, token) === progress.length;
  return !progress.emitted.includes(token);
}

/** The state after `token`. @throws RangeError when the grammar does not let it through. */
export function advance(asked: AskedSpans, progress: Progress, token: number): Progress {
  const candidates = asked.unitOf.length;
  const refuse = () =>
    new RangeError(`Token ${token} cannot follow here in a response to a ${asked.task} question.`);
  if (progress.stage === 'option') {
    if (!(token > candidates && token < tokenCount(asked))) throw refuse();
    return { ...progress, length: progress.length + 1, stage: 'done' };
  }
  if (progress.stage === 'done' || !(token >= 0 && token <= candidates)) throw refuse();
  if (!allowsInList(asked, progress, token)) throw refuse();
  const stopped = token === candidates;
  const emitted = stopped ? progress.emitted : [...progress.emitted, token];
  const length = progress.length + 1;
  const over =
    asked.task === 'DTG'
      ? length === asked.unitCount
      : stopped || emitted.length >= Math.min(candidates, LONGEST[asked.task]);
  const after = asked.task === 'GVQA' && asked.optionCount > 0 ? 'option' : 'done';
  return { emitted, length, stage: over ? after : 'list' };
}

/** The states before each token of a response. @throws RangeError when it is no complete response of the grammar. */
export function statesBefore(asked: AskedSpans, tokens: Int32Array): Progress[] {
  let state = beginning(asked);
  const states: Progress[] = [];
  for (const token of tokens) {
    states.push(state);
    state = advance(asked, state, token);
  }
  if (state.stage !== 'done') throw new RangeError(`A response to a ${asked.task} question ended too early.`);
  return states;
}

/** The interval of a candidate. */
export function spanOf(asked: AskedSpans, candidate: number): Interval {
  return secondsInterval(
    asked.origin + f64(asked.start, candidate),
    asked.origin + f64(asked.end, candidate),
  );
}

/** The answer that a complete response stands for. */
export function answerOf(asked: AskedSpans, tokens: Int32Array): Answer {
  const candidates = asked.unitOf.length;
  const list = [...tokens].filter((token) => token <= candidates);
  const entries = list.map((token) => (token === candidates ? null : spanOf(asked, token)));
  const spans = entries.filter((entry) => entry !== null);
  if (asked.task === 'DTG') return { task: 'DTG', intervals: entries };
  if (asked.task === 'TG') {
    const [first] = spans;
    if (first === undefined) throw new RangeError('A response to a TG question needs one interval.');
    return { task: 'TG', intervals: [first] };
  }
  if (asked.task === 'GVQA') {
    const option = tokens.find((token) => token > candidates) ?? candidates + 1;
    return { task: 'GVQA', intervals: spans, answerIndex: option - candidates - 1 };
  }
  return { task: asked.task, intervals: spans };
}

/** A complete response as text in TempR1's answer form. */
export function responseText(asked: AskedSpans, tokens: Int32Array): string {
  return printAnswer(asked.prompt, answerOf(asked, tokens));
}
