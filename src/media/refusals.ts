import { open } from 'node:fs/promises';
import { say, type Said } from '../tasks/said/said.ts';
import { unreadable } from './file-guard.ts';
import { MediaProcessError, UnusableVideoError, type UnusableVideoKind } from './errors.ts';

/**
 * The first bytes of a file, as far as it has them.
 * @throws UnusableVideoError when they can't be read.
 */
export async function headOf(path: string, length = 4096): Promise<Buffer> {
  try {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** Turns a failed reading into the sentence a person needs: what the file really is, and what to do. */
export async function explainRefusal(path: string, failure: MediaProcessError): Promise<UnusableVideoError> {
  const [kind, said] = explain(path, await headOf(path), failure);
  return new UnusableVideoError(kind, path, said, { cause: failure });
}

function explain(path: string, head: Buffer, failure: MediaProcessError): [UnusableVideoKind, Said] {
  if (failure.reason === 'stalled') return ['timed-out', say('fileStalled', { path })];
  if (failure.reason === 'crashed') return ['damaged', say('fileCrashedTool', { path })];
  const size = /Picture size (\d+)x(\d+)/.exec(failure.stderr);
  if (size !== null && /max pixel|is invalid/.test(failure.stderr))
    return tooLarge(path, size[1] ?? '?', size[2] ?? '?');
  if (/dimensions not set/.test(failure.stderr)) return withoutSize(path);
  const start = head.toString('latin1');
  if (/^(\uFEFF|\xEF\xBB\xBF)?\s*#EXTM3U/.test(start))
    return ['not-a-video', say('fileIsPlaylist', { path })];
  if (/^\s*ffconcat version/.test(start)) return ['not-a-video', say('fileIsList', { path })];
  const picture = pictureKind(head);
  if (picture !== null) return ['not-a-video', say('fileIsPicture', { path, kind: picture })];
  if (isText(head)) return ['not-a-video', say('fileIsText', { path })];
  if (/moov atom not found/.test(failure.stderr) && /^(ftyp|mdat|wide|free|skip)$/.test(start.slice(4, 8)))
    return ['unfinished', say('fileUnfinished', { path })];
  return ['not-a-video', say('fileUnknownFormat', { path, reason: reasonOf(failure) })];
}

/**
 * What to throw when decoding failed: a sentence that names the file, unless the media tool itself is gone or the
 * failure is none of the tool's.
 */
export function decodingFailure(path: string, what: 'pictures' | 'sound', failure: unknown): unknown {
  if (!(failure instanceof MediaProcessError) || failure.reason === 'vanished') return failure;
  if (failure.reason === 'stalled')
    return new UnusableVideoError('timed-out', path, say('decodingStalled', { path, what }), {
      cause: failure,
    });
  return new UnusableVideoError(
    'damaged',
    path,
    say('decodingFailed', { path, what, reason: reasonOf(failure) }),
    { cause: failure },
  );
}

/** The refusal of a stream without picture size. */
export function withoutSize(path: string): [UnusableVideoKind, Said] {
  return ['damaged', say('pictureSizeless', { path })];
}

/** The refusal of a decompression bomb. */
export function tooLarge(
  path: string,
  width: number | string,
  height: number | string,
): [UnusableVideoKind, Said] {
  return ['too-large', say('pictureTooLarge', { path, width: String(width), height: String(height) })];
}

/** The end of ffmpeg's last line is its reason, whatever it puts in front of it. */
function reasonOf(failure: MediaProcessError): string {
  const last = failure.stderr.trim().split('\n').at(-1) ?? '';
  return last.slice(last.lastIndexOf(': ') + 1).trim() || 'it gave no reason';
}

function pictureKind(head: Buffer): string | null {
  if (head.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'PNG';
  if (head.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'JPEG';
  const start = head.toString('latin1', 0, 12);
  if (/^GIF8[79]a/.test(start)) return 'GIF';
  if (/^RIFF....WEBP/s.test(start)) return 'WebP';
  if (start.startsWith('BM')) return 'BMP';
  return null;
}

function isText(head: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    // oxlint-disable-next-line no-control-regex -- control characters are what tells binary from text
    return !/[\u0000-\u0008\u000E-\u001F]/.test(text);
  } catch {
    return false;
  }
}

/** `4:00`, `1:02:03`, and with tenths below a minute: `0:03.2`. */
export function clock(seconds: number, tenths = seconds < 60): string {
  const whole = tenths ? Math.floor(seconds * 10) / 10 : Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = (whole % 60).toFixed(tenths ? 1 : 0).padStart(tenths ? 4 : 2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
