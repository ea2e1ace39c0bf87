import { z } from 'zod';
import { say, type Said } from '../../tasks/said/said.ts';
import { nearestEdge, type FrameTable } from '../../time/frame-table.ts';
import { ticks } from '../../time/ticks.ts';
import { bulkEdit as edit, bulkTarget, type BulkEdit } from '../bulk/edit.ts';
import { BulkPlanner, targetKeys, type ItemPlan } from '../bulk/plan.ts';
import { BulkTally, type BulkCounts } from '../bulk/tally.ts';
import { storedEdge, type StoredEdge } from '../edges.ts';
import { CorpusError } from '../errors.ts';
import { intervalByKey } from '../rows.ts';
import type { Change } from './change.ts';
import { defineCommand } from './define.ts';
import { edged, moveEdges, removeInterval, settle } from './item-edit.ts';
import { removeItem } from './remove-item.ts';

/**
 * One edit of many items, as it was shown (bulk/preview.ts): one transaction, one entry of the log. Refused whole when the
 * corpus has changed so that it would not do what was shown.
 */
export const bulkEdit = defineCommand(
  z.strictObject({ target: bulkTarget, edit, digest: z.string().length(64) }),
  (change, params) => {
    const keys = targetKeys(change.db, params.target);
    const planner = new BulkPlanner(change.db, params.edit);
    const tally = new BulkTally();
    for (const [index, key] of keys.entries()) {
      change.progress(index, keys.length);
      const plan = planner.plan(key);
      if (plan === null) continue;
      tally.add(plan);
      if (plan.steps.length > 0) carryOut(change, plan, params.edit, () => planner.tableOf(plan.video));
    }
    const counts = tally.counts();
    if (tally.digest() !== params.digest) throw new CorpusError('refused', say('changedSinceShown'));
    return { said: saidOf(params.edit, counts) };
  },
);

function carryOut(change: Change, plan: ItemPlan, what: BulkEdit, tableOf: () => FrameTable): void {
  const { item, video, steps } = plan;
  for (const step of steps)
    switch (step.of) {
      case 'video':
        change.update('video', video.key, { split: step.after === 'none' ? null : step.after });
        change.touched.video(video.id);
        break;
      case 'item':
        if (step.after === null) removeItem(change, item);
        else {
          change.update(
            'item',
            item.key,
            what.kind === 'label' ? { label: Number(step.after) } : { state: step.after },
          );
          change.touched.item(item.id, video.id);
        }
        break;
      case 'interval': {
        if (step.after === null) {
          removeInterval(change, step.interval);
          break;
        }
        const table = tableOf();
        const at = (tick: number): StoredEdge =>
          storedEdge({ tick: ticks(tick), frame: nearestEdge(table, ticks(tick)) });
        const { before, after } = step;
        // An edge that stays keeps its own digits.
        moveEdges(change, edged(intervalByKey(change.db, step.interval)), {
          ...(after.start !== before.start && { start: at(after.start) }),
          ...(after.end !== before.end && { end: at(after.end) }),
        });
        break;
      }
    }
  if (steps.some(({ of }) => of === 'interval')) settle(change, item, video);
}

function saidOf(what: BulkEdit, counts: BulkCounts): Said {
  const { items, intervals, videos } = counts;
  switch (what.kind) {
    case 'state':
      return say('calledItems', { state: what.state, count: items });
    case 'label':
      return say('relabelledItems', { count: items });
    case 'split':
      return what.split === null
        ? say('tookOutOfSplit', { count: videos })
        : say('putIntoSplit', { count: videos, split: what.split });
    case 'snap':
      return say('snappedOfItems', { count: intervals, items });
    case 'shift':
      return say('shiftedOfItems', { count: intervals, items, edge: what.edge, frames: what.frames });
    case 'delete-items':
      return say('deletedItems', { count: items });
    case 'delete-short':
      break;
  }
  return say('deletedShort', { count: intervals, items, seconds: what.seconds });
}
