import type { Feeds, InputSpecs } from '../../tensor/index.ts';
import { at } from '../indexing.ts';
import { unseen } from './attention.ts';
import type { DecoderConfig } from './decoder-config.ts';
import { rotaryTable } from './rotary.ts';
import type { Inserted, Sequence } from './sequence.ts';

/** Sizes that a graph is built for: one session per shape. */
export interface BatchShape {
  readonly batch: number;
  /** Tokens of each sequence, padding on the left included. */
  readonly length: number;
  /** Rows of inserted embeddings; sequences that hold the same array share its rows. */
  readonly inserted: number;
}

/** Sequences that do not fit a batch or each other; the message says which. */
export class SequenceError extends RangeError {
  override readonly name = 'SequenceError';
}

/** The smallest shape that holds these sequences. */
export function shapeOf(sequences: readonly Sequence[], hiddenSize: number): BatchShape {
  return {
    batch: sequences.length,
    length: sequences.reduce((longest, s) => Math.max(longest, s.tokens.length), 0),
    inserted: insertedRows(sequences).reduce((sum, rows) => sum + rows.length / hiddenSize, 0),
  };
}

/** Inputs of a graph over whole sequences. */
export function batchInputs(config: DecoderConfig, shape: BatchShape): InputSpecs {
  const { batch, length, inserted } = shape;
  const half = config.headSize / 2;
  return {
    tokens: { dtype: 'int32', shape: [batch, length] },
    cos: { dtype: 'float32', shape: [batch * length, half] },
    sin: { dtype: 'float32', shape: [batch * length, half] },
    keyBias: { dtype: 'float32', shape: [batch, length] },
    ...(inserted === 0
      ? {}
      : {
          inserted: { dtype: 'float32', shape: [inserted, config.hiddenSize] },
          sources: { dtype: 'int32', shape: [batch, length] },
        }),
  };
}

/**
 * Lays sequences out for `batchInputs`, padded on the left, so that all end together.
 * @throws SequenceError when they do not fit the shape, or the inserted embeddings do not fit their tokens.
 */
export function batchFeeds(config: DecoderConfig, shape: BatchShape, sequences: readonly Sequence[]): Feeds {
  const { batch, length, inserted } = shape;
  if (sequences.length !== batch) {
    throw new SequenceError(`The batch holds ${batch} sequences, but got ${sequences.length}.`);
  }
  const tokens = new Int32Array(batch * length);
  const positions = new Int32Array(3 * batch * length);
  const keyBias = new Float32Array(batch * length);
  for (const [b, sequence] of sequences.entries()) {
    const start = firstRow(shape, sequence, b);
    checkTokens(config, sequence);
    keyBias.fill(unseen, b * length, start);
    tokens.set(sequence.tokens, start);
    const n = sequence.tokens.length;
    for (let axis = 0; axis < 3; axis++) {
      const own = sequence.positions.ids.subarray(axis * n, (axis + 1) * n);
      positions.set(own, axis * batch * length + start);
    }
  }
  const feeds = { tokens, keyBias, ...rotaryTable(config, positions) };
  return inserted === 0 ? feeds : { ...feeds, ...insertedFeeds(config, shape, sequences) };
}

/** Where token `index` of sequence `b` stands among all tokens of the batch. */
export function rowOf(shape: BatchShape, sequence: Sequence, b: number, index: number): number {
  return firstRow(shape, sequence, b) + index;
}

function firstRow(shape: BatchShape, sequence: Sequence, b: number): number {
  const { length } = shape;
  const n = sequence.tokens.length;
  if (n > length) throw new SequenceError(`A sequence of ${n} tokens does not fit into ${length}.`);
  if (sequence.positions.ids.length !== 3 * n) {
    throw new SequenceError(`A sequence of ${n} tokens has ${sequence.positions.ids.length / 3} positions.`);
  }
  return b * length + length - n;
}

function checkTokens(config: DecoderConfig, sequence: Sequence): void {
  const wrong = sequence.tokens.find((t) => !(Number.isInteger(t) && t >= 0 && t < config.vocabularySize));
  if (wrong === undefined) return;
  throw new SequenceError(`The token ${wrong} is not one of the model's ${config.vocabularySize}.`);
}

function insertedRows(sequences: readonly Sequence[]): Float32Array[] {
  return [...new Set(sequences.flatMap((s) => (s.inserted ?? []).map((i) => i.rows)))];
}

/** All inserted rows one after another, and for each token its row among them plus the batch's tokens, or its own place. */
function insertedFeeds(config: DecoderConfig, shape: BatchShape, sequences: readonly Sequence[]): Feeds {
  const { batch, length, inserted } = shape;
  const all = new Float32Array(inserted * config.hiddenSize);
  const firstOf = new Map<Float32Array, number>();
  let used = 0;
  for (const rows of insertedRows(sequences)) {
    const count = rows.length / config.hiddenSize;
    if (!Number.isInteger(count) || used + count > inserted) {
      throw new SequenceError(`${rows.length} inserted numbers do not fit into ${inserted} rows.`);
    }
    all.set(rows, used * config.hiddenSize);
    firstOf.set(rows, used);
    used += count;
  }
  const sources = Int32Array.from({ length: batch * length }, (_, i) => i);
  for (const [b, sequence] of sequences.entries()) {
    for (const insert of sequence.inserted ?? []) {
      const first = batch * length + (firstOf.get(insert.rows) ?? 0);
      for (const [k, place] of placesOf(sequence, insert, config.hiddenSize).entries()) {
        sources[rowOf(shape, sequence, b, place)] = first + k;
      }
    }
  }
  return { inserted: all, sources };
}

/** Indices of the tokens that inserted rows replace; several inserts of one token follow each other. */
function placesOf(sequence: Sequence, insert: Inserted, hiddenSize: number): number[] {
  const places = sequence.tokens
    .slice(0, sequence.textFrom)
    .flatMap((token, i) => (token === insert.token ? [i] : []));
  const same = (sequence.inserted ?? []).filter((other) => other.token === insert.token);
  const counts = same.map((other) => other.rows.length / hiddenSize);
  const total = counts.reduce((a, b) => a + b, 0);
  if (total !== places.length) {
    throw new SequenceError(
      `The sequence has ${places.length} tokens ${insert.token}, but ${total} embeddings to put there.`,
    );
  }
  const index = same.indexOf(insert);
  const before = counts.slice(0, index).reduce((a, b) => a + b, 0);
  return places.slice(before, before + at(counts, index));
}
