import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import cliProgress from 'cli-progress';

/** What a command may know of the place it was called from. */
export interface Terminal {
  /** Relative paths resolve against this: npm changes the working directory and says in INIT_CWD where the user stood. */
  readonly cwd: string;
  readonly stdin: NodeJS.ReadableStream;
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

/** How far something is, on stderr: a bar on a terminal, else nothing until `done`. */
export interface ProgressLine {
  update(done: number, total: number | null, sentence: string, etaSeconds?: number | null): void;
  stop(): void;
}

/** A progress bar where a person looks; elsewhere (a pipe, `--json`) nothing is written. */
export function progressLine(terminal: Terminal, quiet: boolean): ProgressLine {
  if (quiet || terminal.stderr.isTTY !== true) return { update: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar(
    {
      format: '{bar} {share} {sentence}{left}',
      stream: terminal.stderr,
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
      const share = total === null || total <= 0 ? 0 : Math.min(1, done / total);
      bar.update(Math.round(share * 1000), {
        sentence: stripVTControlCharacters(sentence).slice(0, 100),
        share: total === null ? '    ' : `${Math.floor(share * 100)} %`.padStart(5),
        left: etaSeconds === undefined || etaSeconds === null ? '' : ` · ${duration(etaSeconds)} left`,
      });
    },
    stop: () => {
      bar.stop();
    },
  };
}

/** Seconds for people: `45 s`, `3 min`, `2 h 05 min`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.ceil(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
