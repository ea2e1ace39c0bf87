import { z } from 'zod';

/** One line that a person can read, from whatever was thrown: the first complaint of a schema, or the error's own message. */
export function sentenceOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [first] = error.issues;
    if (first === undefined) return 'The request has the wrong form.';
    const where = first.path.map(String).join('.');
    return oneLine(
      where === '' ? `The request is wrong: ${first.message}.` : `“${where}” is wrong: ${first.message}.`,
    );
  }
  if (error instanceof Error && error.message !== '') return oneLine(error.message);
  return 'Something went wrong inside TempR1 Studio.';
}

/** Collapses white space and bounds the length, so that a message stays one line in a log, a table and a terminal. */
export function oneLine(text: string): string {
  const flat = text.replaceAll(/\s+/gu, ' ').trim();
  return flat.length > 600 ? `${flat.slice(0, 597)}...` : flat;
}
