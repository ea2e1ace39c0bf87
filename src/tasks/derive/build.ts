import { clipCount, HIGHEST_SALIENCY } from '../highlights.ts';
import { overlap, union } from '../../time/interval.ts';
import type { Recipe, Reference } from './recipe.ts';
import { isSeparate, marginOf, pick, type Instance, type Scene, type Source } from './scene.ts';
import * as say from './wording.ts';

/** Ticks, half-open. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type DerivedPrompt =
  | { readonly task: 'TG'; readonly query: string }
  | { readonly task: 'DTG'; readonly sentences: readonly string[] }
  | { readonly task: 'VHD'; readonly query: string; readonly clipLength: number }
  | { readonly task: 'GVQA'; readonly question: string; readonly options: readonly string[] };

/** An item that its sources prove, before a person has accepted it. */
export interface DerivedDraft {
  readonly recipe: Recipe;
  readonly prompt: DerivedPrompt;
  /** DTG: one per sentence. */
  readonly intervals: readonly Span[];
  readonly answerIndex: number | null;
  readonly saliency: { readonly clipLength: number; readonly scores: readonly number[] } | null;
  /** The instances that the truth was read from. */
  readonly evidence: readonly number[];
}

/** Why a recipe makes nothing: its sources are gone or open again, or what they say now leaves more than one answer. */
export type Refusal = 'source-gone' | 'ambiguous';

export type Built =
  { readonly ok: true; readonly draft: DerivedDraft } | { readonly ok: false; readonly why: Refusal };

const AMBIGUOUS: Built = { ok: false, why: 'ambiguous' };
const GONE: Built = { ok: false, why: 'source-gone' };

function draft(
  recipe: Recipe,
  prompt: DerivedPrompt,
  intervals: readonly Span[],
  evidence: readonly Instance[],
  more: Partial<Pick<DerivedDraft, 'answerIndex' | 'saliency'>> = {},
): Built {
  return {
    ok: true,
    draft: {
      recipe,
      prompt,
      intervals: intervals.map(({ start, end }) => ({ start, end })),
      answerIndex: null,
      saliency: null,
      evidence: evidence.map(({ id }) => id),
      ...more,
    },
  };
}

/** The draft that a recipe makes of a scene (`makeScene`), or why it makes none. Pure: same in, same out. */
export function build(recipe: Recipe, scene: Scene): Built {
  const find = (item: string): Source | undefined => scene.sources.find((each) => each.item === item);
  const all = (ids: readonly string[]): Source[] | null => {
    const found = ids.flatMap((id) => find(id) ?? []);
    return found.length === ids.length && new Set(ids).size === ids.length ? found : null;
  };
  const margin = marginOf(scene);
  switch (recipe.rule) {
    case 'time': {
      const source = find(recipe.item);
      if (source === undefined) return GONE;
      const picked = pick(source, recipe.which, margin);
      return picked === null
        ? AMBIGUOUS
        : draft(
            recipe,
            { task: 'TG', query: say.timeQuery(source.phrase, recipe.which) },
            [picked],
            [picked],
          );
    }
    case 'after':
    case 'before': {
      const sources = all([recipe.item, recipe.other]);
      const [own, other] = sources ?? [];
      if (own === undefined || other === undefined) return GONE;
      const at = pick(other, recipe.reference, margin);
      if (at === null || !isSeparate(own, margin)) return AMBIGUOUS;
      const found = recipe.rule === 'after' ? nextAfter(own, at) : lastBefore(own, at);
      if (found === null) return AMBIGUOUS;
      const query = say.besideQuery(own.phrase, recipe.rule, other.phrase, recipe.reference);
      return draft(recipe, { task: 'TG', query }, [found], [found, at]);
    }
    case 'sequence': {
      const sources = all(recipe.items);
      return sources === null ? GONE : buildSequence(recipe, sources, margin);
    }
    case 'highlights': {
      const source = find(recipe.item);
      if (source === undefined) return GONE;
      if (source.instances.length === 0) return AMBIGUOUS;
      return buildHighlights(recipe, source, scene);
    }
    case 'together': {
      const sources = all(recipe.items);
      return sources === null ? GONE : buildTogether(recipe, sources, scene);
    }
    case 'count': {
      const source = find(recipe.item);
      return source === undefined ? GONE : buildCount(recipe, source, margin);
    }
    case 'which-first': {
      const sources = all(recipe.items);
      if (sources === null) return GONE;
      const firsts = sources.map((each) =>
        isSeparate(each, margin) ? (each.instances[0] ?? null) : AT_ONCE,
      );
      return buildChoice(recipe, say.firstQuestion(), sources, firsts, null, margin);
    }
    case 'which-next':
      break;
  }
  const sources = all([...recipe.items, recipe.other]);
  const other = sources?.at(-1);
  if (sources === null || other === undefined) return GONE;
  const at = pick(other, recipe.reference, margin);
  if (at === null) return AMBIGUOUS;
  const options = sources.slice(0, -1);
  const nexts = options.map((each) => (isSeparate(each, margin) ? upcoming(each, at) : AT_ONCE));
  return buildChoice(recipe, nextText(other, recipe.reference), options, nexts, at, margin);
}

