import { z } from 'zod';
import { schemaLabel } from '../../tasks/label-schema.ts';
import { path } from './words.ts';

/** `labels.save`: writes the label schema to a file (docs/label-schema.md). `groups`: only these; absent: all. */
export const labelsSaveInput = z.strictObject({ path, groups: z.array(z.string().max(200)).optional() });
export const labelsSaved = z.object({ path: z.string(), labels: z.int() });

/** `labels.readSchema`: what taking over a file would change; changes nothing. `group`: puts all labels into this one. */
export const labelsReadInput = z.strictObject({ path, group: z.string().max(200).optional() });

const field = z.enum(['description', 'colour', 'hotkey', 'exclusive', 'attributes']);
export const schemaChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('add'), label: schemaLabel, lostKey: z.string().nullable() }),
  z.object({
    kind: z.literal('change'),
    id: z.int(),
    label: schemaLabel,
    fields: z.array(field),
    lostKey: z.string().nullable(),
  }),
  z.object({ kind: z.literal('same'), id: z.int(), label: schemaLabel }),
]);
export const labelsRead = z.object({ changes: z.array(schemaChange), title: z.string().nullable() });
export type LabelsRead = z.infer<typeof labelsRead>;
