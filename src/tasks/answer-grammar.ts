import { TextReader } from './interval-text.ts';
import { taskOf } from './registry.ts';
import type { Answer, Prompt } from './task.ts';

/** A response read under the grammar: the answer, or one sentence about why it is a parse failure. */
export type ParsedResponse =
  { readonly ok: true; readonly answer: Answer } | { readonly ok: false; readonly reason: string };

export interface GrammarSettings {
  /** Make `<think>...</think>` compulsory. Default false. */
  readonly requireThink?: boolean;
}

/** Digits after the point where nobody asks for another number: what TempR1's relatives print. */
export const DEFAULT_DECIMALS = 2;

/**
 * Reads `[<think>...</think>] <answer>BODY</answer>`, and for GVQA `<glue>SPANS</glue>` after it. White space around and
 * between is free, nothing else may stand outside. The grammar is this project's (answers.md): TempR1's own templates are
 * not public. Never throws; time is linear in the length of `text`.
 */
export function parseResponse(prompt: Prompt, text: string, settings: GrammarSettings = {}): ParsedResponse {
  const failed = (reason: string): ParsedResponse => ({ ok: false, reason });
  const reader = new TextReader(text);
  const definition = taskOf(prompt.task);
  reader.skipSpace();
  if (reader.take('<think>')) {
    if (reader.takeUntil('</think>') === null) return failed('The <think> block is not closed.');
  } else if (settings.requireThink === true) return failed('The response must begin with a <think> block.');
  const bodies: string[] = [];
  for (const tag of definition.tags) {
    reader.skipSpace();
    if (!reader.take(`<${tag}>`)) return failed(`Expected <${tag}>, but found ${reader.rest} instead.`);
    const body = reader.takeUntil(`</${tag}>`);
    if (body === null) return failed(`The <${tag}> block is not closed.`);
    bodies.push(body);
  }
  reader.skipSpace();
  if (!reader.atEnd) return failed(`Nothing may follow the answer, but ${reader.rest} does.`);
  const answer = definition.parseBodies(bodies, prompt);
  return answer.ok ? { ok: true, answer: answer.value } : failed(answer.reason);
}

/**
 * Writes an answer in the form that `parseResponse` reads back, seconds with `decimals` digits (more for an interval whose
 * edges would otherwise coincide).
 * @throws RangeError when the answer is of another task than the prompt, or its option has no letter in the grammar.
 */
export function printAnswer(
  prompt: Prompt,
  answer: Answer,
  { decimals = DEFAULT_DECIMALS }: { readonly decimals?: number } = {},
): string {
  if (prompt.task !== answer.task)
    throw new RangeError(`The prompt is of task ${prompt.task}, but the answer is of ${answer.task}.`);
  const definition = taskOf(prompt.task);
  const bodies = definition.printBodies(answer, decimals);
  return definition.tags.map((tag, index) => `<${tag}>${bodies[index] ?? ''}</${tag}>`).join(' ');
}
