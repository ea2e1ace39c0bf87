import * as z from 'zod';

import { isSaid, type Said } from '../tasks/said/said.ts';
import { numberedEvent } from './events.ts';
import { predictionSchema, promptSchema } from './schemas.ts';
import { runSpec } from './run-spec.ts';

/**
 * What the service and its worker processes say to each other: JSON lines over the local socket, each with the number the
 * sender gave it. A line that does not fit is answered by `error` and changes nothing.
 */

const number = z.int().min(1);
const count = z.int().min(0);
const sentence = z.string();
const file = z.string().min(1);

/** Where ffmpeg lies, as the service resolved it (src/media/tools.ts). */
export const toolPaths = z.object({
  ffmpeg: z.object({ path: file, version: z.string() }),
  ffprobe: z.object({ path: file, version: z.string() }).nullable(),
});
export type ToolPaths = z.infer<typeof toolPaths>;

/** What a policy runs on. */
const sessionChoice = {
  /** `auto`, `cpu` or an execution provider's name. */
  device: z.string().min(1),
  /** Null: the worker's own choice. */
  threads: z.int().min(1).nullable(),
};

/** Features of videos, cached by content. */
const featureSource = {
  cacheFolder: file,
  cacheBytes: z.number().positive().nullable(),
  tools: toolPaths,
};

export const trainerRun = z.strictObject({
  /** The run's own folder: everything the trainer writes lies in it. An unfinished run there is resumed. */
  folder: file,
  /** The frozen snapshot of the curated corpus. */
  snapshot: file,
  /** The policy file to start from; read only. */
  startPolicy: file,
  ...featureSource,
  spec: runSpec,
  /** Milliseconds since 1970 at which the call began that `spec.minutes` bounds. */
  begunAt: z.number(),
});
export type TrainerRun = z.infer<typeof trainerRun>;

export const toTrainer = z.discriminatedUnion('type', [
  z.object({ number, type: z.literal('start'), run: trainerRun }),
  z.object({ number, type: z.literal('pause') }),
  z.object({ number, type: z.literal('resume') }),
  z.object({ number, type: z.literal('cancel') }),
]);
export type ToTrainer = WithoutNumber<z.infer<typeof toTrainer>>;

/** A worker's first message. */
export const hello = z.object({ number, type: z.literal('hello'), pid: z.int() });
/** Something long is going on; also the sign of life. */
const beat = z.object({ number, type: z.literal('alive') });
const badMessage = z.object({ number, type: z.literal('error'), sentence });

export const TRAINER_STAGES = [
  'opening',
  'features',
  'evaluation',
  'planning',
  'warm-up',
  'grpo',
  'saving',
] as const;

/** The files a finished run leaves in its folder. */
export const trainerResult = z.object({
  policy: file,
  afterWarmUp: file,
  report: file,
  /** The GRPO step whose weights were kept. */
  chosenStep: count,
});
export type TrainerResult = z.infer<typeof trainerResult>;

export const fromTrainer = z.discriminatedUnion('type', [
  hello,
  beat,
  badMessage,
  z.object({ number, type: z.literal('state'), state: z.enum(['running', 'paused']) }),
  z.object({
    number,
    type: z.literal('progress'),
    stage: z.enum(TRAINER_STAGES),
    done: z.number(),
    total: z.number(),
    sentence,
    /** The sentence for any language; null where there is English only. */
    said: z.custom<Said>(isSaid).nullable(),
    etaSeconds: z.number().nullable(),
  }),
  z.object({ number, type: z.literal('event'), event: numberedEvent }),
  z.object({ number, type: z.literal('log'), level: z.enum(['info', 'warning']), sentence }),
  z.object({ number, type: z.literal('result'), result: trainerResult }),
  z.object({ number, type: z.literal('failed'), sentence }),
  z.object({ number, type: z.literal('cancelled') }),
]);
export type FromTrainer = WithoutNumber<z.infer<typeof fromTrainer>>;

