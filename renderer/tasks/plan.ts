import type { ItemRow, SuggestionRow, VideoDetail } from '../../src/service/contract/index.ts';
import type { TaskKind } from '../../src/tasks/task.ts';
import { edgeTick, type FrameTable } from '../../src/time/frame-table.ts';
import type { CommandOptions, CommandRequest } from '../app/studio.ts';
import { boundaryNear, type Span } from '../timeline/gesture.ts';
import type { Side } from '../timeline/hit.ts';

/** A suggestion with an interval; one without says that a DTG sentence has none. */
export type SpannedSuggestion = SuggestionRow & Span;

export function hasSpan(suggestion: SuggestionRow): suggestion is SpannedSuggestion {
  return suggestion.start !== null && suggestion.end !== null;
}

/** What a gesture means for the corpus: the commands of src/corpus/README.md. Pure; `perform` sends them. */

export interface Plan {
  readonly commands: readonly CommandRequest[];
  readonly options?: CommandOptions;
}

interface FrameEdge {
  readonly frame: number;
}

function edge(table: FrameTable, tick: number): FrameEdge {
  return { frame: boundaryNear(table, tick) };
}

/** The slot that a new interval of an item fills: the wanted one, else the first that is free, else the last. */
export function slotFor(item: ItemRow, wanted: number | null): number {
  if (item.prompt.task !== 'DTG') return 0;
  const taken = new Set([...item.intervals.map((each) => each.slot), ...item.noneSlots]);
  const last = item.prompt.sentences.length - 1;
  if (wanted !== null && wanted <= last) return wanted;
  for (let slot = 0; slot <= last; slot++) if (!taken.has(slot)) return slot;
  return last;
}

/** TG holds one interval, DTG one per sentence: there, drawing again replaces. Elsewhere an interval is added. */
export function planAdd(item: ItemRow, span: Span, table: FrameTable, wanted: number | null = null): Plan {
  const slot = slotFor(item, wanted);
  const single = item.task === 'TG' || item.task === 'DTG';
  const replaced = single ? item.intervals.filter((each) => item.task === 'TG' || each.slot === slot) : [];
  return {
    commands: [
      ...replaced.map((each) => ({ name: 'deleteInterval', params: { interval: each.id } })),
      {
        name: 'createInterval',
        params: {
          item: item.id,
          start: edge(table, span.start),
          end: edge(table, span.end),
          ...(item.task === 'DTG' ? { slot } : {}),
        },
      },
    ],
  };
}

function withInterval(
  detail: VideoDetail,
  id: number,
  change: Partial<Span>,
  table: FrameTable,
): VideoDetail {
  return {
    ...detail,
    items: detail.items.map((item) =>
      item.intervals.some((each) => each.id === id)
        ? {
            ...item,
            intervals: item.intervals.map((each) => {
              if (each.id !== id) return each;
              const start = change.start ?? each.start;
              const end = change.end ?? each.end;
              return {
                ...each,
                start,
                end,
                startFrame: boundaryNear(table, start),
                endFrame: boundaryNear(table, end),
                offGrid: {
                  start: change.start === undefined && each.offGrid.start,
                  end: change.end === undefined && each.offGrid.end,
                },
              };
            }),
          }
        : item,
    ),
  };
}

/** Moves one edge. `coalesce` joins quick repeats, as nudges are, to one undo entry. */
export function planEdge(id: number, side: Side, tick: number, table: FrameTable, coalesce = false): Plan {
  const to = edge(table, tick);
  const exact = edgeTick(table, to.frame);
  return {
    commands: [{ name: 'moveEdge', params: { interval: id, edge: side, to } }],
    options: {
      optimistic: (detail) =>
        withInterval(detail, id, side === 'start' ? { start: exact } : { end: exact }, table),
      ...(coalesce ? { coalesceKey: `nudge-${id}-${side}` } : {}),
    },
  };
}

export function planMove(id: number, span: Span, table: FrameTable): Plan {
  return {
    commands: [{ name: 'moveInterval', params: { interval: id, start: edge(table, span.start) } }],
    options: { optimistic: (detail) => withInterval(detail, id, span, table) },
  };
}

export function planTrim(suggestion: SuggestionRow, span: Span, table: FrameTable): Plan {
  return {
    commands: [
      {
        name: 'trimSuggestion',
        params: { suggestion: suggestion.id, start: edge(table, span.start), end: edge(table, span.end) },
      },
    ],
  };
}

/** The truth interval that accepting only one edge of a suggestion would change: the overlapping or nearest one of its slot. */
export function intervalFor(suggestion: SuggestionRow, item: ItemRow): number | null {
  if (!hasSpan(suggestion)) return null;
  const candidates =
    item.task === 'DTG' ? item.intervals.filter((each) => each.slot === suggestion.slot) : item.intervals;
  let best: { id: number; distance: number } | null = null;
  for (const each of candidates) {
    const apart = Math.max(each.start - suggestion.end, suggestion.start - each.end);
    const distance =
      apart > 0 ? apart : -Math.min(each.end, suggestion.end) + Math.max(each.start, suggestion.start);
    if (best === null || distance < best.distance) best = { id: each.id, distance };
  }
  return best?.id ?? null;
}

export function planAccept(suggestion: SuggestionRow, item: ItemRow, part: 'whole' | 'start' | 'end'): Plan {
  const interval = part === 'whole' ? null : intervalFor(suggestion, item);
  return {
    commands: [
      {
        name: 'acceptSuggestion',
        params: { suggestion: suggestion.id, part, ...(interval === null ? {} : { interval }) },
      },
    ],
  };
}

/** The next item in the video's order after the given one that still waits for a person; any next one when all are done. */
export function nextItem(
  items: readonly ItemRow[],
  current: string | null,
  step: 1 | -1,
  onlyOpen: boolean,
): ItemRow | null {
  const at = items.findIndex((item) => item.id === current);
  const ordered =
    step === 1
      ? [...items.slice(at + 1), ...items.slice(0, Math.max(0, at))]
      : [...items.slice(0, Math.max(0, at)).toReversed(), ...items.slice(at + 1).toReversed()];
  const waiting = (item: ItemRow): boolean => item.state === 'open' || item.state === 'draft';
  return ordered.find((item) => !onlyOpen || waiting(item)) ?? null;
}

/** The text that stands for an item in lists. */
export function itemText(item: Pick<ItemRow, 'prompt'>): string {
  const { prompt } = item;
  if (prompt.task === 'DTG') return prompt.sentences.join(' ');
  if (prompt.task === 'GVQA') return prompt.question;
  return prompt.task === 'TAL' ? prompt.label : prompt.query;
}

/** Whether something is missing without which no item of its task can be curated. Its findings say what. */
export function isUnfinished({ prompt, intervals, answerIndex, noneSlots }: ItemRow): boolean {
  if (prompt.task === 'TG') return intervals.length !== 1;
  if (prompt.task === 'GVQA') return answerIndex === null;
  if (prompt.task !== 'DTG') return false;
  const taken = new Set([...intervals.map((each) => each.slot), ...noneSlots]);
  return prompt.sentences.some((_sentence, slot) => !taken.has(slot));
}

/** An id for an item that has to be named before it exists, so that it and its first interval are one undo entry. */
export function newItemId(task: TaskKind): string {
  return `${task.toLowerCase()}-${crypto.randomUUID().slice(0, 8)}`;
}
