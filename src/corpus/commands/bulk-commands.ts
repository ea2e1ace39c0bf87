import { z } from 'zod';
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
    if (tally.digest() !== params.digest)
      throw new CorpusError(
        'refused',
        'The project has changed since this was shown. Nothing was done; look at it again.',
      );
    return { sentence: sentence(params.edit, counts) };
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

function sentence(what: BulkEdit, counts: BulkCounts): string {
  const items = counted(counts.items, 'item');
  const intervals = `${counted(counts.intervals, 'interval')} of ${items}`;
  switch (what.kind) {
    case 'state':
      return `${{ open: 'Reopened', curated: 'Curated', reviewed: 'Reviewed' }[what.state]} ${items}`;
    case 'label':
      return `Relabelled ${items}`;
    case 'split':
      return what.split === null
        ? `Took ${counted(counts.videos, 'video')} out of their split`
        : `Put ${counted(counts.videos, 'video')} into the ${what.split} split`;
    case 'snap':
      return `Put ${intervals} on the frame grid`;
    case 'shift': {
      const edges = { start: 'the start of ', end: 'the end of ', both: '' }[what.edge];
      return `Shifted ${edges}${intervals} by ${what.frames} ${Math.abs(what.frames) === 1 ? 'frame' : 'frames'}`;
    }
    case 'delete-items':
      return `Deleted ${items}`;
    case 'delete-short':
      break;
  }
  return `Deleted ${intervals} shorter than ${what.seconds} s`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