function nextText(other: Source, reference: Reference): string {
  return say.nextQuestion(other.phrase, reference);
}

/** The first instance that starts once `at` is over. Null when there is none, or one still goes on then. */
function nextAfter(source: Source, at: Span): Instance | null {
  const found = upcoming(source, at);
  return found === AT_ONCE ? null : found;
}

/** Stands for "cannot be told": an instance of the source is under way while the reference ends. */
const AT_ONCE = 'at-once';

function upcoming({ instances }: Source, at: Span): Instance | null | typeof AT_ONCE {
  if (instances.some((each) => each.start < at.end && each.end > at.end)) return AT_ONCE;
  return instances.find((each) => each.start >= at.end) ?? null;
}

/** Whether it is known when `item` happens next after the reference, be it never. */
export function canFollow(scene: Scene, item: string, other: string, reference: Reference): boolean {
  const [source, named] = [item, other].map((id) => scene.sources.find((each) => each.item === id));
  if (source === undefined || named === undefined) return false;
  const margin = marginOf(scene);
  const at = pick(named, reference, margin);
  return at !== null && isSeparate(source, margin) && upcoming(source, at) !== AT_ONCE;
}

/** The last instance that is over when `at` starts. Null when there is none, or one is under way then. */
function lastBefore({ instances }: Source, at: Span): Instance | null {
  if (instances.some((each) => each.start < at.start && each.end > at.start)) return null;
  return instances.findLast((each) => each.end <= at.start) ?? null;
}

function buildSequence(
  recipe: Extract<Recipe, { rule: 'sequence' }>,
  sources: readonly Source[],
  margin: number,
): Built {
  if (sources.some((each) => !isSeparate(each, margin) || each.instances.length > say.MOST_ORDINALS))
    return AMBIGUOUS;
  const events = sources
    .flatMap(({ phrase, instances }) =>
      instances.map((instance, at) => ({
        instance,
        text: say.ordinalSentence(phrase, at, instances.length),
      })),
    )
    .toSorted((a, b) => a.instance.start - b.instance.start)
    .slice(recipe.from, recipe.from + recipe.count);
  const told = events.every(({ instance }, at) => {
    const next = events[at + 1]?.instance;
    return next === undefined || next.start - instance.start >= margin;
  });
  if (!told || events.length < recipe.count) return AMBIGUOUS;
  const instances = events.map(({ instance }) => instance);
  return draft(recipe, { task: 'DTG', sentences: events.map(({ text }) => text) }, instances, instances);
}

function buildHighlights(
  recipe: Extract<Recipe, { rule: 'highlights' }>,
  source: Source,
  scene: Scene,
): Built {
  const intervals = union(source.instances);
  const saliency = rate(
    intervals.map((span) => ({ span, weight: 1 })),
    recipe.clipLength,
    scene,
  );
  return draft(
    recipe,
    { task: 'VHD', query: say.highlightQuery(source.phrase), clipLength: recipe.clipLength },
    intervals,
    source.instances,
    { saliency },
  );
}

