import { z } from 'zod';
import { say } from '../../tasks/said/said.ts';
import { CorpusError } from '../errors.ts';
import { intervalsOfItem, type ResponseRow } from '../rows.ts';
import { itemSearch, promptJson, type StoredPrompt } from '../stored-prompt.ts';
import { jsonStrings } from '../truth-json.ts';
import type { Change } from './change.ts';
import { defineCommand } from './define.ts';
import { openItemById, removeInterval, settle, type OpenItem } from './item-edit.ts';

const text = z.string().trim().min(1).max(20_000);
/** `from`: the place that it had before, zero-based; null: it is new. */
const placed = z.strictObject({ text, from: z.int().min(0).nullable() });

/** Rewrites the sentences of a DTG item: added, taken away, in another order. Each keeps its interval and what was suggested for it. */
export const arrangeSentences = defineCommand(
  z.strictObject({ item: z.string(), sentences: z.array(placed).min(1).max(1000) }),
  (change, params) => {
    const open = openItemById(change, params.item);
    const { item, video, prompt, name } = open;
    if (prompt.task !== 'DTG')
      throw new CorpusError('refused', say('onlyDtgSentences', { name, task: item.task }));
    const places = placesOf(params.sentences, prompt.sentences.length, name);
    writePrompt(change, open, { ...prompt, sentences: params.sentences.map((each) => each.text) });
    for (const row of intervalsOfItem(change.db, item.key)) {
      const slot = places.get(row.slot);
      if (slot === undefined) removeInterval(change, row.key);
      else change.update('interval', row.key, { slot });
    }
    // A suggestion for a sentence that is gone has nothing left to be about.
    for (const row of change.db.all<{ key: number; slot: number }>(
      'SELECT key, slot FROM suggestion WHERE response IN (SELECT key FROM response WHERE item = @item)',
      { item: item.key },
    )) {
      const slot = places.get(row.slot);
      if (slot === undefined) change.delete('suggestion', row.key);
      else change.update('suggestion', row.key, { slot });
    }
    // What else was thought of goes by the old places, and no log keeps it: the policy can be asked again.
    change.db.run('DELETE FROM alternative WHERE response IN (SELECT key FROM response WHERE item = @item)', {
      item: item.key,
    });
    settle(change, item, video);
    return { said: say('arrangedSentences', { name }) };
  },
);

/** Rewrites the options of a GVQA item; the right one stays the right one wherever it goes. */
export const arrangeOptions = defineCommand(
  z.strictObject({ item: z.string(), options: z.array(placed).min(2).max(26) }),
  (change, params) => {
    const open = openItemById(change, params.item);
    const { item, video, prompt, name } = open;
    if (prompt.task !== 'GVQA')
      throw new CorpusError('refused', say('onlyGvqaOptions', { name, task: item.task }));
    const places = placesOf(params.options, prompt.options.length, name);
    writePrompt(change, open, { ...prompt, options: params.options.map((each) => each.text) });
    if (item.answer_index !== null)
      change.update('item', item.key, { answer_index: places.get(item.answer_index) ?? null });
    for (const row of change.db.all<ResponseRow>(
      'SELECT * FROM response WHERE item = @item AND answer_index IS NOT NULL',
      { item: item.key },
    )) {
      const answer = places.get(row.answer_index ?? -1) ?? null;
      change.update('response', row.key, {
        answer_index: answer,
        ...(answer === null ? { answer_status: null, answer_decided_at: null } : {}),
      });
    }
    settle(change, item, video);
    return { said: say('arrangedOptions', { name }) };
  },
);

/** Where each of the old places went. @throws CorpusError 'refused' when a place is named twice or was never there */
function placesOf(
  given: readonly { readonly from: number | null }[],
  before: number,
  name: string,
): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  for (const [to, { from }] of given.entries()) {
    if (from === null) continue;
    if (from >= before || places.has(from))
      throw new CorpusError('refused', say('changedMeanwhile', { name, number: from + 1 }));
    places.set(from, to);
  }
  return places;
}

function writePrompt(change: Change, { item }: OpenItem, prompt: StoredPrompt): void {
  const texts = jsonStrings(item.paraphrases, 'paraphrases');
  change.update('item', item.key, {
    prompt: promptJson(prompt),
    search: itemSearch(item.id, prompt, texts),
  });
}
