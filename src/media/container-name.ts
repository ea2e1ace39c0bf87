/** A container by the name people know it by. */
export type ContainerName =
  'mp4' | 'mov' | 'matroska' | 'webm' | 'mpegts' | 'mpegps' | 'avi' | 'flv' | 'asf' | 'ogg' | 'mxf' | 'other';

/** Tells apart what one ffmpeg demuxer reads (MP4 and QuickTime, Matroska and WebM) by the file's first bytes. */
export function containerName(format: string, head: Buffer): ContainerName {
  if (format.startsWith('mov,')) return head.toString('latin1', 4, 12) === 'ftypqt  ' ? 'mov' : 'mp4';
  if (format.startsWith('matroska')) return head.subarray(0, 64).includes('webm') ? 'webm' : 'matroska';
  switch (format) {
    case 'mpegts':
    case 'avi':
    case 'flv':
    case 'asf':
    case 'ogg':
    case 'mxf':
      return format;
    case 'mpeg':
      return 'mpegps';
    default:
      return 'other';
  }
}
