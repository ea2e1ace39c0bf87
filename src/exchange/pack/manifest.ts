import { z } from 'zod';

/** What a packed project says of itself: `manifest.json`, the last file in the pack. */

export const PACK_ENDING = '.tempr1.zip';
export const MANIFEST = 'manifest.json';
export const CORPUS = 'corpus.sqlite';

/** Larger ones are no manifests of ours. */
export const MOST_MANIFEST = 64 << 20;

export const PACKED_VIDEOS = ['all', 'used', 'none'] as const;
/** Which videos are in a pack: all, those that have items, or none. */
export type PackedVideos = (typeof PACKED_VIDEOS)[number];

// oxlint-disable-next-line no-control-regex -- control characters are what is refused
const FORBIDDEN = /[\u0000-\u001f\u007f<>:"|?*\\/]/u;
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;

/** True for a name that every system takes as the name of one file. */
export function isPlainName(name: string): boolean {
  return (
    name.length > 0 &&
    Buffer.byteLength(name) <= 240 &&
    !FORBIDDEN.test(name) &&
    !DEVICES.test(name) &&
    !/^\.|[. ]$/u.test(name)
  );
}

/** True for `corpus.sqlite`, `policies/NAME` and `videos/NAME`: whatever else an archive names is not unpacked. */
export function isPackedPath(path: string): boolean {
  if (path === CORPUS) return true;
  const [folder, name, ...rest] = path.split('/');
  return (
    (folder === 'policies' || folder === 'videos') &&
    rest.length === 0 &&
    name !== undefined &&
    isPlainName(name)
  );
}

const packedFile = z.object({
  path: z.string().refine(isPackedPath, 'is no path of a packed project'),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
});
export type PackedFile = z.infer<typeof packedFile>;

export const packManifest = z.object({
  format: z.literal('tempr1-pack'),
  version: z.literal(1),
  /** Version of the program that made it. */
  program: z.string().max(60),
  /** Version of the corpus's schema: an older program cannot open a newer one. */
  corpusVersion: z.int().positive(),
  title: z.string().max(1000),
  madeAt: z.iso.datetime(),
  videos: z.enum(PACKED_VIDEOS),
  counts: z.object({ videos: z.int(), packedVideos: z.int(), items: z.int() }),
  files: z.array(packedFile).min(1).max(200_000),
});
export type PackManifest = z.infer<typeof packManifest>;

/** Two names of one file on a system that does not tell upper from lower case. */
export function sameNames(paths: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const path of paths) {
    const plain = path.normalize('NFC').toLowerCase();
    if (seen.has(plain)) return path;
    seen.add(plain);
  }
  return null;
}

/** A name for a file in the pack, made from its own; each is given once. */
export class PackNames {
  readonly #taken = new Set<string>();

  take(folder: 'policies' | 'videos', name: string): string {
    // oxlint-disable-next-line no-control-regex -- as above
    let plain = name.replaceAll(/[\u0000-\u001f\u007f<>:"|?*\\/]/gu, '_').replace(/^\.+|[. ]+$/gu, '');
    const dot = plain.lastIndexOf('.');
    const ending = dot > 0 ? plain.slice(dot).slice(0, 12) : '';
    let base = (dot > 0 ? plain.slice(0, dot) : plain).slice(0, 80) || 'file';
    if (DEVICES.test(base)) base = `_${base}`;
    plain = `${base}${ending}`;
    for (let i = 2; this.#taken.has(key(folder, plain)); i++) plain = `${base}-${i}${ending}`;
    this.#taken.add(key(folder, plain));
    return `${folder}/${plain}`;
  }
}

function key(folder: string, name: string): string {
  return `${folder}/${name.normalize('NFC').toLowerCase()}`;
}
