import {
  coverageOfVideos,
  coverageWall,
  nextUnseen,
  type VideoCoverage as CoverageRecord,
} from '../../corpus/queries/coverage.ts';
import type { Interval } from '../../time/interval.ts';
import type { Ticks } from '../../time/ticks.ts';
import type { StudioApi } from '../api.ts';
import type { VideoCoverage } from '../contract/index.ts';
import type { Core } from '../core.ts';

/** `coverage`: what was watched, skimmed and not seen. */
export function coveragePart(core: Core): Pick<StudioApi, 'coverage'> {
  return {
    coverage: {
      add: async ({ videoId, kind = 'watched', ranges }) => {
        await core.session.project.writer.job('addCoverage', {
          video: videoId,
          kind,
          ranges: ranges.map(([start, end]) => ({ start, end })),
        });
      },
      ofVideos: async ({ videoIds }) => coverageOfVideos(core.session.project.db, videoIds).map(rowOf),
      wall: async ({ order = 'unseen', offset = 0, limit = 200 }) => {
        const wall = coverageWall(core.session.project.db, { order, offset, limit });
        return { total: wall.total, seconds: { ...wall.seconds }, rows: wall.rows.map(rowOf) };
      },
      next: async (from) => nextUnseen(core.session.project.db, from ?? null),
    },
  };
}

function rowOf(record: CoverageRecord): VideoCoverage {
  const { id, title, start, end, secondsPerTick, watchedShare, skimmedShare, unseenShare } = record;
  return {
    videoId: id,
    title,
    start,
    end,
    duration: (end - start) * secondsPerTick,
    watched: pairs(record.watched),
    skimmed: pairs(record.skimmed),
    watchedShare,
    skimmedShare,
    unseenShare,
  };
}

/** Stretches as pairs of ticks. */
export function pairs(ranges: readonly Interval<Ticks>[]): [number, number][] {
  return ranges.map(({ start, end }) => [start, end]);
}
