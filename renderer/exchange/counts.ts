import type { TASKS, TaskKind } from '../../src/tasks/task.ts';
import type { ItemState, Split } from '../../src/service/contract/index.ts';

export interface TaskCounts {
  items: number;
  curated: number;
  train: number;
  validation: number;
  test: number;
  /** Items of videos without a split. */
  none: number;
}

/** Items by task and by the split of their video. */
export function countByTask(
  entries: readonly {
    readonly item: { readonly task: TaskKind; readonly state: ItemState };
    readonly video: { readonly split: Split | null };
  }[],
): Record<TaskKind, TaskCounts> {
  const empty = (): TaskCounts => ({ items: 0, curated: 0, train: 0, validation: 0, test: 0, none: 0 });
  const counts = { TG: empty(), DTG: empty(), VHD: empty(), GVQA: empty(), TAL: empty() } satisfies Record<
    (typeof TASKS)[number],
    TaskCounts
  >;
  for (const { item, video } of entries) {
    const row = counts[item.task];
    row.items++;
    if (item.state === 'curated' || item.state === 'reviewed') row.curated++;
    row[video.split ?? 'none']++;
  }
  return counts;
}
