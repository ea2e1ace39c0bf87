import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { say } from '../../tasks/said/said.ts';
import type { Change } from './change.ts';
import { CurateCheck } from '../curate-check.ts';
import { CorpusError } from '../errors.ts';
import type { Image } from '../row-change.ts';
import { intervalsOfItem, itemById, videoById, type ItemRow, type LabelRow, type VideoRow } from '../rows.ts';
import {
  itemSearch,
  promptInput,
  promptJson,
  storedPrompt,
  type PromptInput,
  type StoredPrompt,
} from '../stored-prompt.ts';
import { hasTruth, saliencyFault } from '../truth-rules.ts';
import { jsonStrings } from '../truth-json.ts';
import { defineCommand } from './define.ts';
import { openItem, openItemById, removeInterval, settle } from './item-edit.ts';
import { removeItem } from './remove-item.ts';

const paraphrases = z.array(z.string().trim().min(1).max(20_000)).max(1000);

/** Poses one task on one video. */
export const createItem = defineCommand(
  z.strictObject({
    id: z.string().trim().min(1).max(200).optional(),
    video: z.string(),
    prompt: promptInput,
    paraphrases: paraphrases.optional(),
  }),
  (change, params) => {
    const video = videoById(change.db, params.video);
    const id = params.id ?? `item-${randomUUID().slice(0, 13)}`;
    if (change.db.get('SELECT 1 AS here FROM item WHERE id = @id', { id }) !== undefined)
      throw new CorpusError('refused', say('itemExists', { id }));
    const key = change.insert('item', {
      id,
      video: video.key,
      task: params.prompt.task,
      state: 'open',
      ...promptColumns(change, id, video, params.prompt, params.paraphrases ?? []),
    });
    const item = itemById(change.db, id);
    const { name } = openItem(change, item);
    change.touched.item(id, video.id);
    if (key !== item.key) throw new CorpusError('internal', `The new item "${id}" was not kept.`);
    return { said: say('addedItem', { task: item.task, name }), created: { items: [id] } };
  },
);

/** Changes what is asked. The task stays; truth that the new wording has no place for goes. */
export const editPrompt = defineCommand(
  z.strictObject({
    item: z.string(),
    prompt: promptInput.optional(),
    paraphrases: paraphrases.optional(),
  }),
  (change, params) => {
    const { item, video, prompt, rows, name } = openItemById(change, params.item);
    const texts = params.paraphrases ?? jsonStrings(item.paraphrases, 'paraphrases');
    if (params.prompt !== undefined && params.prompt.task !== item.task)
      throw new CorpusError('refused', say('taskStays', { name, task: item.task }));
    const columns =
      params.prompt === undefined
        ? { paraphrases: JSON.stringify(texts), search: itemSearch(item.id, prompt, texts) }
        : promptColumns(change, item.id, video, params.prompt, texts);
    change.update('item', item.key, columns);
    if (params.prompt?.task === 'DTG')
      for (const row of rows) if (row.slot >= params.prompt.sentences.length) removeInterval(change, row.key);
    if (params.prompt?.task === 'GVQA' && (item.answer_index ?? 0) >= params.prompt.options.length)
      change.update('item', item.key, { answer_index: null });
    settle(change, item, video);
    return { said: say('changedWording', { name }) };
  },
);

function promptColumns(
  change: Change,
  id: string,
  video: VideoRow,
  input: PromptInput,
  texts: readonly string[],
): Image {
  const prompt = toStored(input);
  return {
    prompt: promptJson(prompt),
    paraphrases: JSON.stringify(texts),
    search: itemSearch(id, prompt, texts),
    label: input.task === 'TAL' ? labelNamed(change, video, input.label).key : null,
  };
}

function toStored(input: PromptInput): StoredPrompt {
  switch (input.task) {
    case 'TG':
    case 'DTG':
    case 'GVQA':
      return input;
    case 'VHD':
      return { ...input, clipLength: input.clipLength ?? null };
    case 'TAL':
      break;
  }
  return { task: 'TAL', query: input.description ?? null };
}

function labelNamed(change: Change, video: VideoRow, name: string): LabelRow {
  const label = change.db.get<LabelRow>('SELECT * FROM label WHERE label_group = @group AND name = @name', {
    group: video.label_group,
    name,
  });
  if (label !== undefined) return label;
  throw new CorpusError(
    'refused',
    video.label_group === ''
      ? say('noSuchLabelNoGroup', { label: name, video: video.id })
      : say('noSuchLabel', { label: name, group: video.label_group, video: video.id }),
  );
}

/** Deletes an item with its truth, its suggestions and its comments. */
export const deleteItem = defineCommand(z.strictObject({ item: z.string() }), (change, params) => {
  const { item, name } = openItemById(change, params.item);
  removeItem(change, item);
  return { said: say('deletedItem', { task: item.task, name }) };
});

/**
 * Says how far items are. Curating says "this is the truth": a TAL or VHD item without intervals then says "looked, none
 * there". 'open' and 'draft' both take that back; which of them an item shows follows from whether it holds anything.
 */
