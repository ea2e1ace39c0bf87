import type { ReadableDb } from '../db.ts';
import { keptSaid, type Said } from '../../tasks/said/said.ts';
import { jsonObject, jsonValue, parseJson, type JsonObject, type JsonValue } from '../json.ts';
import type { RunState } from '../jobs/runs.ts';

export type PolicyStatus = 'shipped' | 'candidate' | 'current' | 'retired';

export interface PolicyRecord {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  readonly run: string | null;
  readonly architecture: string;
  readonly architectureVersion: number;
  readonly shipped: boolean;
  readonly status: PolicyStatus;
  readonly metrics: JsonObject;
  /** Relative to the project's folder, or absolute; null for a shipped one. */
  readonly file: string | null;
  readonly sha256: string | null;
  readonly createdAt: number;
}

interface PolicyRow {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  readonly run: string | null;
  readonly architecture: string;
  readonly architecture_version: number;
  readonly shipped: number;
  readonly status: PolicyStatus;
  readonly metrics: string;
  readonly file: string | null;
  readonly sha256: string | null;
  readonly created_at: number;
}

/** Every policy, oldest first. */
export function policies(db: ReadableDb): PolicyRecord[] {
  return db.all<PolicyRow>('SELECT * FROM policy ORDER BY created_at, id').map(policyRecord);
}

export function policy(db: ReadableDb, id: string): PolicyRecord | null {
  const row = db.get<PolicyRow>('SELECT * FROM policy WHERE id = @id', { id });
  return row === undefined ? null : policyRecord(row);
}

/** The policy that suggests: the promoted one, else the newest that ships with the program; null when none is listed. */
export function currentPolicy(db: ReadableDb): PolicyRecord | null {
  const row = db.get<PolicyRow>(
    `SELECT * FROM policy WHERE status IN ('current', 'shipped')
     ORDER BY status = 'current' DESC, created_at DESC, id LIMIT 1`,
  );
  return row === undefined ? null : policyRecord(row);
}

function policyRecord(row: PolicyRow): PolicyRecord {
  return {
    id: row.id,
    name: row.name,
    parent: row.parent,
    run: row.run,
    architecture: row.architecture,
    architectureVersion: row.architecture_version,
    shipped: row.shipped === 1,
    status: row.status,
    metrics: parseJson(row.metrics, jsonObject, 'a policy'),
    file: row.file,
    sha256: row.sha256,
    createdAt: row.created_at,
  };
}

export interface RunRecord {
  readonly id: string;
  readonly state: RunState;
  readonly phase: string;
  readonly done: number;
  readonly total: number | null;
  readonly sentence: string;
  /** The sentence for any language; null where it has English only. */
  readonly said: Said | null;
  readonly error: string | null;
  readonly settings: JsonObject;
  readonly device: string | null;
  readonly basePolicy: string | null;
  readonly resultPolicy: string | null;
  readonly result: JsonValue;
  readonly snapshotPath: string | null;
  readonly snapshotHash: string | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

interface RunRow {
  readonly id: string;
  readonly state: RunState;
  readonly phase: string;
  readonly done: number;
  readonly total: number | null;
  readonly sentence: string;
  readonly said: string | null;
  readonly error: string | null;
  readonly settings: string;
  readonly device: string | null;
  readonly base_policy: string | null;
  readonly result_policy: string | null;
  readonly result: string;
  readonly snapshot_path: string | null;
  readonly snapshot_hash: string | null;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly ended_at: number | null;
}

/** Every run, newest first. */
export function runs(db: ReadableDb): RunRecord[] {
  return db.all<RunRow>('SELECT * FROM run ORDER BY created_at DESC, id').map(runRecord);
}

export function run(db: ReadableDb, id: string): RunRecord | null {
  const row = db.get<RunRow>('SELECT * FROM run WHERE id = @id', { id });
  return row === undefined ? null : runRecord(row);
}

function runRecord(row: RunRow): RunRecord {
  return {
    id: row.id,
    state: row.state,
    phase: row.phase,
    done: row.done,
    total: row.total,
    sentence: row.sentence,
    said: keptSaid(row.said),
    error: row.error,
    settings: parseJson(row.settings, jsonObject, 'a run'),
    device: row.device,
    basePolicy: row.base_policy,
    resultPolicy: row.result_policy,
    result: parseJson(row.result, jsonValue, 'a run'),
    snapshotPath: row.snapshot_path,
    snapshotHash: row.snapshot_hash,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
}

/** One curve of a run; both lists have equal length, in step order. */
export interface MetricSeries {
  readonly name: string;
  readonly phase: string;
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** A run's curves. `after`: only steps later than this. */
export function runMetrics(
  db: ReadableDb,
  runId: string,
  filter: { readonly name?: string | undefined; readonly after?: number | undefined } = {},
): MetricSeries[] {
  const rows = db.all<{ name: string; phase: string; step: number; value: number }>(
    `SELECT name, phase, step, value FROM run_metric
     WHERE run = @runId AND step > @after ${filter.name === undefined ? '' : 'AND name = @name'}
     ORDER BY name, phase, step`,
    {
      runId,
      after: filter.after ?? -Number.MAX_VALUE,
      ...(filter.name === undefined ? {} : { name: filter.name }),
    },
  );
  const series: { name: string; phase: string; steps: number[]; values: number[] }[] = [];
  for (const { name, phase, step, value } of rows) {
    let last = series.at(-1);
    if (last?.name !== name || last.phase !== phase) {
      last = { name, phase, steps: [], values: [] };
      series.push(last);
    }
    last.steps.push(step);
    last.values.push(value);
  }
  return series;
}
