import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import cliProgress from 'cli-progress';

/** What a command may know of the place it was called from. */
export interface Terminal {
  /** Relative paths resolve against this: npm changes the working directory and says in INIT_CWD where the user stood. */
  readonly cwd: string;
  readonly stdin: Readable;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** The process's own terminal. */
export function processTerminal(signal: AbortSignal): Terminal {
  const from = process.env['INIT_CWD'];
  return {
    cwd: from !== undefined && from !== '' ? from : process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal,
  };
}

/** An absolute path from what the user typed. */
export function userPath(terminal: Terminal, typed: string): string {
  return resolve(terminal.cwd, typed);
}

/** Writes a line for people, with any control sequence that came in with a file name or a title taken out. */
export function say(stream: NodeJS.WritableStream, line: string): void {
  // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
  stream.write(`${stripVTControlCharacters(line).replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/gu, '')}\n`);
}

/** Writes one JSON document to stdout, for programs. */
export function sayJson(terminal: Terminal, value: unknown): void {
  terminal.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** How far something is, on stderr. */
export interface ProgressLine {
  update(done: number, total: number | null, sentence: string, etaSeconds?: number | null): void;
  stop(): void;
}

/** Where no bar can be drawn, a line says now and then that something is going on. */
const LINE_EVERY_MS = 15_000;

/** A progress bar where a person looks; a line every 15 s where only a log does; nothing when a program reads the output. */
export function progressLine(terminal: Terminal, quiet: boolean): ProgressLine {
  if (quiet) return { update: () => undefined, stop: () => undefined };
  return terminal.stderr.isTTY === true ? progressBar(terminal) : progressLog(terminal);
}

function progressLog({ stderr }: Terminal): ProgressLine {
  let told = performance.now();
  return {
    update: (done, total, sentence, etaSeconds) => {
      if (performance.now() - told < LINE_EVERY_MS) return;
      told = performance.now();
      say(
        stderr,
        `  ${[share(done, total), sentence, left(etaSeconds)].filter((part) => part !== '').join(' ')}`,
      );
    },
    stop: () => undefined,
  };
}

function progressBar({ stderr }: Terminal): ProgressLine {
  const bar = new cliProgress.SingleBar(
    {
      format: '{bar} {share} {sentence}{left}',
      stream: stderr,
      hideCursor: true,
      clearOnComplete: true,
      barsize: 24,
      fps: 8,
      gracefulExit: false,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(1000, 0, { sentence: '', share: '', left: '' });
  return {
    update: (done, total, sentence, etaSeconds) => {
      const part = total === null || total <= 0 ? 0 : Math.min(1, done / total);
      bar.update(Math.round(part * 1000), {
        sentence: stripVTControlCharacters(sentence).slice(0, 100),
        share: share(done, total).padStart(5),
        left: left(etaSeconds) === '' ? '' : ` ${left(etaSeconds)}`,
      });
    },
    stop: () => {
      bar.stop();
    },
  };
}

function share(done: number, total: number | null): string {
  return total === null || total <= 0 ? '' : `${Math.floor(Math.min(1, done / total) * 100)} %`;
}

function left(etaSeconds: number | null | undefined): string {
  return etaSeconds === undefined || etaSeconds === null ? '' : `· ${duration(etaSeconds)} left`;
}

/** Seconds for people: `45 s`, `3 min`, `2 h 05 min`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.ceil(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
