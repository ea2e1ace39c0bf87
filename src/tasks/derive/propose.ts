import type { TaskKind } from '../task.ts';
import { questionOf } from '../question.ts';
import { build, canFollow, type DerivedDraft } from './build.ts';
import { recipeKey, type Recipe, type Reference } from './recipe.ts';
import { makeScene, type Scene, type Source } from './scene.ts';
import { seeded, type Draw } from './seeded.ts';

/** Tasks that can be derived: all but the one they are derived from. */
export const DERIVED_TASKS = ['TG', 'DTG', 'VHD', 'GVQA'] as const satisfies readonly TaskKind[];
export type DerivedTask = (typeof DERIVED_TASKS)[number];

export interface ProposeSettings {
  readonly tasks: readonly DerivedTask[];
  /** Same scene and seed: same drafts, in the same order. */
  readonly seed: number;
  /** Seconds per saliency clip. */
  readonly clipLength: number;
}

const OPTIONS = 4;
/** Sentences of one DTG item. */
const SENTENCES = { least: 2, most: 6 } as const;
/** Windows of one video's sequence that become DTG items. */
const MOST_SEQUENCES = 3;
/** "After" and "before" could pair every two labels; so many of each label are drawn. */
const PAIRS_PER_LABEL = 2;

/**
 * Drafts for other tasks that a video's curated action items prove (`build` refuses what is not certain). In the order of the
 * tasks, then of the rules. `known`: keys of recipes (`recipeKey`) and questions (`questionOf`) that are there already.
 */
export function propose(
  given: Scene,
  settings: ProposeSettings,
  known: ReadonlySet<string> = new Set(),
): DerivedDraft[] {
  const scene = makeScene(given);
  const asked = new Set(known);
  return DERIVED_TASKS.filter((task) => settings.tasks.includes(task))
    .flatMap((task) => RECIPES[task](scene, settings))
    .flatMap((recipe) => {
      const built = build(recipe, scene);
      if (!built.ok) return [];
      const keys = [recipeKey(recipe), questionOf(built.draft.prompt)];
      if (keys.some((key) => asked.has(key))) return [];
      for (const key of keys) asked.add(key);
      return [built.draft];
    });
}

const RECIPES: Readonly<Record<DerivedTask, (scene: Scene, settings: ProposeSettings) => Recipe[]>> = {
  TG: groundings,
  DTG: sequences,
  VHD: highlights,
  GVQA: questions,
};

function references({ instances }: Source): Reference[] {
  if (instances.length === 0) return [];
  return instances.length === 1 ? ['only'] : ['first', 'last'];
}

function groundings(scene: Scene, { seed }: ProposeSettings): Recipe[] {
  const times = scene.sources.flatMap(({ item, instances }): Recipe[] =>
    instances.length === 1
      ? [{ rule: 'time', item, which: 'only' }]
      : [
          { rule: 'time', item, which: 'first' },
          { rule: 'time', item, which: 'last' },
          { rule: 'time', item, which: 'longest' },
        ],
  );
  const pairs = scene.sources.flatMap(({ item }) => {
    const possible = scene.sources
      .filter((other) => other.item !== item)
      .flatMap((other) =>
        references(other).flatMap((reference): Recipe[] => [
          { rule: 'after', item, other: other.item, reference },
          { rule: 'before', item, other: other.item, reference },
        ]),
      )
      .filter((recipe) => build(recipe, scene).ok);
    return seeded(seed, 'pair', item).some(possible, PAIRS_PER_LABEL);
  });
  return [...times, ...pairs];
}

function sequences(scene: Scene, { seed }: ProposeSettings): Recipe[] {
  const items = scene.sources.filter(({ instances }) => instances.length > 0).map(({ item }) => item);
  if (items.length === 0) return [];
  const total = scene.sources.reduce((sum, { instances }) => sum + instances.length, 0);
  const draw = seeded(seed, 'sequence', ...items);
  const windows: Recipe[] = [];
  for (let from = 0; total - from >= SENTENCES.least;) {
    const count = Math.min(total - from, draw.between(3, SENTENCES.most));
    // Where two events start together, a window may begin after them.
    const longest = Array.from({ length: count - SENTENCES.least + 1 }, (_none, less): Recipe => ({
      rule: 'sequence',
      items,
      from,
      count: count - less,
    })).find((recipe) => build(recipe, scene).ok);
    if (longest !== undefined) windows.push(longest);
    from += longest?.rule === 'sequence' ? longest.count : 1;
  }
  return draw.some(windows, MOST_SEQUENCES);
}

function highlights(scene: Scene, { clipLength }: ProposeSettings): Recipe[] {
  const happening = scene.sources.filter(({ instances }) => instances.length > 0).map(({ item }) => item);
  return [
    ...happening.map((item): Recipe => ({ rule: 'highlights', item, clipLength })),
    ...(happening.length < 2 ? [] : [{ rule: 'together', items: happening, clipLength } as const]),
  ];
}

function questions(scene: Scene, { seed }: ProposeSettings): Recipe[] {
  const all = scene.sources.map(({ item }) => item);
  const counts = scene.sources.map(({ item }): Recipe => ({
    rule: 'count',
    item,
    options: OPTIONS,
    below: seeded(seed, 'count', item).between(0, OPTIONS - 1),
  }));
  const first = chosen(
    seeded(seed, 'first', ...all),
    all,
    (items) => ({ rule: 'which-first', items }),
    scene,
  );
  const next = scene.sources.flatMap((other) =>
    references(other).flatMap((reference) => {
      const others = all.filter((item) => item !== other.item);
      // An option that goes on while the reference ends would spoil the whole question: only what can be told is asked.
      const able = others.filter((item) => canFollow(scene, item, other.item, reference));
      const draw = seeded(seed, 'next', other.item, reference);
      return chosen(
        draw,
        able,
        (items) => ({ rule: 'which-next', items, other: other.item, reference }),
        scene,
      );
    }),
  );
  return [...counts, ...first, ...next];
}

/** A question with up to four options in a drawn order; a few draws are tried, since two options may start together. */
function chosen(
  draw: Draw,
  from: readonly string[],
  recipeOf: (items: string[]) => Recipe,
  scene: Scene,
): Recipe[] {
  for (let size = Math.min(OPTIONS, from.length); size >= 2; size--)
    for (let attempt = 0; attempt < 4; attempt++) {
      const recipe = recipeOf(draw.some(draw.shuffled(from), size, false));
      if (build(recipe, scene).ok) return [recipe];
    }
  return [];
}
