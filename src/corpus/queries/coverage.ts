import { covered, interval, lengthOf, subtract, union, type Interval } from '../../time/interval.ts';
import { ticks, type Ticks } from '../../time/ticks.ts';
import type { ReadableDb } from '../db.ts';
import { CorpusError } from '../errors.ts';
import { titleOf } from './videos.ts';

/** What of a video was seen, by anybody. `skimmed` holds only what was not watched as well. All in ticks, sorted and disjoint. */
export interface Coverage {
  readonly watched: readonly Interval<Ticks>[];
  readonly skimmed: readonly Interval<Ticks>[];
  readonly unseen: readonly Interval<Ticks>[];
}

export interface VideoCoverage extends Coverage {
  readonly id: string;
  readonly title: string;
  readonly start: Ticks;
  readonly end: Ticks;
  /** Seconds per tick. */
  readonly secondsPerTick: number;
  /** Shares of the video in [0, 1]. */
  readonly watchedShare: number;
  readonly skimmedShare: number;
  readonly unseenShare: number;
}

interface Row {
  readonly key: number;
  readonly id: string;
  readonly file: string;
  readonly start_tick: number;
  readonly end_tick: number;
  readonly timebase_num: number;
  readonly timebase_den: number;
}

/** Stretches of this many seconds and less between seen ones are no time to go back to: a seek rounds to frames. */
const CRUMB_SECONDS = 0.2;

/** The coverage of the named videos, or of all, in the order of the import; names that are not there are left out. */
export function coverageOfVideos(db: ReadableDb, ids?: readonly string[]): VideoCoverage[] {
  const named = ids === undefined ? '' : 'WHERE id IN (SELECT value FROM json_each(@ids))';
  const bindings = ids === undefined ? {} : { ids: JSON.stringify(ids) };
  return db.consistent(() => {
    const rows = db.all<Row>(
      `SELECT key, id, file, start_tick, end_tick, timebase_num, timebase_den FROM video ${named} ORDER BY key`,
      bindings,
    );
    const of = ids === undefined ? '' : `WHERE video IN (SELECT key FROM video ${named})`;
    const seen = new Map<number, { watched: Interval<Ticks>[]; skimmed: Interval<Ticks>[] }>();
    // Tuples: this walks every stretch of ten thousand videos for the wall.
    for (const [video, kind, start, end] of db.allTuples(
      `SELECT video, kind, start_tick, end_tick FROM coverage ${of}`,
      bindings,
    )) {
      if (typeof video !== 'number' || typeof start !== 'number' || typeof end !== 'number') continue;
      const known = seen.get(video) ?? { watched: [], skimmed: [] };
      known[kind === 'skimmed' ? 'skimmed' : 'watched'].push(interval(ticks(start), ticks(end)));
      seen.set(video, known);
    }
    return rows.map((row) => coverageOfRow(row, seen.get(row.key)));
  });
}

function coverageOfRow(
  row: Row,
  seen: { watched: Interval<Ticks>[]; skimmed: Interval<Ticks>[] } | undefined,
): VideoCoverage {
  const [start, end] = [ticks(row.start_tick), ticks(row.end_tick)];
  const watched = union(seen?.watched ?? []);
  const skimmed = subtract(seen?.skimmed ?? [], watched);
  const unseen = subtract([interval(start, end)], [...watched, ...skimmed]);
  const whole = end - start;
  const watchedShare = covered(watched) / whole;
  const skimmedShare = covered(skimmed) / whole;
  return {
    id: row.id,
    title: titleOf(row.file),
    start,
    end,
    secondsPerTick: row.timebase_num / row.timebase_den,
    watched,
    skimmed,
    unseen,
    watchedShare,
    skimmedShare,
    unseenShare: Math.max(0, 1 - watchedShare - skimmedShare),
  };
}

/** The coverage of one video. @throws CorpusError 'not-found' */
export function coverageOfVideo(db: ReadableDb, videoId: string): VideoCoverage {
  const [found] = coverageOfVideos(db, [videoId]);
  if (found === undefined)
    throw new CorpusError('not-found', `There is no video "${videoId}" in this project.`);
  return found;
}

export type CoverageOrder = 'import' | 'unseen' | 'seen';

/** How much of a whole project was seen, in seconds. */
export interface SeenSeconds {
  readonly total: number;
  readonly watched: number;
  readonly skimmed: number;
}

/** One page of the wall: every video with what was seen of it, sorted by how much is left, and what that is in all. */
export function coverageWall(
  db: ReadableDb,
  options: { readonly order: CoverageOrder; readonly offset: number; readonly limit: number },
): { readonly total: number; readonly seconds: SeenSeconds; readonly rows: VideoCoverage[] } {
  const all = coverageOfVideos(db);
  const seconds = { total: 0, watched: 0, skimmed: 0 };
  for (const each of all) {
    const length = (each.end - each.start) * each.secondsPerTick;
    seconds.total += length;
    seconds.watched += length * each.watchedShare;
    seconds.skimmed += length * each.skimmedShare;
  }
  if (options.order !== 'import') {
    const sign = options.order === 'unseen' ? -1 : 1;
    all.sort((a, b) => sign * (a.unseenShare - b.unseenShare));
  }
  return { total: all.length, seconds, rows: all.slice(options.offset, options.offset + options.limit) };
}

export interface UnseenStretch {
  readonly videoId: string;
  readonly title: string;
  readonly start: Ticks;
  readonly end: Ticks;
}

/**
 * The first unseen stretch that begins after `tick` of a video, else in the videos after it, around to the beginning;
 * videos whose file is gone are passed over. Null when everything was seen. `from` null: from the first video's beginning.
 */
export function nextUnseen(
  db: ReadableDb,
  from: { readonly videoId: string; readonly tick: number } | null,
): UnseenStretch | null {
  const [here] = from === null ? [] : coverageOfVideos(db, [from.videoId]);
  const ahead = here === undefined || from === null ? null : stretch(here, from.tick);
  if (ahead !== null) return ahead;
  const gone = new Set(
    db.all<{ id: string }>(`SELECT id FROM video WHERE state = 'missing'`).map(({ id }) => id),
  );
  const all = coverageOfVideos(db).filter(({ id }) => !gone.has(id));
  const after = all.findIndex(({ id }) => id === here?.id) + 1;
  for (const each of [...all.slice(after), ...all.slice(0, after)]) {
    const found = stretch(each, -Infinity);
    if (found !== null) return found;
  }
  return null;
}

function stretch(coverage: VideoCoverage, after: number): UnseenStretch | null {
  const found = coverage.unseen.find(
    (each) => each.start > after && lengthOf(each) * coverage.secondsPerTick > CRUMB_SECONDS,
  );
  const { id, title } = coverage;
  return found === undefined ? null : { videoId: id, title, start: found.start, end: found.end };
}
