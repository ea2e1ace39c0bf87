import { z } from 'zod';
import { CorpusError } from './errors.ts';

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

export const jsonValue: z.ZodType<JsonValue> = z.json();
export const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json());

/** A JSON column, checked. @throws CorpusError 'corrupt' naming what the column was to hold. */
export function parseJson<T>(text: string, schema: z.ZodType<T>, what: string): T {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw new CorpusError('corrupt', `The corpus holds ${what} that cannot be read.`, { cause: error });
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new CorpusError('corrupt', `The corpus holds ${what} that cannot be read.`, { cause: parsed.error });
}

/** Faults of a zod check as sentences of one line each: where, then what. */
export function zodSentences(error: z.ZodError): string[] {
  return error.issues.map((issue) =>
    issue.path.length === 0 ? issue.message : `${issue.path.map(String).join('.')}: ${issue.message}`,
  );
}
