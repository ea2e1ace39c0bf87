import { say } from '../../tasks/said/said.ts';
import type { CheckedLabel, Finding, FindingCode } from '../../tasks/validation.ts';
import { edgeTick, frameCount, type FrameTable } from '../../time/frame-table.ts';
import type { ReadableDb } from '../db.ts';
import { CorpusError } from '../errors.ts';
import { checkedLabels, faultsOfVideo } from '../queries/checked-items.ts';
import { foundKeys } from '../queries/find.ts';
import {
  frameTableOfRow,
  intervalsOfItem,
  labelByKey,
  videoByKey,
  type IntervalRow,
  type ItemRow,
  type LabelRow,
  type VideoRow,
} from '../rows.ts';
import type { BulkEdit, BulkReason, BulkSpan, BulkStep, BulkTarget } from './edit.ts';

/** What an edit does to one item, or why it does nothing. */
export interface ItemPlan {
  readonly item: ItemRow;
  readonly video: VideoRow;
  readonly steps: readonly BulkStep[];
  readonly skipped: readonly BulkReason[];
  /** What is wrong in it, where that is why it is left. */
  readonly fault?: Finding;
}

type Decision = Pick<ItemPlan, 'steps' | 'skipped' | 'fault'>;

/** Keys of the items an edit is for, in document order. @throws CorpusError 'not-found' */
export function targetKeys(db: ReadableDb, target: BulkTarget): number[] {
  if ('query' in target) return foundKeys(db, target.query);
  const keys = db
    .allTuples('SELECT key FROM item WHERE id IN (SELECT value FROM json_each(@ids)) ORDER BY key', {
      ids: JSON.stringify(target.items),
    })
    .map(([key]) => Number(key));
  if (keys.length === new Set(target.items).size) return keys;
  throw new CorpusError('not-found', say('itemsGone'));
}

/**
 * Plans an edit item by item: the preview counts and shows these steps, and the command takes the same ones, so that what was
 * shown is what is done. Reads only.
 */
export class BulkPlanner {
  readonly #db: ReadableDb;
  readonly #edit: BulkEdit;
  readonly #label: LabelRow | null;
  /** Items of one video follow each other: its rows and table are read once. */
  #video: VideoRow | null = null;
  #table: FrameTable | null = null;
  /** By video: items may come in any order, and what is wrong in a video is asked of all its items together. */
  readonly #faults = new Map<number, ReadonlyMap<string, Finding>>();
  #labels: readonly CheckedLabel[] | null = null;
  readonly #seenVideos = new Set<number>();

  /** @throws CorpusError 'not-found' for a label that is not there. */
  constructor(db: ReadableDb, edit: BulkEdit) {
    this.#db = db;
    this.#edit = edit;
    this.#label = edit.kind === 'label' ? labelByKey(db, edit.label) : null;
  }

