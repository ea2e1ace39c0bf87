import * as z from 'zod';

import type { ForeignModelOptions } from '../../tensor/index.ts';
import { MOST_MEMBERS } from '../dense/members.ts';
import { DENSE_SIZES, type DenseSizes } from '../dense/network.ts';
import { PATCH } from '../dense/window.ts';
import { encoderFacts } from '../features/encoder-facts.ts';
import { encoderOf } from '../features/encoder-sampling.ts';
import { frameExtractor, type FeatureExtractor } from '../features/extractor.ts';
import { MEL_BANDS } from '../features/mel.ts';
import { SPAN_SIZES } from '../spans/network.ts';

/** Architecture of this policy's files. Another number means that older weights no longer fit. */
export const COMPACT = 'compact-1';

// Bounds far above any sensible size, so that a hostile file can't ask for all memory.
const size = (most: number) => z.int().min(1).max(most);
const textSizes = { length: size(256), layers: z.int().min(0).max(12), heads: size(64) };

const denseSizes = z.strictObject({
  rows: size(256),
  columns: size(256),
  bands: z.literal(MEL_BANDS),
  stem: z.tuple([size(512), size(512), size(512), size(512)]),
  maps: size(512),
  width: size(2048),
  reaches: z.array(size(64)).min(1).max(32),
  concept: size(2048),
  text: z.strictObject(textSizes),
});

const spanSizes = z.strictObject({
  width: size(2048),
  heads: size(64),
  text: z.strictObject({ ...textSizes, width: size(2048) }),
  concept: size(2048),
});

/** Everything about a compact policy that is not a weight; stored in its file. */
export const compactConfig = z
  .strictObject({
    dense: denseSizes,
    spans: spanSizes,
    /** Dense networks whose logits are averaged. Files from before there could be several lack it. */
    members: size(MOST_MEMBERS).default(1),
    /** The image encoder that it sees through beside its own eyes; most policies have none. */
    encoder: encoderFacts.optional(),
    /** Row `i + 2` of the embedding tables is word `i`. Only ever extended. */
    words: z.array(z.string().max(200)).max(100_000),
    /** One text for each concept that queries may refer to. */
    bank: z.array(z.string().max(2000)).max(64),
  })
  .refine(
    ({ dense, spans }) => dense.concept === spans.concept,
    'both parts must agree on the size of a concept',
  )
  .refine(
    ({ dense, spans }) =>
      dense.concept % dense.text.heads === 0 &&
      spans.text.width % spans.text.heads === 0 &&
      spans.width % spans.heads === 0,
    'attention heads must divide the widths',
  );
export type CompactConfig = z.infer<typeof compactConfig>;

/** The shipped sizes, without a word or a concept. */
export function emptyConfig(): CompactConfig {
  return compactConfig.parse({ dense: DENSE_SIZES, spans: SPAN_SIZES, words: [], bank: [] });
}

/** Sizes of the dense network, with what an image encoder adds to it. */
export function denseSizesOf({ dense, encoder }: CompactConfig): DenseSizes {
  return encoder === undefined ? dense : { ...dense, encoded: encoder.width };
}

/** The model file of an image encoder, and what it runs on. */
export interface EncoderPlace extends ForeignModelOptions {
  readonly file: string | null;
}

/**
 * The extractor whose features a policy of this configuration reads.
 * @param place of the encoder's file, for policies that have one; without it, videos that are not cached are refused.
 */
export function extractorOf(
  { dense, encoder }: CompactConfig,
  { file, ...options }: EncoderPlace = { file: null },
): FeatureExtractor {
  const size = { width: dense.columns * PATCH, height: dense.rows * PATCH };
  return frameExtractor(size, encoder === undefined ? null : encoderOf(file, encoder, options));
}
