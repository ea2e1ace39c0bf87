import type { Prediction, TaskKind } from '../../tasks/task.ts';
import { openFeatures } from '../features/step-features.ts';
import type { Question } from '../policy.ts';
import type { Vocabulary } from '../text/vocabulary.ts';
import { eventPrediction } from './answer.ts';
import { eventsOf } from './events.ts';
import { isUnheard } from './heard.ts';

/** What tells whether a policy knows a question's words, and whose features it reads. */
export interface Hearing {
  readonly vocabulary: Vocabulary;
  readonly extractor: string;
}

/** Tasks for which even a guess of the policy says something. */
const GUESSED: ReadonlySet<TaskKind> = new Set(['TG', 'GVQA']);

/**
 * Lets a policy answer the questions whose words it has learned; the others are answered by what happens in the video, and
 * say so (`basis`). The option of a GVQA question is always the policy's, and its guess helps to choose among events for TG.
 * @param answer the policy's own answers, in order; not called without a question for it
 * @throws FeaturesError for features of another extractor.
 */
export async function suggestOrPoint(
  questions: readonly Question[],
  { vocabulary, extractor }: Hearing,
  answer: (heard: readonly Question[]) => Promise<Prediction[]>,
): Promise<Prediction[]> {
  const unheard = new Set(questions.filter(({ prompt }) => isUnheard(prompt, vocabulary)));
  const own = questions.filter((question) => !unheard.has(question) || GUESSED.has(question.prompt.task));
  const answers = own.length === 0 ? [] : await answer(own);
  const answered = new Map(own.map((question, i) => [question, answers[i]]));
  return questions.flatMap((question) => {
    const { prompt, features } = question;
    const its = answered.get(question);
    if (!unheard.has(question)) return its === undefined ? [] : [its];
    const found = eventsOf(openFeatures(features, extractor));
    return [eventPrediction(prompt, features.duration, found, its)];
  });
}
