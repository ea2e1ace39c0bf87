import { statSync } from 'node:fs';
import { backUp, isBackupDue, listBackups } from '../corpus/backups.ts';
import { faultOfCorpus } from '../corpus/keeper.ts';
import type { Project } from '../corpus/project.ts';
import { projectRevision, viewState } from '../corpus/queries/project.ts';
import type { BackupRow, ProjectHealth } from './contract/index.ts';
import { warningForFolder, type PlaceWarning } from './place.ts';
import { sentenceOf } from './sentence.ts';

/** Opening is quick; a whole corpus is read once the page has what it needs. */
const LOOK_AFTER_MS = 2000;
const BACK_UP_EVERY_MS = 30 * 60_000;
const DISMISSED = 'placeWarningDismissed';

export interface CaretakerSetting {
  readonly keeperEntry: URL | null;
  /** Something about the project's health changed. */
  readonly tell: () => void;
  readonly lookAfterMs?: number;
}

/**
 * Looks after an open project: checks the corpus once, copies it when it changed since the last copy and every half hour of
 * work, and says where it lies. A damaged corpus is not copied: the rotation must not drop the good ones for it.
 */
export class Caretaker {
  readonly #project: Project;
  readonly #setting: CaretakerSetting;
  readonly #closing = new AbortController();
  readonly #place: PlaceWarning | null;
  readonly #timers: NodeJS.Timeout[];
  #integrity: ProjectHealth['integrity'] = 'unknown';
  #fault: string | null = null;
  #backupProblem: string | null = null;
  #turn: Promise<void> = Promise.resolve();

  constructor(project: Project, setting: CaretakerSetting) {
    this.#project = project;
    this.#setting = setting;
    this.#place = warningForFolder(project.paths.dir);
    const soon = setTimeout(() => void this.#look(), setting.lookAfterMs ?? LOOK_AFTER_MS);
    const often = setInterval(() => void this.backUp().catch(() => undefined), BACK_UP_EVERY_MS);
    this.#timers = [soon.unref(), often.unref()];
  }

  health(): ProjectHealth {
    const { paths, db } = this.#project;
    return {
      integrity: this.#integrity,
      damage:
        this.#fault === null
          ? null
          : `The corpus of this project is damaged (${this.#fault}). Put back a backup: what is there now is kept beside it.`,
      backups: backupRows(paths),
      backupProblem: this.#backupProblem,
      place: this.#place === null ? null : { ...this.#place },
      placeDismissed: viewState(db, DISMISSED) === this.#place?.name,
      corpusBytes: sizeOf(paths.corpus),
    };
  }

  /** Remembers in the project that a person knows where it lies. */
  async dismissPlace(): Promise<void> {
    const name = this.#place?.name ?? null;
    await this.#project.writer.job('setViewState', { name: DISMISSED, value: name });
    this.#setting.tell();
  }

  /** Copies the corpus when it changed since the last copy; one after the other. @throws what made it impossible */
  backUp(): Promise<void> {
    const turn = this.#turn.then(async () => {
      if (this.#integrity === 'damaged' || this.#closing.signal.aborted) return;
      const { paths, db } = this.#project;
      const revision = projectRevision(db);
      if (!isBackupDue(paths, revision)) return;
      try {
        await backUp(paths, revision, this.#options());
        this.#backupProblem = null;
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        this.#backupProblem = sentenceOf(error);
        throw error;
      } finally {
        if (!this.#closing.signal.aborted) this.#setting.tell();
      }
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Ends what is under way; a copy that is not whole is not kept. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#closing.abort();
    await this.#turn;
  }

  async #look(): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      try {
        this.#fault = await faultOfCorpus(this.#project.paths.corpus, this.#options());
        this.#integrity = this.#fault === null ? 'good' : 'damaged';
      } catch {
        // Not looked at is not damaged; the next opening looks again.
        return;
      }
      this.#setting.tell();
    });
    await this.#turn;
    // Told in `health`; nobody waits for it.
    await this.backUp().catch(() => undefined);
  }

  #options(): { signal: AbortSignal; entry?: URL } {
    const { keeperEntry } = this.#setting;
    return { signal: this.#closing.signal, ...(keeperEntry !== null && { entry: keeperEntry }) };
  }
}

export function backupRows(paths: Project['paths']): BackupRow[] {
  return listBackups(paths).map(({ name, at, bytes, kind }) => ({
    name,
    bytes,
    kind,
    at: new Date(at).toISOString(),
  }));
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
