import { resolve } from 'node:path';
import { projectRevision } from '../../corpus/queries/project.ts';
import { coverageOfVideo, type Coverage } from '../../corpus/queries/coverage.ts';
import { informationOfItems, isWeighed } from '../../corpus/queries/information.ts';
import { derivationsOfVideo, type DerivationRecord } from '../../corpus/queries/derived.ts';
import { items, itemStates, type ItemRecord } from '../../corpus/queries/items.ts';
import { responsesOfItems, responsesOfVideo, type ResponseRecord } from '../../corpus/queries/suggestions.ts';
import { intervalTotals } from '../../corpus/queries/timeline.ts';
import { curatedByGroup } from '../../corpus/queries/video-order.ts';
import { listVideos, video, type VideoRecord } from '../../corpus/queries/videos.ts';
import { probeVideo } from '../../media/probe.ts';
import { frameTableOf } from '../../corpus/queries/videos.ts';
import { TASKS } from '../../tasks/task.ts';
import { ServiceError, type StudioApi } from '../api.ts';
import type { Lane, VideoDetail, VideoItems } from '../contract/index.ts';
import type { Core } from '../core.ts';
import { count } from '../long-work/words.ts';
import { pairs } from './coverage.ts';
import {
  derivedFrom,
  intervalRow,
  itemRow,
  laneIdOf,
  responseRow,
  suggestionRows,
  worthOf,
} from './video-rows.ts';

/** `videos`: what the queue and the label place read. */
export function videosPart(core: Core): Pick<StudioApi, 'videos'> {
  return {
    videos: {
      list: async (input) => {
        const { db } = core.session.project;
        return db.consistent(() => {
          const weighed = isWeighed(db);
          const sort = input.sort ?? (weighed ? 'value' : 'order');
          const { total, videos } = listVideos(db, { ...input, sort });
          const begun = curatedByGroup(db).size > 0;
          const rows = videos.map(
            ({
              id,
              title,
              state,
              split,
              group,
              groupCurated,
              duration,
              items,
              curated,
              pending,
              coverage,
              information: kept,
            }) => ({
              id,
              title,
              state,
              split,
              group,
              duration,
              items,
              curated,
              pending,
              coverage,
              thumbnailUrl: state === 'missing' ? null : `/thumbnail/${encodeURIComponent(id)}`,
              worth: worthOf(kept, begun && groupCurated === 0),
            }),
          );
          return { rows, total, revision: projectRevision(db), sort, weighed };
        });
      },
      detail: async ({ videoId }) => {
        const { db, paths } = core.session.project;
        return db.consistent(() => detailOf(core, known(video(db, paths.dir, videoId), videoId)));
      },
      items: async ({ videoId, ids }) => {
        const { db, paths } = core.session.project;
        return db.consistent(() => videoItemsOf(core, known(video(db, paths.dir, videoId), videoId), ids));
      },
      intervals: async ({ videoId, ids }) => {
        const { db, paths } = core.session.project;
        return db.consistent(() => {
          known(video(db, paths.dir, videoId), videoId);
          const table = frameTableOf(db, videoId);
          return items(db, { video: videoId, intervals: ids }).flatMap((row) =>
            row.intervals.flatMap((each) => intervalRow(each, table)),
          );
        });
      },
      relink: async ({ videoId, path }) => {
        const tools = await core.setting.toolbox.tools();
        const { writer } = core.session.project;
        const probe = await probeVideo(resolve(path), tools);
        const { moved } = await writer.job('relinkVideo', { video: videoId, probe });
        const carried = moved === 0 ? '' : ` ${count(moved, 'interval')} carried over by frame.`;
        return { sentence: `“${videoId}” is at ${probe.path} now.${carried}` };
      },
    },
  };
}

function known(record: VideoRecord | null, videoId: string): VideoRecord {
  if (record === null) throw new ServiceError('not-found', `There is no video “${videoId}” in this project.`);
  return record;
}

function detailOf(core: Core, record: VideoRecord): VideoDetail {
  const { id, timebase, title, split, group, codec, width, height, rotation, frameCount, hasAudio } = record;
  const rows = recordsOf(core, id);
  return {
    id,
    title,
    split,
    group,
    timebase: { num: timebase.num, den: timebase.den },
    firstTick: record.startTick,
    endTick: record.endTick,
    frameCount,
    width,
    height,
    rotation,
    codec,
    hasSound: hasAudio,
    playable: record.playable !== 'no' && record.fileState === 'ready',
    warnings: warningsOf(record),
    urls: urlsOf(record),
    lanes: lanesOf(rows.items),
    ...contentOf(core, record, rows),
  };
}

/** What of a video a change to some of its items may change: those items, and what hangs on them. */
function videoItemsOf(core: Core, record: VideoRecord, ids: readonly string[]): VideoItems {
  const rows = recordsOf(core, record.id, ids);
  return {
    ...contentOf(core, record, rows),
    derived: rows.derived.flatMap((each) => {
      const { derived } = derivedFrom(each);
      return derived === undefined ? [] : [{ itemId: each.itemId, derived }];
    }),
  };
}

