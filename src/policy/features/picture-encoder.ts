import type { SampledVideo } from '../../media/sampling.ts';
import type { MediaTools } from '../../media/tools.ts';
import type { Encoded } from './step-features.ts';

/** A video that an encoder is to look at. */
export interface VideoToEncode {
  readonly path: string;
  readonly tools: MediaTools;
  readonly video: SampledVideo;
  /** Second of the features' step 0. */
  readonly origin: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (share: number) => void;
}

/** Something that turns pictures into vectors, beside what the compact policy sees by itself. */
export interface PictureEncoder {
  /** Part of the features' name: other content of the model or other preparation of pictures is another id. */
  readonly id: string;
  /**
   * @throws EncoderError when the model can't be used; others as `sampleFrames`; the signal's reason when aborted.
   */
  encode(video: VideoToEncode): Promise<Encoded>;
}
