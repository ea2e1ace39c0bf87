import type { Prompt } from '../../tasks/task.ts';
import { unitsOf } from '../spans/units.ts';
import { wordsOf, type Vocabulary } from '../text/vocabulary.ts';

/**
 * Words that are in questions about anything: knowing them says nothing about knowing what is asked for. Fixed, for a
 * vocabulary has no counts to tell them by. Other languages lack such a list: there every word counts, which errs towards
 * "known" only for a policy that has learned the language's little words.
 */
const GENERIC = new Set(
  [
    'a about again all along an and another any anything are as at be been before being both but by after',
    'becomes can comes count did different do does down during each earliest ever event events every final finally find first',
    'following follows for fourth from gets give goes had happen happened happening happens has have how if in into is it its',
    'last latest long longest many moment moments most next no none not occasions occur occurs of off often on once one ones',
    'only or other others out over part period periods place point right s second see seen several shortest show shown shows side so some someone',
    'something starts stretch such t take takes than that the their them then there these they thing things third this those time',
    'times to two turns under until up very video was way were what when where whether which while who whole whose why will',
    'with within',
  ].flatMap((line) => line.split(' ')),
);

/** Share of a question's words that a policy must have learned for its answer to be one. */
const HEARD = 0.5;

/**
 * Whether a policy has mostly never learned the words of a question (of a GVQA question with its options): less than half of
 * the different words that say what it is about. A question of generic words alone is judged by those.
 */
export function isUnheard(prompt: Prompt, vocabulary: Vocabulary): boolean {
  const words = [...new Set(unitsOf(prompt).flatMap(({ text }) => wordsOf(text)))];
  const telling = words.filter((word) => !GENERIC.has(word) && !/^[\p{Number}']$/u.test(word));
  const counted = telling.length > 0 ? telling : words;
  return counted.filter((word) => vocabulary.knows(word)).length < HEARD * Math.max(1, counted.length);
}
