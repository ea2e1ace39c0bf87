import type { LearnedQuestion } from '../decided.ts';

/** Identity of a TAL item's label, by group and name; null for other items. */
export function labelOf(question: LearnedQuestion): string | null {
  return question.prompt.task === 'TAL' ? JSON.stringify([question.labelGroup, question.prompt.label]) : null;
}

/** A label's name as people say it. */
export function spokenName(label: string): string {
  return label.replaceAll('_', ' ');
}
