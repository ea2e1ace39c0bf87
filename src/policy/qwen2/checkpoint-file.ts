import { readFile } from 'node:fs/promises';
import type * as z from 'zod';

/** A checkpoint folder that can't be used; the message names the file, what is wrong with it and what to do. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${path} ${problem}.`, options);
  }
}

/** True when a file operation failed because nothing is there. */
function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

/**
 * The text of a checkpoint's file; undefined when there is none.
 * @throws CheckpointError when it is there but can't be read.
 */
export async function readOptionalText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CheckpointError(path, `could not be read (${reason})`, { cause });
  }
}

/**
 * A JSON file of a checkpoint, checked; undefined when there is none.
 * @throws CheckpointError when it is not JSON or not what `schema` says, naming the first entry that is wrong.
 */
export async function readOptionalJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readOptionalText(path);
  if (text === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new CheckpointError(path, 'is not JSON; download it again', { cause });
  }
  const checked = schema.safeParse(parsed);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'its content' : issue.path.join('.');
  throw new CheckpointError(path, `does not fit: ${where} (${issue?.message ?? 'unknown problem'})`, {
    cause: checked.error,
  });
}

/** As `readOptionalJson`, for a file that must be there. @throws CheckpointError also when it is missing. */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const found = await readOptionalJson(path, schema);
  if (found === undefined) throw new CheckpointError(path, 'is missing; choose the folder of a checkpoint');
  return found;
}
