import { parsed, parseIntervals, printIntervals } from './interval-text.ts';
import { EXAMPLE, hasText, outsideProblems, type TaskDefinition } from './task-definition.ts';

/** TAL, temporal action localization: every instance of one label. */
export const localization: TaskDefinition<'TAL'> = {
  task: 'TAL',
  title: 'Action localization',
  correspondence: 'many-to-many',
  tags: ['answer'],
  parseBodies([body = '']) {
    const intervals = parseIntervals(body);
    return intervals.ok ? parsed({ task: 'TAL', intervals: intervals.value }) : intervals;
  },
  printBodies: (answer, decimals) => [printIntervals(answer.intervals, decimals)],
  instruction: (prompt) =>
    `Find every instance of the action "${hasText(prompt.description) ? prompt.description : prompt.label}" in the video.\n` +
    'Give the period of each in seconds with two decimals, in order of time, separated by commas, inside answer tags, ' +
    `for example <answer>${printIntervals([EXAMPLE], 2)}, 20.00 to 24.00</answer>; ` +
    'write <answer>none</answer> if it never happens.',
  truthProblems: (prompt, truth, shown) => [
    ...(hasText(prompt.label) ? [] : ['The label is empty.']),
    ...outsideProblems(truth.intervals, shown),
  ],
};
