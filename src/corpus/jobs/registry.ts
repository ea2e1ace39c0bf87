import type { z } from 'zod';
import { CorpusError } from '../errors.ts';
import { zodSentences } from '../json.ts';
import { offerAlternative } from './alternatives.ts';
import { addCoverage } from './coverage.ts';
import type { Job, JobContext, JobNote } from './define.ts';
import { importDocument, removeImport } from './import-jobs.ts';
import { settleInformation, writeInformation } from './information.ts';
import { addPolicy, promotePolicy, retirePolicy, rollbackPolicy, setPolicyMetrics } from './policies.ts';
import { addAnnotator, setVideoState, setViewState } from './project-jobs.ts';
import { relinkVideo, relinkVideos } from './relink.ts';
import { addRunMetrics, createRun, interruptRuns, updateRun } from './runs.ts';
import { writeSuggestions } from './suggestions.ts';

const REGISTRY = {
  importDocument,
  removeImport,
  writeSuggestions,
  offerAlternative,
  writeInformation,
  settleInformation,
  addCoverage,
  setViewState,
  addAnnotator,
  setVideoState,
  relinkVideo,
  relinkVideos,
  addPolicy,
  setPolicyMetrics,
  promotePolicy,
  rollbackPolicy,
  retirePolicy,
  createRun,
  updateRun,
  addRunMetrics,
  interruptRuns,
} as const;

export type JobName = keyof typeof REGISTRY;
interface JobType<J extends { params: z.ZodType; result: z.ZodType }> {
  readonly params: z.output<J['params']>;
  readonly result: z.output<J['result']>;
}
type JobTypes = { readonly [N in JobName]: JobType<(typeof REGISTRY)[N]> };
export type JobParams<N extends JobName> = JobTypes[N]['params'];
export type JobResult<N extends JobName> = JobTypes[N]['result'];

/** Everything programs write outside the command log, each in one transaction. */
const JOBS: { readonly [N in JobName]: Job<JobParams<N>, JobResult<N>> } = REGISTRY;

export function isJobName(name: string): name is JobName {
  return Object.hasOwn(JOBS, name);
}

/** What a job answered, and what the history tells of it. */
export interface JobDone<Result> {
  readonly result: Result;
  readonly note: JobNote | null;
}

/** Checks `raw` and does the job. @throws CorpusError */
export function runJob(name: JobName, context: JobContext, raw: unknown): JobDone<unknown> {
  return dispatch(name, context, raw);
}

function dispatch<N extends JobName>(name: N, context: JobContext, raw: unknown): JobDone<JobResult<N>> {
  const job = JOBS[name];
  const parsed = job.params.safeParse(raw);
  if (parsed.success) {
    const result = job.run(context, parsed.data);
    return { result, note: job.note?.(parsed.data, result) ?? null };
  }
  const faults = zodSentences(parsed.error);
  const shown = faults.slice(0, 5).join('; ');
  throw new CorpusError('invalid', `${name} was given something it cannot use: ${shown}.`, {
    reasons: faults,
  });
}

/** What came back from the writer, whichever thread it lives in. */
export function jobResult<N extends JobName>(name: N, raw: unknown): JobResult<N> {
  return JOBS[name].result.parse(raw);
}
