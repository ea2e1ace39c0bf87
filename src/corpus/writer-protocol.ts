import { z } from 'zod';
import { isSaid, type Said } from '../tasks/said/said.ts';
import { isCommandName, type CommandName, type CommandRequest } from './commands/registry.ts';
import { CORPUS_ERROR_CODES, CorpusError } from './errors.ts';
import { isJobName, type JobName } from './jobs/registry.ts';
import { touchedIds, type TouchedIds } from './touched.ts';

/** What passes between a process and its writer's thread. Every message is checked on arrival, whoever sent it. */

export interface ExecuteOptions {
  /** Who did it; default 'local'. */
  readonly annotator?: string | undefined;
  /** Consecutive single commands of one name and key, each within a second of the last, become one entry. */
  readonly coalesceKey?: string | undefined;
}

export interface CommandResult {
  /** The project's revision now. */
  readonly revision: number;
  /** Key of the log entry; null when nothing changed. */
  readonly entry: number | null;
  readonly sentence: string;
  /** The sentence for any language. */
  readonly said: Said | null;
  /** Ids of what was made, in the order of the commands. */
  readonly intervals: readonly number[];
  readonly items: readonly string[];
  readonly labels: readonly number[];
  readonly comments: readonly number[];
}

export interface UndoResult {
  readonly revision: number;
  /** What was undone or redone. */
  readonly sentence: string;
  /** The sentence for any language; null for what a version did that kept English only. */
  readonly said: Said | null;
}

/** Told to every listener after each transaction that changed something. */
export interface CorpusChange extends TouchedIds {
  readonly revision: number;
  readonly by: 'command' | 'undo' | 'redo' | 'job';
  /** The command's or job's name. */
  readonly name: string;
}

const commandName = z.custom<CommandName>((name) => typeof name === 'string' && isCommandName(name), {
  error: (issue) => `There is no command ${JSON.stringify(issue.input)}`,
});
const jobName = z.custom<JobName>((name) => typeof name === 'string' && isJobName(name), {
  error: (issue) => `There is no job ${JSON.stringify(issue.input)}`,
});

/** The first message to a writer's thread: which corpus it is to write. */
export const writerPlace = z.object({ file: z.string(), dir: z.string(), backups: z.string() });
export type WriterPlace = z.infer<typeof writerPlace>;

export const commandRequests: z.ZodType<CommandRequest[]> = z
  .array(z.object({ name: commandName, params: z.unknown() }))
  .min(1)
  .max(100_000);
export const executeOptions: z.ZodType<ExecuteOptions> = z.object({
  annotator: z.string().optional(),
  coalesceKey: z.string().max(200).optional(),
});

const seq = z.int();
export const writerRequest = z.discriminatedUnion('type', [
  z.object({
    seq,
    type: z.literal('execute'),
    commands: commandRequests,
    options: executeOptions,
    /** One number; anything but 0 stops a long command. Given where somebody waits for progress. */
    stop: z.instanceof(SharedArrayBuffer).optional(),
  }),
  z.object({ seq, type: z.literal('undo') }),
  z.object({ seq, type: z.literal('redo') }),
  z.object({ seq, type: z.literal('goTo'), entry: z.int().nonnegative() }),
  z.object({ seq, type: z.literal('job'), name: jobName, params: z.unknown() }),
  z.object({ seq, type: z.literal('close') }),
]);
export type WriterRequest = z.infer<typeof writerRequest>;

const change: z.ZodType<CorpusChange> = z.intersection(
  touchedIds,
  z.object({ revision: z.int(), by: z.enum(['command', 'undo', 'redo', 'job']), name: z.string() }),
);

const said = z.custom<Said>(isSaid).nullable();

const wireError = z.object({
  code: z.enum(CORPUS_ERROR_CODES),
  message: z.string(),
  said,
  reasons: z.array(z.string()),
});
export type WireError = z.infer<typeof wireError>;

export const writerMessage = z.discriminatedUnion('type', [
  /** The corpus is open, or could not be opened. */
  z.object({ type: z.literal('ready'), error: wireError.nullable() }),
  z.object({ type: z.literal('change'), change }),
  /** How far a walk through the log is. */
  z.object({ type: z.literal('progress'), seq, done: z.int(), total: z.int() }),
  z.object({ type: z.literal('done'), seq, value: z.unknown() }),
  z.object({ type: z.literal('failed'), seq, error: wireError }),
]);
export type WriterMessage = z.infer<typeof writerMessage>;

export const commandResult: z.ZodType<CommandResult> = z.object({
  revision: z.int(),
  entry: z.int().nullable(),
  sentence: z.string(),
  said,
  intervals: z.array(z.int()),
  items: z.array(z.string()),
  labels: z.array(z.int()),
  comments: z.array(z.int()),
});
export const undoResult: z.ZodType<UndoResult> = z.object({
  revision: z.int(),
  sentence: z.string(),
  said,
});

/** Errors keep their code and sentence across threads. */
export function toWire(error: unknown): WireError {
  if (error instanceof CorpusError)
    return { code: error.code, message: error.message, said: error.said, reasons: [...error.reasons] };
  return {
    code: 'internal',
    message: `The corpus met an unexpected fault: ${String(error)}`,
    said: null,
    reasons: [],
  };
}

export function fromWire(error: WireError): CorpusError {
  return new CorpusError(error.code, error.said ?? error.message, { reasons: error.reasons });
}
