import { z } from 'zod';
import { isSaid, type Said } from '../../tasks/said/said.ts';
import { importDocument as importSchema, type ImportReport } from '../import-document.ts';
import { importIntoCorpus } from '../import.ts';
import { removeImport as remove } from '../remove-import.ts';
import { defineJob } from './define.ts';

const report: z.ZodType<ImportReport> = z.object({
  batch: z.int(),
  videos: z.int(),
  items: z.int(),
  intervals: z.int(),
  labels: z.int(),
  notes: z.array(z.custom<Said>(isSaid)),
});

/** A whole document or nothing. */
export const importDocument = defineJob(
  importSchema,
  report,
  ({ db, projectDir, at, touched }, document) => {
    touched.everything();
    for (const table of ['project', 'label', 'video', 'item', 'interval']) touched.table(table);
    return importIntoCorpus(db, projectDir, at, document);
  },
  ({ file }, { videos, items }) => ({ subject: file, counts: { videos, items } }),
);

export const removeImport = defineJob(
  z.strictObject({ batch: z.int().positive() }),
  z.object({ videos: z.int(), items: z.int() }),
  ({ db, at, touched }, { batch }) => {
    touched.everything();
    for (const table of ['label', 'video', 'item', 'interval']) touched.table(table);
    return remove(db, batch, at);
  },
  (_params, { videos, items }) => ({ subject: '', counts: { videos, items } }),
);
