import { z } from 'zod';

/**
 * A label as people define it: its name within a group, how it looks, the key that is held for it, which labels it cannot
 * overlap, and what is noted on each of its instances. Also the file in which a schema is shared (docs/label-schema.md).
 */

const short = z.string().trim().min(1).max(200);
const attributeName = z.string().trim().min(1).max(100);

/** What may be noted on an instance of a label. */
export const attributeDefinition = z.discriminatedUnion('type', [
  z.strictObject({
    name: attributeName,
    type: z.literal('choice'),
    options: z
      .array(short)
      .min(1)
      .max(100)
      .refine(areDifferent, 'The choices of an attribute must differ from each other.'),
  }),
  z.strictObject({
    name: attributeName,
    type: z.literal('number'),
    min: z.number().optional(),
    max: z.number().optional(),
  }),
  z.strictObject({ name: attributeName, type: z.literal('text') }),
  z.strictObject({ name: attributeName, type: z.literal('flag') }),
]);
export type AttributeDefinition = z.infer<typeof attributeDefinition>;
export type AttributeType = AttributeDefinition['type'];
export const ATTRIBUTE_TYPES = [
  'choice',
  'number',
  'text',
  'flag',
] as const satisfies readonly AttributeType[];

export const attributeDefinitions = z
  .array(attributeDefinition)
  .max(50)
  .refine((all) => areDifferent(all.map(({ name }) => name)), 'Attributes of a label need different names.');

export const attributeValue = z.union([z.string().max(20_000), z.number(), z.boolean()]);
export type AttributeValue = z.infer<typeof attributeValue>;
/** What is noted on one instance, by attribute name. */
export const attributeValues = z.record(attributeName, attributeValue);
export type AttributeValues = Readonly<Record<string, AttributeValue>>;

/** Whether `value` is one that `definition` allows. */
export function fitsAttribute(definition: AttributeDefinition, value: AttributeValue): boolean {
  switch (definition.type) {
    case 'choice':
      return typeof value === 'string' && definition.options.includes(value);
    case 'number':
      return (
        typeof value === 'number' &&
        value >= (definition.min ?? -Infinity) &&
        value <= (definition.max ?? Infinity)
      );
    case 'text':
      return typeof value === 'string';
    case 'flag':
      break;
  }
  return typeof value === 'boolean';
}

export const schemaLabel = z.strictObject({
  /** Names the label set; empty: the one without a name. */
  group: z.string().max(200).default(''),
  name: short,
  description: z.string().max(20_000).nullable().default(null),
  /** Index into the palette; absent: the next free one. */
  colour: z.int().min(0).max(1000).nullable().default(null),
  hotkey: z.string().min(1).max(40).nullable().default(null),
  /** Labels of one group that name the same set here may not overlap in time. */
  exclusive: z.string().trim().min(1).max(100).nullable().default(null),
  attributes: attributeDefinitions.default([]),
});
export type SchemaLabel = Readonly<z.infer<typeof schemaLabel>>;

export const LABEL_FILE_FORMAT = 'tempr1-labels';

/** The file: everything but the labels may be left out by whoever writes one by hand. */
export const labelFile = z.object({
  format: z.literal(LABEL_FILE_FORMAT),
  version: z.literal(1),
  title: z.string().max(500).optional(),
  labels: z
    .array(schemaLabel)
    .max(10_000)
    .refine((all) => areDifferent(all.map(identityOf)), 'A label stands in the file twice.'),
});
export type LabelFile = z.infer<typeof labelFile>;

/** A label is its group and its name. */
export function identityOf({ group, name }: Pick<SchemaLabel, 'group' | 'name'>): string {
  return JSON.stringify([group, name]);
}

function areDifferent(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}

export interface KnownLabel extends SchemaLabel {
  readonly id: number;
}

const FIELDS = ['description', 'colour', 'hotkey', 'exclusive', 'attributes'] as const;
export type SchemaField = (typeof FIELDS)[number];

export type SchemaChange =
  | { readonly kind: 'add'; readonly label: SchemaLabel; readonly lostKey: string | null }
  | {
      readonly kind: 'change';
      readonly id: number;
      readonly label: SchemaLabel;
      readonly fields: readonly SchemaField[];
      readonly lostKey: string | null;
    }
  | { readonly kind: 'same'; readonly id: number; readonly label: SchemaLabel };

/**
 * What taking over `incoming` would do to the labels that are there. Matched by group and name; nothing is ever removed, and
 * what a file leaves out (null, no attributes) stays as it is. A key that another label of the group holds is not taken over:
 * `lostKey` says which. `group`: puts all of them into this group.
 */
export function planSchema(
  known: readonly KnownLabel[],
  incoming: readonly SchemaLabel[],
  group?: string,
): SchemaChange[] {
  const there = new Map(known.map((label) => [identityOf(label), label]));
  const holders = new Map(
    known.flatMap((label) => (label.hotkey === null ? [] : [[keyOf(label.group, label.hotkey), label.name]])),
  );
  const seen = new Set<string>();
  return incoming.flatMap((given): SchemaChange[] => {
    const wanted = group === undefined ? given : { ...given, group };
    const identity = identityOf(wanted);
    // Two groups of a file may have become one: the first of two labels of one name counts.
    if (seen.has(identity)) return [];
    seen.add(identity);
    const old = there.get(identity);
    const holder = wanted.hotkey === null ? undefined : holders.get(keyOf(wanted.group, wanted.hotkey));
    const lostKey = holder !== undefined && holder !== wanted.name ? wanted.hotkey : null;
    const label = lostKey === null ? wanted : { ...wanted, hotkey: null };
    if (label.hotkey !== null) holders.set(keyOf(label.group, label.hotkey), label.name);
    if (old === undefined) return [{ kind: 'add', label, lostKey }];
    const fields = FIELDS.filter((field) => isGiven(label[field]) && !same(label[field], old[field]));
    return fields.length === 0
      ? [{ kind: 'same', id: old.id, label }]
      : [{ kind: 'change', id: old.id, label, fields, lostKey }];
  });
}

function keyOf(group: string, hotkey: string): string {
  return JSON.stringify([group, hotkey.toLowerCase()]);
}

function isGiven(value: SchemaLabel[SchemaField]): boolean {
  return value !== null && (!Array.isArray(value) || value.length > 0);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
