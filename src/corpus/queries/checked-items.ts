import { timebase } from '../../time/ticks.ts';
import {
  whyNotCurated,
  type CheckedInterval,
  type CheckedItem,
  type CheckedLabel,
  type Finding,
} from '../../tasks/validation.ts';
import type { ReadableDb } from '../db.ts';
import type { IntervalRow, ItemRow, VideoRow } from '../rows.ts';
import { storedAttributes } from '../stored-attributes.ts';
import { promptOf, storedPrompt } from '../stored-prompt.ts';
import { jsonStrings, parseSaliency } from '../truth-json.ts';
import { labels } from './project.ts';

/** The labels of the project as src/tasks/validation.ts looks at them. */
export function checkedLabels(db: ReadableDb): CheckedLabel[] {
  return labels(db).map(({ id, name, exclusive, group, attributes }) => ({
    id,
    name,
    exclusive,
    group: group ?? '',
    attributes,
  }));
}

/** Why items of a video cannot be curated, by item id: the same reasons that the page names beside one item. */
export function faultsOfVideo(
  db: ReadableDb,
  video: VideoRow,
  schema: readonly CheckedLabel[],
): ReadonlyMap<string, Finding> {
  const checked = {
    firstTick: video.start_tick,
    endTick: video.end_tick,
    timebase: timebase(video.timebase_num, video.timebase_den),
  };
  return whyNotCurated(checkedItems(db, video), checked, schema);
}

function checkedItems(db: ReadableDb, video: VideoRow): CheckedItem[] {
  const rows = db.all<ItemRow & LabelTexts>(
    `SELECT item.*, label.name AS label_name, label.description AS label_description
     FROM item LEFT JOIN label ON label.key = item.label WHERE item.video = @video ORDER BY item.key`,
    { video: video.key },
  );
  const intervals = Map.groupBy(
    db.all<IntervalRow>(
      `SELECT interval.* FROM item JOIN interval ON interval.item = item.key
       WHERE item.video = @video ORDER BY interval.item, slot, interval.key`,
      { video: video.key },
    ),
    ({ item }) => item,
  );
  return rows.map((row) => checkedItem(row, intervals.get(row.key) ?? []));
}

interface LabelTexts {
  readonly label_name: string | null;
  readonly label_description: string | null;
}

function checkedItem(row: ItemRow & LabelTexts, intervals: readonly IntervalRow[]): CheckedItem {
  const label = row.label_name === null ? null : { name: row.label_name, description: row.label_description };
  return {
    id: row.id,
    task: row.task,
    prompt: promptOf(storedPrompt(row.task, row.prompt), label),
    paraphrases: jsonStrings(row.paraphrases, 'paraphrases'),
    labelId: row.label,
    answerIndex: row.answer_index,
    saliency: parseSaliency(row.saliency),
    intervals: intervals.flatMap(checkedInterval),
    noneSlots: intervals.flatMap(({ start_tick, slot }) => (start_tick === null ? [slot] : [])),
  };
}

function checkedInterval(row: IntervalRow): CheckedInterval[] {
  const { key, slot, start_tick: start, end_tick: end } = row;
  if (start === null || end === null) return [];
  return [
    {
      id: key,
      slot,
      start,
      end,
      startFrame: row.start_frame ?? 0,
      endFrame: row.end_frame ?? 0,
      offGrid: { start: row.start_off_grid === 1, end: row.end_off_grid === 1 },
      attributes: storedAttributes(row.attributes),
    },
  ];
}
