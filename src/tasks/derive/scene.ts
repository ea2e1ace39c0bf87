import { plain } from '../question.ts';

/**
 * What one video's curated action items (TAL) say, as far as other tasks can be derived from it. Only items that a person
 * curated may stand here: there, all instances are known, so that what is not listed is known not to happen.
 */

/** Ticks on one axis, half-open. `id`: the interval's own. */
export interface Instance {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

export interface Source {
  /** Id of the TAL item. */
  readonly item: string;
  /** What happens, in words. */
  readonly phrase: string;
  /** By start. May be empty: it is known not to happen. */
  readonly instances: readonly Instance[];
}

export interface Scene {
  readonly timebase: { readonly num: number; readonly den: number };
  readonly endTick: number;
  readonly sources: readonly Source[];
}

/** Edges nearer to each other than this are not told apart by order: a person's hand is no surer. */
export const MARGIN_SECONDS = 0.2;

/** The margin in ticks, at least one. */
export function marginOf({ timebase }: Pick<Scene, 'timebase'>): number {
  return Math.max(1, Math.round((MARGIN_SECONDS * timebase.den) / timebase.num));
}

/**
 * A scene of what can be named without confusion: sources in one order whatever order they come in, instances by time, and
 * without those whose words stand for another source as well.
 */
export function makeScene(scene: Scene): Scene {
  const byWords = Map.groupBy(scene.sources, ({ phrase }) => plain(phrase));
  const sources = [...byWords]
    .flatMap(([words, [first, ...more]]) =>
      first === undefined || more.length > 0 || words === '' ? [] : [first],
    )
    .map((source) => ({
      ...source,
      instances: source.instances.toSorted((a, b) => a.start - b.start || a.end - b.end || a.id - b.id),
    }))
    .toSorted((a, b) => (a.item < b.item ? -1 : a.item > b.item ? 1 : 0));
  return { ...scene, sources };
}

/** True when nobody would count the instances otherwise: each is over, by the margin, before the next one starts. */
export function isSeparate({ instances }: Source, margin: number): boolean {
  return instances.every((each, at) => {
    const next = instances[at + 1];
    return next === undefined || next.start - each.end >= margin;
  });
}

/** The instance that words such as "the last time" mean; null where they mean none or more than one. */
export function pick(source: Source, which: Which, margin: number): Instance | null {
  const { instances } = source;
  if (which === 'only') return instances.length === 1 ? (instances[0] ?? null) : null;
  if (instances.length < 2 || !isSeparate(source, margin)) return null;
  if (which === 'first') return instances[0] ?? null;
  if (which === 'last') return instances.at(-1) ?? null;
  const [longest, second] = instances.toSorted((a, b) => b.end - b.start - (a.end - a.start));
  if (longest === undefined || second === undefined) return null;
  return longest.end - longest.start - (second.end - second.start) >= margin ? longest : null;
}

export type Which = 'only' | 'first' | 'last' | 'longest';
