import { z } from 'zod';
import { instant, path, said, split } from './words.ts';

/** `importer.start`: a corpus document in any known format (`auto`: told from its content). */
export const importStartInput = z.strictObject({
  file: path,
  format: z.string().min(1).max(60).optional(),
  /** Where the videos lie; default: the document's own folder. */
  videosDir: path.optional(),
  /** Adds new items to videos that the project has already, told by their content; without it such a document is refused. */
  addItems: z.boolean().optional(),
});

/** `importer.look`: what the import of a document would meet. */
export const importLookInput = z.strictObject({ file: path });
export const importLook = z.object({ videos: z.int(), allKnown: z.boolean() });
export type ImportLook = z.infer<typeof importLook>;

/** `importer.videos`: every video of a folder, or the given files. Bad ones are reported one sentence each; the good ones stay. */
export const importVideosInput = z.union([
  z.strictObject({ folder: path }),
  z.strictObject({ files: z.array(path).min(1).max(100_000) }),
]);

/** `importer.history`, newest first: what came in, and can be taken back whole. */
export const importRow = z.object({
  /** What `importer.remove` takes. */
  batch: z.int(),
  at: instant,
  file: z.string(),
  videos: z.int(),
  items: z.int(),
  removed: z.boolean(),
});
export type ImportRow = z.infer<typeof importRow>;
/** `importer.remove`: takes an import back; refused where people worked on what it brought. */
export const importRemoveInput = z.strictObject({ batch: z.int().positive() });
export const importRemoved = z.object({ sentence: z.string(), said: said.nullable() });

/** `exporter.formats` */
export const formatInfo = z.object({
  id: z.string(),
  name: z.string(),
  /** What the format can carry and what gets lost, for a person. */
  description: z.string(),
  extension: z.string(),
  imports: z.boolean(),
  exports: z.boolean(),
});
export type FormatInfo = z.infer<typeof formatInfo>;

/** `exporter.start` */
export const exportStartInput = z.strictObject({
  format: z.string().min(1).max(60),
  out: path,
  split: split.optional(),
});
