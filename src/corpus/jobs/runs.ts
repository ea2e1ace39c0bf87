import { z } from 'zod';
import type { WritableDb } from '../db.ts';
import { CorpusError } from '../errors.ts';
import { isSaid, type Said } from '../../tasks/said/said.ts';
import { jsonObject, jsonValue } from '../json.ts';
import { defineJob } from './define.ts';

const id = z.string().min(1).max(200);

export const RUN_STATES = [
  'queued',
  'running',
  'paused',
  'done',
  'failed',
  'cancelled',
  'interrupted',
] as const;
export type RunState = (typeof RUN_STATES)[number];

const runState = z.enum(RUN_STATES);
const ENDED: ReadonlySet<RunState> = new Set<RunState>(['done', 'failed', 'cancelled']);

export const createRun = defineJob(
  z.strictObject({
    id,
    settings: jsonObject,
    device: z.string().nullish(),
    basePolicy: id.nullish(),
    /** Relative to the project's folder. */
    snapshotPath: z.string().nullish(),
    snapshotHash: z.string().nullish(),
  }),
  z.object({}),
  ({ db, at, touched }, params) => {
    if (db.get('SELECT 1 AS here FROM run WHERE id = @id', { id: params.id }) !== undefined)
      throw new CorpusError('exists', `There is a run "${params.id}" in this project already.`);
    db.run(
      `INSERT INTO run (id, state, settings, device, base_policy, snapshot_path, snapshot_hash, created_at)
       VALUES (@id, 'queued', @settings, @device, @basePolicy, @snapshotPath, @snapshotHash, @at)`,
      {
        id: params.id,
        settings: JSON.stringify(params.settings),
        device: params.device ?? null,
        basePolicy: params.basePolicy ?? null,
        snapshotPath: params.snapshotPath ?? null,
        snapshotHash: params.snapshotHash ?? null,
        at,
      },
    );
    touched.table('run');
    return {};
  },
);

/** Changes what is given; the rest of the run stays. The times of start and end follow from the state. */
export const updateRun = defineJob(
  z.strictObject({
    run: id,
    state: runState.optional(),
    phase: z.string().optional(),
    done: z.number().optional(),
    total: z.number().nullable().optional(),
    sentence: z.string().optional(),
    /** The sentence for any language; none beside a sentence: it has English only. */
    said: z.custom<Said>(isSaid).nullable().optional(),
    error: z.string().nullable().optional(),
    settings: jsonObject.optional(),
    device: z.string().nullable().optional(),
    basePolicy: id.nullable().optional(),
    resultPolicy: id.nullable().optional(),
    /** What the run found, such as its evaluation. */
    result: jsonValue.optional(),
    snapshotPath: z.string().nullable().optional(),
    snapshotHash: z.string().nullable().optional(),
  }),
  z.object({}),
  ({ db, at, touched }, params) => {
    requireRun(db, params.run);
    const json = (value: unknown): string | undefined =>
      value === undefined ? undefined : JSON.stringify(value);
    const columns = {
      state: params.state,
      phase: params.phase,
      done: params.done,
      total: params.total,
      sentence: params.sentence,
      said: params.sentence === undefined ? undefined : saidJson(params.said),
      error: params.error,
      settings: json(params.settings),
      device: params.device,
      base_policy: params.basePolicy,
      result_policy: params.resultPolicy,
      result: json(params.result),
      snapshot_path: params.snapshotPath,
      snapshot_hash: params.snapshotHash,
    };
    for (const [name, value] of Object.entries(columns))
      if (value !== undefined)
        db.run(`UPDATE run SET ${name} = @value WHERE id = @run`, { run: params.run, value });
    if (params.state === 'running')
      db.run('UPDATE run SET started_at = coalesce(started_at, @at), ended_at = NULL WHERE id = @run', {
        run: params.run,
        at,
      });
    if (params.state !== undefined && ENDED.has(params.state))
      db.run('UPDATE run SET ended_at = @at WHERE id = @run', { run: params.run, at });
    touched.table('run');
    return {};
  },
);

/** Points of a run's curves. A point written twice (a resumed step) keeps its last value. */
export const addRunMetrics = defineJob(
  z.strictObject({
    run: id,
    points: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(200),
          phase: z.string().max(100),
          step: z.number(),
          value: z.number(),
        }),
      )
      .max(1_000_000),
  }),
  z.object({}),
  ({ db, at, touched }, { run, points }) => {
    requireRun(db, run);
    for (const { name, phase, step, value } of points)
      db.run(
        `INSERT INTO run_metric (run, name, phase, step, value, at) VALUES (@run, @name, @phase, @step, @value, @at)
         ON CONFLICT (run, name, phase, step) DO UPDATE SET value = @value, at = @at`,
        { run, name, phase, step, value, at },
      );
    touched.table('run_metric');
    return {};
  },
);

/** At start: runs that were under way when the program ended can be resumed. */
export const interruptRuns = defineJob(
  z.strictObject({}),
  z.object({ runs: z.array(z.string()) }),
  ({ db, touched }) => {
    const rows = db.all<{ id: string }>(`SELECT id FROM run WHERE state IN ('queued', 'running')`);
    db.run(`UPDATE run SET state = 'interrupted' WHERE state IN ('queued', 'running')`);
    touched.table('run');
    return { runs: rows.map((row) => row.id) };
  },
);

function requireRun(db: WritableDb, run: string): void {
  if (db.get('SELECT 1 AS here FROM run WHERE id = @run', { run }) === undefined)
    throw new CorpusError('not-found', `There is no run "${run}" in this project.`);
}

function saidJson(said: Said | null | undefined): string | null {
  return said === null || said === undefined ? null : JSON.stringify(said);
}
