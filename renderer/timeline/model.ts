import type { ItemRow, VideoDetail } from '../../src/service/contract/index.ts';
import type { TaskKind } from '../../src/tasks/task.ts';
import { hasSpan, itemText, type SpannedSuggestion } from '../tasks/plan.ts';
import { byItem, leading, offered } from '../suggestions/offered.ts';
import { words } from '../words/words.ts';
import { packBars, packColumns, TRAITS, type Bar, type BarKind, type LaneBars } from './bars.ts';
import { OFF_GRID, rangeOfItem, type Columns } from './columns.ts';
import { mergeRuns } from './lane-order.ts';
import type { Lane } from './layout.ts';

/** Palette index of everything that is no label: drawn in neutral grey, because colours mean labels and nothing else. */
export const NEUTRAL = -1;

/** Rows that overlapping intervals of one lane may take before they share the last one. */
const LANE_ROWS = 6;
const FOCUS_ROWS = 3;

export interface ModelInput {
  readonly detail: VideoDetail;
  readonly columns: Columns;
  /** Palette index by label id. */
  readonly labelColours: ReadonlyMap<number, number>;
}

/** Short code of a label: the initials of its words, or its first letters. */
export function labelCode(name: string): string {
  const parts = name.split(/[\s_\-./]+/u).filter((word) => word !== '');
  const code = parts.length > 1 ? parts.map((word) => word[0] ?? '').join('') : name.slice(0, 3);
  return code.slice(0, 4).toUpperCase();
}

function colourOf(item: ItemRow, colours: ReadonlyMap<number, number>): number {
  return item.labelId === null ? NEUTRAL : (colours.get(item.labelId) ?? NEUTRAL);
}

/** The codes on an item's intervals: the label's initials for TAL, the sentences' numbers for DTG, else the task's name. */
function codesOf(item: ItemRow): string[] {
  if (item.prompt.task === 'TAL') return [labelCode(item.prompt.label)];
  if (item.prompt.task === 'DTG') return item.prompt.sentences.map((_sentence, slot) => `${slot + 1}`);
  return [item.task];
}

/** The words of an item on its intervals. A TAL lane is named after its label already. */
function textsOf(item: ItemRow): readonly string[] {
  if (item.prompt.task === 'DTG') return item.prompt.sentences;
  return [item.task === 'TAL' ? '' : itemText(item)];
}

function kindOf(item: ItemRow, colours: ReadonlyMap<number, number>): BarKind {
  return { itemId: item.id, colour: colourOf(item, colours), codes: codesOf(item), texts: textsOf(item) };
}

/** What the bars of each item of the columns look like. An item that the page has not heard of yet is grey. */
export function kindsOf({ detail, columns, labelColours }: ModelInput): BarKind[] {
  const items = new Map(detail.items.map((item) => [item.id, item]));
  return columns.items.map((id) => {
    const item = items.get(id);
    return item === undefined
      ? { itemId: id, colour: NEUTRAL, codes: [''], texts: [''] }
      : kindOf(item, labelColours);
  });
}

/** The bars of some intervals, whose positions are in order of start. */
export function barsAt(
  columns: Columns,
  positions: Uint32Array,
  kinds: readonly BarKind[],
  rows: number,
): LaneBars {
  const { length } = positions;
  const off = OFF_GRID.start | OFF_GRID.end;
  const bars = {
    ids: new Float64Array(length),
    starts: new Float64Array(length),
    ends: new Float64Array(length),
    kindOf: new Uint32Array(length),
    slots: new Uint32Array(length),
    traits: new Uint8Array(length),
    confidences: new Float64Array(),
  };
  for (let i = 0; i < length; i++) {
    const at = positions[i] ?? 0;
    bars.ids[i] = columns.id[at] ?? 0;
    bars.starts[i] = columns.start[at] ?? 0;
    bars.ends[i] = columns.end[at] ?? 0;
    bars.kindOf[i] = columns.item[at] ?? 0;
    bars.slots[i] = columns.slot[at] ?? 0;
    bars.traits[i] = ((columns.flags[at] ?? 0) & off) === 0 ? 0 : TRAITS.offGrid;
  }
  return packColumns(bars, kinds, rows);
}

/** The bars of one item. */
function barsOfItem(columns: Columns, kinds: readonly BarKind[], itemId: string, rows: number): LaneBars {
  const { from, to } = rangeOfItem(columns, itemId);
  return barsAt(
    columns,
    Uint32Array.from({ length: to - from }, (_none, i) => from + i),
    kinds,
    rows,
  );
}

/**
 * The bars of several lanes at once: `laneOf` names the lane of each interval by a number below `count`, or is negative for
 * one that is in none.
 */
