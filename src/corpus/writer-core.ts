import { say, told, type Said } from '../tasks/said/said.ts';
import { append, redoNext, undoLast, walkTo, type WalkProgress } from './command-log.ts';
import { Change, type Watch } from './commands/change.ts';
import type { Created } from './commands/define.ts';
import { COMMANDS, type CommandRequest } from './commands/registry.ts';
import type { WritableDb } from './db.ts';
import { CorpusError } from './errors.ts';
import { refreshItemFacts } from './item-facts.ts';
import { logJob } from './job-log.ts';
import { runJob, type JobName } from './jobs/registry.ts';
import { isConstraint } from './sqlite-errors.ts';
import { Touched } from './touched.ts';
import type { CommandResult, CorpusChange, ExecuteOptions, UndoResult } from './writer-protocol.ts';

/** What everybody who names nobody is called in the log. */
const LOCAL_ANNOTATOR = 'local';

/**
 * Everything that writes, synchronous: it owns the only writable connection. Each call is one transaction, on disk when it
 * returns; a call that throws has changed nothing.
 */
export class WriterCore {
  readonly #db: WritableDb;
  readonly #projectDir: string;
  readonly #tell: (change: CorpusChange) => void;
  readonly #now: () => number;

  constructor(
    db: WritableDb,
    projectDir: string,
    tell: (change: CorpusChange) => void,
    now: () => number = Date.now,
  ) {
    this.#db = db;
    this.#projectDir = projectDir;
    this.#tell = tell;
    this.#now = now;
  }

  /** Commands in one transaction that are undone together. @throws CorpusError */
  execute(commands: readonly CommandRequest[], options: ExecuteOptions = {}, watch?: Watch): CommandResult {
    const name = commands.length === 1 ? (commands[0]?.name ?? '') : 'batch';
    return this.#write('command', name, (touched) => this.#apply(commands, options, touched, watch));
  }

  undo(): UndoResult {
    return this.#write('undo', 'undo', (touched) => ({
      ...undoLast(this.#db, touched),
      changed: true,
    }));
  }

  redo(): UndoResult {
    return this.#write('redo', 'redo', (touched) => ({
      ...redoNext(this.#db, touched),
      changed: true,
    }));
  }

  /** Undo or redo up to an entry of the log, as one transaction. @throws CorpusError */
  goTo(entry: number, progress?: WalkProgress): UndoResult {
    return this.#write('undo', 'goTo', (touched) => {
      const { steps, said } = walkTo(this.#db, entry, touched, progress);
      return { ...told(said), changed: steps > 0 };
    });
  }

  /** Something a program writes, outside the log. @throws CorpusError */
  job(name: JobName, params: unknown): unknown {
    const { value } = this.#write('job', name, (touched) => {
      const at = this.#now();
      const context = { db: this.#db, projectDir: this.#projectDir, at, touched };
      const { result, note } = runJob(name, context, params);
      if (note !== null) logJob(this.#db, name, note, touched.told(), at);
      return { value: result, changed: true };
    });
    return value;
  }

  close(): void {
    if (!this.#db.isOpen) return;
    // Leaves one plain file behind, so that a copied project folder is whole.
    this.#db.pragma('wal_checkpoint(TRUNCATE)');
    this.#db.close();
  }

  #apply(
    commands: readonly CommandRequest[],
    options: ExecuteOptions,
    touched: Touched,
    watch: Watch | undefined,
  ): Omit<CommandResult, 'revision'> & { changed: boolean } {
    const annotator = options.annotator ?? LOCAL_ANNOTATOR;
    this.#requireAnnotator(annotator);
    const at = this.#now();
    const created = { intervals: [], items: [], labels: [], comments: [] } as {
      -readonly [K in keyof Created]: Created[K][number][];
    };
    const sayings: Said[] = [];
    let batch: number | null = null;
    let changed = false;
    for (const { name, params } of commands) {
      const change = new Change(this.#db, annotator, at, watch);
      const outcome = COMMANDS[name].run(change, params);
      const changes = change.changes();
      changed ||= changes.length > 0;
      touched.add(change.touched.ids());
      const { said } = outcome;
      const entry = append(this.#db, {
        at,
        annotator,
        name,
        params,
        changes,
        touched: change.touched.ids(),
        said: typeof said === 'function' ? said : () => said,
        coalesceKey: commands.length === 1 ? (options.coalesceKey ?? null) : null,
        batch,
      });
      batch ??= entry.key;
      sayings.push(entry.said);
      created.intervals.push(...(outcome.created?.intervals ?? []));
      created.items.push(...(outcome.created?.items ?? []));
      created.labels.push(...(outcome.created?.labels ?? []));
      created.comments.push(...(outcome.created?.comments ?? []));
    }
    const [first = say('nothingToDo')] = sayings;
    const said = sayings.length > 1 ? say('andMore', { first, count: sayings.length - 1 }) : first;
    return { entry: batch, ...told(said), changed, ...created };
  }

  #requireAnnotator(id: string): void {
    if (this.#db.get('SELECT 1 AS here FROM annotator WHERE id = @id', { id }) === undefined)
      throw new CorpusError('not-found', `There is no annotator "${id}" in this project.`);
  }

  /** One transaction; tells the listeners once it is on disk. */
  #write<T extends { readonly changed: boolean }>(
    by: CorpusChange['by'],
    name: string,
    work: (touched: Touched) => T,
  ): Omit<T, 'changed'> & { revision: number } {
    if (!this.#db.isOpen) throw new CorpusError('closed', say('projectClosed'));
    const touched = new Touched();
    let done;
    try {
      done = this.#db.transaction(() => {
        const { changed, ...rest } = work(touched);
        refreshItemFacts(this.#db, this.#now());
        const revision = changed
          ? touched.stamp(this.#db)
          : this.#db.number('SELECT revision FROM project WHERE key = 1');
        return { rest, changed, revision };
      });
    } catch (error) {
      if (isConstraint(error))
        throw new CorpusError('refused', say('othersDepend'), {
          cause: error,
        });
      throw error;
    }
    if (done.changed) this.#tell({ revision: done.revision, by, name, ...touched.told() });
    return { ...done.rest, revision: done.revision };
  }
}
