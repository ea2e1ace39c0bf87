import { say, type Said } from '../tasks/said/said.ts';
import type { CheckedLabel } from '../tasks/validation.ts';
import type { ReadableDb } from './db.ts';
import { checkedLabels, faultOfItem } from './queries/checked-items.ts';
import { intervalsOfItem, itemByKey, type VideoRow } from './rows.ts';
import { missingTruth } from './truth-rules.ts';

/** Asks of items, as they stand now, whether they may be called curated: for one command, in which labels do not change. */
export class CurateCheck {
  readonly #db: ReadableDb;
  #labels: CheckedLabel[] | null = null;

  constructor(db: ReadableDb) {
    this.#db = db;
  }

  /** Why it may not, as the end of a sentence; null when it may. */
  whyNot(itemKey: number, video: VideoRow): Said | null {
    const item = itemByKey(this.#db, itemKey);
    const missing = missingTruth(item, intervalsOfItem(this.#db, itemKey));
    if (missing !== null) return missing;
    this.#labels ??= checkedLabels(this.#db);
    const fault = faultOfItem(this.#db, item, video, this.#labels);
    if (fault === null) return null;
    const { label, other, set } = fault.values;
    return fault.code === 'exclusiveOverlap'
      ? say('excludesEachOther', { label: String(label), other: String(other), set: String(set) })
      : say('faultBeside');
  }
}
