import type { Entry } from './kinds.ts';

/** What a training run is doing, and what came of it. */
export const RUNS = {
  runOpening: { text: 'Opening the policy.', values: {} },
  runPlanning: { text: 'Planning the run.', values: {} },
  runSaving: { text: 'Writing the policy.', values: {} },
  runLooking: {
    text: 'Looking at video {number} of {total}.',
    values: { number: 'number', total: 'number' },
  },
  runAnswering: { text: 'Answering {total} held-out questions.', values: { total: 'number' } },
  runStep: {
    text: '{phase, select, grpo {GRPO} other {Warm-up}}, step {done} of {total}.',
    values: { phase: ['grpo', 'warmUp'], done: 'number', total: 'number' },
  },
  runInterrupted: { text: 'Ended with the application; it can be resumed.', values: {} },
  runBrokeOff: {
    text: '{why} What was trained up to the last checkpoint is kept: the run can be resumed.',
    values: { why: 'said' },
  },

  // What came of it.
  runOver: { text: 'The run is done.', values: {} },
  runScores: {
    text: 'Held-out score {before} % before, {after} % after.',
    values: { before: 'text', after: 'text' },
  },
  runLearned: {
    text: 'It also learned from {count} {count, plural, one {decision} other {decisions}} on {items} {items, plural, one {item} other {items}} that {items, plural, one {is} other {are}} not curated.',
    values: { count: 'number', items: 'number' },
  },
  runIsCurrent: { text: 'It is the current policy now.', values: {} },
  runToDecide: { text: 'Look at it, then promote or discard it.', values: {} },
  runAgain: {
    text: 'The same policy and corpus give this result again with {options}.',
    values: { options: 'text' },
  },
  /** Two sentences, one after the other. */
  andThen: { text: '{first} {second}', values: { first: 'said', second: 'said' } },
} as const satisfies Readonly<Record<string, Entry>>;
