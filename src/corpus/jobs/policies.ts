import { z } from 'zod';
import type { WritableDb } from '../db.ts';
import { CorpusError } from '../errors.ts';
import { jsonObject } from '../json.ts';
import { defineJob } from './define.ts';

const id = z.string().min(1).max(200);

/** Lists a policy: a candidate that a run made, or (again at every start) the one that ships with the program. */
export const addPolicy = defineJob(
  z.strictObject({
    id,
    name: z.string().min(1).max(200),
    /** The policy it was trained from. */
    parent: id.nullish(),
    run: id.nullish(),
    architecture: z.string().min(1).max(200),
    architectureVersion: z.int().min(0),
    shipped: z.boolean().optional(),
    metrics: jsonObject.optional(),
    /** Relative to the project's folder where it lies inside; none for a shipped one. */
    file: z.string().min(1).nullish(),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullish(),
  }),
  z.object({}),
  ({ db, at, touched }, params) => {
    const shipped = params.shipped ?? false;
    const known = statusOf(db, params.id);
    if (known !== undefined && !(shipped && known.shipped === 1))
      throw new CorpusError('exists', `There is a policy "${params.id}" in this project already.`);
    touched.table('policy');
    db.run(
      `INSERT INTO policy (id, name, parent, run, architecture, architecture_version, shipped, status, metrics, file, sha256, created_at)
       VALUES (@id, @name, @parent, @run, @architecture, @version, @shipped, @status, @metrics, @file, @sha256, @at)
       ON CONFLICT (id) DO UPDATE SET name = @name, architecture = @architecture, architecture_version = @version,
         metrics = @metrics, file = @file, sha256 = @sha256`,
      {
        id: params.id,
        name: params.name,
        parent: params.parent ?? null,
        run: params.run ?? null,
        architecture: params.architecture,
        version: params.architectureVersion,
        shipped: shipped ? 1 : 0,
        status: shipped ? 'shipped' : 'candidate',
        metrics: JSON.stringify(params.metrics ?? {}),
        file: params.file ?? null,
        sha256: params.sha256 ?? null,
        at,
      },
    );
    return {};
  },
);

export const setPolicyMetrics = defineJob(
  z.strictObject({ policy: id, metrics: jsonObject }),
  z.object({}),
  ({ db, touched }, { policy, metrics }) => {
    requirePolicy(db, policy);
    db.run('UPDATE policy SET metrics = @metrics WHERE id = @policy', {
      policy,
      metrics: JSON.stringify(metrics),
    });
    touched.table('policy');
    return {};
  },
);

/** Makes a policy the project's current one; the one before can be rolled back to. */
export const promotePolicy = defineJob(
  z.strictObject({ policy: id }),
  z.object({ policy: z.string(), previous: z.string().nullable() }),
  ({ db, at, touched }, { policy }) => {
    requirePolicy(db, policy);
    const previous = currentId(db);
    if (previous === policy) return { policy, previous };
    makeCurrent(db, policy);
    record(db, policy, previous, 'promote', at);
    touched.table('policy');
    return { policy, previous };
  },
  (_params, { policy, previous }) => (policy === previous ? null : { subject: policy, counts: {} }),
);

/** Goes back to the policy that was current before the last promotion. @throws CorpusError 'refused' when there is none. */
export const rollbackPolicy = defineJob(
  z.strictObject({}),
  /** `policy`: now current, or null when it is the shipped one by default. */
  z.object({ policy: z.string().nullable(), previous: z.string() }),
  ({ db, at, touched }) => {
    const earlier: (string | null)[] = [];
    for (const row of db.all<{ previous: string | null; kind: string }>(
      'SELECT previous, kind FROM promotion ORDER BY key',
    )) {
      if (row.kind === 'promote') earlier.push(row.previous);
      else earlier.pop();
    }
    const target = earlier.pop();
    const previous = currentId(db);
    if (target === undefined || previous === null)
      throw new CorpusError('refused', 'There is no earlier policy to go back to.');
    makeCurrent(db, target);
    record(db, target ?? previous, previous, 'rollback', at);
    touched.table('policy');
    return { policy: target, previous };
  },
  (_params, { policy }) => ({ subject: policy ?? '', counts: {} }),
);

/** Discards a candidate. Its file stays. @throws CorpusError 'refused' for the current or the shipped one. */
export const retirePolicy = defineJob(
  z.strictObject({ policy: id }),
  z.object({}),
  ({ db, touched }, { policy }) => {
    const { status } = requirePolicy(db, policy);
    if (status === 'current')
      throw new CorpusError(
        'refused',
        `"${policy}" is the current policy; promote another one or roll back first.`,
      );
    if (status === 'shipped')
      throw new CorpusError('refused', `"${policy}" ships with the program and stays.`);
    db.run(`UPDATE policy SET status = 'retired' WHERE id = @policy`, { policy });
    touched.table('policy');
    return {};
  },
);

function statusOf(db: WritableDb, policy: string): { status: string; shipped: number } | undefined {
  return db.get<{ status: string; shipped: number }>(
    'SELECT status, shipped FROM policy WHERE id = @policy',
    {
      policy,
    },
  );
}

function requirePolicy(db: WritableDb, policy: string): { status: string } {
  const row = statusOf(db, policy);
  if (row === undefined)
    throw new CorpusError('not-found', `There is no policy "${policy}" in this project.`);
  return row;
}

function currentId(db: WritableDb): string | null {
  return db.get<{ id: string }>(`SELECT id FROM policy WHERE status = 'current'`)?.id ?? null;
}

function makeCurrent(db: WritableDb, policy: string | null): void {
  db.run(
    `UPDATE policy SET status = CASE shipped WHEN 1 THEN 'shipped' ELSE 'retired' END WHERE status = 'current'`,
  );
  if (policy !== null) db.run(`UPDATE policy SET status = 'current' WHERE id = @policy`, { policy });
}

function record(
  db: WritableDb,
  policy: string,
  previous: string | null,
  kind: 'promote' | 'rollback',
  at: number,
): void {
  db.run('INSERT INTO promotion (policy, previous, kind, at) VALUES (@policy, @previous, @kind, @at)', {
    policy,
    previous,
    kind,
    at,
  });
}
