import { z } from 'zod';
import { jsonObject, parseJson, type JsonObject } from './json.ts';

/** What an item's `saliency` column holds. `extra`: keys of the imported object that we do not know. */
export interface StoredSaliency {
  readonly clipLength: number;
  readonly scores: readonly number[];
  readonly extra: JsonObject;
}

const storedSaliency: z.ZodType<StoredSaliency> = z.object({
  clipLength: z.number().positive(),
  scores: z.array(z.number()),
  extra: jsonObject,
});

/** @throws CorpusError 'corrupt' */
export function parseSaliency(json: string | null): StoredSaliency | null {
  return json === null ? null : parseJson(json, storedSaliency, 'saliency');
}

const strings = z.array(z.string());

/** A column that holds a list of texts. @throws CorpusError 'corrupt' */
export function jsonStrings(json: string, what: string): string[] {
  return json === '[]' ? [] : parseJson(json, strings, what);
}
