import type { HistoryAct, HistoryJob } from '../../src/service/contract/index.ts';

/** A pause this long begins a new session of work. */
const PAUSE_MS = 30 * 60_000;

export type HistoryRow =
  { readonly kind: 'act'; readonly act: HistoryAct } | { readonly kind: 'job'; readonly job: HistoryJob };

/** What was done without a long pause on one day, newest first. */
export interface Session {
  /** Local midnight of its day, in milliseconds since 1970. */
  readonly day: number;
  readonly from: number;
  readonly until: number;
  readonly rows: readonly HistoryRow[];
  /** Acts of people. */
  readonly acts: number;
}

/**
 * Acts and jobs, each newest first, as one list in sessions. A job stands above the act that it came after, whatever the clock
 * said; acts keep the order of the log.
 */
export function sessionsOf(acts: readonly HistoryAct[], jobs: readonly HistoryJob[]): Session[] {
  const rows: { readonly at: number; readonly row: HistoryRow }[] = [];
  let next = 0;
  const takeJobs = (down: number): void => {
    for (let job = jobs[next]; job !== undefined && job.after >= down; job = jobs[++next])
      rows.push({ at: Date.parse(job.until), row: { kind: 'job', job } });
  };
  for (const act of acts) {
    takeJobs(act.id);
    rows.push({ at: Date.parse(act.at), row: { kind: 'act', act } });
  }
  takeJobs(0);
  const sessions: { day: number; from: number; until: number; rows: HistoryRow[]; acts: number }[] = [];
  for (const { at, row } of rows) {
    const last = sessions.at(-1);
    const day = midnight(at);
    const acts = row.kind === 'act' ? 1 : 0;
    if (last === undefined || last.day !== day || last.from - at > PAUSE_MS)
      sessions.push({ day, from: at, until: at, rows: [row], acts });
    else {
      last.rows.push(row);
      last.from = Math.min(last.from, at);
      last.acts += acts;
    }
  }
  return sessions;
}

/** How many acts lie between where the history stands and an act, and which way. */
export function stepsTo(
  acts: readonly HistoryAct[],
  now: number,
  to: number,
): { readonly back: number; readonly on: number } {
  return {
    back: acts.filter(({ id, state }) => state === 'done' && id > to && id <= now).length,
    on: acts.filter(({ id, state }) => state === 'undone' && id <= to).length,
  };
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
