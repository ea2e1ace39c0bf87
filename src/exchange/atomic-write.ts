import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { ExchangeError, systemCode } from './errors.ts';
import type { WritableSink } from './export-source.ts';

/** Text is gathered to pieces of this many characters before it goes to the disk. */
const BUFFERED = 1 << 16;

class FileSink implements WritableSink {
  readonly #handle: FileHandle;
  #parts: string[] = [];
  #length = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async write(text: string): Promise<void> {
    this.#parts.push(text);
    this.#length += text.length;
    if (this.#length >= BUFFERED) await this.flush();
  }

  async flush(): Promise<void> {
    const text = this.#parts.join('');
    this.#parts = [];
    this.#length = 0;
    if (text !== '') await this.#handle.writeFile(text, 'utf8');
  }
}

function unwritable(file: string, cause: unknown): ExchangeError {
  const folder = path.dirname(path.resolve(file));
  const code = systemCode(cause);
  const why =
    code === 'ENOENT' || code === 'ENOTDIR'
      ? `the folder “${folder}” is not there`
      : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? `this user may not write in “${folder}”`
        : code === 'ENOSPC' || code === 'EDQUOT'
          ? 'the disk is full'
          : `of an error (${code ?? String(cause)})`;
  return new ExchangeError(
    'unwritable',
    `“${file}” could not be written, because ${why}. What was there before is untouched.`,
    { cause },
  );
}

/** The file that is really meant, should `file` be a link to it. @throws ExchangeError when it is no file. */
async function targetOf(file: string): Promise<string> {
  const found = await stat(file).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return null;
    throw unwritable(file, cause);
  });
  if (found === null) return path.resolve(file);
  if (found.isFile()) return realpath(file);
  const what = found.isDirectory() ? 'a folder' : 'not an ordinary file';
  throw new ExchangeError('unwritable', `“${file}” is ${what}. Choose a file name to write to.`);
}

/** A rename is durable once its folder is; Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a text file all at once: whoever reads it finds what was there before or everything that `produce` wrote, also after
 * a power cut and when `produce` fails. Written beside the target, synced, renamed.
 * @returns what `produce` returned.
 * @throws ExchangeError `unwritable`, and whatever `produce` throws.
 */
export async function writeAtomically<Result>(
  file: string,
  produce: (sink: WritableSink) => Promise<Result>,
): Promise<Result> {
  const target = await targetOf(file);
  const folder = path.dirname(target);
  const temporary = path.join(folder, `.tempr1-${randomUUID()}.tmp`);
  const explain = (cause: unknown): never => {
    throw unwritable(file, cause);
  };
  const handle = await open(temporary, 'wx').catch(explain);
  try {
    const result = await writeAndClose(handle, produce, explain);
    await rename(temporary, target).catch(explain);
    await syncFolder(folder);
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeAndClose<Result>(
  handle: FileHandle,
  produce: (sink: WritableSink) => Promise<Result>,
  explain: (cause: unknown) => never,
): Promise<Result> {
  try {
    const sink = new FileSink(handle);
    const result = await produce({ write: (text) => sink.write(text).catch(explain) });
    await sink.flush().catch(explain);
    await handle.sync().catch(explain);
    return result;
  } finally {
    await handle.close();
  }
}
