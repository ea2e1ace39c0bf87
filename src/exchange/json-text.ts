import type { DocumentEdge, DocumentInterval, JsonObject } from './document.ts';

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/u;

/** An edge in seconds, in its own digits where it has any that say the same number. */
export function edgeText({ seconds, text }: DocumentEdge): string {
  if (text !== undefined && JSON_NUMBER.test(text) && Number(text) === seconds) return text;
  return String(seconds);
}

/** `[start, end]`, or `null`. */
export function intervalText(interval: DocumentInterval | null): string {
  return interval === null ? 'null' : `[${edgeText(interval.start)}, ${edgeText(interval.end)}]`;
}

/** A list of texts that are JSON already. */
export function listText(texts: readonly string[]): string {
  return `[${texts.join(', ')}]`;
}

/**
 * An object on one line, keys in the order given, then those of `extra`, but none of them twice.
 * @param fields values that are JSON already; null leaves the key out.
 */
export function objectText(
  fields: readonly (readonly [string, string | null])[],
  extra: JsonObject = {},
): string {
  const pairs = fields.flatMap(([key, text]) => (text === null ? [] : [`${JSON.stringify(key)}: ${text}`]));
  for (const [key, value] of Object.entries(extra))
    if (!fields.some(([written, text]) => written === key && text !== null))
      pairs.push(`${JSON.stringify(key)}: ${json(value)}`);
  return `{${pairs.join(', ')}}`;
}

/** A value as JSON on one line, spaced as `objectText` spaces. */
export function json(value: JsonObject[string]): string {
  if (Array.isArray(value)) return listText(value.map(json));
  if (typeof value === 'object' && value !== null) return objectText([], asObject(value));
  return JSON.stringify(value);
}

/** As `json`, null for null: leaves the key out of `objectText`. */
export function jsonOrNull(value: JsonObject[string]): string | null {
  return value === null ? null : json(value);
}

function asObject(value: Exclude<JsonObject[string], string | number | boolean | null>): JsonObject {
  return Object.fromEntries(Object.entries(value));
}
