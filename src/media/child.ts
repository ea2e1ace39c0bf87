import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setPriority } from 'node:os';
import { resolve } from 'node:path';
import { MediaProcessError } from './errors.ts';

/**
 * Demuxers a video may be opened with. Playlists (hls, dash, concat), image readers and devices are left out: a text
 * file renamed .mp4 could otherwise name other local files or hosts (media.md section 8).
 */
export const ALLOWED_FORMATS =
  'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mpegts,mpeg,avi,flv,asf,ogg,mxf,h264,hevc,ivf,obu,' +
  'wav,mp3,aac,flac,ac3,eac3';

/** 67 million pixels: 8K (33 M) passes, a 16000 x 8700 decompression bomb does not. */
export const MAX_PIXELS = 67_108_864;

/** No single allocation of the child may exceed this: the largest legal picture in 16-bit 4:4:4 fits. */
const MAX_ALLOCATION = 1 << 30;
const STDERR_KEPT = 64 * 1024;
const GRACE_MS = 2_000;

/** How long a child may make no progress before it is ended. */
export const PROBE_STALL_MS = 10_000;
export const JOB_STALL_MS = 30_000;

/** The switches that must stand before every `-i`, of ffmpeg and ffprobe alike. */
export function inputGuards(): string[] {
  return switches(
    `-protocol_whitelist file,pipe -format_whitelist ${ALLOWED_FORMATS} -max_pixels ${MAX_PIXELS}`,
  );
}

/** A path as ffmpeg's input: absolute, with a protocol in front, so no name can be an option or another protocol. */
export function inputUrl(path: string): string {
  return `file:${resolve(path)}`;
}

/** Switches written as one line of constants. Never for anything that may hold a space: paths go in by themselves. */
export function switches(constants: string): string[] {
  return constants.split(' ');
}

/** What every ffmpeg call starts with. `level` is 'info' only where its log is parsed. */
export function ffmpegPrelude(level: 'error' | 'info' = 'error'): string[] {
  return switches(`-nostdin -hide_banner -nostats -v ${level} -max_alloc ${MAX_ALLOCATION}`);
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** The child is ended when it gives nothing on stdout or stderr for this long while we wait for it. */
  readonly stallMs?: number;
  /** Runs at low priority: long work that nobody waits for must not slow down what a person does meanwhile. */
  readonly background?: boolean;
  /** Called with each complete line of stderr; stderr is drained and capped in any case. */
  readonly onStderrLine?: (line: string) => void;
}

/** A running media child: read `stdout` to its end (or leave the loop early, which ends the child). */
export interface MediaChild {
  /** Chunks in order. Nothing is read ahead of the consumer but one pipe's buffer. Throws what `run` documents. */
  readonly stdout: AsyncIterable<Buffer>;
  /** What the child said on stderr so far, at most its last 64 KiB. */
  stderr(): string;
}

/**
 * Starts `executable` with an argument array (never a shell) and streams its stdout with back-pressure.
 *
 * Reading throws {@link MediaProcessError} when the child fails (`failed`), crashes (`crashed`), makes no
 * progress (`stalled`) or its executable is gone (`vanished`), and the signal's reason when it is aborted. However reading ends, the child is
 * ended: SIGTERM, then SIGKILL after 2 s. When it was aborted, it has ended by the time that reading throws.
 */
export function startMedia(
  executable: string,
  args: readonly string[],
  options: RunOptions = {},
): MediaChild {
  let kept = '';
  return {
    stdout: read(
      executable,
      args,
      options,
      (text) => {
        kept = (kept + text).slice(-STDERR_KEPT);
      },
      () => kept,
    ),
    stderr: () => kept,
  };
}

async function* read(
  executable: string,
  args: readonly string[],
  options: RunOptions,
  keep: (text: string) => void,
  kept: () => string,
): AsyncGenerator<Buffer> {
  options.signal?.throwIfAborted();
  const child = spawn(executable, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    env: childEnvironment(),
  });
  if (options.background === true) lowerPriority(child.pid);
  const watch = watchChild(child, options.stallMs ?? JOB_STALL_MS);
  const onAbort = (): void => watch.end();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  drainStderr(
    child.stderr,
    (text) => {
      watch.alive();
      keep(text);
    },
    options.onStderrLine,
  );
  try {
    for (;;) {
      watch.wait();
      const chunk = await nextChunk(child.stdout);
      watch.rest();
      options.signal?.throwIfAborted();
      if (watch.stalled()) throw stalledError(executable, kept(), options.stallMs ?? JOB_STALL_MS);
      if (chunk === null) break;
      yield chunk;
    }
    watch.wait();
    const { code, signal } = await watch.exit;
    options.signal?.throwIfAborted();
    if (watch.stalled()) throw stalledError(executable, kept(), options.stallMs ?? JOB_STALL_MS);
    if (signal !== null) throw new MediaProcessError('crashed', `${executable} crashed (${signal}).`, kept());
    if (code !== 0)
      throw new MediaProcessError(
        'failed',
        `${executable} ended with code ${code}: ${firstLine(kept())}`,
        kept(),
      );
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
    watch.rest();
    watch.end();
    // Who is told that it was aborted may delete what it wrote: on Windows not before it has ended.
    if (options.signal?.aborted === true) await watch.exit.catch(() => undefined);
  }
}

