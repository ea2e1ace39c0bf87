import { z } from 'zod';
import { TASKS, type Prompt, type TaskKind } from '../tasks/task.ts';
import { seconds } from '../time/ticks.ts';
import { CorpusError } from './errors.ts';
import { parseJson } from './json.ts';

/** Seconds per saliency clip where an item does not say (corpus-format.md). */
export const DEFAULT_CLIP_LENGTH = 2;

/** What an item's `prompt` column holds, by task. A TAL item's label is a reference, so it is not in here. */
const stored = {
  TG: z.object({ query: z.string() }),
  DTG: z.object({ sentences: z.array(z.string()) }),
  VHD: z.object({ query: z.string(), clipLength: z.number().positive().nullable() }),
  GVQA: z.object({ question: z.string(), options: z.array(z.string()) }),
  /** null: the label's own description speaks for it. */
  TAL: z.object({ query: z.string().nullable() }),
} as const satisfies Record<TaskKind, z.ZodType>;

export type StoredPrompt = { [T in TaskKind]: { task: T } & z.infer<(typeof stored)[T]> }[TaskKind];

/** @throws CorpusError 'corrupt' */
export function storedPrompt(task: TaskKind, json: string): StoredPrompt {
  const what = 'an item whose prompt';
  switch (task) {
    case 'TG':
      return { task, ...parseJson(json, stored.TG, what) };
    case 'DTG':
      return { task, ...parseJson(json, stored.DTG, what) };
    case 'VHD':
      return { task, ...parseJson(json, stored.VHD, what) };
    case 'GVQA':
      return { task, ...parseJson(json, stored.GVQA, what) };
    case 'TAL':
      break;
  }
  return { task, ...parseJson(json, stored.TAL, what) };
}

/** The column's JSON. */
export function promptJson(prompt: StoredPrompt): string {
  const { task: _task, ...fields } = prompt;
  return JSON.stringify(fields);
}

/** What a policy and a person see. `label` is a TAL item's. @throws CorpusError 'corrupt' for a TAL item without one. */
export function promptOf(
  prompt: StoredPrompt,
  label: { readonly name: string; readonly description: string | null } | null,
): Prompt {
  switch (prompt.task) {
    case 'TG':
    case 'DTG':
    case 'GVQA':
      return prompt;
    case 'VHD':
      return { ...prompt, clipLength: seconds(prompt.clipLength ?? DEFAULT_CLIP_LENGTH) };
    case 'TAL':
      break;
  }
  if (label === null) throw new CorpusError('corrupt', 'The corpus holds a TAL item without a label.');
  return { task: 'TAL', label: label.name, description: prompt.query ?? label.description ?? label.name };
}

/** The texts of a prompt, for searching and for naming the item. */
export function promptTexts(prompt: StoredPrompt): string[] {
  switch (prompt.task) {
    case 'TG':
    case 'VHD':
      return [prompt.query];
    case 'DTG':
      return prompt.sentences;
    case 'GVQA':
      return [prompt.question, ...prompt.options];
    case 'TAL':
      break;
  }
  return prompt.query === null ? [] : [prompt.query];
}

/** What the `search` column of an item holds. */
export function itemSearch(id: string, prompt: StoredPrompt, paraphrases: readonly string[]): string {
  return searchText([id, ...promptTexts(prompt), ...paraphrases]);
}

/** Lower case by Unicode's rules, which SQLite's own `lower` does not know. */
export function searchText(parts: readonly (string | null)[]): string {
  return parts
    .filter((part) => part !== null)
    .join('\n')
    .toLowerCase();
}

const text = z.string().trim().min(1).max(20_000);

/** What a person may ask: `Prompt` of src/tasks/task.ts, with what has a default left optional. */
export const promptInput = z.discriminatedUnion('task', [
  z.strictObject({ task: z.literal('TG'), query: text }),
  z.strictObject({ task: z.literal('DTG'), sentences: z.array(text).min(1).max(1000) }),
  z.strictObject({
    task: z.literal('VHD'),
    query: text,
    clipLength: z.number().positive().max(3600).optional(),
  }),
  z.strictObject({ task: z.literal('GVQA'), question: text, options: z.array(text).min(2).max(26) }),
  z.strictObject({ task: z.literal('TAL'), label: text, description: text.nullish() }),
]);
export type PromptInput = z.input<typeof promptInput>;

export const taskKind = z.enum(TASKS);
