import { z } from 'zod';
import { isSaid, type Said } from '../../tasks/said/said.ts';
import { TASKS } from '../../tasks/task.ts';

/**
 * Words and small shapes that several procedures share. Ids of videos, items, policies, runs and jobs are texts (those given by
 * an imported file are kept); ids of intervals, suggestions, responses, labels and log entries are whole numbers.
 */

export const taskKind = z.enum(TASKS);

/** Ids come from files and from us; nothing longer is ever made. */
export const id = z.string().min(1).max(200);
/** A path on this machine as its owner typed it. */
export const path = z.string().min(1).max(4096);

export const split = z.enum(['train', 'validation', 'test']);
export type Split = z.infer<typeof split>;

/** `open`: nothing curated yet. `draft`: begun or derived, not confirmed. `curated`: a person says this is the truth. `reviewed`: another one agrees. */
export const itemState = z.enum(['open', 'draft', 'curated', 'reviewed']);
export type ItemState = z.infer<typeof itemState>;

/** Where a video stands in the queue. `new`: nothing done yet; `begun`; `done`: every item curated; `missing`: its file is gone. */
export const videoState = z.enum(['new', 'begun', 'done', 'missing']);
export type VideoState = z.infer<typeof videoState>;

/** Row id of an interval, suggestion, response, label or log entry. */
export const rowId = z.int();

/** Integer presentation ticks of the video's own timebase (docs/architecture.md). */
export const tick = z.int();

/** Seconds per tick as the exact fraction `num / den`. */
export const timebase = z.strictObject({ num: z.int().positive(), den: z.int().positive() });

export const saliency = z.object({ clipLength: z.number().positive(), scores: z.array(z.number()) });

/** An instant as ISO 8601 text in UTC. */
export const instant = z.string();

/** A sentence of the service for any language (src/tasks/said). */
export const said = z.custom<Said>(isSaid);

/** What every procedure answers that only starts work: watch `job` events or `jobs.list` for the rest. */
export const started = z.object({ jobId: z.string() });
export type Started = z.infer<typeof started>;

/** What every procedure answers that changes something and has nothing to tell. */
export const nothing = z.object({ ok: z.literal(true) });
