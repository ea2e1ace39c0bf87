import { open, type FileHandle } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { sendSentence } from './headers.ts';
import { readRange, type RangeAnswer } from './range.ts';

export interface FileToSend {
  readonly path: string;
  readonly type: string;
  readonly cacheControl: string;
  /** Said when the file cannot be read any more. */
  readonly goneSentence: string;
}

/**
 * Sends a file or the asked part of it. The size is that of the opened file, so one that grows meanwhile is answered as it
 * was; of one that shrinks or breaks the connection is cut, since a short answer would look whole.
 * @returns false when the file is gone or not a regular file.
 */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: FileToSend,
): Promise<boolean> {
  let handle: FileHandle;
  try {
    handle = await open(file.path, 'r');
  } catch {
    sendSentence(response, 404, file.goneSentence);
    return false;
  }
  try {
    const facts = await handle.stat();
    if (!facts.isFile()) {
      sendSentence(response, 404, file.goneSentence);
      return false;
    }
    const tag = `"${facts.size.toString(36)}-${Math.trunc(facts.mtimeMs).toString(36)}"`;
    const ifRange = request.headers['if-range'];
    const range: RangeAnswer =
      ifRange !== undefined && ifRange !== tag
        ? { kind: 'whole' }
        : readRange(request.headers.range, facts.size);
    await answer(request, response, handle, { ...file, size: facts.size, tag, range });
    return true;
  } finally {
    await handle.close();
  }
}

interface Opened extends FileToSend {
  readonly size: number;
  readonly tag: string;
  readonly range: RangeAnswer;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handle: FileHandle,
  { range, size, tag, type, cacheControl }: Opened,
): Promise<void> {
  if (range.kind === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${size}`);
    sendSentence(response, 416, 'That part of the file does not exist.');
    return;
  }
  const whole = range.kind === 'whole';
  const start = whole ? 0 : range.start;
  const end = whole ? size - 1 : range.end;
  response.writeHead(whole ? 200 : 206, {
    'Content-Type': type,
    'Content-Length': end - start + 1,
    'Accept-Ranges': 'bytes',
    'Cache-Control': cacheControl,
    ETag: tag,
    ...(whole ? {} : { 'Content-Range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD' || size === 0) {
    response.end();
    return;
  }
  const source = handle.createReadStream({ start, end, autoClose: false, highWaterMark: 256 * 1024 });
  let sent = 0;
  source.on('data', (chunk) => {
    sent += chunk.length;
  });
  try {
    await pipeline(source, response, { end: false });
  } catch {
    // The reader went away, or the disk did: either way nobody can be told any more.
    response.destroy();
    return;
  }
  if (sent === end - start + 1) response.end();
  else response.destroy();
}
