import { z } from 'zod';
import { edgeAtSchema, gridEdge, storedEdge } from '../edges.ts';
import { CorpusError } from '../errors.ts';
import { itemByKey, intervalsOfItem } from '../rows.ts';
import { missingTruth, mostIntervals } from '../truth-rules.ts';
import { defineCommand } from './define.ts';
import { putSaliency, requireOption, saliencyInput } from './item-commands.ts';
import { addInterval, addNone, openItemById, removeInterval, settle } from './item-edit.ts';

/** "Looked, none there": for one DTG sentence, or for a whole item of another task, whose intervals go. */
export const setNone = defineCommand(
  z.strictObject({ item: z.string(), slot: z.int().min(0).optional() }),
  (change, params) => {
    const { item, video, prompt, rows, name } = openItemById(change, params.item);
    if (prompt.task === 'TG')
      throw new CorpusError('refused', `${name} always has one interval; "none" is no answer to it.`);
    if (prompt.task !== 'DTG') {
      for (const row of rows) removeInterval(change, row.key);
      const lacking = prompt.task === 'GVQA' && item.answer_index === null;
      change.touched.item(item.id, video.id);
      change.update('item', item.key, { state: lacking ? 'open' : 'curated' });
      return { sentence: `Looked, none there: ${name}` };
    }
    const slot = params.slot;
    if (slot === undefined || slot >= prompt.sentences.length)
      throw new CorpusError('refused', `Choose which of the ${prompt.sentences.length} sentences has none.`);
    for (const row of rows) if (row.slot === slot) removeInterval(change, row.key);
    addNone(change, item, slot);
    settle(change, item, video);
    return { sentence: `Sentence ${slot + 1} of ${name}: none there` };
  },
);

/** Replaces the whole truth of an item: what an item editor saves, or what a script that plays the annotator knows. */
export const setTruth = defineCommand(
  z.strictObject({
    item: z.string(),
    intervals: z.array(z.strictObject({ start: edgeAtSchema, end: edgeAtSchema }).nullable()).max(1_000_000),
    answerIndex: z.int().min(0).nullish(),
    saliency: saliencyInput.nullish(),
    /** Default: whatever the item's state follows from what it then holds; 'curated' makes it count. */
    state: z.enum(['draft', 'curated']).optional(),
  }),
  (change, params) => {
    const { item, video, prompt, table, rows, name } = openItemById(change, params.item);
    const given = params.intervals;
    if (prompt.task === 'DTG' && given.length !== prompt.sentences.length)
      throw new CorpusError(
        'refused',
        `${name} needs one entry for each of its ${prompt.sentences.length} sentences.`,
      );
    if (given.length > mostIntervals(prompt))
      throw new CorpusError('refused', `${name} takes one interval, not ${given.length}.`);
    for (const row of rows) removeInterval(change, row.key);
    const intervals = given.map((each, slot) => {
      if (each !== null)
        return addInterval(change, item, slot, {
          start: storedEdge(gridEdge(table, each.start)),
          end: storedEdge(gridEdge(table, each.end)),
        });
      if (prompt.task !== 'DTG')
        throw new CorpusError(
          'refused',
          `Only a DTG sentence can have none; ${name} is a ${item.task} item.`,
        );
      return addNone(change, item, slot);
    });
    if (params.answerIndex !== undefined) {
      requireOption(item, params.answerIndex, name);
      change.update('item', item.key, { answer_index: params.answerIndex });
    }
    if (params.saliency !== undefined) putSaliency(change, item, video, name, params.saliency);
    settle(change, item, video);
    if (params.state === 'curated') {
      const missing = missingTruth(itemByKey(change.db, item.key), intervalsOfItem(change.db, item.key));
      if (missing !== null) throw new CorpusError('refused', `${name} cannot be curated yet: ${missing}.`);
    }
    if (params.state !== undefined) change.update('item', item.key, { state: params.state });
    return { sentence: `Set the truth of ${name}`, created: { intervals } };
  },
);
