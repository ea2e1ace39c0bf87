import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { build, type DerivedDraft, type DerivedPrompt } from '../../tasks/derive/build.ts';
import { recipe, sourcesOf, type Recipe } from '../../tasks/derive/recipe.ts';
import type { Scene } from '../../tasks/derive/scene.ts';
import { say } from '../../tasks/said/said.ts';
import { ticks } from '../../time/ticks.ts';
import { edgeTick, nearestEdge, type FrameTable } from '../../time/frame-table.ts';
import { CorpusError } from '../errors.ts';
import { derivationOf, keptJson, sceneOfRow } from '../queries/derived.ts';
import {
  frameTableOfRow,
  intervalsOfItem,
  itemById,
  videoById,
  type EdgeName,
  type IntervalRow,
  type ItemRow,
  type VideoRow,
} from '../rows.ts';
import { itemSearch, promptJson, promptTexts, type StoredPrompt } from '../stored-prompt.ts';
import { jsonStrings } from '../truth-json.ts';
import { itemName } from '../truth-rules.ts';
import type { Change } from './change.ts';
import { defineCommand } from './define.ts';
import { openItem, provenanceOf, removeInterval, settle } from './item-edit.ts';
import { removeDerivation } from './remove-item.ts';

const text = z.string().trim().min(1).max(20_000);
/** A person's own words for a draft: as many as it has, in its order. */
const ownWords = z.strictObject({
  query: text.optional(),
  sentences: z.array(text).max(1000).optional(),
  options: z.array(text).max(26).optional(),
});
type OwnWords = z.infer<typeof ownWords>;

/** Makes items that the curated actions of one video prove, all or none. */
export const createDerived = defineCommand(
  z.strictObject({
    video: z.string(),
    drafts: z
      .array(
        z.strictObject({
          recipe,
          /** What a person was shown (`keptJson`): refused when the sources say something else by now. */
          shown: z.string().optional(),
          words: ownWords.optional(),
        }),
      )
      .min(1)
      .max(10_000),
    /** `curated` when a person looked at them, else `draft`. */
    state: z.enum(['draft', 'curated']),
  }),
  (change, params) => {
    const video = videoById(change.db, params.video);
    const scene = sceneOfRow(change.db, video);
    const table = frameTableOfRow(change.db, video);
    const made = params.drafts.map(({ recipe: given, shown, words = {} }) => {
      const draft = built(given, scene);
      if (shown !== undefined && shown !== keptJson(draft))
        throw new CorpusError('refused', say('sourcesChanged', { video: video.id }));
      return addDerived(change, { video, table }, draft, words, params.state);
    });
    return {
      said: say('derived', { count: made.length, video: video.id }),
      created: { items: made },
    };
  },
);

/** @throws CorpusError 'refused' where the sources prove nothing */
function built(given: Recipe, scene: Scene): DerivedDraft {
  const result = build(given, scene);
  if (result.ok) return result.draft;
  throw new CorpusError('refused', say(result.why === 'source-gone' ? 'sourceGone' : 'severalAnswers'));
}

interface Place {
  readonly video: VideoRow;
  readonly table: FrameTable;
}

function addDerived(
  change: Change,
  place: Place,
  draft: DerivedDraft,
  words: OwnWords,
  state: 'draft' | 'curated',
): string {
  const { video } = place;
  const prompt = reworded(draft.prompt, words);
  const id = `${prompt.task.toLowerCase()}-${randomUUID().slice(0, 13)}`;
  const key = change.insert('item', {
    id,
    video: video.key,
    task: prompt.task,
    state,
    prompt: promptJson(prompt),
    paraphrases: '[]',
    search: itemSearch(id, prompt, []),
    answer_index: draft.answerIndex,
    saliency: saliencyJson(draft),
    // Exported with the item, so that other programs can tell derived items, too.
    extra: JSON.stringify({ derived: { rule: draft.recipe.rule, items: sourcesOf(draft.recipe) } }),
  });
  addTruth(change, place, key, draft);
  const derivation = change.insert('derivation', {
    item: key,
    recipe: JSON.stringify(draft.recipe),
    draft: keptJson(draft),
    at: change.at,
  });
  addSources(change, derivation, draft);
  change.touched.item(id, video.id);
  return id;
}

function saliencyJson({ saliency }: DerivedDraft): string | null {
  return saliency === null ? null : JSON.stringify({ ...saliency, extra: {} });
}

/** @throws CorpusError 'refused' when there are more or fewer words than the draft has places for, or options become alike */
function reworded(prompt: DerivedPrompt, { query, sentences, options }: OwnWords): StoredPrompt {
  const fit = (given: string[] | undefined, own: readonly string[]): string[] => {
    if (given === undefined) return [...own];
    if (given.length !== own.length || new Set(given).size !== new Set(own).size)
      throw new CorpusError('refused', say('wordsDoNotFit'));
    return given;
  };
  if (prompt.task === 'DTG') return { task: 'DTG', sentences: fit(sentences, prompt.sentences) };
  if (prompt.task === 'GVQA')
    return { task: 'GVQA', question: query ?? prompt.question, options: fit(options, prompt.options) };
  return { ...prompt, query: query ?? prompt.query };
}

