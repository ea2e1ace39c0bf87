import { parsed, parseSpans, printSpans, unparsed } from './interval-text.ts';
import { EXAMPLE, hasText, outsideProblems, type TaskDefinition } from './task-definition.ts';

/** The letters that the answer grammar knows; a question has at most as many options. */
export const OPTION_LETTERS = 'ABCDEFG';

/** Letter of a zero-based option. @throws RangeError beyond the last letter of the grammar. */
export function optionLetter(index: number): string {
  const letter = OPTION_LETTERS[index];
  if (letter === undefined)
    throw new RangeError(`Option ${index} has no letter: answers go from A to ${OPTION_LETTERS.at(-1)}.`);
  return letter;
}

/**
 * GVQA, grounded question answering: one option and the evidence, judged by its union. A letter of the grammar beyond the
 * question's own options parses (it is well-formed) and is simply a wrong answer.
 */
export const groundedQa: TaskDefinition<'GVQA'> = {
  task: 'GVQA',
  title: 'Grounded question answering',
  correspondence: 'many-to-one',
  tags: ['answer', 'glue'],
  parseBodies([body = '', glue = '']) {
    const letter = body.trim();
    const answerIndex = letter.length === 1 ? OPTION_LETTERS.indexOf(letter) : -1;
    if (answerIndex < 0) return unparsed(`The answer must be one letter from A to ${OPTION_LETTERS.at(-1)}.`);
    const spans = parseSpans(glue);
    return spans.ok ? parsed({ task: 'GVQA', intervals: spans.value, answerIndex }) : spans;
  },
  printBodies: (answer, decimals) => [
    optionLetter(answer.answerIndex),
    printSpans(answer.intervals, decimals),
  ],
  instruction: (prompt) =>
    `Answer this question about the video: "${prompt.question}"\n` +
    prompt.options.map((option, index) => `${OPTION_LETTERS[index] ?? index + 1}. ${option}\n`).join('') +
    'Give the letter of the right option inside answer tags and then the periods of the video that prove it, in seconds ' +
    `with two decimals, inside glue tags, for example <answer>A</answer> <glue>${printSpans([EXAMPLE], 2)}</glue>.`,
  truthProblems(prompt, truth, shown) {
    const problems = outsideProblems(truth.intervals, shown);
    const { length } = prompt.options;
    if (!hasText(prompt.question)) problems.push('The question is empty.');
    if (length < 2) problems.push('A question needs at least two options.');
    if (length > OPTION_LETTERS.length)
      problems.push(`There are ${length} options; answers have letters for ${OPTION_LETTERS.length}.`);
    if (!Number.isInteger(truth.answerIndex) || truth.answerIndex < 0 || truth.answerIndex >= length)
      problems.push(`The answer, option ${truth.answerIndex + 1}, is not among the ${length} options.`);
    return problems;
  },
};
