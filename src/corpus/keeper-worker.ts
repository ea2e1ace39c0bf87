import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { keeperTask, type KeeperAnswer, type KeeperTask } from './keeper.ts';
import { makePortable, type PackChanges } from './pack-copy.ts';
import { explainSqlite } from './sqlite-errors.ts';

/** The thread that looks after corpora: reading a whole one takes seconds, and nobody is to wait for it. */

/** Pages copied before other connections get a turn: 16 MiB. */
const PAGES_AT_ONCE = 4096;

const port = parentPort;
if (port === null) throw new Error('keeper-worker.ts runs as a worker thread of keeper.ts.');

try {
  port.postMessage(await done(keeperTask.parse(workerData)));
} catch (error) {
  port.postMessage({ type: 'failed', sentence: sentence(error) } satisfies KeeperAnswer);
}

async function done(task: KeeperTask): Promise<KeeperAnswer> {
  if (task.type === 'check') return { type: 'checked', fault: faultOf(task.file) };
  const partial = `${task.to}.part`;
  try {
    await copy(task.file, partial, task.portable);
    const fault = faultOf(partial);
    if (fault !== null)
      return { type: 'failed', sentence: `The copy of ${task.file} is damaged (${fault}).` };
    const handle = openSync(partial, 'r+');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(partial, task.to);
    return { type: 'copied' };
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(partial + suffix, { force: true });
  }
}

async function copy(from: string, to: string, portable: PackChanges | null): Promise<void> {
  const source = new Database(from, { readonly: true, fileMustExist: true, timeout: 5000 });
  try {
    await source.backup(to, { progress: () => PAGES_AT_ONCE });
  } catch (error) {
    throw explainSqlite(error, to);
  } finally {
    source.close();
  }
  // One plain file: a copy that keeps its own log beside it is half a copy.
  const copied = new Database(to);
  try {
    copied.pragma('journal_mode = DELETE');
    if (portable !== null) {
      makePortable(copied, portable);
      // A project that is looked at before anybody writes to it must be in the mode that readers expect.
      copied.pragma('journal_mode = WAL');
    }
  } finally {
    copied.close();
  }
}

/** What SQLite finds wrong with a file, or null. */
function faultOf(file: string): string | null {
  let connection: Database.Database | undefined;
  try {
    connection = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
    connection.pragma('cell_size_check = 1');
    const found: unknown = connection.pragma('quick_check(1)', { simple: true });
    return found === 'ok' ? null : String(found);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    connection?.close();
  }
}

function sentence(error: unknown): string {
  const explained = explainSqlite(error, 'The corpus');
  return explained instanceof Error ? explained.message : String(explained);
}