/** The truth as it lies in the sources: same ticks, same digits, set by the same hands. */
function addTruth(change: Change, { table }: Place, item: number, draft: DerivedDraft): void {
  const rows = sourceRows(change, draft);
  for (const [slot, { start, end }] of draft.intervals.entries()) {
    const from = { start: rowAt(rows, 'start', start), end: rowAt(rows, 'end', end) };
    const interval = change.insert('interval', {
      item,
      slot,
      start_tick: start,
      end_tick: end,
      start_frame: nearestEdge(table, ticks(start)),
      end_frame: nearestEdge(table, ticks(end)),
      start_text: from.start?.row.start_text ?? null,
      end_text: from.end?.row.end_text ?? null,
      start_off_grid: offGrid(table, start),
      end_off_grid: offGrid(table, end),
    });
    for (const edge of ['start', 'end'] as const) {
      const source = from[edge];
      const known =
        source === null
          ? undefined
          : provenanceOf(change, source.row.key).find((each) => each.edge === source.edge);
      // A moment may also begin where something else ends; that edge's hand is its hand.
      if (known === undefined) continue;
      const { key: _key, interval: _interval, edge: _edge, ...columns } = known;
      change.insert('edge_provenance', { ...columns, interval, edge });
    }
  }
}

function offGrid(table: FrameTable, tick: number): number {
  return edgeTick(table, nearestEdge(table, ticks(tick))) === tick ? 0 : 1;
}

function sourceRows(change: Change, { recipe: given }: DerivedDraft): IntervalRow[] {
  return sourcesOf(given).flatMap((id) => intervalsOfItem(change.db, itemById(change.db, id).key));
}

function rowAt(
  rows: readonly IntervalRow[],
  edge: EdgeName,
  tick: number,
): { readonly row: IntervalRow; readonly edge: EdgeName } | null {
  const other = edge === 'start' ? 'end' : 'start';
  for (const side of [edge, other] as const) {
    const row = rows.find((each) => (side === 'start' ? each.start_tick : each.end_tick) === tick);
    if (row !== undefined) return { row, edge: side };
  }
  return null;
}

function addSources(change: Change, derivation: number, draft: DerivedDraft): void {
  for (const id of sourcesOf(draft.recipe)) {
    const { key } = itemById(change.db, id);
    const used = intervalsOfItem(change.db, key).filter((row) => draft.evidence.includes(row.key));
    if (used.length === 0) change.insert('derivation_source', { derivation, item: key, interval: null });
    for (const row of used) change.insert('derivation_source', { derivation, item: key, interval: row.key });
  }
}

const itemIds = z.array(z.string()).min(1).max(10_000);

/** Derives items anew from what their sources say now. A person's own words stay where they still fit. */
export const rederive = defineCommand(z.strictObject({ items: itemIds }), (change, params) => {
  const scenes = new Map<number, Scene>();
  let name = '';
  for (const id of new Set(params.items)) {
    const item = itemById(change.db, id);
    const { video, table, name: own } = openItem(change, item);
    name ||= own;
    const kept = derivationOf(change.db, item.key);
    if (kept === null) throw new CorpusError('refused', say('notDerived', { name: own }));
    const scene = scenes.get(video.key) ?? sceneOfRow(change.db, video);
    scenes.set(video.key, scene);
    const draft = built(kept.recipe, scene);
    for (const row of intervalsOfItem(change.db, item.key)) removeInterval(change, row.key);
    addTruth(change, { video, table }, item.key, draft);
    const prompt = keptWords(openItem(change, item).prompt, kept.draft.prompt, draft.prompt);
    change.update('item', item.key, {
      prompt: promptJson(prompt),
      search: itemSearch(item.id, prompt, jsonStrings(item.paraphrases, 'paraphrases')),
      answer_index: draft.answerIndex,
      saliency: saliencyJson(draft),
    });
    change.update('derivation', kept.key, { draft: keptJson(draft), at: change.at });
    for (const { key } of change.db.all<{ key: number }>(
      'SELECT key FROM derivation_source WHERE derivation = @derivation',
      { derivation: kept.key },
    ))
      change.delete('derivation_source', key);
    addSources(change, kept.key, draft);
    settle(change, item, video);
  }
  const count = new Set(params.items).size;
  return { said: count === 1 ? say('derivedAgain', { name }) : say('derivedManyAgain', { count }) };
});

/** What the item asks now, unless that is what was derived before: then what is derived now. */
function keptWords(now: StoredPrompt, before: DerivedPrompt, next: DerivedPrompt): StoredPrompt {
  const fresh = reworded(next, {});
  if (now.task !== fresh.task) return fresh;
  const [mine] = promptTexts(now);
  const [was] = promptTexts(reworded(before, {}));
  if (mine === undefined || mine === was) return fresh;
  if (fresh.task === 'TG' || fresh.task === 'VHD') return { ...fresh, query: mine };
  return fresh.task === 'GVQA' ? { ...fresh, question: mine } : fresh;
}

/** Makes derived items stand for themselves: they are flagged no more when their sources change. */
export const unlinkDerived = defineCommand(z.strictObject({ items: itemIds }), (change, params) => {
  const opened = [...new Set(params.items)].map((id) => itemById(change.db, id));
  for (const item of opened) {
    removeDerivation(change, item.key);
    const { video } = openItem(change, item);
    change.touched.item(item.id, video.id);
  }
  const first: ItemRow | undefined = opened[0];
  const name = first === undefined ? '' : itemName(first, undefined);
  return {
    said: opened.length === 1 ? say('unlinked', { name }) : say('unlinkedMany', { count: opened.length }),
  };
});
