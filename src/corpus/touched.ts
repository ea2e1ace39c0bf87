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
}

const ids = z.union([z.array(z.string()), z.literal('all')]);
export const touchedIds: z.ZodType<TouchedIds> = z.object({
  tables: z.array(z.string()),
  videoIds: ids,
  itemIds: ids,
});

/** Collects what one transaction changes. */
export class Touched {
  readonly #tables = new Set<string>();
  readonly #videos = new Set<string>();
  readonly #items = new Set<string>();
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
  }

  /** For the log: every id. */
  ids(): TouchedIds {
    return {
      tables: [...this.#tables],
      videoIds: this.#allVideos ? 'all' : [...this.#videos],
      itemIds: this.#allItems ? 'all' : [...this.#items],
    };
  }

  /** For listeners. */
  told(): TouchedIds {
    const { tables, videoIds, itemIds } = this.ids();
    return {
      tables,
      videoIds: videoIds.length > MOST_TOLD ? 'all' : videoIds,
      itemIds: itemIds.length > MOST_TOLD ? 'all' : itemIds,
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
