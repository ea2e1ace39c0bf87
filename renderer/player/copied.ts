import { clock, currentTable, notify } from '../app/studio.ts';
import { words } from '../words/words.ts';
import { timecode } from './timecode.ts';

export type Readable = 'time' | 'frame' | 'tick';

/** Where the playhead is, as text that other programs take: `1:02.480`, `1234`, `98765`. */
export function positionText(kind: Readable): string | null {
  const table = currentTable();
  if (table === null) return null;
  const { frame } = clock.now;
  const tick = table.pts[frame] ?? 0;
  if (kind === 'frame') return String(frame);
  return kind === 'tick' ? String(tick) : timecode((tick * table.timebase.num) / table.timebase.den);
}

/** Copies where the playhead is and says so. */
export async function copyPosition(kind: Readable): Promise<void> {
  const text = positionText(kind);
  if (text === null) return;
  const t = words('player');
  try {
    await navigator.clipboard.writeText(text);
    notify(t('copied', { text }));
  } catch {
    // Without the right to the clipboard, what was asked for is at least there to be read.
    notify(t('notCopied', { text }), 'error');
  }
}
