import { addInterval, run } from '../app/edits.ts';
import { currentDetail, notify } from '../app/studio.ts';
import { setView } from '../app/view-store.ts';
import { trimSuggestion } from '../suggestions/decide.ts';
import { planEdge, planMove } from '../tasks/plan.ts';
import { words } from '../words/words.ts';
import { newItemWith } from './create.ts';
import { boundaryNear, shifted, type Span } from './gesture.ts';
import type { PlacedLane } from './layout.ts';
import { barTarget } from './model.ts';
import { planCopies, planShared, planShift, planTransfer, takesMany } from './plans.ts';
import type { Scene } from './scene.ts';
import type { Drag } from './surface.ts';

/** What a finished drag makes of the corpus: one entry of the history, whatever it moved. */
export function commitDrag(drag: Drag, { table }: Scene): void {
  const { gesture, bar, span, placed } = drag;
  const detail = currentDetail();
  if (detail === null) return;
  if (bar === null) {
    create(span, placed);
    return;
  }
  const target = barTarget(bar.id);
  // Selected only now: choosing another item during the drag would rearrange the lanes under the pointer.
  setView({
    itemId: bar.itemId,
    draft: null,
    intervalId: target.kind === 'interval' ? target.id : null,
    suggestionId: target.kind === 'suggestion' ? target.id : null,
    ...(drag.group.length < 2 ? { selected: target.kind === 'interval' ? [target.id] : [] } : {}),
    ...(gesture.kind === 'edge' ? { side: gesture.side } : {}),
  });
  if (drag.target !== null || drag.copy) {
    void drop(drag, table);
    return;
  }
  if (span.start === bar.start && span.end === bar.end) return;
  if (target.kind === 'suggestion') {
    const suggestion = detail.suggestions.find((each) => each.id === target.id);
    const item = detail.items.find((each) => each.id === bar.itemId);
    if (suggestion !== undefined && item !== undefined) void trimSuggestion(suggestion, item, span);
  } else if (gesture.kind === 'edge') {
    const tick = gesture.side === 'start' ? span.start : span.end;
    if (drag.shared.length > 1) void run(planShared(drag.shared, tick, table));
    else void run(planEdge(target.id, gesture.side, tick, table));
  } else if (drag.group.length > 1) void run(planShift(drag.group, framesMoved(drag, table), table));
  else void run(planMove(target.id, span, table));
}

function framesMoved({ span, bar }: Drag, table: Scene['table']): number {
  return bar === null ? 0 : boundaryNear(table, span.start) - boundaryNear(table, bar.start);
}

/** Copies intervals, or hands them to another lane's item. */
async function drop(drag: Drag, table: Scene['table']): Promise<void> {
  const t = words('timeline');
  const lane = drag.target?.lane ?? null;
  const wanted = lane === null ? drag.bar?.itemId : lane.itemId;
  const item = currentDetail()?.items.find((each) => each.id === wanted);
  const frames = framesMoved(drag, table);
  const spans = drag.group.map((each) => shifted(each, frames, table));
  if (item === undefined && lane !== null && lane.labelId !== null) {
    await newItemWith(lane.labelId, spans, drag.copy ? [] : drag.group);
    return;
  }
  if (item === undefined || !takesMany(item)) {
    notify(t('takesOne'), 'error');
    return;
  }
  const done = await run(
    drag.copy ? planCopies(spans, item, table) : planTransfer(drag.group, spans, item, table),
  );
  const made = done?.created.intervals ?? [];
  if (made.length > 0) setView({ itemId: item.id, intervalId: made.at(-1) ?? null, selected: made });
}

function create(span: Span, placed: PlacedLane | null): void {
  const lane = placed?.lane ?? null;
  const item = currentDetail()?.items.find((each) => each.id === lane?.itemId);
  if (item !== undefined) void addInterval(item, span);
  else if (lane !== null && lane.task !== null)
    setView({
      draft: { task: lane.task, span, labelId: lane.labelId },
      itemId: null,
      intervalId: null,
      suggestionId: null,
    });
  else setView({ markIn: span.start, markOut: span.end });
}
