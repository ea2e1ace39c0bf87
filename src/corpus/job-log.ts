import { z } from 'zod';
import type { WritableDb } from './db.ts';
import type { JobNote } from './jobs/define.ts';
import { parseJson } from './json.ts';
import { Touched, touchedIds, type TouchedIds } from './touched.ts';

/** What programs did, beside the log of what people did (migrations/006-job-log.ts). Nothing here is ever undone. */

/** Like jobs this close after each other are told as one. */
const SAME_WORK_MS = 10 * 60_000;

export const jobCounts = z.record(z.string(), z.number());

interface JobRow {
  readonly key: number;
  readonly ended_at: number;
  readonly counts: string;
  readonly touched: string;
}

/** Notes that a job was done, in its own transaction. */
export function logJob(db: WritableDb, name: string, note: JobNote, touched: TouchedIds, at: number): void {
  const after = db.number('SELECT coalesce(max(key), 0) FROM command_log');
  const last = db.get<JobRow>(
    `SELECT key, ended_at, counts, touched FROM job_log
     WHERE key = (SELECT max(key) FROM job_log) AND name = @name AND subject = @subject AND after_entry = @after`,
    { name, subject: note.subject, after },
  );
  if (last === undefined || at - last.ended_at > SAME_WORK_MS) {
    db.run(
      `INSERT INTO job_log (at, ended_at, name, subject, counts, touched, after_entry)
       VALUES (@at, @at, @name, @subject, @counts, @touched, @after)`,
      {
        at,
        name,
        subject: note.subject,
        counts: JSON.stringify(note.counts),
        touched: JSON.stringify(touched),
        after,
      },
    );
    return;
  }
  const counts = parseJson(last.counts, jobCounts, 'the log of jobs');
  const both = new Touched();
  both.add(parseJson(last.touched, touchedIds, 'the log of jobs'));
  both.add(touched);
  db.run('UPDATE job_log SET ended_at = @at, counts = @counts, touched = @touched WHERE key = @key', {
    key: last.key,
    at,
    counts: JSON.stringify(sum(counts, note.counts)),
    touched: JSON.stringify(both.told()),
  });
}

function sum(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const total: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) total[name] = (total[name] ?? 0) + count;
  return total;
}
