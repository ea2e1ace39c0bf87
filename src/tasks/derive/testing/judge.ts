import type { DerivedDraft } from '../build.ts';
import type { Scene } from '../scene.ts';

/**
 * Decides whether a draft's truth is right by its words and the instances alone, without the builder's code: it walks through
 * the video tick by tick and looks at what is going on. @returns null when it is right, else what is wrong
 */
export function judge(draft: DerivedDraft, scene: Scene): string | null {
  const { recipe, prompt } = draft;
  const films = new Map(scene.sources.map((source) => [source.item, film(source.instances, scene.endTick)]));
  const filmOf = (item: string): number[] => films.get(item) ?? [];
  const own = draft.intervals.map(({ start, end }) => `${start}-${end}`).join(' ');
  const expect = (spans: readonly Run[]): string | null => {
    const wanted = spans.map(({ start, end }) => `${start}-${end}`).join(' ');
    return wanted === own ? null : `wanted ${wanted}, got ${own}`;
  };
  const referenceOf = (item: string, which: string): Run | undefined => {
    const all = runs(filmOf(item));
    if (which === 'only' && all.length !== 1) return undefined;
    return which === 'last' ? all.at(-1) : all[0];
  };
  switch (recipe.rule) {
    case 'time': {
      const all = runs(filmOf(recipe.item));
      const lengths = all.map(({ start, end }) => end - start);
      const most = Math.max(...lengths);
      if (recipe.which === 'longest' && lengths.filter((each) => each === most).length > 1)
        return 'two are longest';
      if (
        recipe.which === 'only' &&
        scene.sources.find((each) => each.item === recipe.item)?.instances.length !== 1
      )
        return 'there are several';
      const wanted =
        recipe.which === 'last'
          ? all.at(-1)
          : recipe.which === 'longest'
            ? all[lengths.indexOf(most)]
            : all[0];
      return wanted === undefined ? 'it never happens' : expect([wanted]);
    }
    case 'after': {
      const at = referenceOf(recipe.other, recipe.reference);
      if (at === undefined) return 'no reference';
      const mine = filmOf(recipe.item);
      if ((mine[at.end] ?? 0) > 0 && (mine[at.end - 1] ?? 0) > 0) return 'it is under way';
      const next = runs(mine).find(({ start }) => start >= at.end);
      return next === undefined ? 'it never happens after' : expect([next]);
    }
    case 'before': {
      const at = referenceOf(recipe.other, recipe.reference);
      if (at === undefined) return 'no reference';
      const mine = filmOf(recipe.item);
      if ((mine[at.start] ?? 0) > 0 && (mine[at.start - 1] ?? 0) > 0) return 'it is under way';
      const last = runs(mine).findLast(({ end }) => end <= at.start);
      return last === undefined ? 'it never happens before' : expect([last]);
    }
    case 'sequence': {
      const events = recipe.items
        .flatMap((item) => runs(filmOf(item)))
        .toSorted((a, b) => a.start - b.start)
        .slice(recipe.from, recipe.from + recipe.count);
      if (events.some(({ start }, at) => events[at + 1]?.start === start)) return 'two start together';
      if (prompt.task !== 'DTG' || new Set(prompt.sentences).size !== prompt.sentences.length)
        return 'two sentences are the same';
      return expect(events);
    }
    case 'highlights':
      return expect(runs(filmOf(recipe.item))) ?? judgeClips(draft, scene, [filmOf(recipe.item)]);
    case 'together': {
      const all = recipe.items.map(filmOf);
      const sum = Array.from({ length: scene.endTick }, (_none, tick) => happening(all, tick));
      const most = Math.max(...sum);
      return expect(runs(sum.map((count) => (count === most ? 1 : 0)))) ?? judgeClips(draft, scene, all);
    }
    case 'count': {
      const all = runs(filmOf(recipe.item));
      if (prompt.task !== 'GVQA' || new Set(prompt.options).size !== recipe.options)
        return 'options are alike';
      if (prompt.options.some((each) => !/^\d+$/u.test(each))) return 'an option is no count';
      if (prompt.options[draft.answerIndex ?? -1] !== String(all.length)) return 'the count is wrong';
      return expect(all);
    }
    case 'which-first':
    case 'which-next':
      break;
  }
  const from = recipe.rule === 'which-first' ? 0 : (referenceOf(recipe.other, recipe.reference)?.end ?? NaN);
  const begins = recipe.items.map((item) => runs(filmOf(item)).find(({ start }) => start >= from));
  const under = recipe.items.some(
    (item) => from > 0 && (filmOf(item)[from] ?? 0) > 0 && (filmOf(item)[from - 1] ?? 0) > 0,
  );
  if (under) return 'an option is under way';
  const starts = begins.map((each) => each?.start ?? Infinity);
  const first = Math.min(...starts);
  if (starts.filter((each) => each === first).length !== 1) return 'more than one option is right';
  if (draft.answerIndex !== starts.indexOf(first)) return 'another option is right';
  const right = begins[starts.indexOf(first)];
  return right === undefined ? 'none is right' : expect([right]);
}

interface Run {
  readonly start: number;
  readonly end: number;
}

/** How many instances go on in each tick. */
function film(instances: readonly Run[], end: number): number[] {
  const ticks = Array.from({ length: end }, () => 0);
  for (const { start, end: stop } of instances)
    for (let t = start; t < stop; t++) ticks[t] = (ticks[t] ?? 0) + 1;
  return ticks;
}

/** Stretches in which something goes on. */
function runs(ticks: readonly number[]): Run[] {
  const found: Run[] = [];
  let start: number | null = null;
  for (let t = 0; t <= ticks.length; t++) {
    const on = (ticks[t] ?? 0) > 0;
    if (on && start === null) start = t;
    if (!on && start !== null) {
      found.push({ start, end: t });
      start = null;
    }
  }
  return found;
}

function happening(films: readonly (readonly number[])[], tick: number): number {
  return films.filter((each) => (each[tick] ?? 0) > 0).length;
}

function judgeClips(draft: DerivedDraft, scene: Scene, films: readonly (readonly number[])[]): string | null {
  const { saliency } = draft;
  if (saliency === null) return 'no saliency';
  const perClip = (saliency.clipLength * scene.timebase.den) / scene.timebase.num;
  if (saliency.scores.length !== Math.ceil(scene.endTick / perClip)) return 'the number of clips is wrong';
  const all = Array.from({ length: scene.endTick }, (_none, tick) => happening(films, tick));
  const most = Math.max(...all);
  for (const [at, score] of saliency.scores.entries()) {
    const clip = all.slice(at * perClip, (at + 1) * perClip);
    const share = clip.reduce((sum, count) => sum + count / most, 0) / clip.length;
    if (Math.abs(score - 4 * share) > 0.5 + 1e-9) return `clip ${at} has ${score} for a share of ${share}`;
  }
  return null;
}
