import { z } from 'zod';
import { say } from '../../tasks/said/said.ts';
import { edgeAtSchema, gridEdge, storedEdge } from '../edges.ts';
import { CurateCheck } from '../curate-check.ts';
import { CorpusError } from '../errors.ts';
import { mostIntervals } from '../truth-rules.ts';
import { defineCommand } from './define.ts';
import { putSaliency, requireOption, saliencyInput } from './item-commands.ts';
import { addInterval, addNone, openItemById, removeInterval, settle } from './item-edit.ts';

/** "Looked, none there": for one DTG sentence, or for a whole item of another task, whose intervals go. */
export const setNone = defineCommand(
  z.strictObject({ item: z.string(), slot: z.int().min(0).optional() }),
  (change, params) => {
    const { item, video, prompt, rows, name } = openItemById(change, params.item);
    if (prompt.task === 'TG') throw new CorpusError('refused', say('alwaysOneInterval', { name }));
    if (prompt.task !== 'DTG') {
      for (const row of rows) removeInterval(change, row.key);
      const lacking = prompt.task === 'GVQA' && item.answer_index === null;
      change.touched.item(item.id, video.id);
      change.update('item', item.key, { state: lacking ? 'open' : 'curated' });
      return { said: say('lookedNoneThere', { name }) };
    }
    const slot = params.slot;
    if (slot === undefined || slot >= prompt.sentences.length)
      throw new CorpusError('refused', say('chooseSentence', { count: prompt.sentences.length }));
    for (const row of rows) if (row.slot === slot) removeInterval(change, row.key);
    addNone(change, item, slot);
    settle(change, item, video);
    return { said: say('sentenceNone', { name, number: slot + 1 }) };
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
      throw new CorpusError('refused', say('oneEntryEach', { name, count: prompt.sentences.length }));
    if (given.length > mostIntervals(prompt))
      throw new CorpusError('refused', say('oneIntervalOnly', { name, count: given.length }));
    for (const row of rows) removeInterval(change, row.key);
    const intervals = given.map((each, slot) => {
      if (each !== null)
        return addInterval(change, item, slot, {
          start: storedEdge(gridEdge(table, each.start)),
          end: storedEdge(gridEdge(table, each.end)),
        });
      if (prompt.task !== 'DTG')
        throw new CorpusError('refused', say('onlyDtgNone', { name, task: item.task }));
      return addNone(change, item, slot);
    });
    if (params.answerIndex !== undefined) {
      requireOption(item, params.answerIndex, name);
      change.update('item', item.key, { answer_index: params.answerIndex });
    }
    if (params.saliency !== undefined) putSaliency(change, item, video, name, params.saliency);
    settle(change, item, video);
    if (params.state === 'curated') {
      const missing = new CurateCheck(change.db).whyNot(item.key, video);
      if (missing !== null) throw new CorpusError('refused', say('notCurated', { name, missing }));
    }
    if (params.state !== undefined) change.update('item', item.key, { state: params.state });
    return { said: say('setTruth', { name }), created: { intervals } };
  },
);