const BACKGROUND_PRIORITY = 10;

function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, BACKGROUND_PRIORITY);
  } catch {
    // It ended already, or the system allows no change: it runs as it is.
  }
}

/**
 * The child's environment. Statically linked builds for Linux (ffmpeg-static's is one) crash on every MPEG-TS file
 * where they find glibc's character set cache of another version; naming a path makes glibc leave the cache alone.
 * FFREPORT would make ffmpeg write a log file into the working folder.
 */
export function childEnvironment(): NodeJS.ProcessEnv {
  const { FFREPORT: _report, ...inherited } = process.env;
  const quiet = { ...inherited, AV_LOG_FORCE_NOCOLOR: '1' };
  return process.platform === 'linux' ? { ...quiet, GCONV_PATH: '/nonexistent' } : quiet;
}

function stalledError(executable: string, stderr: string, stallMs: number): MediaProcessError {
  return new MediaProcessError(
    'stalled',
    `${executable} gave no sign of life for ${Math.round(stallMs / 1000)} s and was ended.`,
    stderr,
  );
}

/** The first line of a log that says something, for a message. */
export function firstLine(log: string): string {
  return (
    log
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? 'it gave no reason'
  );
}

interface Exit {
  readonly code: number | null;
  /** The signal that ended it, if it did not end by itself. */
  readonly signal: NodeJS.Signals | null;
}

interface Watch {
  readonly exit: Promise<Exit>;
  wait(): void;
  rest(): void;
  alive(): void;
  stalled(): boolean;
  end(): void;
}

/** Ends the child when it is silent for `stallMs` while someone waits: a consumer that pauses is not a stall. */
function watchChild(child: ChildProcessByStdio<null, Readable, Readable>, stallMs: number): Watch {
  let timer: NodeJS.Timeout | null = null;
  let stalled = false;
  let ended = false;
  const exit = new Promise<Exit>((done, failed) => {
    child.once('close', (code, signal) => {
      ended = true;
      done({ code, signal });
    });
    child.once('error', (cause) => {
      ended = true;
      failed(
        new MediaProcessError('vanished', `${child.spawnfile} could not be started: ${cause.message}.`, '', {
          cause,
        }),
      );
    });
  });
  // The reader may leave before it awaits `exit`; its failure then has been reported by stdout already.
  exit.catch(() => undefined);
  const end = (): void => {
    if (ended) return;
    child.stdout.resume();
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    void exit.catch(() => undefined).finally(() => clearTimeout(kill));
  };
  const rest = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const wait = (): void => {
    rest();
    timer = setTimeout(() => {
      stalled = true;
      end();
    }, stallMs);
  };
  return {
    exit,
    wait,
    rest,
    alive: () => {
      if (timer !== null) wait();
    },
    stalled: () => stalled,
    end,
  };
}

function drainStderr(
  stream: Readable,
  keep: (text: string) => void,
  onLine: ((line: string) => void) | undefined,
): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    keep(text);
    if (onLine === undefined) return;
    const lines = (rest + text).split(/\r?\n/);
    // A child that never ends its line must not grow this without limit.
    rest = (lines.pop() ?? '').slice(-STDERR_KEPT);
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => {
    if (onLine !== undefined && rest !== '') onLine(rest);
  });
  stream.on('error', () => undefined);
}

/** The next chunk of a paused stream, or null at its end or when it breaks off. */
async function nextChunk(stream: Readable): Promise<Buffer | null> {
  for (;;) {
    const chunk: unknown = stream.read();
    if (Buffer.isBuffer(chunk)) return chunk;
    if (stream.readableEnded || stream.destroyed) return null;
    await new Promise<void>((ready) => {
      const done = (): void => {
        for (const event of ['readable', 'end', 'close', 'error']) stream.off(event, done);
        ready();
      };
      for (const event of ['readable', 'end', 'close', 'error']) stream.on(event, done);
    });
  }
}

/**
 * Runs a child whose whole stdout is wanted.
 * @throws what {@link startMedia} throws, and `too-much-output` above `limitBytes` (default 64 MiB).
 */
export async function collect(
  executable: string,
  args: readonly string[],
  options: RunOptions & { readonly limitBytes?: number } = {},
): Promise<{ stdout: Buffer; stderr: string }> {
  const limit = options.limitBytes ?? 64 * 1024 * 1024;
  const child = startMedia(executable, args, options);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of child.stdout) {
    size += chunk.length;
    if (size > limit)
      throw new MediaProcessError(
        'too-much-output',
        `${executable} gave more than ${limit} bytes.`,
        child.stderr(),
      );
    chunks.push(chunk);
  }
  return { stdout: Buffer.concat(chunks), stderr: child.stderr() };
}

/** The lines of a child's stdout, without their ends. A line longer than 64 KiB is cut: no tool we run writes one. */
export async function* lines(stdout: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of stdout) {
    const parts = (rest + chunk.toString('latin1')).split('\n');
    rest = (parts.pop() ?? '').slice(0, STDERR_KEPT);
    for (const part of parts) yield part.endsWith('\r') ? part.slice(0, -1) : part;
  }
  if (rest !== '') yield rest;
}
