import { currentDetail, currentTable, perform } from '../app/studio.ts';
import { setView } from '../app/view-store.ts';
import { queryClient, trpc } from '../client.ts';
import { newItemId } from '../tasks/plan.ts';
import { boundaryNear, type Span } from './gesture.ts';
import { planDelete } from './plans.ts';

/**
 * Begins a TAL item for a label that the video has none of yet, with its first intervals; `leaving` are intervals that it takes
 * over. One entry of the history.
 */
export async function newItemWith(
  labelId: number,
  spans: readonly Span[],
  leaving: readonly { readonly id: number }[] = [],
): Promise<void> {
  const detail = currentDetail();
  const table = currentTable();
  const label = queryClient.getQueryData(trpc.labels.list.queryKey())?.find((each) => each.id === labelId);
  if (detail === null || table === null || label === undefined) return;
  const item = newItemId('TAL');
  const at = (tick: number): { frame: number } => ({ frame: boundaryNear(table, tick) });
  const done = await perform([
    ...planDelete(leaving).commands,
    {
      name: 'createItem',
      params: { id: item, video: detail.id, prompt: { task: 'TAL', label: label.name } },
    },
    ...spans.map((span) => ({
      name: 'createInterval',
      params: { item, start: at(span.start), end: at(span.end) },
    })),
  ]);
  const made = done?.created.intervals ?? [];
  if (made.length > 0) setView({ itemId: item, intervalId: made.at(-1) ?? null, selected: made });
}