export function barsByLane(
  columns: Columns,
  kinds: readonly BarKind[],
  count: number,
  laneOf: (position: number) => number,
): LaneBars[] {
  const lane = new Int32Array(columns.id.length);
  const sizes = new Uint32Array(count);
  for (let i = 0; i < lane.length; i++) {
    const which = laneOf(i);
    lane[i] = which;
    if (which >= 0) sizes[which] = (sizes[which] ?? 0) + 1;
  }
  const positions = Array.from(sizes, (size) => new Uint32Array(size));
  const filled = new Uint32Array(count);
  const runs: number[][] = Array.from({ length: count }, () => []);
  const lastItem = new Int32Array(count).fill(-1);
  for (let i = 0; i < lane.length; i++) {
    const which = lane[i] ?? -1;
    const list = positions[which];
    if (list === undefined) continue;
    const at = filled[which] ?? 0;
    const item = columns.item[i] ?? 0;
    if (at > 0 && lastItem[which] !== item) runs[which]?.push(at);
    lastItem[which] = item;
    list[at] = i;
    filled[which] = at + 1;
  }
  return positions.map((list, which) =>
    barsAt(columns, mergeRuns(list, [...(runs[which] ?? []), list.length], columns), kinds, LANE_ROWS),
  );
}

function suggestionBar(
  suggestion: SpannedSuggestion,
  item: ItemRow,
  colours: ReadonlyMap<number, number>,
): Bar {
  const kind = kindOf(item, colours);
  return {
    id: `s${suggestion.id}`,
    itemId: item.id,
    start: suggestion.start,
    end: suggestion.end,
    colour: kind.colour,
    code: kind.codes[Math.min(suggestion.slot, kind.codes.length - 1)] ?? '',
    text: kind.texts[Math.min(suggestion.slot, kind.texts.length - 1)] ?? '',
    look: suggestion.status === 'rejected' ? 'rejected' : 'suggestion',
    confidence: suggestion.score,
    calibrated: suggestion.calibrated,
    basis: suggestion.basis,
    offGrid: false,
    slot: suggestion.slot,
  };
}

export function taskTitle(task: TaskKind): string {
  return words('timeline')(`task.${task}`);
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

const PLAIN = { collapsed: false, locked: false, key: null, saliency: [] } as const;

function focusLanes(item: ItemRow, input: ModelInput): Lane[] {
  const { detail, columns, labelColours } = input;
  const colour = colourOf(item, labelColours);
  const mine = detail.suggestions.filter((each) => each.itemId === item.id);
  const suggested = [...offered(mine, item.task), ...mine.filter((each) => each.status === 'rejected')]
    .filter(hasSpan)
    .map((each) => suggestionBar(each, item, labelColours));
  const shared = { ...PLAIN, task: item.task, itemId: item.id, labelId: item.labelId, colour };
  const t = words('timeline');
  return [
    {
      ...shared,
      id: 'focus',
      kind: 'focus',
      title: item.prompt.task === 'TAL' ? item.prompt.label : t('thisItem', { task: item.task }),
      bars: barsOfItem(columns, kindsOf(input), item.id, FOCUS_ROWS),
      saliency: saliencyColumns(item, detail),
    },
    {
      ...shared,
      id: 'suggestions',
      kind: 'suggestions',
      title: t('model'),
      bars: packBars(suggested, FOCUS_ROWS),
    },
  ];
}

const NO_ONE = { ...PLAIN, task: null, itemId: null, labelId: null, colour: NEUTRAL } as const;

/** The place of the selected item while there is none: kept free, so that selecting one moves nothing. */
function noFocus(): Lane {
  return {
    ...NO_ONE,
    id: 'focus',
    kind: 'focus',
    title: words('timeline')('noItem'),
    bars: packBars([], 1),
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
    ...NO_ONE,
    id: 'suggestions',
    kind: 'suggestions',
    title: words('timeline')('model'),
    bars: packBars(bars, LANE_ROWS),
  };
}

/** The lanes on top, where the work is done: the selected item and what the model suggests for it. */
export function topLanes(input: ModelInput, itemId: string | null): Lane[] {
  const selected = input.detail.items.find((item) => item.id === itemId);
  return selected === undefined ? [noFocus(), allSuggestions(input)] : focusLanes(selected, input);
}

/** Row id behind a bar's id, told by its first letter. */
export function barTarget(barId: string): { readonly kind: 'interval' | 'suggestion'; readonly id: number } {
  return { kind: barId.startsWith('s') ? 'suggestion' : 'interval', id: Number(barId.slice(1)) };
}
