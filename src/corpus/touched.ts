import { z } from 'zod';
import type { WritableDb } from './db.ts';

/** Above this, listeners are told "all": a list nobody would walk. */
const MOST_TOLD = 1000;

/** What a transaction changed, for listeners and for the rows' revisions. */
export interface TouchedIds {
  readonly tables: readonly string[];
  /** Imported ids, or 'all' when too many to name. */
  readonly videoIds: readonly string[] | 'all';
  readonly itemIds: readonly string[] | 'all';
  /** Rows of `interval`, or 'all' when too many to name or when a job changed them. */
  readonly intervalIds: readonly number[] | 'all';
}

const ids = z.union([z.array(z.string()), z.literal('all')]);
export const touchedIds: z.ZodType<TouchedIds> = z.object({
  tables: z.array(z.string()),
  videoIds: ids,
  itemIds: ids,
  // Entries of older logs name none; who replays one names them by its changes.
  intervalIds: z.union([z.array(z.int()), z.literal('all')]).default([]),
});

/** Collects what one transaction changes. */
export class Touched {
  readonly #tables = new Set<string>();
  readonly #videos = new Set<string>();
  readonly #items = new Set<string>();
  readonly #intervals = new Set<number>();
  #allIntervals = false;
  #allVideos = false;
  #allItems = false;

  table(name: string): void {
    this.#tables.add(name);
  }

  /** An item and with it its video. */
  item(itemId: string, videoId: string): void {
    this.#items.add(itemId);
    this.#videos.add(videoId);
  }

  /** A row that a command changes; intervals are told one by one, so that a timeline of many reads only those again. */
  row({ table, key }: { readonly table: string; readonly key: number }): void {
    this.#tables.add(table);
    if (table === 'interval') this.#intervals.add(key);
  }

  video(videoId: string): void {
    this.#videos.add(videoId);
  }

  /** Every video and item: labels, imports. */
  everything(): void {
    this.#allVideos = true;
    this.#allItems = true;
  }

  add(other: TouchedIds): void {
    for (const name of other.tables) this.#tables.add(name);
    if (other.videoIds === 'all') this.#allVideos = true;
    else for (const id of other.videoIds) this.#videos.add(id);
    if (other.itemIds === 'all') this.#allItems = true;
    else for (const id of other.itemIds) this.#items.add(id);
    if (other.intervalIds === 'all') this.#allIntervals = true;
    else for (const key of other.intervalIds) this.#intervals.add(key);
  }

  /** For the log: every id. */
  ids(): TouchedIds {
    return {
      tables: [...this.#tables],
      videoIds: this.#allVideos ? 'all' : [...this.#videos],
      itemIds: this.#allItems ? 'all' : [...this.#items],
      intervalIds: this.#allIntervals ? 'all' : [...this.#intervals],
    };
  }

  /** For listeners. */
  told(): TouchedIds {
    const { tables, videoIds, itemIds, intervalIds } = this.ids();
    const unnamed = tables.includes('interval') && intervalIds.length === 0;
    return {
      tables,
      videoIds: videoIds.length > MOST_TOLD ? 'all' : videoIds,
      itemIds: itemIds.length > MOST_TOLD ? 'all' : itemIds,
      intervalIds: unnamed || intervalIds.length > MOST_TOLD ? 'all' : intervalIds,
    };
  }

  /** Gives the project its next revision and stamps it on what was touched. @returns the new revision */
  stamp(db: WritableDb): number {
    db.run('UPDATE project SET revision = revision + 1 WHERE key = 1');
    const revision = db.number('SELECT revision FROM project WHERE key = 1');
    for (const id of this.#videos)
      db.run('UPDATE video SET revision = @revision WHERE id = @id', { revision, id });
    for (const id of this.#items)
      db.run('UPDATE item SET revision = @revision WHERE id = @id', { revision, id });
    return revision;
  }
}
