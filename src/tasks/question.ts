import type { CheckedPrompt } from './validation.ts';

/** What makes two prompts the same question. */
export function questionOf(prompt: CheckedPrompt): string {
  switch (prompt.task) {
    case 'DTG':
      return JSON.stringify([prompt.task, ...prompt.sentences.map(plain)]);
    case 'GVQA':
      return JSON.stringify([prompt.task, plain(prompt.question), ...prompt.options.map(plain).toSorted()]);
    case 'TG':
    case 'VHD':
      return JSON.stringify([prompt.task, plain(prompt.query)]);
    case 'TAL':
      break;
  }
  return JSON.stringify([prompt.task, plain(prompt.label)]);
}

/** A text without what does not make it another one: case, space, the full stop at its end. */
export function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/gu, ' ')
    .replace(/[.!?。！？]+$/u, '');
}
