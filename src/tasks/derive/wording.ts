import type { Reference } from './recipe.ts';
import type { Which } from './scene.ts';

/**
 * The sentences of derived items. A label's words may be a clause ("the robot leaps up"), a gerund ("running") or a name
 * ("jump"), so that every sentence is built to hold any of them. A person may change them before accepting.
 */

const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];

/** How many times can be told apart by words. */
export const MOST_ORDINALS = ORDINALS.length;

/** A label's words without the full stop, and with spaces where a name has underscores. */
function words(phrase: string): string {
  return phrase
    .trim()
    .replace(/[.。]+$/u, '')
    .replaceAll('_', ' ');
}

function capital(text: string): string {
  const [first = ''] = text;
  return first.toLocaleUpperCase('en') + text.slice(first.length);
}

function sentence(text: string): string {
  return `${capital(text)}.`;
}

export function optionText(phrase: string): string {
  return capital(words(phrase));
}

export function timeQuery(phrase: string, which: Which): string {
  const what = words(phrase);
  if (which === 'only') return sentence(what);
  return sentence(which === 'longest' ? `${what}, the longest stretch` : `${what}, for the ${which} time`);
}

export function ordinalSentence(phrase: string, at: number, of: number): string {
  return sentence(
    of === 1 ? words(phrase) : `${words(phrase)}, for the ${ORDINALS[at] ?? `${at + 1}th`} time`,
  );
}

function named(phrase: string, reference: Reference): string {
  return reference === 'only' ? `“${words(phrase)}”` : `the ${reference} “${words(phrase)}”`;
}

export function besideQuery(
  phrase: string,
  side: 'after' | 'before',
  other: string,
  reference: Reference,
): string {
  const when = side === 'after' ? 'the next time after' : 'the last time before';
  return sentence(`${words(phrase)}, ${when} ${named(other, reference)}`);
}

export function highlightQuery(phrase: string): string {
  return sentence(words(phrase));
}

export function togetherQuery(phrases: readonly string[]): string {
  return sentence(`the moments when most of these happen at once: ${phrases.map(words).join('; ')}`);
}

export function countQuestion(phrase: string): string {
  return `How many times does this happen: ${words(phrase)}?`;
}

export function firstQuestion(): string {
  return 'Which of these happens first?';
}

export function nextQuestion(other: string, reference: Reference): string {
  return `Which of these happens next after ${named(other, reference)}?`;
}
