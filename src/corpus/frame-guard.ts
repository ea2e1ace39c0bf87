import { edgeTick, frameCount, nearestEdge, type FrameTable } from '../time/frame-table.ts';
import { ticks } from '../time/ticks.ts';
import type { ReadableDb, SqlValue } from './db.ts';
import { frameTableOfRow, videoByKey } from './rows.ts';

/** Columns of a row with edges, as an image of the log has them. */
type EdgeImage = Readonly<Record<string, SqlValue | undefined>>;

/**
 * Tells whether edges from the log still lie on the frames that they name: a video may have been found in another file since,
 * which counts time differently, and an interval of before would lie on other pictures.
 */
export class FrameGuard {
  readonly #db: ReadableDb;
  readonly #tables = new Map<number, FrameTable>();

  constructor(db: ReadableDb) {
    this.#db = db;
  }

  /** @param item its key; an item that is not there (yet) says nothing */
  fits(item: number, image: EdgeImage): boolean {
    const owner = this.#db.get<{ video: number }>('SELECT video FROM item WHERE key = @item', { item });
    if (owner === undefined) return true;
    const table = this.#tableOf(owner.video);
    return (['start', 'end'] as const).every((side) => {
      const [tick, frame] = [image[`${side}_tick`], image[`${side}_frame`]];
      if (typeof tick !== 'number' || typeof frame !== 'number') return true;
      if (frame > frameCount(table)) return false;
      return image[`${side}_off_grid`] === 1
        ? nearestEdge(table, ticks(tick)) === frame
        : edgeTick(table, frame) === tick;
    });
  }

  #tableOf(video: number): FrameTable {
    const known = this.#tables.get(video);
    if (known !== undefined) return known;
    const table = frameTableOfRow(this.#db, videoByKey(this.#db, video));
    this.#tables.set(video, table);
    return table;
  }
}
