/** Runs the command line as a user does, in a process of its own; nothing but tests may import it. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { findLocations } from '../../service/locations.ts';
import { nodeFlags } from '../../training/spawner.ts';

const { root, resources } = findLocations();
const entry = join(root, 'src', 'cli', 'main.ts');
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A real path that is gone when the test file is done. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tempr1-cli-')));
  folders.push(folder);
  return folder;
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts `tempr1 ...` with `cwd` as the folder that the user stands in. */
export function startTempr1(args: readonly string[], cwd: string): ChildProcessWithoutNullStreams {
  const config = join(cwd, '.config');
  return spawn(process.execPath, [...nodeFlags(entry), entry, ...args], {
    cwd: root,
    env: { ...process.env, INIT_CWD: cwd, TEMPR1_CONFIG_DIR: config, NO_COLOR: '1' },
  });
}

/** Runs `tempr1 ...` to its end. */
export function tempr1(args: readonly string[], cwd: string, input = ''): Promise<Ran> {
  const child = startTempr1(args, cwd);
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return ended(child);
}

/** What a started command wrote and how it ended. */
export function ended(child: ChildProcessWithoutNullStreams): Promise<Ran> {
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, out, err });
    });
  });
}

/** The shipped sample cut down to a few videos and the first two items of each task on each, in `folder`. */
export function smallSample(folder: string, videos: readonly string[]): string {
  cpSync(join(resources, 'sample'), folder, { recursive: true });
  const document: unknown = JSON.parse(readFileSync(join(folder, 'corpus.json'), 'utf8'));
  const kept = records(document, 'videos').filter(({ id }) => typeof id === 'string' && videos.includes(id));
  const counts = new Map<string, number>();
  const items = records(document, 'items').filter(({ video, task }) => {
    if (!kept.some(({ id }) => id === video)) return false;
    const key = `${String(video)} ${String(task)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return (counts.get(key) ?? 0) <= 2;
  });
  const file = join(folder, 'small.json');
  writeFileSync(file, JSON.stringify({ ...Object(document), videos: kept, items }));
  return file;
}

/** The objects of one list of a JSON document. */
export function records(document: unknown, key: string): Record<string, unknown>[] {
  const list: unknown = Reflect.get(Object(document), key);
  return Array.isArray(list) ? list.map((each: unknown) => ({ ...Object(each) })) : [];
}
