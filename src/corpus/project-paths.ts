import { join, resolve } from 'node:path';

/** What lies where in a project's folder (docs/architecture.md). */
export interface ProjectPaths {
  readonly dir: string;
  readonly corpus: string;
  /** Can be deleted at any time. */
  readonly cache: string;
  readonly runs: string;
  readonly policies: string;
  readonly backups: string;
  /** Who has the project open, for a person and for other processes. */
  readonly lock: string;
  /** Held by the operating system for as long as that process lives. */
  readonly guard: string;
}

export function projectPaths(dir: string): ProjectPaths {
  const root = resolve(dir);
  return {
    dir: root,
    corpus: join(root, 'corpus.sqlite'),
    cache: join(root, 'cache'),
    runs: join(root, 'runs'),
    policies: join(root, 'policies'),
    backups: join(root, 'backups'),
    lock: join(root, 'project.lock'),
    guard: join(root, 'project.guard'),
  };
}
