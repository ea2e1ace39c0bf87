import { timebase } from '../../time/ticks.ts';
import {
  whyNotCurated,
  type CheckedInterval,
  type CheckedItem,
  type CheckedLabel,
  type CheckedVideo,
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
  return whyNotCurated(checkedItems(db, video), checkedVideo(video), schema);
}

/** The same of one item, without reading more of its video than it can be at odds with. null: nothing is wrong. */
export function faultOfItem(
  db: ReadableDb,
  item: Pick<ItemRow, 'key' | 'id' | 'label'>,
  video: VideoRow,
  schema: readonly CheckedLabel[],
): Finding | null {
  const own = schema.find(({ id }) => id === item.label);
  const set = schema.filter(
    ({ exclusive, group }) => exclusive !== null && exclusive === own?.exclusive && group === own.group,
  );
  const only = { item: item.key, labels: set.map(({ id }) => id) };
  return whyNotCurated(checkedItems(db, video, only), checkedVideo(video), schema).get(item.id) ?? null;
}

function checkedVideo(video: VideoRow): CheckedVideo {
  return {
    firstTick: video.start_tick,
    endTick: video.end_tick,
    timebase: timebase(video.timebase_num, video.timebase_den),
  };
}

/** @param only one item and those with some labels; all by default */
function checkedItems(
  db: ReadableDb,
  video: VideoRow,
  only: { readonly item: number; readonly labels: readonly number[] } | null = null,
): CheckedItem[] {
  const where = `item.video = @video AND (@item IS NULL OR item.key = @item
    OR item.label IN (SELECT value FROM json_each(@labels)))`;
  const given = { video: video.key, item: only?.item ?? null, labels: JSON.stringify(only?.labels ?? []) };
  const rows = db.all<ItemRow & LabelTexts>(
    `SELECT item.*, label.name AS label_name, label.description AS label_description
     FROM item LEFT JOIN label ON label.key = item.label WHERE ${where} ORDER BY item.key`,
    given,
  );
  const intervals = Map.groupBy(
    db.all<IntervalRow>(
      `SELECT interval.* FROM item JOIN interval ON interval.item = item.key
       WHERE ${where} ORDER BY interval.item, slot, interval.key`,
      given,
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
