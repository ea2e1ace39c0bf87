import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** Name endings of the containers that the media room opens. What a file truly is, only the probe decides. */
const ENDINGS = new Set(
  '.3g2 .3gp .asf .avi .divx .flv .m2ts .m2v .m4v .mkv .mov .mp4 .mpeg .mpg .mts .mxf .ogg .ogv .ts .vob .webm .wmv'.split(
    ' ',
  ),
);

/** True when the name looks like a video's. TypeScript shares an ending with MPEG-TS; its declaration files never are one. */
export function looksLikeVideo(name: string): boolean {
  return ENDINGS.has(extname(name).toLowerCase()) && !name.toLowerCase().endsWith('.d.ts');
}

/** Deep trees of thousands of folders are no folder of videos. */
const MAX_DEPTH = 8;

/** A folder that could not be looked into. */
export interface UnreadFolder {
  readonly path: string;
  readonly cause: unknown;
}

export interface FoundVideos {
  /** Absolute paths, sorted by name so that `clip-2` comes before `clip-10`. */
  readonly files: readonly string[];
  readonly unread: readonly UnreadFolder[];
}

/**
 * Everything in a folder and the folders below it whose name looks like a video's, whatever it turns out to be. Hidden names
 * and folders that are links are passed over.
 * @throws the system's error when `folder` itself cannot be read.
 */
export async function findVideos(folder: string, signal?: AbortSignal): Promise<FoundVideos> {
  const files: string[] = [];
  const unread: UnreadFolder[] = [];
  const walk = async (dir: string, depth: number): Promise<void> => {
    signal?.throwIfAborted();
    const entries = await readdir(dir, { withFileTypes: true });
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const path = join(dir, entry.name);
      if (entry.isDirectory()) {
        if (looksLikeVideo(entry.name)) files.push(path);
        else if (depth < MAX_DEPTH)
          await walk(path, depth + 1).catch((cause: unknown) => {
            signal?.throwIfAborted();
            unread.push({ path, cause });
          });
      } else if (looksLikeVideo(entry.name)) files.push(path);
    }
  };
  await walk(folder, 0);
  return { files: files.sort(byName), unread };
}

const names = new Intl.Collator('en', { numeric: true });

/** Order for people: numbers within names count as numbers. */
export function byName(a: string, b: string): number {
  return names.compare(a, b);
}
