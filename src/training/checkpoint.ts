import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';

import type { FeatureTensor, TrainingState } from '../policy/policy.ts';
import { readSafetensors, SafetensorsError, writeSafetensors } from '../tensor/safetensors.ts';
import { TrainingError } from './errors.ts';
import { EventLog } from './event-log.ts';
import type { NumberedEvent, TrainingEvent } from './events.ts';

/** How far a run has come. `step` counts finished steps of the phase. */
export const position = z.strictObject({
  phase: z.enum(['start', 'warm-up', 'warmed-up', 'grpo', 'trained']),
  step: z.int().min(0),
});
export type Position = z.infer<typeof position>;

const progress = z.strictObject({
  position,
  /** Events in the log when the checkpoint was made. */
  events: z.int().min(0),
  /** The GRPO step (0: the warmed-up policy) with the best held-out score so far; its weights lie in `best-<step>.safetensors`. */
  best: z.strictObject({ step: z.int(), score: z.number() }).nullable(),
});
export type Progress = z.infer<typeof progress>;

const header = progress.extend({
  format: z.literal('tempr1-checkpoint'),
  version: z.literal(1),
  architecture: z.string(),
  /** Names everything the run follows from; another run's checkpoint is refused. */
  identity: z.string(),
});

export interface Checkpoint extends Progress {
  readonly state: TrainingState;
}

/** What makes two runs the same: their checkpoints may be exchanged. */
export interface RunIdentity {
  readonly architecture: string;
  readonly identity: string;
}

/**
 * The files of one run that its training code owns: `checkpoint.safetensors`, `reference.safetensors`, `best-N.safetensors`
 * and `events.jsonl`. Each is written whole or not at all, so that a process killed anywhere leaves a run that can go on.
 */
export class RunStore {
  readonly #folder: string;
  readonly #identity: RunIdentity;
  #log: EventLog | null = null;

  constructor(folder: string, identity: RunIdentity) {
    this.#folder = folder;
    this.#identity = identity;
  }

  /**
   * The last checkpoint, with the log cut back to it; null when the run has none, and then the log is empty.
   * @throws TrainingError when the checkpoint is of another run or can't be read.
   */
  async begin(): Promise<Checkpoint | null> {
    await this.#sweep();
    const checkpoint = await this.#read(this.#path('checkpoint'));
    this.#log?.close();
    this.#log = EventLog.open(path.join(this.#folder, 'events.jsonl'), checkpoint?.events ?? 0);
    return checkpoint;
  }

  get events(): readonly NumberedEvent[] {
    return this.#openLog().events;
  }

  append(event: TrainingEvent): NumberedEvent {
    return this.#openLog().append(event);
  }

  async save(state: TrainingState, at: Omit<Progress, 'events'>): Promise<void> {
    const log = this.#openLog();
    // The log first: a checkpoint must never count events that a power cut could take back.
    log.sync();
    await this.#write('checkpoint', state, { ...at, events: log.events.length });
  }

  /** The policy at the end of the warm-up: GRPO's reference. */
  async saveReference(state: TrainingState): Promise<void> {
    await this.#write('reference', state, START);
  }

  async loadReference(): Promise<TrainingState> {
    return this.#state('reference');
  }

  async saveBest(step: number, state: TrainingState): Promise<void> {
    await this.#write(`best-${step}`, state, START);
  }

  async loadBest(step: number): Promise<TrainingState> {
    return this.#state(`best-${step}`);
  }

  /** Removes the best weights of earlier steps, once no checkpoint speaks of them. */
  async dropBestBut(step: number): Promise<void> {
    for (const name of await readdir(this.#folder))
      if (/^best-\d+\.safetensors$/.test(name) && name !== `best-${step}.safetensors`)
        await rm(path.join(this.#folder, name), { force: true });
  }

  /** A finished run needs no checkpoints: removes them and keeps the log. */
  async removeCheckpoints(): Promise<void> {
    for (const name of await readdir(this.#folder))
      if (/^(checkpoint|reference|best-\d+)\.safetensors$/.test(name))
        await rm(path.join(this.#folder, name), { force: true });
  }

  close(): void {
    this.#log?.close();
    this.#log = null;
  }

  #openLog(): EventLog {
    if (this.#log === null) throw new Error('RunStore.begin() must come first.');
    return this.#log;
  }

  #path(name: string): string {
    return path.join(this.#folder, `${name}.safetensors`);
  }

  /** Removes what a killed process left half-written. */
  async #sweep(): Promise<void> {
    for (const name of await readdir(this.#folder))
      if (name.endsWith('.tmp')) await rm(path.join(this.#folder, name), { force: true });
  }

  async #write(name: string, state: TrainingState, at: Progress): Promise<void> {
    const meta = { format: 'tempr1-checkpoint', version: 1, ...this.#identity, ...at };
    const tensors = new Map(
      [...state].map(([tensor, { shape, data }]) => [tensor, { dtype: 'float32', shape, data } as const]),
    );
    await writeSafetensors(this.#path(name), tensors, { checkpoint: JSON.stringify(meta) });
  }

  async #state(name: string): Promise<TrainingState> {
    const found = await this.#read(this.#path(name));
    if (found === null) throw new TrainingError(`${this.#path(name)} is missing: the run can't be resumed.`);
    return found.state;
  }

  async #read(file: string): Promise<Checkpoint | null> {
    if (!existsSync(file)) return null;
    const { tensors, metadata } = await readSafetensors(file);
    const parsed = header.safeParse(parseJson(metadata['checkpoint']));
    if (!parsed.success) throw new TrainingError(`${file} is not a checkpoint that this version can read.`);
    const { architecture, identity, position: at, events, best } = parsed.data;
    if (architecture !== this.#identity.architecture)
      throw new TrainingError(
        `${file} was made by ${architecture}, but this run trains ${this.#identity.architecture}.`,
      );
    if (identity !== this.#identity.identity)
      throw new TrainingError(
        `${file} belongs to a run with other settings, another corpus or another device: start a new run.`,
      );
    const state = new Map<string, FeatureTensor>();
    for (const [name, { shape, data }] of tensors) {
      if (!(data instanceof Float32Array))
        throw new SafetensorsError(file, `holds ${name} in another type than F32`);
      state.set(name, { shape, data });
    }
    return { position: at, events, best, state };
  }
}

const START: Progress = { position: { phase: 'start', step: 0 }, events: 0, best: null };

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
