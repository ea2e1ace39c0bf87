import { stat } from 'node:fs/promises';
import path from 'node:path';

/** Endings that are tried where a data set names videos without one, or with another than the files have. */
const ENDINGS = ['.mp4', '.mkv', '.webm', '.mov', '.avi', '.m4v', '.ts'];

/**
 * Where a document's video may lie, likeliest first: as written, relative to `folder`; by its base name in `folder`; under the
 * same name with another ending. Documents come from other systems, so both slashes part folders.
 */
export function videoCandidates(file: string, folder: string): string[] {
  const written = path.resolve(folder, file);
  const base = file.split(/[/\\]/u).at(-1) ?? file;
  const flat = path.resolve(folder, base);
  const stems = [written, flat].map((each) => each.slice(0, each.length - path.extname(each).length));
  const endings = stems.flatMap((stem) => ENDINGS.map((ending) => stem + ending));
  return [...new Set([written, path.resolve(folder, file.replaceAll('\\', '/')), flat, ...endings])];
}

/** The first candidate that exists, whatever it turns out to be; null when none does. */
export async function findVideo(file: string, folder: string): Promise<string | null> {
  for (const candidate of videoCandidates(file, folder)) {
    const found = await stat(candidate).catch(() => null);
    if (found?.isFile() === true) return candidate;
  }
  return null;
}
