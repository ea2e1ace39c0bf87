/** A picture counts as the asked one when the time it carries lies within the frame's span, give or take a rounding. */
const TOLERANCE = 5e-4;
/** How long a picture may take before the seek counts as unconfirmed. */
const PATIENCE_MS = 4_000;
/** After `seeked`, how long to wait for the picture's own word before looking at the last one presented. */
const GRACE_MS = 250;

/**
 * Seeks a `<video>` and tells whether the wanted picture was really presented: `requestVideoFrameCallback` names each
 * presented picture's own time, which `currentTime` does not.
 */
export class SeekConfirmation {
  readonly #video: HTMLVideoElement;
  #callback = 0;
  #presented: number | null = null;
  #count = 0;
  readonly #waiting = new Set<(mediaTime: number) => void>();

  constructor(video: HTMLVideoElement) {
    this.#video = video;
    this.#listen();
  }

  #listen(): void {
    if (!('requestVideoFrameCallback' in this.#video)) return;
    this.#callback = this.#video.requestVideoFrameCallback((_now, metadata) => {
      this.#presented = metadata.mediaTime;
      this.#count += 1;
      for (const waiter of this.#waiting) waiter(metadata.mediaTime);
      this.#listen();
    });
  }

  /** Presentation time of the picture on the screen, seconds; null before the first. */
  get presented(): number | null {
    return this.#presented;
  }

  /** How many pictures were presented so far; null where the browser does not tell. */
  get count(): number | null {
    return 'requestVideoFrameCallback' in this.#video ? this.#count : null;
  }

  /** Seeks to `time` and resolves true once a picture with a time in `[span.from, span.to)` is on the screen. */
  seek(time: number, span: { readonly from: number; readonly to: number }): Promise<boolean> {
    const fits = (mediaTime: number): boolean =>
      mediaTime >= span.from - TOLERANCE &&
      mediaTime < span.to - Math.min(TOLERANCE, (span.to - span.from) / 2);
    return new Promise((resolve) => {
      const finish = (confirmed: boolean): void => {
        clearTimeout(patience);
        clearTimeout(grace);
        this.#waiting.delete(waiter);
        this.#video.removeEventListener('seeked', settled);
        resolve(confirmed);
      };
      const waiter = (mediaTime: number): void => {
        if (fits(mediaTime)) finish(true);
      };
      let grace: ReturnType<typeof setTimeout> | undefined;
      // A seek within the picture that is already there presents nothing new.
      const settled = (): void => {
        grace = setTimeout(() => {
          if (this.#presented !== null && fits(this.#presented)) finish(true);
        }, GRACE_MS);
      };
      const patience = setTimeout(() => finish(false), PATIENCE_MS);
      this.#waiting.add(waiter);
      this.#video.addEventListener('seeked', settled, { once: true });
      this.#video.currentTime = time;
    });
  }

  close(): void {
    if (this.#callback !== 0) this.#video.cancelVideoFrameCallback(this.#callback);
    this.#waiting.clear();
  }
}
