import { z } from 'zod';
import { attributeValues } from '../tasks/label-schema.ts';
import type { TaskKind } from '../tasks/task.ts';
import { documentSchema, type DocumentVideo, type ImportDocument } from '../corpus/import-document.ts';
import type { JsonObject } from '../corpus/json.ts';

export type {
  DocumentEdge,
  DocumentInterval,
  DocumentItem,
  DocumentLabel,
  DocumentPrompt,
  DocumentSaliency,
  DocumentVideo,
} from '../corpus/import-document.ts';
export type { JsonObject, JsonValue } from '../corpus/json.ts';

/**
 * The neutral document that every format is read into: what the corpus room imports (`ImportDocument`), before its videos have
 * been probed. All times are seconds. What a format knows beyond it travels in `extra` and comes back on export.
 */
export interface CorpusDocument extends Omit<ImportDocument, 'videos'> {
  readonly videos: readonly DocumentVideo[];
  /** What a person should know about the reading; nothing in it was an error. */
  readonly notes: readonly string[];
}

/** The `format` and the newest `version` of the native document (corpus-format.md). */
export const NATIVE_FORMAT = 'tempr1-corpus';
export const NATIVE_VERSION = 1;

const text = z.string();
const name = z.string().min(1).max(1000);
const edges = z.tuple([z.number(), z.number()]);
/** Seconds; nothing that anyone labels lasts 115 days, and clips are counted by it. */
export const duration = z.number().positive().max(1e7).nullish();

/** A label as the native document writes it. Null stands for absent here and below. */
export const nativeLabel = z.looseObject({
  group: text.nullish(),
  name,
  description: text.nullish(),
  tempr1_schema: documentSchema.nullish(),
});

export const nativeVideo = z.looseObject({
  id: name,
  file: name,
  duration,
  split: z.enum(['train', 'validation', 'test']).nullish(),
  group: text.nullish(),
  source: text.nullish(),
});

const common = { id: name, video: name, paraphrases: z.array(text).nullish() };
const intervals = z.array(edges).nullish();

/** What is noted on an instance. JSON may write any name; this one would be lost. */
const noted = z
  .custom<Readonly<Record<string, unknown>>>(
    (raw) => isObject(raw) && !Object.hasOwn(raw, '__proto__'),
    'it must be an object of attributes by name',
  )
  .pipe(attributeValues);

export const nativeSaliency = z.looseObject({
  clip_length: z.number().positive(),
  scores: z.array(z.number().min(0).max(4)),
});

/** An item as the native document writes it. */
export const nativeItem = z.discriminatedUnion('task', [
  z.looseObject({
    task: z.literal('TG'),
    ...common,
    query: text,
    intervals: z.array(edges).length(1).nullish(),
  }),
  z.looseObject({
    task: z.literal('DTG'),
    ...common,
    sentences: z.array(text).min(1),
    intervals: z.array(edges.nullable()).nullish(),
  }),
  z.looseObject({
    task: z.literal('VHD'),
    ...common,
    query: text,
    intervals,
    saliency: nativeSaliency.nullish(),
  }),
  z.looseObject({
    task: z.literal('GVQA'),
    ...common,
    query: text,
    options: z.array(text).min(1),
    answer_index: z.int().min(0).nullish(),
    intervals,
  }),
  z.looseObject({
    task: z.literal('TAL'),
    ...common,
    label: name,
    query: text.nullish(),
    intervals,
    tempr1_attributes: z.array(noted.nullable()).nullish(),
  }),
]);

export type NativeItem = z.infer<typeof nativeItem>;

/** The keys of an item that the format defines for its task; all others are kept as they are. */
export const NATIVE_ITEM_KEYS: Record<TaskKind, ReadonlySet<string>> = {
  TG: new Set(['id', 'video', 'task', 'paraphrases', 'query', 'intervals']),
  DTG: new Set(['id', 'video', 'task', 'paraphrases', 'sentences', 'intervals']),
  VHD: new Set(['id', 'video', 'task', 'paraphrases', 'query', 'intervals', 'saliency']),
  GVQA: new Set(['id', 'video', 'task', 'paraphrases', 'query', 'options', 'answer_index', 'intervals']),
  TAL: new Set(['id', 'video', 'task', 'paraphrases', 'label', 'query', 'intervals', 'tempr1_attributes']),
};

/** The faults that a zod check found, one line each: where, then what. */
export function shapeFaults(error: z.ZodError): string[] {
  return error.issues.map((issue) =>
    issue.path.length === 0 ? issue.message : `${issue.path.map(String).join('.')}: ${issue.message}`,
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What `raw`, a value that JSON.parse gave, holds under other keys than `known`; nothing when it is no object. */
export function unknownKeys(raw: unknown, known: ReadonlySet<string>): JsonObject {
  if (!isObject(raw)) return {};
  return jsonObject.parse(Object.fromEntries(Object.entries(raw).filter(([key]) => !known.has(key))));
}

// JSON.parse made these values, so that looking into them again could find nothing.
const jsonObject = z.custom<JsonObject>(isObject);
