import type { ContainerName } from './container-name.ts';

/** Whether Chromium's `<video>` shows the pictures; 'unknown' where it depends on the build or the machine. */
export type Playable = 'yes' | 'no' | 'unknown';

/** From what was measured in Chromium (media.md section 6): containers it opens, and codecs it decodes inside them. */
export function playableInChromium(container: ContainerName, codec: string): Playable {
  if (!['mp4', 'mov', 'matroska', 'webm', 'ogg'].includes(container)) return 'no';
  switch (codec) {
    case 'h264':
    case 'vp8':
    case 'vp9':
    case 'av1':
      return 'yes';
    // Decoded by hardware where there is any; otherwise it loads and shows nothing, without an error.
    case 'hevc':
    case 'theora':
      return 'unknown';
    default:
      return 'no';
  }
}
