import { z } from 'zod';
import { build, type DerivedDraft } from '../../tasks/derive/build.ts';
import { recipe, recipeKey, sourcesOf, type Recipe } from '../../tasks/derive/recipe.ts';
import { makeScene, type Scene } from '../../tasks/derive/scene.ts';
import { questionOf } from '../../tasks/question.ts';
import type { ReadableDb } from '../db.ts';
import { parseJson } from '../json.ts';
import { videoById, type VideoRow } from '../rows.ts';
import { promptOf, storedPrompt } from '../stored-prompt.ts';
import { items } from './items.ts';

/** What a video's curated action items say: what other tasks can be derived from. @throws CorpusError 'not-found' */
export function sceneOfVideo(db: ReadableDb, videoId: string): Scene {
  return sceneOfRow(db, videoById(db, videoId));
}

export function sceneOfRow(db: ReadableDb, video: VideoRow): Scene {
  const rows = db.all<{
    key: number;
    id: string;
    prompt: string;
    label: number;
    name: string;
    description: string | null;
  }>(
    `SELECT item.key, item.id, item.prompt, label, label.name, label.description FROM item JOIN label ON label.key = item.label
     WHERE video = @video AND task = 'TAL' AND state IN ('curated', 'reviewed')`,
    { video: video.key },
  );
  const spans = Map.groupBy(
    db.all<{ item: number; id: number; start: number; end: number }>(
      `SELECT item, key AS id, start_tick AS start, end_tick AS end FROM interval
       WHERE start_tick IS NOT NULL AND item IN (SELECT value FROM json_each(@keys))`,
      { keys: JSON.stringify(rows.map(({ key }) => key)) },
    ),
    ({ item }) => item,
  );
  // Two items of one label each claim to hold all of its instances: neither can be relied on.
  const twice = Map.groupBy(rows, ({ label }) => label);
  const sources = rows
    .filter(({ label }) => twice.get(label)?.length === 1)
    .map((row) => {
      const prompt = promptOf(storedPrompt('TAL', row.prompt), row);
      return {
        item: row.id,
        phrase: prompt.task === 'TAL' ? prompt.description : row.name,
        instances: (spans.get(row.key) ?? []).map(({ id, start, end }) => ({ id, start, end })),
      };
    });
  return makeScene({
    timebase: { num: video.timebase_num, den: video.timebase_den },
    endTick: video.end_tick,
    sources,
  });
}

/** What is asked of a video already: nothing of it is proposed again. */
export function knownQuestions(db: ReadableDb, videoId: string): Set<string> {
  const known = items(db, { video: videoId }).map(({ prompt }) => questionOf(prompt));
  const kept = db
    .all<{ recipe: string }>(
      `SELECT recipe FROM derivation JOIN item ON item.key = derivation.item JOIN video ON video.key = item.video
       WHERE video.id = @videoId`,
      { videoId },
    )
    .map(({ recipe: json }) => recipeKey(parseJson(json, recipe, 'how an item was derived')));
  return new Set([...known, ...kept]);
}

/** What the derivation table keeps of a draft: what it asked and what the truth was. */
export type KeptDraft = Pick<DerivedDraft, 'prompt' | 'intervals' | 'answerIndex' | 'saliency'>;

const span = z.object({ start: z.number(), end: z.number() });
const prompts = z.discriminatedUnion('task', [
  z.object({ task: z.literal('TG'), query: z.string() }),
  z.object({ task: z.literal('DTG'), sentences: z.array(z.string()) }),
  z.object({ task: z.literal('VHD'), query: z.string(), clipLength: z.number() }),
  z.object({ task: z.literal('GVQA'), question: z.string(), options: z.array(z.string()) }),
]);
const keptDraft: z.ZodType<KeptDraft> = z.object({
  prompt: prompts,
  intervals: z.array(span),
  answerIndex: z.number().nullable(),
  saliency: z.object({ clipLength: z.number(), scores: z.array(z.number()) }).nullable(),
});

export function keptJson({ prompt, intervals, answerIndex, saliency }: KeptDraft): string {
  return JSON.stringify({ prompt, intervals, answerIndex, saliency });
}

export interface Derivation {
  readonly key: number;
  readonly itemKey: number;
  readonly itemId: string;
  readonly recipe: Recipe;
  /** What it made, before a person changed anything. */
  readonly draft: KeptDraft;
  readonly at: number;
}

/**
 * `same`: the sources still prove what the item says. `changed`: deriving again gives something else. `ambiguous`: they leave
 * more than one answer now. `gone`: a source was deleted or is not curated any more.
 */
export type SourceState = 'same' | 'changed' | 'ambiguous' | 'gone';

export interface DerivationRecord extends Derivation {
  readonly sources: readonly string[];
  readonly state: SourceState;
}

export function derivationOf(db: ReadableDb, itemKey: number): Derivation | null {
  return read(db, 'derivation.item = @value', itemKey)[0] ?? null;
}

/** The derived items of a video and whether their sources still prove them. Reads no sources where nothing is derived. */
export function derivationsOfVideo(db: ReadableDb, videoId: string): DerivationRecord[] {
  const video = videoById(db, videoId);
  const all = read(db, 'item.video = @value', video.key);
  if (all.length === 0) return [];
  const scene = sceneOfRow(db, video);
  return all.map((each) => ({ ...each, sources: sourcesOf(each.recipe), state: sourceState(each, scene) }));
}

function read(db: ReadableDb, where: string, value: number): Derivation[] {
  return db
    .all<{ key: number; item: number; id: string; recipe: string; draft: string; at: number }>(
      `SELECT derivation.*, item.id FROM derivation JOIN item ON item.key = derivation.item WHERE ${where}`,
      { value },
    )
    .map((row) => ({
      key: row.key,
      itemKey: row.item,
      itemId: row.id,
      recipe: parseJson(row.recipe, recipe, 'how an item was derived'),
      draft: parseJson(row.draft, keptDraft, 'what an item was derived as'),
      at: row.at,
    }));
}

function sourceState({ recipe: given, draft }: Derivation, scene: Scene): SourceState {
  const now = build(given, scene);
  if (!now.ok) return now.why === 'source-gone' ? 'gone' : 'ambiguous';
  return keptJson(now.draft) === keptJson(draft) ? 'same' : 'changed';
}
