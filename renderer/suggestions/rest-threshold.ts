import type { ItemRow, PolicyRow, VideoDetail } from '../../src/service/contract/index.ts';
import { queryClient, trpc } from '../client.ts';
import { useView } from '../app/view-store.ts';
import { advice } from './accept-plan.ts';

/** Share of right ones wished for when the rest of an item is accepted at once. */
const WISH = 0.9;
/** Where no calibration says better. */
const PLAIN = 0.5;

/** From which confidence on "accept the rest" takes suggestions of an item: a person's own choice, else what is advised. */
export function restThreshold(item: ItemRow, detail: Pick<VideoDetail, 'suggestions'>): number {
  return (
    useView.getState().restThreshold ??
    advised(item, detail, queryClient.getQueryData(trpc.policies.list.queryKey()) ?? [])
  );
}

/** What the calibration of the policy behind an item's suggestions advises; one half where there is none. */
export function advised(
  item: ItemRow,
  { suggestions }: Pick<VideoDetail, 'suggestions'>,
  policies: readonly Pick<PolicyRow, 'id' | 'confidence'>[],
): number {
  const mine = suggestions.find((each) => each.itemId === item.id && each.status === 'pending');
  const confidence = policies.find(({ id }) => id === mine?.policyId)?.confidence ?? null;
  return advice(confidence, WISH, item.task).threshold ?? PLAIN;
}
