import type { VideoSample } from 'mediabunny';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One decoded frame that can be drawn at any time until it is closed. */
export interface FramePicture {
  readonly size: Size;
  draw(context: CanvasRenderingContext2D, width: number, height: number): void;
  close(): void;
}

/** The decoder's own picture, held as it is: whole, and in half the memory of pixels. Only where decoders lend any number of them. */
export function heldPicture(sample: VideoSample, size: Size): FramePicture {
  return {
    size,
    draw: (context, width, height) => sample.draw(context, 0, 0, width, height),
    close: () => sample.close(),
  };
}

/** A copy of the given size; the decoder gets its picture back at once. Null where no canvas is to be had. */
export function copiedPicture(sample: VideoSample, size: Size): FramePicture | null {
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) return null;
  sample.draw(context, 0, 0, size.width, size.height);
  const bitmap = canvas.transferToImageBitmap();
  return {
    size,
    draw: (target, width, height) => target.drawImage(bitmap, 0, 0, width, height),
    close: () => bitmap.close(),
  };
}