/** A video to answer questions on. */
export const videoToSee = z.object({ id: z.string(), path: file, fingerprint: z.string().min(1) });
export type VideoToSee = z.infer<typeof videoToSee>;

export const itemToAnswer = z.object({ itemId: z.string(), videoId: z.string(), prompt: promptSchema });
export type ItemToAnswer = z.infer<typeof itemToAnswer>;

/** What to weigh beside answering: which items would teach most (src/policy/information.ts). */
export const weighing = z.object({
  /** Items that wait for a person. */
  itemIds: z.array(z.string()),
  /** Curated videos, which the others are compared with. */
  curated: z.array(videoToSee),
});
export type Weighing = z.infer<typeof weighing>;

const share = z.number().min(0).max(1);

export const modelSetup = z.strictObject({
  policy: file,
  ...featureSource,
  ...sessionChoice,
  /** The image encoder's file as the setting names it; null: none. */
  frameEncoder: file.nullable().default(null),
});
export type ModelSetup = z.infer<typeof modelSetup>;

export const toModel = z.discriminatedUnion('type', [
  /** Opens a policy, in place of the one that is open. */
  z.object({ number, type: z.literal('open'), opening: z.int(), setup: modelSetup }),
  z.object({
    number,
    type: z.literal('suggest'),
    request: z.int(),
    videos: z.array(videoToSee),
    items: z.array(itemToAnswer),
    weigh: weighing.optional(),
    /** Instead of an answer, this many drawn ones for each item. */
    draw: z.int().min(1).max(64).optional(),
  }),
  z.object({ number, type: z.literal('cancel'), request: z.int() }),
  /** Can this file serve as image encoder? */
  z.object({ number, type: z.literal('examine'), request: z.int(), file }),
]);
export type ToModel = WithoutNumber<z.infer<typeof toModel>>;

export const fromModel = z.discriminatedUnion('type', [
  hello,
  beat,
  badMessage,
  z.object({ number, type: z.literal('opened'), architecture: z.string() }),
  /** The policy can't be used. */
  z.object({ number, type: z.literal('refused'), opening: z.int(), sentence }),
  z.object({
    number,
    type: z.literal('progress'),
    request: z.int(),
    stage: z.enum(['features', 'answers']),
    /** Items answered or given up, and all of them. */
    done: z.number(),
    total: z.number(),
    sentence,
    /** The sentence for any language; null where there is English only. */
    said: z.custom<Said>(isSaid).nullable(),
  }),
  z.object({
    number,
    type: z.literal('prediction'),
    request: z.int(),
    itemId: z.string(),
    prediction: predictionSchema,
  }),
  /** Drawn answers to one item, in the answer form. */
  z.object({
    number,
    type: z.literal('drawn'),
    request: z.int(),
    itemId: z.string(),
    responses: z.array(z.string()),
  }),
  /** How much a video's open items would teach; novelty is null where too few videos are curated to compare with. */
  z.object({
    number,
    type: z.literal('information'),
    request: z.int(),
    videoId: z.string(),
    novelty: share.nullable(),
    items: z.array(z.object({ itemId: z.string(), disagreement: share })),
  }),
  /** These items can't be answered; the others go on. */
  z.object({ number, type: z.literal('skipped'), request: z.int(), itemIds: z.array(z.string()), sentence }),
  z.object({ number, type: z.literal('examined'), request: z.int(), usable: z.boolean(), sentence }),
  z.object({ number, type: z.literal('done'), request: z.int(), cancelled: z.boolean() }),
  z.object({ number, type: z.literal('failed'), request: z.int(), sentence }),
]);
export type FromModel = WithoutNumber<z.infer<typeof fromModel>>;

/** What senders write: the channel puts the number on. */
type WithoutNumber<Message> = Message extends { number: number } ? Omit<Message, 'number'> : never;
