import { z } from 'zod';
import { run, runMetrics, runs, type PolicyRecord, type RunRecord } from '../../corpus/queries/training.ts';
import { runReport } from '../../training/run-report.ts';
import type { EvaluationRow, PolicyRow, Run, RunDetail } from '../contract/index.ts';
import type { Session } from '../session.ts';
import { evaluationRows } from './evaluation-rows.ts';
import { policyConfidence, policyMetrics, runConfidence } from './policy-metrics.ts';
import { personSettings, readStoredSettings } from './run-settings.ts';

const instant = (at: number): string => new Date(at).toISOString();

/** A run as the page shows it; null when the project has no such run. */
export function runOf(session: Session, id: string): Run | null {
  const record = run(session.project.db, id);
  return record === null ? null : view(session, record);
}

/** Every run, newest first. */
export function runsOf(session: Session): Run[] {
  return runs(session.project.db).map((record) => view(session, record));
}

/** A run with its curves. */
export function runDetailOf(session: Session, id: string): RunDetail | null {
  const record = run(session.project.db, id);
  if (record === null) return null;
  const series = runMetrics(session.project.db, id).map(({ name, phase, steps, values }) => ({
    name,
    phase,
    steps: [...steps],
    values: [...values],
  }));
  const stored = storedResult.safeParse(record.result);
  const confidence = stored.success ? runConfidence(stored.data.report.confidence) : null;
  return { ...view(session, record), series, confidence };
}

function view({ training }: Session, record: RunRecord): Run {
  const { id, phase, done, total, sentence, said, error, device, resultPolicy, basePolicy } = record;
  const live = training.running === id;
  // A paused run whose process is gone waits for its next start like an interrupted one.
  const state = record.state === 'paused' && !live ? 'interrupted' : record.state;
  return {
    id,
    state,
    phase,
    done,
    total,
    sentence,
    said,
    etaSeconds: live ? training.etaSeconds : null,
    settings: settingsOf(record),
    device,
    startedAt: instant(record.startedAt ?? record.createdAt),
    endedAt: record.endedAt === null ? null : instant(record.endedAt),
    error,
    policyId: resultPolicy,
    basePolicyId: basePolicy ?? '',
    evaluation: evaluationOf(record),
    canResume: !live && (state === 'interrupted' || state === 'failed'),
  };
}

function settingsOf({ settings }: RunRecord): Run['settings'] {
  try {
    return personSettings(readStoredSettings(settings));
  } catch {
    // Written by a version that knew other settings: shown without them.
    return {};
  }
}

const storedResult = z.object({ report: runReport });

function evaluationOf({ result }: RunRecord): EvaluationRow[] {
  const parsed = storedResult.safeParse(result);
  return parsed.success ? columnsToRows(parsed.data.report.columns) : [];
}

function columnsToRows(columns: z.infer<typeof policyMetrics>['columns']): EvaluationRow[] {
  const { start, afterWarmUp, result } = columns;
  return evaluationRows({
    before: start.heldOut?.report ?? null,
    warmUp: afterWarmUp.heldOut?.report ?? null,
    after: result.heldOut?.report ?? null,
  });
}

/** A policy as the page lists it. */
export function policyRowOf(record: PolicyRecord, currentId: string, usable: string | null): PolicyRow {
  const metrics = policyMetrics.safeParse(record.metrics);
  return {
    id: record.id,
    name: record.name,
    architecture: `${record.architecture}-${record.architectureVersion}`,
    origin: record.shipped ? 'shipped' : (record.run ?? 'unknown'),
    parentId: record.parent,
    createdAt: record.shipped ? null : instant(record.createdAt),
    current: record.id === currentId,
    candidate: record.status === 'candidate',
    usable: usable === null,
    note: usable,
    evaluation: metrics.success ? columnsToRows(metrics.data.columns) : [],
    confidence: metrics.success ? policyConfidence(metrics.data.confidence) : null,
  };
}
