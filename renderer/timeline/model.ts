import type { ItemRow, VideoDetail } from '../../src/service/contract/index.ts';
import type { TaskKind } from '../../src/tasks/task.ts';
import { hasSpan, itemText, type SpannedSuggestion } from '../tasks/plan.ts';
import { byItem, leading, offered } from '../suggestions/offered.ts';
import { packBars, type Bar } from './bars.ts';
import type { Lane } from './layout.ts';

/** Palette index of everything that is no label: drawn in neutral grey, because colours mean labels and nothing else. */
export const NEUTRAL = -1;

/** Rows that overlapping intervals of one lane may take before they share the last one. */
const LANE_ROWS = 6;
const FOCUS_ROWS = 3;

export interface ModelInput {
  readonly detail: VideoDetail;
  /** Palette index by label id. */
  readonly labelColours: ReadonlyMap<number, number>;
  readonly itemId: string | null;
}

/** Short code of a label: the initials of its words, or its first letters. */
export function labelCode(name: string): string {
  const words = name.split(/[\s_\-./]+/u).filter((word) => word !== '');
  const code = words.length > 1 ? words.map((word) => word[0] ?? '').join('') : name.slice(0, 3);
  return code.slice(0, 4).toUpperCase();
}

function colourOf(item: ItemRow, colours: ReadonlyMap<number, number>): number {
  return item.labelId === null ? NEUTRAL : (colours.get(item.labelId) ?? NEUTRAL);
}

/** The code on an item's interval: the label's initials for TAL, the sentence's number for DTG, else the task's name. */
function codeOf(item: ItemRow, slot: number): string {
  if (item.prompt.task === 'TAL') return labelCode(item.prompt.label);
  return item.task === 'DTG' ? `${slot + 1}` : item.task;
}

/** The words of an item on its interval. A TAL lane is named after its label already. */
function textOf(item: ItemRow, slot: number): string {
  if (item.prompt.task === 'DTG') return item.prompt.sentences[slot] ?? '';
  return item.task === 'TAL' ? '' : itemText(item);
}

export function truthBars(item: ItemRow, colours: ReadonlyMap<number, number>): Bar[] {
  return item.intervals.map((interval) => ({
    id: `i${interval.id}`,
    itemId: item.id,
    start: interval.start,
    end: interval.end,
    colour: colourOf(item, colours),
    code: codeOf(item, interval.slot),
    text: textOf(item, interval.slot),
    look: 'truth',
    confidence: 1,
    calibrated: false,
    basis: null,
    offGrid: interval.offGrid.start || interval.offGrid.end,
    slot: interval.slot,
  }));
}

function suggestionBar(
  suggestion: SpannedSuggestion,
  item: ItemRow,
  colours: ReadonlyMap<number, number>,
): Bar {
  return {
    id: `s${suggestion.id}`,
    itemId: item.id,
    start: suggestion.start,
    end: suggestion.end,
    colour: colourOf(item, colours),
    code: codeOf(item, suggestion.slot),
    text: textOf(item, suggestion.slot),
    look: suggestion.status === 'rejected' ? 'rejected' : 'suggestion',
    confidence: suggestion.score,
    calibrated: suggestion.calibrated,
    basis: suggestion.basis,
    offGrid: false,
    slot: suggestion.slot,
  };
}

const TASK_TITLES: Readonly<Record<TaskKind, string>> = {
  TG: 'Grounding',
  DTG: 'Dense grounding',
  VHD: 'Highlights',
  GVQA: 'Questions',
  TAL: 'Actions',
};

export function taskTitle(task: TaskKind): string {
  return TASK_TITLES[task];
}

function saliencyColumns(item: ItemRow | null, detail: VideoDetail): Lane['saliency'] {
  const saliency = item?.saliency;
  if (saliency === undefined || saliency === null) return [];
  const perSecond = detail.timebase.den / detail.timebase.num;
  return saliency.scores.map((score, i) => ({
    start: i * saliency.clipLength * perSecond,
    end: Math.min((i + 1) * saliency.clipLength * perSecond, detail.endTick),
    score,
  }));
}