  /** null where the item is gone. */
  plan(key: number): ItemPlan | null {
    const item = this.#db.get<ItemRow>('SELECT * FROM item WHERE key = @key', { key });
    if (item === undefined) return null;
    if (this.#video?.key !== item.video) {
      this.#video = videoByKey(this.#db, item.video);
      this.#table = null;
    }
    return { item, video: this.#video, ...this.#steps(item, this.#video) };
  }

  #steps(item: ItemRow, video: VideoRow): Decision {
    const edit = this.#edit;
    switch (edit.kind) {
      case 'state':
        return this.#state(item, video, edit.state);
      case 'label':
        return this.#relabel(item, video);
      case 'split':
        return this.#split(item, video, edit.split);
      case 'delete-items':
        return one({ of: 'item', item: item.id, before: item.state, after: null });
      case 'snap':
        return this.#each(item, (row) =>
          row.start_off_grid === 0 && row.end_off_grid === 0 ? null : this.#snapped(video, row),
        );
      case 'shift':
        return this.#each(item, (row) => this.#shifted(video, row, edit));
      case 'delete-short':
        break;
    }
    const most = (edit.seconds * video.timebase_den) / video.timebase_num;
    return this.#each(item, (row) => (row.end_tick - row.start_tick < most ? 'delete' : null));
  }

  #state(item: ItemRow, video: VideoRow, wanted: 'open' | 'curated' | 'reviewed'): Decision {
    const rows = intervalsOfItem(this.#db, item.key);
    const holds = rows.length > 0 || item.answer_index !== null || item.saliency !== null;
    const after = wanted !== 'open' ? wanted : holds ? 'draft' : 'open';
    if (item.state === after) return none('already-so');
    if (wanted !== 'open') {
      const fault = this.#faultsOf(video).get(item.id);
      if (fault !== undefined) return { ...none(reasonOf(fault)), fault };
    }
    return one({ of: 'item', item: item.id, before: item.state, after });
  }

  #faultsOf(video: VideoRow): ReadonlyMap<string, Finding> {
    const known = this.#faults.get(video.key);
    if (known !== undefined) return known;
    this.#labels ??= checkedLabels(this.#db);
    const found = faultsOfVideo(this.#db, video, this.#labels);
    this.#faults.set(video.key, found);
    return found;
  }

  #relabel(item: ItemRow, video: VideoRow): Decision {
    const label = this.#label;
    if (label === null || item.label === null) return none('no-label-of-its-own');
    if (label.label_group !== video.label_group) return none('other-label-group');
    if (item.label === label.key) return none('already-so');
    return one({ of: 'item', item: item.id, before: String(item.label), after: String(label.key) });
  }

  #split(item: ItemRow, video: VideoRow, split: string | null): Decision {
    if (this.#seenVideos.has(video.key)) return { steps: [], skipped: [] };
    this.#seenVideos.add(video.key);
    if (video.split === split) return none('already-so');
    return one({
      of: 'video',
      item: item.id,
      video: video.id,
      before: video.split ?? 'none',
      after: split ?? 'none',
    });
  }

  #each(item: ItemRow, change: (row: Drawn) => BulkSpan | 'delete' | BulkReason | null): Decision {
    const steps: BulkStep[] = [];
    const skipped: BulkReason[] = [];
    for (const row of intervalsOfItem(this.#db, item.key)) {
      if (!isDrawn(row)) continue;
      const to = change(row);
      if (to === null) continue;
      const before = { start: row.start_tick, end: row.end_tick };
      if (to === 'delete')
        steps.push({ of: 'interval', item: item.id, interval: row.key, before, after: null });
      else if (typeof to === 'string') skipped.push(to);
      else if (to.start === before.start && to.end === before.end) skipped.push('already-so');
      else steps.push({ of: 'interval', item: item.id, interval: row.key, before, after: to });
    }
    return { steps, skipped };
  }

  /** The same rule as the command `snapEdges`. */
  #snapped(video: VideoRow, row: Drawn): BulkSpan {
    const table = this.tableOf(video);
    const start = Math.min(row.start_frame, frameCount(table) - 1);
    const end = Math.max(row.end_frame, start + 1);
    return { start: edgeTick(table, start), end: edgeTick(table, end) };
  }

  #shifted(video: VideoRow, row: Drawn, edit: Extract<BulkEdit, { kind: 'shift' }>): BulkSpan | BulkReason {
    const table = this.tableOf(video);
    const start = row.start_frame + (edit.edge === 'end' ? 0 : edit.frames);
    const end = row.end_frame + (edit.edge === 'start' ? 0 : edit.frames);
    if (start < 0 || end > frameCount(table)) return 'outside-video';
    if (start >= end) return 'too-short';
    return {
      // An edge that is not shifted keeps its place, off the grid or on it.
      start: edit.edge === 'end' ? row.start_tick : edgeTick(table, start),
      end: edit.edge === 'start' ? row.end_tick : edgeTick(table, end),
    };
  }

  /** The frame table of the video that is planned for now. */
  tableOf(video: VideoRow): FrameTable {
    this.#table ??= frameTableOfRow(this.#db, video);
    return this.#table;
  }
}

interface Drawn extends IntervalRow {
  readonly start_tick: number;
  readonly end_tick: number;
  readonly start_frame: number;
  readonly end_frame: number;
}

function isDrawn(row: IntervalRow): row is Drawn {
  return (
    row.start_tick !== null && row.end_tick !== null && row.start_frame !== null && row.end_frame !== null
  );
}

function one(step: BulkStep): Decision {
  return { steps: [step], skipped: [] };
}

function none(reason: BulkReason): Decision {
  return { steps: [], skipped: [reason] };
}

/** Something is not there yet, as opposed to wrong. */
const LACKING: readonly FindingCode[] = [
  'textEmpty',
  'intervalMissing',
  'sentenceEmpty',
  'sentenceOpen',
  'answerMissing',
  'fewOptions',
  'optionEmpty',
];

function reasonOf({ code }: Finding): BulkReason {
  if (code === 'exclusiveOverlap') return 'labels-exclude';
  return LACKING.includes(code) ? 'not-whole' : 'faulty';
}
