import { z } from 'zod';
import type { Said } from '../tasks/said/said.ts';
import type { VideoProbe } from '../media/probe.ts';

import { attributeValues, schemaLabel, type AttributeValues } from '../tasks/label-schema.ts';
import { frameTable } from '../time/frame-table.ts';
import { ticks, timebase } from '../time/ticks.ts';
import { jsonObject, type JsonObject } from './json.ts';
import type { Split } from './rows.ts';

/**
 * What an import brings and an export takes away, in seconds: neutral between the corpus and the file formats of
 * src/exchange. `extra` holds the keys of the file's objects that we do not know.
 */

/** A video as a document describes it. */
export interface DocumentVideo {
  readonly id: string;
  /** As the document writes it. */
  readonly file: string;
  readonly duration: number | null;
  readonly split: Split | null;
  readonly group: string | null;
  readonly source: string | null;
  readonly extra: JsonObject;
}

export type ProbedVideo = VideoProbe;

/** A described video with what its file turned out to be. */
export interface ImportVideo extends DocumentVideo {
  readonly probe: ProbedVideo;
}

/** How a label looks, and what is noted on its instances; a colour of null is the next free one. */
export const documentSchema = schemaLabel.pick({
  colour: true,
  hotkey: true,
  exclusive: true,
  attributes: true,
});
export type DocumentSchema = Readonly<z.infer<typeof documentSchema>>;

export interface DocumentLabel {
  readonly group: string | null;
  readonly name: string;
  readonly description: string | null;
  readonly schema?: DocumentSchema | undefined;
  readonly extra: JsonObject;
}

/** A time as a document gives it. `text`: the number's own digits, where known; kept where ticks would print otherwise. */
export interface DocumentEdge {
  readonly seconds: number;
  readonly text?: string | undefined;
}

export interface DocumentInterval {
  readonly start: DocumentEdge;
  readonly end: DocumentEdge;
  /** What is noted on it, by attribute name. */
  readonly attributes?: AttributeValues | undefined;
}

export interface DocumentSaliency {
  readonly clipLength: number;
  readonly scores: readonly number[];
  readonly extra: JsonObject;
}

/** What an item asks. TAL: `label` is looked up in the video's group; `query` overrides the label's description. */
export type DocumentPrompt =
  | { readonly task: 'TG'; readonly query: string }
  | { readonly task: 'DTG'; readonly sentences: readonly string[] }
  | { readonly task: 'VHD'; readonly query: string }
  | { readonly task: 'GVQA'; readonly query: string; readonly options: readonly string[] }
  | { readonly task: 'TAL'; readonly label: string; readonly query: string | null };

export interface DocumentItem {
  readonly id: string;
  readonly video: string;
  readonly prompt: DocumentPrompt;
  readonly paraphrases: readonly string[];
  /** null: an open question. A null entry: a DTG sentence that has none. */
  readonly intervals: readonly (DocumentInterval | null)[] | null;
  readonly answerIndex: number | null;
  readonly saliency: DocumentSaliency | null;
  readonly extra: JsonObject;
}

export interface ImportDocument {
  /** For the history and for messages. */
  readonly file: string;
  readonly title: string | null;
  /** Unknown keys of the document itself. */
  readonly extra: JsonObject;
  readonly labels: readonly DocumentLabel[];
  readonly videos: readonly ImportVideo[];
  readonly items: readonly DocumentItem[];
  /**
   * Where the project knows a video by its content already, its new items go to that video, and items whose id is there are
   * left as they are. Otherwise both are faults.
   */
  readonly addItems?: boolean | undefined;
}

export interface ImportReport {
  /** Number of the import: `removeImport` takes it back. */
  readonly batch: number;
  readonly videos: number;
  readonly items: number;
  readonly intervals: number;
  readonly labels: number;
  /** What was changed to fit, one sentence each. */
  readonly notes: readonly Said[];
}

const id = z.string().min(1).max(1000);
const edge = z.object({ seconds: z.number(), text: z.string().max(100).optional() });
const interval = z.object({ start: edge, end: edge, attributes: attributeValues.optional() });

const prompt: z.ZodType<DocumentPrompt> = z.discriminatedUnion('task', [
  z.object({ task: z.literal('TG'), query: z.string() }),
  z.object({ task: z.literal('DTG'), sentences: z.array(z.string()) }),
  z.object({ task: z.literal('VHD'), query: z.string() }),
  z.object({ task: z.literal('GVQA'), query: z.string(), options: z.array(z.string()) }),
  z.object({ task: z.literal('TAL'), label: z.string(), query: z.string().nullable() }),
]);

const ratio = z.object({ num: z.int(), den: z.int() });

/** A probe that came from another thread or process: structured cloning keeps its arrays but not its brands. */
export const probedVideo: z.ZodType<ProbedVideo> = z.object({
  path: z.string().min(1),
  fingerprint: z.string().min(1),
  sizeBytes: z.int().min(0),
  container: z.enum([
    'mp4',
    'mov',
    'matroska',
    'webm',
    'mpegts',
    'mpegps',
    'avi',
    'flv',
    'asf',
    'ogg',
    'mxf',
    'other',
  ]),
  width: z.int(),
  height: z.int(),
  displayWidth: z.int(),
  displayHeight: z.int(),
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  sampleAspect: ratio,
  codec: z.string(),
  hasAudio: z.boolean(),
  audio: z.object({ channels: z.int(), sampleRate: z.number(), startSeconds: z.number() }).nullable(),
  table: z
    .object({ timebase: ratio, pts: z.instanceof(Float64Array), end: z.int() })
    .transform((raw, context) => {
      try {
        if (!raw.pts.every(Number.isSafeInteger)) throw new RangeError('Frame times must be whole ticks.');
        return frameTable(timebase(raw.timebase.num, raw.timebase.den), raw.pts, ticks(raw.end));
      } catch (error) {
        context.addIssue({ code: 'custom', message: String(error) });
        return z.NEVER;
      }
    }),
  keyframes: z.instanceof(Uint32Array),
  warnings: z.array(z.string()),
  playableInChromium: z.enum(['yes', 'no', 'unknown']),
});

const documentItem: z.ZodType<DocumentItem> = z.object({
  id,
  video: id,
  prompt,
  paraphrases: z.array(z.string()),
  intervals: z.array(interval.nullable()).nullable(),
  answerIndex: z.int().nullable(),
  saliency: z
    .object({ clipLength: z.number().positive(), scores: z.array(z.number()), extra: jsonObject })
    .nullable(),
  extra: jsonObject,
});

export const importDocument: z.ZodType<ImportDocument> = z.object({
  file: z.string(),
  title: z.string().nullable(),
  extra: jsonObject,
  labels: z.array(
    z.object({
      group: z.string().nullable(),
      name: z.string().min(1),
      description: z.string().nullable(),
      schema: documentSchema.optional(),
      extra: jsonObject,
    }),
  ),
  videos: z.array(
    z.object({
      id,
      file: z.string(),
      duration: z.number().nullable(),
      split: z.enum(['train', 'validation', 'test']).nullable(),
      group: z.string().nullable(),
      source: z.string().nullable(),
      extra: jsonObject,
      probe: probedVideo,
    }),
  ),
  items: z.array(documentItem),
  addItems: z.boolean().optional(),
});
