import type { VisionConfig } from './config.ts';
import type { Grid } from './rope-index.ts';
import { VideoPlanError } from './video-plan.ts';

/** Decoded frames of one size, one after another. */
export interface Frames {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** `rgb24`: rows of pixels of three bytes, as ffmpeg gives them; `planes`: one plane per channel, as torch keeps them. */
  readonly layout: 'rgb24' | 'planes';
  readonly data: Uint8Array;
}

/** Mean and deviation of each channel, of values in 0..1. */
export interface Normalisation {
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** CLIP's, which Qwen2-VL's processors use. */
export const clipNormalisation: Normalisation = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  deviation: [0.26862954, 0.26130258, 0.27577711],
};

/** A video as the vision tower takes it. */
export interface Patches {
  readonly grid: Grid;
  /** [time * height * width, channels * temporalPatch * patch * patch], the patches of a merged token side by side. */
  readonly data: Float32Array;
}

/**
 * Normalises frames and cuts them into patches, as Qwen2VLVideoProcessor of transformers does after resizing: channel by
 * channel (x - 255 mean) / (255 deviation) in float32; the last frame is repeated where frames do not fill a patch.
 * @throws VideoPlanError when the sides are no multiples of patch * merge or bytes are missing.
 */
export function cutPatches(
  frames: Frames,
  vision: Pick<VisionConfig, 'patchSize' | 'mergeSize' | 'temporalPatchSize' | 'channels'>,
  normalisation: Normalisation = clipNormalisation,
): Patches {
  const { patchSize, mergeSize, temporalPatchSize, channels } = vision;
  const { count, height, width } = frames;
  const factor = patchSize * mergeSize;
  if (height % factor !== 0 || width % factor !== 0 || channels !== 3) {
    throw new VideoPlanError(
      `Frames of ${width} x ${height} can't be cut into patches: multiples of ${factor} are needed.`,
    );
  }
  if (count < 1 || frames.data.length !== count * height * width * channels) {
    throw new VideoPlanError(
      `${count} frames of ${width} x ${height} need ${count * height * width * channels} bytes, ` +
        `but there are ${frames.data.length}.`,
    );
  }
  const grid = {
    time: Math.ceil(count / temporalPatchSize),
    height: height / patchSize,
    width: width / patchSize,
  };
  const scaled = channelTables(normalisation);
  const pixelStep = frames.layout === 'rgb24' ? channels : 1;
  const channelStep = frames.layout === 'rgb24' ? 1 : height * width;
  const data = new Float32Array(grid.time * temporalPatchSize * height * width * channels);
  let out = 0;
  for (const { time, row, column } of patchOrder(grid, mergeSize)) {
    for (const [channel, table] of scaled.entries()) {
      for (let t = 0; t < temporalPatchSize; t++) {
        const frame = Math.min(time * temporalPatchSize + t, count - 1);
        const start = frame * height * width * channels + channel * channelStep;
        for (let y = 0; y < patchSize; y++) {
          const line = start + ((row * patchSize + y) * width + column * patchSize) * pixelStep;
          for (let x = 0; x < patchSize; x++) {
            data[out++] = table[frames.data[line + x * pixelStep] ?? 0] ?? 0;
          }
        }
      }
    }
  }
  return { grid, data };
}

/** Patches in the order of the tower's input: frame by frame, token by token, the patches of a token by rows. */
export function* patchOrder(
  grid: Grid,
  mergeSize: number,
): Generator<{ readonly time: number; readonly row: number; readonly column: number }> {
  for (let time = 0; time < grid.time; time++) {
    for (let row = 0; row < grid.height; row += mergeSize) {
      for (let column = 0; column < grid.width; column += mergeSize) {
        for (let y = 0; y < mergeSize; y++) {
          for (let x = 0; x < mergeSize; x++) yield { time, row: row + y, column: column + x };
        }
      }
    }
  }
}

/** The normalised value of each byte, per channel. */
function channelTables({ mean, deviation }: Normalisation): Float32Array[] {
  return mean.map((m, channel) => {
    const centre = Math.fround(Math.fround(m) * 255);
    const spread = Math.fround(Math.fround(deviation[channel] ?? 1) * 255);
    return Float32Array.from({ length: 256 }, (_, byte) => Math.fround(byte - centre) / spread);
  });
}
