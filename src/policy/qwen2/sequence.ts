/** Positions of a sequence on the axes time, height and width (all equal for text), and that of the token after it. */
export interface Positions {
  /** [3, length] */
  readonly ids: Int32Array;
  readonly next: number;
}

/** Embeddings that stand where tokens of one kind stand, such as a video's. */
export interface Inserted {
  /** The token that they replace, one after another. */
  readonly token: number;
  /** [count, hidden] */
  readonly rows: Float32Array;
}

/** Tokens with their positions, and what is inserted between them. */
export interface Sequence {
  readonly tokens: readonly number[];
  readonly positions: Positions;
  readonly inserted?: readonly Inserted[];
  /** From this token on all is text and nothing is inserted: a policy may write the very token that stands for a video. */
  readonly textFrom?: number;
}

/** A sequence of text alone: positions count from 0. */
export function textSequence(tokens: readonly number[]): Sequence {
  const n = tokens.length;
  const ids = Int32Array.from({ length: 3 * n }, (_, i) => i % n);
  return { tokens, positions: { ids, next: n } };
}

/** A sequence with text after it. */
export function withText(sequence: Sequence, tokens: readonly number[]): Sequence {
  const before = sequence.tokens.length;
  const [n, after] = [before + tokens.length, sequence.positions.next];
  const ids = new Int32Array(3 * n);
  for (let axis = 0; axis < 3; axis++) {
    ids.set(sequence.positions.ids.subarray(axis * before, (axis + 1) * before), axis * n);
    for (let i = 0; i < tokens.length; i++) ids[axis * n + before + i] = after + i;
  }
  return {
    ...sequence,
    textFrom: sequence.textFrom ?? before,
    tokens: [...sequence.tokens, ...tokens],
    positions: { ids, next: after + tokens.length },
  };
}
