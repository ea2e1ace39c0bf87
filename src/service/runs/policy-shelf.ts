import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, open, rename, rm } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Project } from '../../corpus/project.ts';
import { currentPolicy, policy, type PolicyRecord } from '../../corpus/queries/training.ts';
import type { RunReport } from '../../training/run-report.ts';
import { ServiceError } from '../api.ts';
import { metricsToStore, policyMetrics } from './policy-metrics.ts';

/** The policy that comes with the program. */
export interface ShippedPolicy {
  readonly id: string;
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly architecture: string;
  readonly architectureVersion: number;
  readonly sha256: string;
}

/** A policy whose file is there and is what it was. */
export interface UsablePolicy {
  readonly id: string;
  readonly file: string;
}

/** A project's policies: the shipped one, what its runs made, and which of them answers. */
export class PolicyShelf {
  readonly #project: Project;
  readonly #shipped: ShippedPolicy | null;
  /** Files whose checksum was right, by path, size and time: large ones are read once. */
  readonly #checked = new Set<string>();
  /** Whether a policy's scores are probabilities, by id: what a policy was measured at never changes. */
  readonly #calibrated = new Map<string, boolean>();

  constructor(project: Project, shipped: ShippedPolicy | null) {
    this.#project = project;
    this.#shipped = shipped;
  }

  /** Lists the shipped policy in the project; at every opening, since the program may have been updated. */
  async enlistShipped(): Promise<void> {
    if (this.#shipped === null) return;
    const { id, name, architecture, architectureVersion, sha256 } = this.#shipped;
    await this.#project.writer.job('addPolicy', {
      id,
      name,
      architecture,
      architectureVersion,
      sha256,
      shipped: true,
    });
  }

  /** Id of the policy that answers: the promoted one, else the shipped one; empty when there is none at all. */
  currentId(): string {
    const row = currentPolicy(this.#project.db);
    // What shipped with an earlier version stays listed, but only the one of this version is here.
    const promoted = row === null || row.status !== 'current' ? null : row.id;
    return promoted ?? this.#shipped?.id ?? '';
  }

  /** Whether the scores that this policy gave are probabilities. */
  calibrated(id: string): boolean {
    const known = this.#calibrated.get(id);
    if (known !== undefined) return known;
    const metrics = policyMetrics.safeParse(policy(this.#project.db, id)?.metrics);
    const calibrated = metrics.success && (metrics.data.confidence?.calibration ?? null) !== null;
    this.#calibrated.set(id, calibrated);
    return calibrated;
  }

  /** Why a listed policy cannot be loaded by this version, or null when nothing is known against it. */
  refusal({ id, architecture, architectureVersion, file }: PolicyRecord): string | null {
    const shipped = this.#shipped;
    if (shipped === null || id === shipped.id) return null;
    if (file === null) return 'It came with another version of TempR1 Studio.';
    if (architecture === shipped.architecture && architectureVersion === shipped.architectureVersion)
      return null;
    return `It is of the architecture ${architecture}-${architectureVersion}; this version runs ${shipped.architecture}-${shipped.architectureVersion}.`;
  }

  /**
   * A policy ready to be opened.
   * @param id null: the current one; `shipped`: the one that comes with the program.
   * @throws ServiceError when it is not known, its file is gone, or its content is not what was promoted.
   */
  async use(id: string | null): Promise<UsablePolicy> {
    const wanted = id === null ? this.currentId() : id === 'shipped' ? (this.#shipped?.id ?? '') : id;
    if (wanted === '')
      throw new ServiceError(
        'conflict',
        'No policy ships with this copy of TempR1 Studio, and the project has none yet.',
      );
    const found = this.#find(wanted);
    await this.#verify(found);
    return { id: found.id, file: found.file };
  }

  #find(id: string): { id: string; file: string; sha256: string | null } {
    if (this.#shipped !== null && id === this.#shipped.id) return this.#shipped;
    const row = policy(this.#project.db, id);
    if (row === null) throw new ServiceError('not-found', `This project has no policy “${id}”.`);
    if (row.file === null)
      throw new ServiceError('conflict', `The policy “${id}” came with another version of TempR1 Studio.`);
    const file = isAbsolute(row.file) ? row.file : resolve(this.#project.paths.dir, row.file);
    return { id, file, sha256: row.sha256 };
  }

  async #verify({ id, file, sha256 }: { id: string; file: string; sha256: string | null }): Promise<void> {
    if (sha256 === null || this.#checked.has(`${file} ${sha256}`)) return;
    const actual = await sha256Of(file).catch((cause: unknown) => {
      throw new ServiceError('conflict', `The file of the policy “${id}” is gone: ${file}.`, { cause });
    });
    if (actual !== sha256)
      throw new ServiceError(
        'conflict',
        `The file of the policy “${id}” is not the one that was kept: ${file} has changed. Roll back to another policy.`,
      );
    this.#checked.add(`${file} ${sha256}`);
  }

  /**
   * Copies what a run made into `policies/` and lists it as a candidate.
   * @returns the new policy's id.
   */
  async adopt(made: {
    readonly run: string;
    readonly file: string;
    readonly base: UsablePolicy;
    readonly report: RunReport | null;
  }): Promise<string> {
    const { paths, writer, db } = this.#project;
    const id = made.run.replace(/^run-/u, 'policy-');
    const target = join(paths.policies, `${id}.safetensors`);
    await copyDurably(made.file, target);
    // A run that was resumed after it had been adopted brings the same policy again.
    if (policy(db, id) !== null) return id;
    const [architecture, version] = splitArchitecture(made.report?.architecture ?? '');
    await writer.job('addPolicy', {
      id,
      name: id,
      parent: made.base.id,
      run: made.run,
      architecture,
      architectureVersion: version,
      file: relative(paths.dir, target).split(sep).join('/'),
      sha256: await sha256Of(target),
      ...(made.report !== null && { metrics: metricsToStore(made.report) }),
    });
    return id;
  }
}

/** `compact-1` -> `compact`, 1. */
export function splitArchitecture(text: string): [string, number] {
  const match = /^(.*)-(\d+)$/u.exec(text);
  return match === null ? [text || 'unknown', 0] : [match[1] ?? text, Number(match[2])];
}

/** SHA-256 of a file, hexadecimal. @throws the system's error. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Copies beside the target, syncs and renames: what is there is whole at any moment. */
async function copyDurably(from: string, to: string): Promise<void> {
  const draft = `${to}.${randomUUID().slice(0, 8)}.part`;
  try {
    await copyFile(from, draft);
    const handle = await open(draft, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, to);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
