import type { InformationRecord } from '../../corpus/queries/information.ts';
import type { DerivationRecord } from '../../corpus/queries/derived.ts';
import type { EdgeRecord, IntervalRecord, ItemRecord } from '../../corpus/queries/items.ts';
import type { ResponseRecord } from '../../corpus/queries/suggestions.ts';
import { information } from '../../policy/information.ts';
import type { Prompt, Saliency } from '../../tasks/task.ts';
import { edgeTick, type FrameTable } from '../../time/frame-table.ts';
import type {
  EdgeProvenance,
  IntervalRow,
  ItemRow,
  ResponseRow,
  SuggestionRow,
  Worth,
} from '../contract/index.ts';

/** Rows of the corpus in the form that the page reads. */

/** What a list shows of how much something would teach. `newGroup`: nothing of the video's group is curated yet. */
export function worthOf(record: InformationRecord | null | undefined, newGroup = false): Worth | null {
  if (record === null || record === undefined) return null;
  const { reason } = information(record.disagreement, record.novelty);
  return { ...record, reason: newGroup ? 'new-group' : reason };
}

/** Only where it applies: few items are derived, and a list of thousands is to stay small. */
export function derivedFrom(record: DerivationRecord | undefined): Pick<ItemRow, 'derived'> {
  if (record === undefined) return {};
  const { recipe, sources, state } = record;
  return { derived: { rule: recipe.rule, sources: [...sources], state } };
}

/** The timeline's lane that an item is drawn in. */
export function laneIdOf({ task, label }: ItemRecord): string {
  return task === 'TAL' ? `TAL ${label?.id ?? 0}` : task;
}

export function itemRow(
  row: ItemRecord,
  table: FrameTable,
  worth: Worth | null,
): Omit<ItemRow, 'intervalTotal' | 'derived'> {
  return {
    id: row.id,
    task: row.task,
    prompt: promptRow(row.prompt),
    paraphrases: [...row.paraphrases],
    state: row.state,
    labelId: row.label?.id ?? null,
    answerIndex: row.answerIndex,
    saliency: saliencyRow(row.saliency),
    intervals: row.intervals.flatMap((each) => intervalRow(each, table)),
    noneSlots: row.intervals.flatMap(({ edges, slot }) => (edges === null ? [slot] : [])),
    laneId: laneIdOf(row),
    worth,
  };
}

function promptRow(prompt: Prompt): ItemRow['prompt'] {
  if (prompt.task === 'DTG') return { task: 'DTG', sentences: [...prompt.sentences] };
  if (prompt.task === 'GVQA')
    return { task: 'GVQA', question: prompt.question, options: [...prompt.options] };
  return { ...prompt };
}

function saliencyRow(saliency: Saliency | null): ItemRow['saliency'] {
  return saliency === null ? null : { clipLength: saliency.clipLength, scores: [...saliency.scores] };
}

export function intervalRow(
  { id, slot, edges, attributes }: IntervalRecord,
  table: FrameTable,
): IntervalRow[] {
  if (edges === null) return [];
  const { start, end } = edges;
  return [
    {
      id,
      slot,
      start: start.ticks,
      end: end.ticks,
      startFrame: start.frame,
      endFrame: end.frame,
      offGrid: {
        start: start.offGrid || edgeTick(table, start.frame) !== start.ticks,
        end: end.offGrid || edgeTick(table, end.frame) !== end.ticks,
      },
      provenance: { start: provenanceRow(start), end: provenanceRow(end) },
      ...(Object.keys(attributes).length > 0 && { attributes: { ...attributes } }),
    },
  ];
}

function provenanceRow({ provenance }: EdgeRecord): EdgeProvenance {
  const { origin, annotator, policy, at, movedTicks } = provenance;
  return {
    by: annotator ?? 'import',
    kind: origin,
    policyId: policy,
    at: at === 0 ? null : new Date(at).toISOString(),
    movedTicks,
  };
}

export function suggestionRows(response: ResponseRecord, calibrated: boolean): SuggestionRow[] {
  const saliency = saliencyRow(response.saliency);
  return response.suggestions.map(({ id, itemId, policy, slot, edges, score, status, asked, at }) => ({
    id,
    responseId: response.id,
    itemId,
    policyId: policy,
    slot,
    start: edges?.start ?? null,
    end: edges?.end ?? null,
    score,
    calibrated,
    answerIndex: response.answerIndex,
    saliency,
    status,
    asked,
    basis: response.basis,
    at: new Date(at).toISOString(),
  }));
}

export function responseRow(response: ResponseRecord, calibrated: boolean): ResponseRow {
  const { id, itemId, policy, answerIndex, answerScore, saliency, text, answerStatus, spare, basis, at } =
    response;
  return {
    id,
    itemId,
    policyId: policy,
    answerIndex,
    answerScore,
    calibrated,
    saliency: saliencyRow(saliency),
    text,
    answerStatus,
    spare: [...spare],
    basis,
    at: new Date(at).toISOString(),
  };
}
