import { stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, resolve } from 'node:path';
import type { ReadableDb } from '../../corpus/db.ts';
import type { ProjectPaths } from '../../corpus/project-paths.ts';
import { policies } from '../../corpus/queries/training.ts';
import { videos } from '../../corpus/queries/videos.ts';
import { CORPUS, PackNames, type PackedVideos } from './manifest.ts';

/** A file that could go into a pack. */
export interface PackablePart {
  readonly id: string;
  /** For a person. */
  readonly title: string;
  /** Absolute, where it lies now. */
  readonly file: string;
  /** Where it goes in the pack. */
  readonly path: string;
  /** null: it is not there. */
  readonly bytes: number | null;
}

export interface PackableVideo extends PackablePart {
  readonly fingerprint: string;
  /** Has items. */
  readonly used: boolean;
}

export interface PackablePolicy extends PackablePart {
  readonly current: boolean;
}

/** Everything of a project that could be packed, with sizes. */
export interface PackPlan {
  readonly corpus: { readonly path: typeof CORPUS; readonly bytes: number };
  readonly videos: readonly PackableVideo[];
  readonly policies: readonly PackablePolicy[];
}

/** Looks at this many files at once. */
const AT_ONCE = 32;

/** What packing a project could take along. Reads sizes only. */
export async function planPack(db: ReadableDb, paths: ProjectPaths): Promise<PackPlan> {
  const names = new PackNames();
  const used = new Set(
    db
      .all<{ id: string }>('SELECT DISTINCT video.id FROM video JOIN item ON item.video = video.key')
      .map(({ id }) => id),
  );
  const rows = [...videos(db, paths.dir)].map(({ id, title, path, fingerprint }) => ({
    id,
    title,
    file: path,
    path: names.take('videos', extname(path) === '' ? title : basename(path)),
    fingerprint,
    used: used.has(id),
  }));
  const kept = policies(db)
    .filter(({ file, shipped }) => file !== null && !shipped)
    .map(({ id, name, file, status }) => ({
      id,
      title: name,
      file: isAbsolute(file ?? '') ? (file ?? '') : resolve(paths.dir, file ?? ''),
      path: names.take('policies', basename(file ?? id)),
      current: status === 'current',
    }));
  return {
    corpus: { path: CORPUS, bytes: (await sizeOf(paths.corpus)) ?? 0 },
    videos: await sized(rows),
    policies: await sized(kept),
  };
}

/** The videos of a plan that `which` means. */
export function chosenVideos(plan: PackPlan, which: PackedVideos): PackableVideo[] {
  if (which === 'none') return [];
  return plan.videos.filter(({ used }) => which === 'all' || used);
}

async function sized<T extends { readonly file: string }>(
  parts: readonly T[],
): Promise<(T & { bytes: number | null })[]> {
  const all: (T & { bytes: number | null })[] = [];
  for (let from = 0; from < parts.length; from += AT_ONCE)
    all.push(
      ...(await Promise.all(
        parts.slice(from, from + AT_ONCE).map(async (part) => ({ ...part, bytes: await sizeOf(part.file) })),
      )),
    );
  return all;
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    const facts = await stat(file);
    return facts.isFile() ? facts.size : null;
  } catch {
    return null;
  }
}
