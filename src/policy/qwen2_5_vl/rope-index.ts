import { SequenceError } from '../qwen2/batch.ts';
import type { Positions } from '../qwen2/sequence.ts';

/** Patches of a video or picture: temporal, rows, columns, before patches are merged. */
export interface Grid {
  readonly time: number;
  readonly height: number;
  readonly width: number;
}

/** A video or picture among the tokens, in their order. */
export interface VisualSpan {
  readonly kind: 'video' | 'image';
  readonly grid: Grid;
  /** Seconds between temporal patches; 1 where nothing is known. Not used for pictures. */
  readonly secondsPerGrid?: number;
}

/**
 * Where text goes on after a video of T temporal patches that begins at id s:
 * - `classic`: after the largest id of the video. transformers up to 4.52, verl and EasyR1; what Qwen2.5-VL and the
 *   published temporal-grounding checkpoints were trained with.
 * - `transformers-5`: at s + max(rows, columns) / merge, whatever the temporal ids are (transformers 5).
 * They differ as soon as a video is longer in time than in space.
 */
export type RopeRule = 'classic' | 'transformers-5';

/** The default, because positions must be those that a checkpoint was trained with. */
export const defaultRopeRule: RopeRule = 'classic';

export interface RopeSettings {
  readonly videoToken: number;
  readonly imageToken: number;
  readonly mergeSize: number;
  readonly tokensPerSecond: number;
  readonly rule?: RopeRule;
}

/** The id that padding gets, which no one reads. */
export const paddingId: Readonly<Record<RopeRule, number>> = { classic: 1, 'transformers-5': 0 };

/**
 * M-RoPE position ids of one sequence without padding (Qwen2.5-VL report section 2.1.3): text counts on all three axes;
 * a video's tokens get its temporal id (seconds x `tokensPerSecond`, whole part), row and column, from the next id on.
 * @param spans the videos and pictures, in the order of their tokens
 * @throws SequenceError when the tokens and the grids do not fit each other.
 */
export function ropeIndex(
  tokens: readonly number[],
  spans: readonly VisualSpan[],
  settings: RopeSettings,
): Positions {
  const { videoToken, imageToken, mergeSize, rule = defaultRopeRule } = settings;
  const n = tokens.length;
  const ids = new Int32Array(3 * n);
  const put = (place: number, t: number, h: number, w: number) => {
    ids[place] = t;
    ids[n + place] = h;
    ids[2 * n + place] = w;
  };
  let next = 0;
  let largest = -1;
  let used = 0;
  for (let place = 0; place < n;) {
    const token = tokens[place];
    if (token !== videoToken && token !== imageToken) {
      put(place++, next, next, next);
      largest = Math.max(largest, next++);
      continue;
    }
    const kind = token === videoToken ? 'video' : 'image';
    const span = spans[used++];
    if (span === undefined || span.kind !== kind) {
      const given = span === undefined ? 'there is no more grid' : `the next grid is of kind ${span.kind}`;
      throw new SequenceError(`The token at ${place} is of kind ${kind}, but ${given}.`);
    }
    const rows = span.grid.height / mergeSize;
    const columns = span.grid.width / mergeSize;
    const size = span.grid.time * rows * columns;
    if (!Number.isInteger(rows) || !Number.isInteger(columns)) {
      throw new SequenceError(
        `A grid of ${span.grid.height} x ${span.grid.width} patches can't be merged by ${mergeSize}.`,
      );
    }
    for (let i = 0; i < size; i++) {
      if (tokens[place + i] !== token) {
        throw new SequenceError(`A grid of kind ${kind} needs ${size} tokens ${token}, but there are ${i}.`);
      }
      const t = temporalId(Math.floor(i / (rows * columns)), span, settings.tokensPerSecond);
      const [h, w] = [Math.floor(i / columns) % rows, i % columns];
      put(place + i, next + t, next + h, next + w);
      largest = Math.max(largest, next + t, next + h, next + w);
    }
    place += size;
    next = rule === 'classic' ? largest + 1 : next + Math.max(rows, columns);
  }
  if (used !== spans.length) {
    throw new SequenceError(`${spans.length} grids were given, but the tokens hold ${used}.`);
  }
  return { ids, next: largest + 1 };
}

/** The whole part of a float32 product, as the reference computes it. */
function temporalId(index: number, span: VisualSpan, tokensPerSecond: number): number {
  if (span.kind === 'image') return 0;
  const seconds = Math.fround(index * Math.fround(span.secondsPerGrid ?? 1));
  return Math.trunc(Math.fround(seconds * tokensPerSecond));
}
