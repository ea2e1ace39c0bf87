import type { VisionConfig } from './config.ts';

/** How much of a video the model is shown (method.md section 6: 2 frames per second, 448 frames, 3584 tokens). */
export interface VideoBudget {
  readonly framesPerSecond: number;
  readonly minFrames: number;
  readonly maxFrames: number;
  /** Pixels of all frames, counted once per two frames. */
  readonly totalPixels: number;
  /** Pixels of one frame. */
  readonly minPixels: number;
  readonly maxPixels: number;
}

/** Pixels of one token of Qwen2.5-VL: budgets are counted in these. */
const token = 28 * 28;

/** VideoChat-R1's and Time-R1's settings; the rest are the defaults of qwen-vl-utils, which they use. */
export const paperBudget: VideoBudget = {
  framesPerSecond: 2,
  minFrames: 4,
  maxFrames: 448,
  totalPixels: 3584 * token,
  minPixels: 16 * token,
  maxPixels: 768 * token,
};

/** What to sample from a video. */
export interface VideoPlan {
  /** Indices among the video's frames, ascending. */
  readonly frames: readonly number[];
  /** Size that frames are scaled to (bicubic). */
  readonly height: number;
  readonly width: number;
  /** Seconds from one temporal patch to the next: temporal position ids follow it. */
  readonly secondsPerGrid: number;
}

/** A video that can't be shown to the model; the message says why. */
export class VideoPlanError extends RangeError {
  override readonly name = 'VideoPlanError';
}

/** Frames are taken by pairs. */
const frameFactor = 2;

/**
 * Chooses frames and their size as qwen-vl-utils does (`smart_nframes`, `fetch_video`).
 * @param video count of frames, seconds it lasts, and upright size in pixels
 * @throws VideoPlanError when it has fewer than two frames, lasts no time or is a strip thinner than 1 : 200.
 */
export function planVideo(
  video: {
    readonly frames: number;
    readonly seconds: number;
    readonly height: number;
    readonly width: number;
  },
  vision: Pick<VisionConfig, 'patchSize' | 'mergeSize' | 'temporalPatchSize'>,
  budget: VideoBudget = paperBudget,
): VideoPlan {
  const count = frameCount(video.frames, video.seconds, budget);
  const perFrame = Math.max(
    Math.min(budget.maxPixels, (budget.totalPixels / count) * frameFactor),
    Math.trunc(budget.minPixels * 1.05),
  );
  const factor = vision.patchSize * vision.mergeSize;
  return {
    frames: evenlySpaced(video.frames, count),
    ...smartResize(video.height, video.width, { factor, minPixels: budget.minPixels, maxPixels: perFrame }),
    secondsPerGrid: (vision.temporalPatchSize * video.seconds) / count,
  };
}

/** How many frames to show: an even number. @throws VideoPlanError when there are fewer than two. */
export function frameCount(frames: number, seconds: number, budget: VideoBudget): number {
  if (!(frames >= frameFactor)) {
    throw new VideoPlanError(`A video of ${frames} frames can't be shown: two are needed.`);
  }
  if (!(seconds > 0)) throw new VideoPlanError(`A video of ${seconds} seconds can't be shown.`);
  const down = (n: number) => Math.floor(n / frameFactor) * frameFactor;
  const least = Math.ceil(budget.minFrames / frameFactor) * frameFactor;
  const wanted = Math.max(seconds * budget.framesPerSecond, least);
  return down(Math.min(wanted, down(budget.maxFrames), frames));
}

/** `count` indices from the first frame to the last, halves rounded to even (torch.linspace, round). */
export function evenlySpaced(frames: number, count: number): number[] {
  const step = count > 1 ? (frames - 1) / (count - 1) : 0;
  return Array.from({ length: count }, (_, i) => roundEven(i * step));
}

/**
 * A size near the given one whose sides are multiples of `factor`, with an area in the given range and about the same
 * aspect (the `smart_resize` of Qwen2-VL's processors).
 * @throws VideoPlanError when one side is more than 200 times the other.
 */
export function smartResize(
  height: number,
  width: number,
  limits: { readonly factor: number; readonly minPixels: number; readonly maxPixels: number },
): { readonly height: number; readonly width: number } {
  const { factor, minPixels, maxPixels } = limits;
  if (!(height >= 1 && width >= 1)) {
    throw new VideoPlanError(`A picture of ${width} x ${height} pixels can't be shown.`);
  }
  if (Math.max(height, width) / Math.min(height, width) > 200) {
    throw new VideoPlanError(`A strip of ${width} x ${height} pixels can't be shown: it is too thin.`);
  }
  const near = (n: number) => Math.max(factor, roundEven(n / factor) * factor);
  const [h, w] = [near(height), near(width)];
  if (h * w > maxPixels) {
    const shrink = Math.sqrt((height * width) / maxPixels);
    const down = (n: number) => Math.max(factor, Math.floor(n / shrink / factor) * factor);
    return { height: down(height), width: down(width) };
  }
  if (h * w < minPixels) {
    const grow = Math.sqrt(minPixels / (height * width));
    const up = (n: number) => Math.ceil((n * grow) / factor) * factor;
    return { height: up(height), width: up(width) };
  }
  return { height: h, width: w };
}

/** Halves go to the even neighbour, as in Python. */
function roundEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  if (rest !== 0.5) return Math.round(x);
  return down % 2 === 0 ? down : down + 1;
}
