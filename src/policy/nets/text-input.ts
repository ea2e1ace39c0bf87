import { PAD, UNKNOWN, type Vocabulary } from '../text/vocabulary.ts';
import type { Random } from '../../tensor/random.ts';

/** Added to the attention scores of padding. */
const HIDDEN = -1e9;

/** Word rows and mask of texts, as a text encoder takes them: both [count, length]; missing texts are one unknown word. */
export interface TextInput {
  readonly ids: Int32Array;
  readonly mask: Float32Array;
}

/**
 * Encodes texts for a text encoder of `count` places.
 * @param forget in training, the share of words that become unknown, drawn from `random`.
 */
export function textInput(
  vocabulary: Vocabulary,
  texts: readonly string[],
  count: number,
  length: number,
  forget?: { readonly share: number; readonly random: Random },
): TextInput {
  const ids = new Int32Array(count * length);
  const mask = new Float32Array(count * length).fill(HIDDEN);
  for (let row = 0; row < count; row++) {
    vocabulary.encode(texts[row] ?? '', length).forEach((id, place) => {
      if (id === PAD) return;
      const forgotten = forget !== undefined && forget.random.uniform() < forget.share;
      ids[row * length + place] = forgotten ? UNKNOWN : id;
      mask[row * length + place] = 0;
    });
  }
  return { ids, mask };
}
