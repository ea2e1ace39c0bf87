import { z } from 'zod';
import { job } from './jobs.ts';
import { projectInfo } from './projects.ts';
import { run } from './training.ts';
import { undoState } from './commands.ts';

/**
 * `events.subscribe({ lastEventId? })`: one tracked subscription for everything that happens. The client resumes by id on its
 * own. The first event of a new subscription is `resync`; so is the first one when what was missed is no longer kept (a restart, too long away): read everything anew.
 */
export const eventsInput = z.strictObject({ lastEventId: z.string().max(100).nullish() }).optional();

export const serviceEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('resync') }),
  /** Another project was opened, or none is. */
  z.object({ type: z.literal('project'), project: projectInfo.nullable() }),
  /** Rows of these videos changed (empty: any may have). */
  z.object({
    type: z.literal('corpus'),
    revision: z.int(),
    videoIds: z.array(z.string()),
    /** Items that changed, came or went, or that a changed row belongs to; null: too many to name, read all anew. */
    itemIds: z.array(z.string()).nullable(),
    /** Intervals that changed, came or went, where `tables` names `interval`; null: too many to name, read all anew. */
    intervalIds: z.array(z.int()).nullable(),
    by: z.enum(['command', 'job']),
    /** What changed, by the corpus's own names, such as `interval`, `coverage`, `policy`. */
    tables: z.array(z.string()),
    state: undoState,
  }),
  z.object({ type: z.literal('job'), job }),
  /** Something about the open project's health changed: read `care.health` anew. */
  z.object({ type: z.literal('health') }),
  /** How far a walk through the history is (`history.goTo`); told while it takes long. */
  z.object({ type: z.literal('walk'), done: z.int(), total: z.int() }),
  z.object({ type: z.literal('run'), run }),
  /** New points of a run's curves since the event before. */
  z.object({
    type: z.literal('metrics'),
    runId: z.string(),
    points: z.array(z.object({ name: z.string(), phase: z.string(), step: z.number(), value: z.number() })),
  }),
  /** Something a person should know about a run that goes on, such as a video that was left out. */
  z.object({ type: z.literal('remark'), runId: z.string(), sentence: z.string() }),
  /** The process that answers suggestions. `sentence` says what a person should know. */
  z.object({
    type: z.literal('model'),
    state: z.enum(['stopped', 'starting', 'ready', 'busy', 'restarting', 'failed']),
    policyId: z.string().nullable(),
    sentence: z.string(),
  }),
  /** A picture or waveform asked for by GET is now there, or cannot be made. */
  z.object({
    type: z.literal('asset'),
    videoId: z.string(),
    kind: z.enum(['filmstrip', 'peaks', 'thumbnail', 'cuts']),
    ready: z.boolean(),
  }),
  /** A video's proxy is being made, is there, or is gone; null: of any video. */
  z.object({ type: z.literal('proxy'), videoId: z.string().nullable() }),
]);
export type ServiceEvent = z.infer<typeof serviceEvent>;
