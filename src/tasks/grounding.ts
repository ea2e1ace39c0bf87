import { parseEntries, parsed, printEntry, unparsed } from './interval-text.ts';
import { EXAMPLE, hasText, outsideProblems, type TaskDefinition } from './task-definition.ts';

/** TG, temporal grounding: one sentence, one interval. */
export const grounding: TaskDefinition<'TG'> = {
  task: 'TG',
  title: 'Temporal grounding',
  correspondence: 'one-to-one',
  tags: ['answer'],
  parseBodies([body = '']) {
    const entries = parseEntries(body);
    if (!entries.ok) return entries;
    const [only, ...more] = entries.value;
    if (only === undefined || only === null || more.length > 0)
      return unparsed('Temporal grounding takes exactly one interval.');
    return parsed({ task: 'TG', intervals: [only] });
  },
  printBodies: (answer, decimals) => [printEntry(answer.intervals[0], decimals)],
  instruction: (prompt) =>
    `Find the period of the video in which this event happens: "${prompt.query}"\n` +
    'Give its start and end in seconds with two decimals inside answer tags, for example ' +
    `<answer>${printEntry(EXAMPLE, 2)}</answer>.`,
  truthProblems: (prompt, truth, shown) => [
    ...(hasText(prompt.query) ? [] : ['The query is empty.']),
    ...outsideProblems(truth.intervals, shown),
  ],
};
