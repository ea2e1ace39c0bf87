import type { ItemRow, LabelRow } from '../../src/service/contract/index.ts';
import { TASKS } from '../../src/tasks/task.ts';
import { words } from '../words/words.ts';
import { barsByLane, kindsOf, NEUTRAL, taskTitle, type ModelInput } from './model.ts';
import type { Grouping, LaneStates } from './grouping.ts';
import type { Lane } from './layout.ts';
import { laneKeyOf } from './lane-keys.ts';

type Head = Pick<Lane, 'id' | 'kind' | 'title' | 'task' | 'itemId' | 'labelId' | 'colour'>;

interface Split {
  readonly heads: readonly Head[];
  /** Index of the head that each interval belongs to, by its position in the columns. */
  readonly laneOf: (position: number) => number;
}

/** The lanes of a video by the chosen grouping, all of them, as they are treated. */
export function groupedLanes(
  input: ModelInput,
  grouping: Grouping,
  labels: readonly LabelRow[],
  states: LaneStates,
): Lane[] {
  const { heads, laneOf } = SPLITS[grouping](input, labels);
  const bars = barsByLane(input.columns, kindsOf(input), heads.length, laneOf);
  const keys = laneKeyOf(heads, labels);
  return heads.flatMap((head, index): Lane[] => {
    const own = bars[index];
    if (own === undefined) return [];
    const { collapsed = false, locked = false } = states[head.id] ?? {};
    return [{ ...head, bars: own, saliency: [], collapsed, locked, key: keys.get(head.id) ?? null }];
  });
}

/** The lanes to draw: without the hidden ones, or only those that are solo when any is. */
export function shownLanes(lanes: readonly Lane[], states: LaneStates): Lane[] {
  const solo = lanes.some(({ id }) => states[id]?.solo === true);
  return lanes.filter(({ id }) => (solo ? states[id]?.solo === true : states[id]?.hidden !== true));
}

function byItemLane(input: ModelInput, heads: readonly Head[], idOf: (item: ItemRow) => string): Split {
  const index = new Map(heads.map((head, i) => [head.id, i]));
  const ofItem = new Map(input.detail.items.map((item) => [item.id, index.get(idOf(item)) ?? -1]));
  const lanes = Int32Array.from(input.columns.items, (id) => ofItem.get(id) ?? -1);
  const { item } = input.columns;
  return { heads, laneOf: (position) => lanes[item[position] ?? 0] ?? -1 };
}

/** One lane per label of TAL, then one per other task. A label with a key of its own has a lane before it has an item. */
function byLabel(input: ModelInput, labels: readonly LabelRow[]): Split {
  const { detail, labelColours } = input;
  const order = [
    ...detail.lanes.filter((lane) => lane.task === 'TAL'),
    ...detail.lanes.filter((lane) => lane.task !== 'TAL'),
  ];
  const heads = order.map((lane): Head => {
    const isLabel = lane.task === 'TAL';
    return {
      id: lane.id,
      kind: isLabel ? 'label' : 'task',
      title: isLabel ? lane.name : taskTitle(lane.task),
      task: lane.task,
      // Drawing in a label's lane adds an instance; elsewhere every interval belongs to an item of its own.
      itemId: isLabel && lane.itemIds.length === 1 ? (lane.itemIds[0] ?? null) : null,
      labelId: lane.labelId,
      colour: lane.labelId === null ? NEUTRAL : (labelColours.get(lane.labelId) ?? NEUTRAL),
    };
  });
  const known = new Set(heads.map((head) => head.labelId));
  const waiting = labels
    .filter((label) => label.hotkey !== null && label.group === (detail.group ?? '') && !known.has(label.id))
    .map((label): Head => ({
      id: `TAL ${label.id}`,
      kind: 'label',
      title: label.name,
      task: 'TAL',
      itemId: null,
      labelId: label.id,
      colour: label.colour,
    }));
  const first = heads.filter((head) => head.kind === 'label');
  const all = [...first, ...waiting, ...heads.slice(first.length)];
  return byItemLane(input, all, (item) => item.laneId);
}

function byTask(input: ModelInput): Split {
  const present = new Set(input.detail.items.map((item) => item.task));
  const heads = TASKS.filter((task) => present.has(task)).map((task): Head => ({
    id: `task ${task}`,
    kind: 'task',
    title: taskTitle(task),
    task,
    itemId: null,
    labelId: null,
    colour: NEUTRAL,
  }));
  return byItemLane(input, heads, (item) => `task ${item.task}`);
}

/** One lane per name that occurs; `column` holds the index of each interval's name. */
function byName(prefix: string, names: readonly string[], column: Uint16Array, nameless: string): Split {
  const used = new Uint8Array(names.length);
  for (const index of column) used[index] = 1;
  const lanes = new Int32Array(names.length).fill(-1);
  const heads: Head[] = [];
  for (const [index, name] of names.entries()) {
    if (used[index] !== 1) continue;
    lanes[index] = heads.length;
    heads.push({
      id: `${prefix} ${name}`,
      kind: 'group',
      title: name === '' ? nameless : name,
      task: null,
      itemId: null,
      labelId: null,
      colour: NEUTRAL,
    });
  }
  return { heads, laneOf: (position) => lanes[column[position] ?? 0] ?? -1 };
}

const SPLITS: Readonly<Record<Grouping, (input: ModelInput, labels: readonly LabelRow[]) => Split>> = {
  label: byLabel,
  task: byTask,
  annotator: ({ columns }) => byName('by', columns.annotators, columns.by, words('timeline')('importedLane')),
  policy: ({ columns }) =>
    byName('policy', columns.policies, columns.policy, words('timeline')('peopleLane')),
};
