import { useMemo } from 'react';
import type { ItemRow, VideoDetail } from '../../src/service/contract/index.ts';
import {
  checkItem,
  checkVideo,
  whyNotCurated,
  type CheckedItem,
  type CheckedLabel,
  type CheckedVideo,
  type Finding,
} from '../../src/tasks/validation.ts';
import { useLabels } from '../app/data.ts';
import { keyOrTitle } from '../app/shown-key.ts';
import { queryClient, trpc } from '../client.ts';
import { words, type Words } from '../words/words.ts';

export type Findings = ReadonlyMap<string, readonly Finding[]>;

/** Items keep their identity while nothing in them changes, so that an edit checks one of them and not thousands. */
const known = new WeakMap<CheckedItem, { readonly label: CheckedLabel | null; readonly found: Finding[] }>();

function remembered(item: CheckedItem, video: CheckedVideo, label: CheckedLabel | null = null): Finding[] {
  const before = known.get(item);
  if (before !== undefined && before.label === label) return before.found;
  const found = checkItem(item, video, label);
  known.set(item, { label, found });
  return found;
}

/** What is to be said about the items of a video, by item. */
export function useFindings(detail: VideoDetail | null): Findings {
  const labels = useLabels();
  return useMemo(
    () => (detail === null ? new Map() : checkVideo(detail.items, detail, labels, remembered)),
    [detail, labels],
  );
}

/** The first reason why an item cannot be curated, in words; null when it can. */
export function firstError(item: ItemRow, detail: VideoDetail): string | null {
  const labels = queryClient.getQueryData(trpc.labels.list.queryKey()) ?? [];
  const error = whyNotCurated(detail.items, detail, labels, remembered).get(item.id);
  return error === undefined ? null : sentence(error, words('tasks'));
}

/** A finding in the language that is spoken. */
export function sentence({ code, values }: Pick<Finding, 'code' | 'values'>, t: Words<'tasks'>): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the code is one of many keys, each with values of its own
  const say = t as unknown as (key: string, given: Finding['values']) => string;
  return say(`findings.${code}`, {
    ...values,
    ...(code === 'intervalMissing' && {
      start: keyOrTitle('mark-in'),
      end: keyOrTitle('mark-out'),
      create: keyOrTitle('create'),
    }),
  });
}
