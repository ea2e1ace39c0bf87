import { frameTable, type FrameTable } from '../../src/time/frame-table.ts';
import { ticks } from '../../src/time/ticks.ts';

/** The file that is really played: the video itself, or its proxy, which begins at second 0. */
export interface PlayedFile {
  readonly url: string;
  readonly proxy: boolean;
}

/**
 * The frames of the played file on its own clock. A proxy has the frames of the video at the same distances (the service proves
 * it), so frame n there is frame n here and only the start differs.
 */
export function tableOfFile(table: FrameTable, file: PlayedFile): FrameTable {
  const first = table.pts[0] ?? 0;
  if (!file.proxy || first === 0) return table;
  return frameTable(
    table.timebase,
    table.pts.map((pts) => pts - first),
    ticks(table.end - first),
  );
}