function buildTogether(
  recipe: Extract<Recipe, { rule: 'together' }>,
  sources: readonly Source[],
  scene: Scene,
): Built {
  const pieces = levels(sources);
  const most = Math.max(0, ...pieces.map(({ count }) => count));
  if (most < 2) return AMBIGUOUS;
  const intervals = union(pieces.filter(({ count }) => count === most).map(({ span }) => span));
  // A moment that short is the edges' inaccuracy, not an event.
  if (intervals.some(({ start, end }) => end - start < marginOf(scene))) return AMBIGUOUS;
  const saliency = rate(
    pieces.map(({ span, count }) => ({ span, weight: count / most })),
    recipe.clipLength,
    scene,
  );
  const query = say.togetherQuery(sources.map(({ phrase }) => phrase));
  const evidence = sources.flatMap(({ instances }) =>
    instances.filter((each) => intervals.some((span) => overlap(span, each) > 0)),
  );
  return draft(recipe, { task: 'VHD', query, clipLength: recipe.clipLength }, intervals, evidence, {
    saliency,
  });
}

/** Stretches of time and how many sources happen there, in order; only where at least one does. */
function levels(sources: readonly Source[]): { readonly span: Span; readonly count: number }[] {
  const steps = sources
    .flatMap(({ instances }) => union(instances))
    .flatMap(({ start, end }) => [
      { at: start, by: 1 },
      { at: end, by: -1 },
    ])
    .toSorted((a, b) => a.at - b.at);
  const pieces: { span: Span; count: number }[] = [];
  let count = 0;
  for (const [index, { at, by }] of steps.entries()) {
    count += by;
    const next = steps[index + 1]?.at ?? at;
    if (next > at && count > 0) pieces.push({ span: { start: at, end: next }, count });
  }
  return pieces;
}

/** A score of 0 to 4 for every clip: the weighted share of the clip that is taken. */
function rate(
  pieces: readonly { readonly span: Span; readonly weight: number }[],
  clipLength: number,
  { timebase, endTick }: Scene,
): { clipLength: number; scores: number[] } {
  const perSecond = timebase.den / timebase.num;
  const end = endTick / perSecond;
  const scores = Array.from({ length: Math.max(1, clipCount(end, clipLength)) }, (_none, at) => {
    const clip = { start: at * clipLength, end: Math.min((at + 1) * clipLength, end) };
    const taken = pieces.reduce(
      (sum, { span, weight }) =>
        sum + weight * overlap({ start: span.start / perSecond, end: span.end / perSecond }, clip),
      0,
    );
    return Math.max(
      0,
      Math.min(HIGHEST_SALIENCY, Math.round((HIGHEST_SALIENCY * taken) / (clip.end - clip.start))),
    );
  });
  return { clipLength, scores };
}

function buildCount(recipe: Extract<Recipe, { rule: 'count' }>, source: Source, margin: number): Built {
  const right = source.instances.length;
  if (right === 0 || !isSeparate(source, margin)) return AMBIGUOUS;
  const smaller = Math.min(recipe.below, recipe.options - 1, right);
  const options = Array.from({ length: recipe.options }, (_none, at) => String(right - smaller + at));
  return draft(
    recipe,
    { task: 'GVQA', question: say.countQuestion(source.phrase), options },
    source.instances,
    source.instances,
    { answerIndex: smaller },
  );
}

/** The option whose instance starts first; refused when that is not clear, or when none ever happens. */
function buildChoice(
  recipe: Recipe,
  question: string,
  sources: readonly Source[],
  starts: readonly (Instance | null | typeof AT_ONCE)[],
  reference: Instance | null,
  margin: number,
): Built {
  const known: (Instance | null)[] = [];
  for (const each of starts) {
    if (each === AT_ONCE) return AMBIGUOUS;
    known.push(each);
  }
  const times = known.map((each) => each?.start ?? Infinity);
  const [first = Infinity, second = Infinity] = times.toSorted((a, b) => a - b);
  const answerIndex = times.indexOf(first);
  const found = known[answerIndex];
  if (found === undefined || found === null || second - first < margin) return AMBIGUOUS;
  const options = sources.map(({ phrase }) => say.optionText(phrase));
  return draft(
    recipe,
    { task: 'GVQA', question, options },
    [found],
    reference === null ? [found] : [found, reference],
    { answerIndex },
  );
}
