import { parseEntries, parsed, printEntry, unparsed } from './interval-text.ts';
import { EXAMPLE, hasText, outsideProblems, type TaskDefinition } from './task-definition.ts';

/** DTG, dense temporal grounding: sentences in order, one interval (or none) for each. */
export const denseGrounding: TaskDefinition<'DTG'> = {
  task: 'DTG',
  title: 'Dense temporal grounding',
  correspondence: 'one-to-one',
  tags: ['answer'],
  parseBodies([body = ''], prompt) {
    const entries = parseEntries(body);
    if (!entries.ok) return entries;
    const [found, asked] = [entries.value.length, prompt.sentences.length];
    if (found !== asked)
      return unparsed(`There are ${asked} sentences but ${found} entries; each sentence takes one.`);
    return parsed({ task: 'DTG', intervals: entries.value });
  },
  printBodies: (answer, decimals) => [
    answer.intervals.map((entry) => printEntry(entry, decimals)).join(', '),
  ],
  instruction: (prompt) =>
    `Find the period of the video that each of these ${prompt.sentences.length} sentences describes:\n` +
    prompt.sentences.map((sentence, index) => `${index + 1}. ${sentence}\n`).join('') +
    'Give one period per sentence, in the order of the sentences, separated by commas, in seconds with two decimals ' +
    `inside answer tags, for example <answer>${printEntry(EXAMPLE, 2)}, none</answer>; ` +
    'write none for a sentence that never comes true.',
  truthProblems(prompt, truth, shown) {
    const problems = outsideProblems(truth.intervals, shown);
    if (prompt.sentences.length === 0) problems.push('There is no sentence.');
    prompt.sentences.forEach((sentence, index) => {
      if (!hasText(sentence)) problems.push(`Sentence ${index + 1} is empty.`);
    });
    if (truth.intervals.length !== prompt.sentences.length)
      problems.push(
        `There are ${prompt.sentences.length} sentences but ${truth.intervals.length} intervals; each sentence takes one interval or none.`,
      );
    return problems;
  },
};