export const setItemState = defineCommand(
  z.strictObject({
    items: z.array(z.string()).min(1).max(1_000_000),
    state: z.enum(['open', 'draft', 'curated', 'reviewed']),
  }),
  (change, params) => {
    const names = new Set(params.items);
    const check = new CurateCheck(change.db);
    let first = '';
    for (const id of names) {
      const { item, video, rows, name } = openItemById(change, id);
      first ||= name;
      change.touched.item(item.id, video.id);
      change.update('item', item.key, { state: reached(item, params.state, hasTruth(item, rows)) });
      if (params.state !== 'curated' && params.state !== 'reviewed') continue;
      const missing = check.whyNot(item.key, video);
      if (missing !== null)
        throw new CorpusError('refused', say('notWhole', { name, state: params.state, missing }));
    }
    const { state } = params;
    const count = names.size;
    return {
      said: count === 1 ? say('calledItem', { state, name: first }) : say('calledItems', { state, count }),
    };
  },
);

function reached(item: ItemRow, wanted: ItemRow['state'], holdsTruth: boolean): ItemRow['state'] {
  if (wanted === 'curated' || wanted === 'reviewed') return wanted;
  return holdsTruth ? 'draft' : 'open';
}

/** GVQA: the right option, zero-based, or null to take it back. */
export const setAnswer = defineCommand(
  z.strictObject({ item: z.string(), answerIndex: z.int().min(0).nullable() }),
  (change, params) => {
    const { item, video, name } = openItemById(change, params.item);
    requireOption(item, params.answerIndex, name);
    change.update('item', item.key, { answer_index: params.answerIndex });
    settle(change, item, video);
    return {
      said:
        params.answerIndex === null
          ? say('tookAnswerBack', { name })
          : say('answered', { name, option: String.fromCharCode(65 + params.answerIndex) }),
    };
  },
);

/** @throws CorpusError 'refused' */
export function requireOption(item: ItemRow, index: number | null, name: string): void {
  const prompt = storedPrompt(item.task, item.prompt);
  if (prompt.task !== 'GVQA')
    throw new CorpusError('refused', say('onlyGvqaAnswers', { name, task: item.task }));
  if (index !== null && index >= prompt.options.length)
    throw new CorpusError(
      'refused',
      say('noSuchOption', { name, count: prompt.options.length, number: index + 1 }),
    );
}

export const saliencyInput = z.strictObject({
  clipLength: z.number().positive().max(3600),
  scores: z.array(z.number().min(0).max(4)).max(1_000_000),
});

/** VHD: one score in [0, 4] per clip, or null to take it back. */
export const setSaliency = defineCommand(
  z.strictObject({ item: z.string(), saliency: saliencyInput.nullable() }),
  (change, params) => {
    const { item, video, name } = openItemById(change, params.item);
    putSaliency(change, item, video, name, params.saliency);
    settle(change, item, video);
    return {
      said: say(params.saliency === null ? 'tookSaliencyBack' : 'ratedClips', { name }),
    };
  },
);

/** VHD: some clips of it rated, the others left as they are: whoever rates quickly need not know what was rated meanwhile. */
export const rateClips = defineCommand(
  z.strictObject({
    item: z.string(),
    clipLength: saliencyInput.shape.clipLength,
    /** How many clips the video has. */
    clips: z.int().min(1).max(1_000_000),
    rated: z.array(z.strictObject({ clip: z.int().min(0), score: z.number().min(0).max(4) })).min(1),
  }),
  (change, { item: id, clipLength, clips, rated }) => {
    const { item, video, name } = openItemById(change, id);
    const before = item.saliency === null ? null : heldSaliency.parse(JSON.parse(item.saliency));
    const held = before?.clipLength === clipLength ? before.scores : [];
    const given = new Map(rated.map(({ clip, score }) => [clip, score]));
    const scores = Array.from({ length: clips }, (_none, clip) => given.get(clip) ?? held[clip] ?? 0);
    putSaliency(change, item, video, name, { clipLength, scores });
    settle(change, item, video);
    return { said: say('ratedClips', { name }) };
  },
);
const heldSaliency = z.object({ clipLength: z.number(), scores: z.array(z.number()) });

/** @throws CorpusError 'refused' when the item is no VHD item or the number of clips is wrong. */
export function putSaliency(
  change: Change,
  item: ItemRow,
  video: VideoRow,
  name: string,
  saliency: z.infer<typeof saliencyInput> | null,
): void {
  if (item.task !== 'VHD')
    throw new CorpusError('refused', say('onlyVhdSaliency', { name, task: item.task }));
  const { table } = openItem(change, item);
  const fault = saliency === null ? null : saliencyFault(table, video.declared_duration, saliency);
  if (fault !== null) throw new CorpusError('refused', say('wrongSaliency', { name, fault }));
  change.update('item', item.key, {
    saliency: saliency === null ? null : JSON.stringify({ ...saliency, extra: {} }),
  });
}

/** True when the item holds no interval and no "none". */
export function isUntouched(change: Change, item: ItemRow): boolean {
  return intervalsOfItem(change.db, item.key).length === 0;
}
