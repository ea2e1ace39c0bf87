import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { ExchangeError, systemCode } from './errors.ts';

const CHUNK_BYTES = 1 << 18;

async function guard(file: string): Promise<void> {
  const found = await stat(file).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  // Opening a FIFO would wait for its writer for ever.
  if (found.isDirectory())
    throw new ExchangeError('unreadable', `“${file}” is a folder. Choose the file inside it.`);
  if (!found.isFile())
    throw new ExchangeError(
      'unreadable',
      `“${file}” is not an ordinary file. Copy it to one and choose that.`,
    );
  if (found.size === 0) throw new ExchangeError('malformed', `“${file}” is empty (0 bytes).`);
}

function unreadable(file: string, cause: unknown): ExchangeError {
  const code = systemCode(cause);
  const sentence =
    code === 'ENOENT' || code === 'ENOTDIR'
      ? `“${file}” is not there.`
      : code === 'EACCES' || code === 'EPERM'
        ? `“${file}” may not be read by this user. Give yourself read permission on it.`
        : `“${file}” could not be read (${code ?? String(cause)}).`;
  return new ExchangeError('unreadable', sentence, { cause });
}

/**
 * The text of a file in pieces of a few hundred kilobytes, without a byte order mark, so that no file is too large.
 * @throws ExchangeError `unreadable` when there is nothing to read, `malformed` when it is empty or not UTF-8.
 */
export async function* textOf(file: string): AsyncGenerator<string> {
  await guard(file);
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (cause) {
      throw new ExchangeError('malformed', `“${file}” is not UTF-8 text. Save it as UTF-8 and try again.`, {
        cause,
      });
    }
  };
  try {
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length).catch((cause: unknown) => {
        throw unreadable(file, cause);
      });
      const text = bytesRead === 0 ? decode() : decode(buffer.subarray(0, bytesRead));
      if (text !== '') yield text;
      if (bytesRead === 0) return;
    }
  } finally {
    await handle.close();
  }
}

/** A text and the number of its line in the file, from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** A line longer than this is no record of any format. */
const MAX_LINE = 64 * 1024 * 1024;

/**
 * The lines of a text that arrives in pieces; LF and CRLF both end one, an empty last line is none.
 * @throws ExchangeError `malformed` at a line of more than 64 million characters.
 */
export async function* linesOf(file: string, chunks: AsyncIterable<string>): AsyncGenerator<Line> {
  let parts: string[] = [];
  let length = 0;
  let number = 0;
  const finish = (last: string): Line => {
    const text = parts.length === 0 ? last : parts.join('') + last;
    parts = [];
    length = 0;
    number++;
    return { number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      yield finish(chunk.slice(start, end));
      start = end + 1;
    }
    if (start === chunk.length) continue;
    parts.push(chunk.slice(start));
    length += chunk.length - start;
    if (length > MAX_LINE)
      throw new ExchangeError('malformed', `Line ${number + 1} of “${file}” is too long for a record.`);
  }
  if (length > 0) yield finish('');
}
