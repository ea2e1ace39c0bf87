import { packFeatures, openFeatures } from '../../src/policy/features/step-features.ts';
import type { VideoFeatures } from '../../src/policy/policy.ts';
import { seconds } from '../../src/time/ticks.ts';

/** The same features with pictures of half the width and height, under the name of an extractor that makes such pictures. */
export function halved(features: VideoFeatures, extractor: string): VideoFeatures {
  const steps = openFeatures(features, features.extractor);
  const { count, width, height } = steps;
  const { pictures, next } = steps.frames(0, count);
  const half = (from: Uint8Array, pieces: number, channels: number) =>
    halvedPictures(from, pieces, { width, height, channels });
  return packFeatures(
    extractor,
    {
      ...steps,
      width: width / 2,
      height: height / 2,
      pictures: half(pictures, count, 3),
      next: half(next, count, 1),
      median: half(steps.median, 1, 3),
    },
    seconds(features.duration),
  );
}

interface PictureShape {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** Each pixel is the mean of four. */
function halvedPictures(
  from: Uint8Array,
  count: number,
  { width, height, channels }: PictureShape,
): Uint8Array {
  const [columns, rows, row] = [width / 2, height / 2, width * channels];
  const out = new Uint8Array(count * columns * rows * channels);
  let place = 0;
  for (let line = 0; line < count * rows; line++)
    for (let column = 0; column < columns; column++)
      for (let c = 0; c < channels; c++) {
        const at = 2 * line * row + 2 * column * channels + c;
        const sum =
          (from[at] ?? 0) +
          (from[at + channels] ?? 0) +
          (from[at + row] ?? 0) +
          (from[at + row + channels] ?? 0);
        out[place++] = (sum + 2) >> 2;
      }
  return out;
}
