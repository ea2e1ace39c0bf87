import type { Random } from '../../tensor/random.ts';
import { FeaturesError, type StepFeatures } from '../features/step-features.ts';
import { f32 } from '../indexing.ts';

/** How an encoder's vectors are changed in training: its pictures can't be cropped or coloured any more. */
export interface EncodedLook {
  /** Share of windows in which it sees nothing, so that the policy goes on looking by itself. */
  readonly dropped: number;
  /** Standard deviation of noise on every number; the numbers themselves are around 1. */
  readonly noise: number;
  readonly random: Random;
}

/**
 * Writes what an image encoder saw in a window, between its pictures in proportion: `out` is [window, width].
 * @param steps step of the video at each place of the window
 * @throws FeaturesError when the features hold nothing of such an encoder.
 */
export function writeEncoded(
  out: Float32Array,
  video: StepFeatures,
  steps: Int32Array,
  look?: EncodedLook,
): void {
  const width = out.length / Math.max(1, steps.length);
  const { encoded } = video;
  if (encoded === undefined || encoded.width !== width)
    throw new FeaturesError('These video features lack what the image encoder saw. Extract them again.');
  if (look !== undefined && look.random.uniform() < look.dropped) {
    out.fill(0);
    return;
  }
  const last = encoded.rows.length / width - 1;
  steps.forEach((step, place) => {
    // A step is the picture at its start and the one half a step later.
    const second = (step + 0.25) * video.step - encoded.offset;
    const at = Math.max(0, Math.min(last, second / encoded.step));
    const row = Math.min(Math.floor(at), Math.max(0, last - 1));
    const share = at - row;
    const [from, to] = [row * width, Math.min(last, row + 1) * width];
    for (let k = 0; k < width; k++)
      out[place * width + k] = f32(encoded.rows, from + k) * (1 - share) + f32(encoded.rows, to + k) * share;
  });
  if (look !== undefined && look.noise > 0)
    for (let i = 0; i < out.length; i++) out[i] = f32(out, i) + look.noise * look.random.normal();
}
