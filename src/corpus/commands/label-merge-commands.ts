import { z } from 'zod';
import { say } from '../../tasks/said/said.ts';
import { CorpusError } from '../errors.ts';
import { intervalsOfItem, itemByKey, labelByKey, videoByKey, type ItemRow, type LabelRow } from '../rows.ts';
import type { Change } from './change.ts';
import { defineCommand } from './define.ts';
import { openItem, settle } from './item-edit.ts';
import { removeItem } from './remove-item.ts';

const labelKey = z.int().positive();

/**
 * Makes two labels one: what bears `from` bears `into` afterwards, and `from` is gone. Where a video has an item of each, the
 * instances, answers of policies and comments of the one go over to the other; the truth counts as whole only if both did.
 */
export const mergeLabels = defineCommand(
  z.strictObject({ from: labelKey, into: labelKey }),
  (change, params) => {
    const from = labelByKey(change.db, params.from);
    const into = labelByKey(change.db, params.into);
    if (from.key === into.key) throw new CorpusError('refused', say('mergeWithItself', { label: from.name }));
    if (from.label_group !== into.label_group)
      throw new CorpusError('refused', say('otherGroups', { label: from.name, into: into.name }));
    for (const item of itemsOf(change, from)) {
      const other = itemsOf(change, into, item.video)[0];
      if (other === undefined) {
        change.update('item', item.key, { label: into.key });
        const video = videoByKey(change.db, item.video);
        change.touched.item(item.id, video.id);
      } else mergeItems(change, item, other);
    }
    for (const { key } of intervalsWith(change, from)) change.update('interval', key, { label: into.key });
    change.delete('label', from.key);
    change.touched.everything();
    return { said: say('mergedLabels', { label: from.name, into: into.name }) };
  },
);

function mergeItems(change: Change, item: ItemRow, into: ItemRow): void {
  const slots = intervalsOfItem(change.db, into.key).map(({ slot }) => slot);
  let next = Math.max(-1, ...slots) + 1;
  for (const row of intervalsOfItem(change.db, item.key)) {
    change.update('interval', row.key, { item: into.key, slot: next });
    next++;
  }
  const rows = (table: 'response' | 'comment'): { key: number }[] =>
    change.db.all<{ key: number }>(`SELECT key FROM ${table} WHERE item = @item`, { item: item.key });
  for (const table of ['response', 'comment'] as const)
    for (const { key } of rows(table)) change.update(table, key, { item: into.key });
  removeItem(change, item);
  // Looked for one of the two only: what is there need not be all that is there.
  const whole = [item, into].every(({ state }) => state === 'curated' || state === 'reviewed');
  change.update('item', into.key, { state: whole ? 'curated' : 'draft' });
  settle(change, itemByKey(change.db, into.key), videoByKey(change.db, into.video));
}

/** Deletes a label with all of its items, as one undoable act. */
export const deleteLabel = defineCommand(z.strictObject({ label: labelKey }), (change, params) => {
  const label = labelByKey(change.db, params.label);
  const items = itemsOf(change, label);
  for (const item of items) removeItem(change, item);
  for (const { key } of intervalsWith(change, label)) change.update('interval', key, { label: null });
  change.delete('label', label.key);
  change.touched.everything();
  const count = items.length;
  return {
    said:
      count === 0
        ? say('removedLabel', { label: label.name })
        : say('deletedLabel', { label: label.name, count }),
  };
});

/** Gives one action item another label of its group: for an instance list that was begun under the wrong name. */
export const setItemLabel = defineCommand(
  z.strictObject({ item: z.string(), label: labelKey }),
  (change, params) => {
    const row = change.db.get<ItemRow>('SELECT * FROM item WHERE id = @id', { id: params.item });
    if (row === undefined) throw new CorpusError('not-found', say('itemGone', { id: params.item }));
    const { item, video, name } = openItem(change, row);
    const label = labelByKey(change.db, params.label);
    if (item.task !== 'TAL') throw new CorpusError('refused', say('onlyTalLabel', { name, task: item.task }));
    if (label.label_group !== video.label_group)
      throw new CorpusError('refused', say('otherGroupThanVideo', { label: label.name, video: video.id }));
    change.update('item', item.key, { label: label.key });
    settle(change, item, video);
    return { said: say('labelledItem', { name, label: label.name }) };
  },
);

function itemsOf(change: Change, label: LabelRow, video?: number): ItemRow[] {
  return change.db.all<ItemRow>(
    `SELECT * FROM item WHERE label = @label ${video === undefined ? '' : 'AND video = @video'} ORDER BY key`,
    video === undefined ? { label: label.key } : { label: label.key, video },
  );
}

function intervalsWith(change: Change, label: LabelRow): { key: number }[] {
  return change.db.all<{ key: number }>('SELECT key FROM interval WHERE label = @label', {
    label: label.key,
  });
}