function focusLanes(item: ItemRow, input: ModelInput): Lane[] {
  const { detail, labelColours } = input;
  const colour = colourOf(item, labelColours);
  const mine = detail.suggestions.filter((each) => each.itemId === item.id);
  const suggested = [...offered(mine, item.task), ...mine.filter((each) => each.status === 'rejected')]
    .filter(hasSpan)
    .map((each) => suggestionBar(each, item, labelColours));
  return [
    {
      id: 'focus',
      kind: 'focus',
      title: item.prompt.task === 'TAL' ? item.prompt.label : `This ${item.task} item`,
      task: item.task,
      itemId: item.id,
      labelId: item.labelId,
      colour,
      bars: packBars(truthBars(item, labelColours), FOCUS_ROWS),
      saliency: saliencyColumns(item, detail),
    },
    {
      id: 'suggestions',
      kind: 'suggestions',
      title: 'Model',
      task: item.task,
      itemId: item.id,
      labelId: item.labelId,
      colour,
      bars: packBars(suggested, FOCUS_ROWS),
      saliency: [],
    },
  ];
}

/** The place of the selected item while there is none: kept free, so that selecting one moves nothing. */
function noFocus(): Lane {
  return {
    id: 'focus',
    kind: 'focus',
    title: 'No item selected',
    task: null,
    itemId: null,
    labelId: null,
    colour: NEUTRAL,
    bars: packBars([], 1),
    saliency: [],
  };
}

/** The leading suggestions of every item of the video, in one lane: what is shown while no item is selected. */
function allSuggestions(input: ModelInput): Lane {
  const groups = byItem(input.detail.suggestions);
  const bars = input.detail.items.flatMap((item) =>
    leading(groups.get(item.id) ?? [], item.task)
      .filter(hasSpan)
      .map((each) => suggestionBar(each, item, input.labelColours)),
  );
  return {
    id: 'suggestions',
    kind: 'suggestions',
    title: 'Model',
    task: null,
    itemId: null,
    labelId: null,
    colour: NEUTRAL,
    bars: packBars(bars, LANE_ROWS),
    saliency: [],
  };
}

/** The lanes on top, where the work is done: the selected item and what the model suggests for it. */
export function topLanes(input: ModelInput): Lane[] {
  const selected = input.detail.items.find((item) => item.id === input.itemId);
  return selected === undefined ? [noFocus(), allSuggestions(input)] : focusLanes(selected, input);
}

/** One lane per label of TAL, then one per other task. Made anew only when the video's labels change, not with each selection. */
export function labelledLanes({ detail, labelColours }: Omit<ModelInput, 'itemId'>): Lane[] {
  const items = new Map(detail.items.map((item) => [item.id, item]));
  const order = [
    ...detail.lanes.filter((lane) => lane.task === 'TAL'),
    ...detail.lanes.filter((lane) => lane.task !== 'TAL'),
  ];
  return order.map((lane): Lane => {
    const members = lane.itemIds.flatMap((id) => items.get(id) ?? []);
    const bars = packBars(
      members.flatMap((item) => truthBars(item, labelColours)),
      LANE_ROWS,
    );
    const isLabel = lane.task === 'TAL';
    return {
      id: lane.id,
      kind: isLabel ? 'label' : 'task',
      title: isLabel ? lane.name : taskTitle(lane.task),
      task: lane.task,
      // Drawing in a label's lane adds an instance; elsewhere every interval belongs to an item of its own.
      itemId: isLabel && members.length === 1 ? (members[0]?.id ?? null) : null,
      labelId: lane.labelId,
      colour: lane.labelId === null ? NEUTRAL : (labelColours.get(lane.labelId) ?? NEUTRAL),
      bars,
      saliency: [],
    };
  });
}

/** Row id behind a bar's id, told by its first letter. */
export function barTarget(barId: string): { readonly kind: 'interval' | 'suggestion'; readonly id: number } {
  return { kind: barId.startsWith('s') ? 'suggestion' : 'interval', id: Number(barId.slice(1)) };
}