interface VideoRecords {
  readonly items: readonly ItemRecord[];
  readonly totals: ReadonlyMap<string, number>;
  readonly responses: readonly ResponseRecord[];
  /** Of every derived item of the video: an edit to one item may put another's source in doubt. */
  readonly derived: readonly DerivationRecord[];
}

/** The named items of a video, or all. */
function recordsOf(core: Core, videoId: string, ids?: readonly string[]): VideoRecords {
  const { db } = core.session.project;
  const { totals, large } = intervalTotals(db, videoId);
  const rows = items(db, { video: videoId, ids, ...(large && { mostIntervals: LARGE_ITEM }) });
  // Of the ids, only those of this video: an event names the items of all videos that changed.
  const own = rows.map((row) => row.id);
  return {
    items: rows,
    totals,
    responses: ids === undefined ? responsesOfVideo(db, videoId) : responsesOfItems(db, own),
    derived: derivationsOfVideo(db, videoId),
  };
}

function contentOf(
  core: Core,
  record: VideoRecord,
  { items: rows, totals, responses, derived }: VideoRecords,
): Pick<VideoDetail, 'state' | 'coverage' | 'skimmed' | 'items' | 'suggestions' | 'responses' | 'revision'> {
  const { shelf, project } = core.session;
  const { db } = project;
  const table = frameTableOf(db, record.id);
  const weighed = informationOfItems(db, record.id);
  const coverage = coverageOfVideo(db, record.id);
  const derivedOf = new Map(derived.map((each) => [each.itemId, each]));
  return {
    state: videoStateOf(record, itemStates(db, record.id), coverage),
    coverage: pairs(coverage.watched),
    skimmed: pairs(coverage.skimmed),
    items: rows.map((row) => ({
      ...itemRow(row, table, worthOf(weighed.get(row.id))),
      intervalTotal: totals.get(row.id) ?? 0,
      ...derivedFrom(derivedOf.get(row.id)),
    })),
    suggestions: responses.flatMap((each) => suggestionRows(each, shelf.calibrated(each.policy))),
    responses: responses.map((each) => responseRow(each, shelf.calibrated(each.policy))),
    revision: projectRevision(db),
  };
}

function videoStateOf(
  record: VideoRecord,
  states: ReadonlyMap<ItemRecord['state'], number>,
  coverage: Coverage,
): VideoDetail['state'] {
  if (record.fileState === 'missing') return 'missing';
  const of = (...names: readonly ItemRecord['state'][]): number =>
    names.reduce((sum, name) => sum + (states.get(name) ?? 0), 0);
  const all = of('open', 'draft', 'curated', 'reviewed');
  if (all > 0 && of('curated', 'reviewed') === all) return 'done';
  const begun = all > of('open') || coverage.watched.length + coverage.skimmed.length > 0;
  return begun ? 'begun' : 'new';
}

function warningsOf(record: VideoRecord): string[] {
  const lost = {
    ready: null,
    missing: `The file of “${record.title}” is not where it was. Put it back, or tell the project where it is now.`,
    changed: `Another file lies where “${record.title}” was. Put the video back, or tell the project where it is now.`,
  }[record.fileState];
  const deaf =
    record.playable === 'no'
      ? `This browser engine cannot play ${record.codec} in ${record.container}; frames and suggestions work all the same.`
      : null;
  return [lost, deaf, ...record.warnings].filter((each) => each !== null);
}

function urlsOf({ id, fingerprint, hasAudio }: VideoRecord): VideoDetail['urls'] {
  const url = (kind: string, part = ''): string =>
    `/${kind}/${encodeURIComponent(id)}${part}?v=${fingerprint.slice(0, 16)}`;
  return {
    media: url('media'),
    frames: url('frames'),
    peaks: hasAudio ? url('peaks') : null,
    filmstrip: url('filmstrip'),
    filmstripSheet: url('filmstrip', '/sheet'),
    thumbnail: url('thumbnail'),
  };
}

/** Of each item of a video with more intervals than `LARGE_VIDEO`, `videos.detail` holds so many; the timeline has them all. */
const LARGE_ITEM = 200;

/** One lane per task, and one per label of TAL, in the tasks' order. */
function lanesOf(rows: readonly ItemRecord[]): Lane[] {
  const lanes = Map.groupBy(rows, laneIdOf);
  return [...lanes]
    .flatMap(([id, [first, ...rest]]): Lane[] =>
      first === undefined
        ? []
        : [
            {
              id,
              task: first.task,
              name: first.task === 'TAL' ? (first.label?.name ?? 'no label') : first.task,
              labelId: first.label?.id ?? null,
              itemIds: [first, ...rest].map((row) => row.id),
            },
          ],
    )
    .sort((a, b) => TASKS.indexOf(a.task) - TASKS.indexOf(b.task));
}
