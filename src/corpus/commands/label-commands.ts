import { z } from 'zod';
import { attributeDefinitions } from '../../tasks/label-schema.ts';
import { say } from '../../tasks/said/said.ts';
import { CorpusError } from '../errors.ts';
import { labelByKey } from '../rows.ts';
import { searchText } from '../stored-prompt.ts';
import type { Change } from './change.ts';
import { defineCommand } from './define.ts';

const labelFields = {
  name: z.string().trim().min(1).max(200),
  description: z.string().max(20_000).nullable(),
  /** Index into the palette. */
  colour: z.int().min(0).max(1000),
  hotkey: z.string().min(1).max(40).nullable(),
  /** Labels of the group with the same text here may not overlap. */
  exclusive: z.string().trim().min(1).max(100).nullable(),
  attributes: attributeDefinitions,
};

export const addLabel = defineCommand(
  z.strictObject({
    group: z.string().max(200).nullable(),
    name: labelFields.name,
    description: labelFields.description.optional(),
    colour: labelFields.colour.optional(),
    hotkey: labelFields.hotkey.optional(),
    exclusive: labelFields.exclusive.optional(),
    attributes: labelFields.attributes.optional(),
  }),
  (change, params) => {
    const group = params.group ?? '';
    requireNewName(change, group, params.name);
    requireFreeKey(change, group, params.hotkey ?? null, null);
    const count = change.db.number('SELECT count(*) FROM label WHERE label_group = @group', { group });
    const key = change.insert('label', {
      label_group: group,
      name: params.name,
      description: params.description ?? null,
      colour: params.colour ?? count,
      hotkey: params.hotkey ?? null,
      exclusive: params.exclusive ?? null,
      attributes: JSON.stringify(params.attributes ?? []),
      search: searchText([params.name, params.description ?? null]),
    });
    return { said: say('addedLabel', { label: params.name }), created: { labels: [key] } };
  },
);

export const editLabel = defineCommand(
  z.strictObject({
    label: z.int().positive(),
    name: labelFields.name.optional(),
    description: labelFields.description.optional(),
    colour: labelFields.colour.optional(),
    hotkey: labelFields.hotkey.optional(),
    exclusive: labelFields.exclusive.optional(),
    attributes: labelFields.attributes.optional(),
  }),
  (change, params) => {
    const label = labelByKey(change.db, params.label);
    if (params.name !== undefined && params.name !== label.name)
      requireNewName(change, label.label_group, params.name);
    const next = {
      name: params.name ?? label.name,
      description: params.description === undefined ? label.description : params.description,
      colour: params.colour ?? label.colour,
      hotkey: params.hotkey === undefined ? label.hotkey : params.hotkey,
      exclusive: params.exclusive === undefined ? label.exclusive : params.exclusive,
      attributes: params.attributes === undefined ? label.attributes : JSON.stringify(params.attributes),
    };
    requireFreeKey(change, label.label_group, next.hotkey, label.key);
    change.update('label', label.key, { ...next, search: searchText([next.name, next.description]) });
    change.touched.everything();
    return {
      said:
        next.name === label.name
          ? say('changedLabel', { label: label.name })
          : say('renamedLabel', { label: label.name, next: next.name }),
    };
  },
);

/** Removes a label nobody uses. */
export const removeLabel = defineCommand(z.strictObject({ label: z.int().positive() }), (change, params) => {
  const label = labelByKey(change.db, params.label);
  const used = change.db.number(
    'SELECT (SELECT count(*) FROM item WHERE label = @key) + (SELECT count(*) FROM interval WHERE label = @key)',
    { key: label.key },
  );
  if (used > 0) throw new CorpusError('refused', say('labelUsed', { label: label.name, count: used }));
  change.delete('label', label.key);
  return { said: say('removedLabel', { label: label.name }) };
});

function requireNewName(change: Change, group: string, name: string): void {
  const there = change.db.get('SELECT 1 AS here FROM label WHERE label_group = @group AND name = @name', {
    group,
    name,
  });
  if (there !== undefined) throw new CorpusError('refused', say('labelExists', { label: name }));
}

/** One key for one label, within a group: videos show the labels of one group only. */
function requireFreeKey(change: Change, group: string, hotkey: string | null, own: number | null): void {
  if (hotkey === null) return;
  const holder = change.db.get<{ name: string }>(
    `SELECT name FROM label WHERE label_group = @group AND lower(hotkey) = lower(@hotkey) AND key <> @own`,
    { group, hotkey, own: own ?? 0 },
  );
  if (holder !== undefined)
    throw new CorpusError('refused', say('keyTaken', { key: hotkey, label: holder.name }));
}
