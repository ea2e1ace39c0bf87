import { closeSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';

import { TrainingError } from './errors.ts';
import { numberedEvent, type NumberedEvent, type TrainingEvent } from './events.ts';

/**
 * A run's events, one JSON line each, with neither gaps nor doubles: a resumed run cuts off what came after its checkpoint
 * and writes it again.
 */
export class EventLog {
  readonly #descriptor: number;
  readonly #events: NumberedEvent[];

  private constructor(descriptor: number, events: NumberedEvent[]) {
    this.#descriptor = descriptor;
    this.#events = events;
  }

  /**
   * Opens the log for writing after its first `keep` events; later ones are cut off.
   * @throws TrainingError when the file holds fewer or can't be read as events.
   */
  static open(file: string, keep: number): EventLog {
    closeSync(openSync(file, 'a'));
    const { events, bytes } = firstEvents(file, keep);
    // By path: Windows refuses to shorten a file through a descriptor opened for appending.
    truncateSync(file, bytes);
    return new EventLog(openSync(file, 'a'), events);
  }

  /** Events in the log, oldest first. */
  get events(): readonly NumberedEvent[] {
    return this.#events;
  }

  append(event: TrainingEvent): NumberedEvent {
    const numbered = { number: this.#events.length + 1, at: Date.now(), event };
    writeSync(this.#descriptor, `${JSON.stringify(numbered)}\n`);
    this.#events.push(numbered);
    return numbered;
  }

  /** Makes everything appended so far durable. */
  sync(): void {
    fsyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** @returns all complete events of a log; a half-written last line is left out */
export function readEventLog(file: string): NumberedEvent[] {
  return parseLines(file, readFileSync(file, 'utf8').split('\n').slice(0, -1));
}

function firstEvents(file: string, keep: number): { events: NumberedEvent[]; bytes: number } {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1).slice(0, keep);
  if (lines.length < keep)
    throw new TrainingError(
      `${file} holds ${lines.length} events, but the checkpoint beside it was made after ${keep}: the run can't be resumed.`,
    );
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  return { events: parseLines(file, lines), bytes };
}

function parseLines(file: string, lines: readonly string[]): NumberedEvent[] {
  return lines.map((line, index) => {
    const parsed = numberedEvent.safeParse(parseJson(line));
    if (!parsed.success || parsed.data.number !== index + 1)
      throw new TrainingError(`Line ${index + 1} of ${file} is not event ${index + 1} of a run.`);
    return parsed.data;
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
