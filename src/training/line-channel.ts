import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type * as z from 'zod';

/** Longest line read, in UTF-16 units: far above any real message, low enough that garbage can't fill the memory. */
const LONGEST_LINE = 16 * 2 ** 20;

export interface LineHandlers<In> {
  readonly onMessage: (message: In) => void;
  /** A line could not be used; the sentence says why. The channel goes on. */
  readonly onBadLine: (sentence: string) => void;
  /** Once, whatever ended the connection. */
  readonly onClosed: () => void;
}

/**
 * Messages as JSON lines over a local socket, each checked against a schema on arrival and numbered on departure. A bad line
 * never throws: it is reported, and the next one is read.
 */
export class LineChannel<In, Out extends object> {
  readonly #socket: Socket;
  readonly #schema: z.ZodType<In>;
  readonly #handlers: LineHandlers<In>;
  readonly #decoder = new StringDecoder('utf8');
  #pending = '';
  #skipping = false;
  #sent = 0;

  constructor(socket: Socket, schema: z.ZodType<In>, handlers: LineHandlers<In>) {
    this.#socket = socket;
    this.#schema = schema;
    this.#handlers = handlers;
    socket.on('data', (chunk: Buffer) => {
      this.#read(this.#decoder.write(chunk));
    });
    // The 'close' that always follows tells everything that matters.
    socket.on('error', () => {});
    socket.once('close', () => {
      handlers.onClosed();
    });
  }

  /** Sends a message as the next number; silently drops it when the connection is gone. */
  send(message: Out): void {
    if (!this.#socket.writable) return;
    this.#socket.write(`${JSON.stringify({ ...message, number: ++this.#sent })}\n`);
  }

  /** Sends what is still queued, then closes. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) resolve();
      else {
        this.#socket.once('close', () => resolve());
        this.#socket.end(() => this.#socket.destroy());
      }
    });
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #read(text: string): void {
    let from = 0;
    // Only new text is searched, so that a long line costs no more than its length.
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = this.#pending + text.slice(from, end);
      this.#pending = '';
      from = end + 1;
      if (this.#skipping) this.#skipping = false;
      else this.#take(line);
    }
    if (this.#skipping) return;
    this.#pending += text.slice(from);
    if (this.#pending.length <= LONGEST_LINE) return;
    this.#pending = '';
    this.#skipping = true;
    this.#handlers.onBadLine(`A line is longer than ${LONGEST_LINE} characters and was skipped.`);
  }

  #take(line: string): void {
    if (line.trim() === '') return;
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      this.#handlers.onBadLine('A line is not JSON.');
      return;
    }
    const parsed = this.#schema.safeParse(json);
    if (parsed.success) this.#handlers.onMessage(parsed.data);
    else {
      const [issue] = parsed.error.issues;
      const where = issue?.path.map(String).join('.') ?? '';
      this.#handlers.onBadLine(
        `A message does not fit the protocol${where === '' ? '' : ` at ${where}`}: ${issue?.message ?? ''}.`,
      );
    }
  }
}
