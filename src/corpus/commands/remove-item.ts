import { intervalsOfItem, videoByKey, type ItemRow } from '../rows.ts';
import type { Change } from './change.ts';
import { removeInterval } from './item-edit.ts';

/** Takes an item away with its truth, its suggestions, its comments and the note of how it was derived. */
export function removeItem(change: Change, item: ItemRow): void {
  for (const row of intervalsOfItem(change.db, item.key)) removeInterval(change, row.key);
  const keys = (sql: string): { key: number }[] => change.db.all<{ key: number }>(sql, { item: item.key });
  for (const { key } of keys('SELECT key FROM comment WHERE item = @item')) change.delete('comment', key);
  for (const { key } of keys(
    'SELECT key FROM suggestion WHERE response IN (SELECT key FROM response WHERE item = @item)',
  ))
    change.delete('suggestion', key);
  for (const { key } of keys('SELECT key FROM response WHERE item = @item')) change.delete('response', key);
  removeDerivation(change, item.key);
  change.delete('item', item.key);
  change.touched.item(item.id, videoByKey(change.db, item.video).id);
}

/** Forgets how an item was derived, if it was. */
export function removeDerivation(change: Change, item: number): void {
  const keys = (sql: string): { key: number }[] => change.db.all<{ key: number }>(sql, { item });
  for (const { key } of keys(
    'SELECT key FROM derivation_source WHERE derivation IN (SELECT key FROM derivation WHERE item = @item)',
  ))
    change.delete('derivation_source', key);
  for (const { key } of keys('SELECT key FROM derivation WHERE item = @item'))
    change.delete('derivation', key);
}
