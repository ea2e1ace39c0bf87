import { resolve } from 'node:path';
import { projectRevision } from '../../corpus/queries/project.ts';
import { coverageOfVideo, type Coverage } from '../../corpus/queries/coverage.ts';
import { informationOfItems, isWeighed, type InformationRecord } from '../../corpus/queries/information.ts';
import { derivationsOfVideo, type DerivationRecord } from '../../corpus/queries/derived.ts';
import { items, type EdgeRecord, type IntervalRecord, type ItemRecord } from '../../corpus/queries/items.ts';
import { responsesOfVideo, type ResponseRecord } from '../../corpus/queries/suggestions.ts';
import { intervalTotals } from '../../corpus/queries/timeline.ts';
import { listVideos, video, type VideoRecord } from '../../corpus/queries/videos.ts';
import { probeVideo } from '../../media/probe.ts';
import { information } from '../../policy/information.ts';
import { edgeTick, type FrameTable } from '../../time/frame-table.ts';
import { frameTableOf } from '../../corpus/queries/videos.ts';
import type { Prompt, Saliency } from '../../tasks/task.ts';
import { TASKS } from '../../tasks/task.ts';
import { ServiceError, type StudioApi } from '../api.ts';
import type {
  EdgeProvenance,
  IntervalRow,
  ItemRow,
  Lane,
  ResponseRow,
  SuggestionRow,
  VideoDetail,
  Worth,
} from '../contract/index.ts';
import type { Core } from '../core.ts';
import { count } from '../long-work/words.ts';
import { pairs } from './coverage.ts';

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
          const rows = videos.map(
            ({
              id,
              title,
              state,
              split,
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
              duration,
              items,
              curated,
              pending,
              coverage,
              thumbnailUrl: state === 'missing' ? null : `/thumbnail/${encodeURIComponent(id)}`,
              worth: worthOf(kept),
            }),
          );
          return { rows, total, revision: projectRevision(db), sort, weighed };
        });
      },
      detail: async ({ videoId }) => {
        const { db, paths } = core.session.project;
        return db.consistent(() => {
          const record = video(db, paths.dir, videoId);
          if (record === null)
            throw new ServiceError('not-found', `There is no video “${videoId}” in this project.`);
          return detailOf(core, record);
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

/** What a list shows of how much something would teach. */
function worthOf(record: InformationRecord | null | undefined): Worth | null {
  if (record === null || record === undefined) return null;
  const { reason } = information(record.disagreement, record.novelty);
  return { ...record, reason };
}

function detailOf(core: Core, record: VideoRecord): VideoDetail {
  const { db } = core.session.project;
  const { id, timebase, title, split, group, codec, width, height, rotation, frameCount, hasAudio } = record;
  const table = frameTableOf(db, id);
  const { totals, large } = intervalTotals(db, id);
  const rows = items(db, { video: id, ...(large && { mostIntervals: LARGE_ITEM }) });
  const responses = responsesOfVideo(db, id);
  const { shelf } = core.session;
  const weighed = informationOfItems(db, id);
  const coverage = coverageOfVideo(db, id);
  const derived = new Map(derivationsOfVideo(db, id).map((each) => [each.itemId, each]));
  return {
    id,
    title,
    split,
    group,
    state: listVideoState(record, rows, coverage),
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
    coverage: pairs(coverage.watched),
    skimmed: pairs(coverage.skimmed),
    urls: urlsOf(record),
    lanes: lanesOf(rows),
    items: rows.map((row) => ({
      ...itemRow(row, table, worthOf(weighed.get(row.id))),
      intervalTotal: totals.get(row.id) ?? 0,
      ...derivedFrom(derived.get(row.id)),
    })),
    suggestions: responses.flatMap((each) => suggestionRows(each, shelf.calibrated(each.policy))),
    responses: responses.map((each) => responseRow(each, shelf.calibrated(each.policy))),
    revision: projectRevision(db),
  };
}

/** Only where it applies: few items are derived, and a list of thousands is to stay small. */
function derivedFrom(record: DerivationRecord | undefined): Pick<ItemRow, 'derived'> {
  if (record === undefined) return {};
  const { recipe, sources, state } = record;
  return { derived: { rule: recipe.rule, sources: [...sources], state } };
}

function listVideoState(
  record: VideoRecord,
  rows: readonly ItemRecord[],
  coverage: Coverage,
): VideoDetail['state'] {
  if (record.fileState === 'missing') return 'missing';
  const curated = rows.filter(({ state }) => state === 'curated' || state === 'reviewed').length;
  if (rows.length > 0 && curated === rows.length) return 'done';
  const begun =
    rows.some(({ state }) => state !== 'open') || coverage.watched.length + coverage.skimmed.length > 0;
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

function laneIdOf({ task, label }: ItemRecord): string {
  return task === 'TAL' ? `TAL ${label?.id ?? 0}` : task;
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

function itemRow(
  row: ItemRecord,
  table: FrameTable,
  worth: Worth | null,
): Omit<ItemRow, 'intervalTotal' | 'derived'> {
  return {
    id: row.id,
    task: row.task,
    prompt: promptRow(row.prompt),
    paraphrases: [...row.paraphrases],
    state: row.state,
    labelId: row.label?.id ?? null,
    answerIndex: row.answerIndex,
    saliency: saliencyRow(row.saliency),
    intervals: row.intervals.flatMap((each) => intervalRow(each, table)),
    noneSlots: row.intervals.flatMap(({ edges, slot }) => (edges === null ? [slot] : [])),
    laneId: laneIdOf(row),
    worth,
  };
}

function promptRow(prompt: Prompt): ItemRow['prompt'] {
  if (prompt.task === 'DTG') return { task: 'DTG', sentences: [...prompt.sentences] };
  if (prompt.task === 'GVQA')
    return { task: 'GVQA', question: prompt.question, options: [...prompt.options] };
  return { ...prompt };
}

function saliencyRow(saliency: Saliency | null): ItemRow['saliency'] {
  return saliency === null ? null : { clipLength: saliency.clipLength, scores: [...saliency.scores] };
}

function intervalRow({ id, slot, edges, attributes }: IntervalRecord, table: FrameTable): IntervalRow[] {
  if (edges === null) return [];
  const { start, end } = edges;
  return [
    {
      id,
      slot,
      start: start.ticks,
      end: end.ticks,
      startFrame: start.frame,
      endFrame: end.frame,
      offGrid: {
        start: start.offGrid || edgeTick(table, start.frame) !== start.ticks,
        end: end.offGrid || edgeTick(table, end.frame) !== end.ticks,
      },
      provenance: { start: provenanceRow(start), end: provenanceRow(end) },
      ...(Object.keys(attributes).length > 0 && { attributes: { ...attributes } }),
    },
  ];
}

function provenanceRow({ provenance }: EdgeRecord): EdgeProvenance {
  const { origin, annotator, policy, at, movedTicks } = provenance;
  return {
    by: annotator ?? 'import',
    kind: origin,
    policyId: policy,
    at: at === 0 ? null : new Date(at).toISOString(),
    movedTicks,
  };
}

function suggestionRows(response: ResponseRecord, calibrated: boolean): SuggestionRow[] {
  const saliency = saliencyRow(response.saliency);
  return response.suggestions.map(({ id, itemId, policy, slot, edges, score, status, at }) => ({
    id,
    responseId: response.id,
    itemId,
    policyId: policy,
    slot,
    start: edges?.start ?? null,
    end: edges?.end ?? null,
    score,
    calibrated,
    answerIndex: response.answerIndex,
    saliency,
    status,
    basis: response.basis,
    at: new Date(at).toISOString(),
  }));
}

function responseRow(response: ResponseRecord, calibrated: boolean): ResponseRow {
  const { id, itemId, policy, answerIndex, answerScore, saliency, text, answerStatus, basis, at } = response;
  return {
    id,
    itemId,
    policyId: policy,
    answerIndex,
    answerScore,
    calibrated,
    saliency: saliencyRow(saliency),
    text,
    answerStatus,
    basis,
    at: new Date(at).toISOString(),
  };
}
