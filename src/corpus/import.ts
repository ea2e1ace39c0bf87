import type { WritableDb } from './db.ts';
import { say } from '../tasks/said/said.ts';
import { CorpusError } from './errors.ts';
import { packAscending } from './frame-table-blob.ts';
import {
  Findings,
  placeItem,
  type PlacedInterval,
  type PlacedNone,
  type PlacementVideo,
} from './import-check.ts';
import type {
  DocumentItem,
  ImportDocument,
  ImportReport,
  ImportVideo,
  ProbedVideo,
} from './import-document.ts';
import { findLabel, importLabels } from './import-labels.ts';
import { jsonObject, parseJson } from './json.ts';
import {
  findVideo,
  frameTableOfRow,
  itemByKey,
  intervalsOfItem,
  type ItemState,
  type VideoRow,
} from './rows.ts';
import { itemSearch, promptJson, type StoredPrompt } from './stored-prompt.ts';
import { attributesJson } from './stored-attributes.ts';
import { missingTruth } from './truth-rules.ts';
import { projectRelative } from './video-path.ts';
import { videoSearch } from './video-search.ts';

/**
 * Writes a whole document, or nothing: with any fault the corpus stays as it was and every fault is named. Ids and edges
 * are kept as given (docs/architecture.md). Call it inside a transaction.
 * @throws CorpusError 'import-refused' with `reasons`
 */
export function importIntoCorpus(
  db: WritableDb,
  projectDir: string,
  at: number,
  document: ImportDocument,
): ImportReport {
  const findings = new Findings();
  const batch = db.run(
    `INSERT INTO import_batch (at, file, title, videos, items, revision)
     VALUES (@at, @file, @title, @videos, @items, (SELECT revision + 1 FROM project))`,
    {
      at,
      file: document.file,
      title: document.title,
      videos: document.videos.length,
      items: document.items.length,
    },
  ).key;
  const labels = importLabels(db, batch, document.labels, findings);
  const known = document.addItems === true ? videosByContent(db) : null;
  const videos = writeVideos(db, batch, projectDir, document.videos, known, findings);
  const { items, intervals } = writeItems(db, batch, document, videos.placed, findings);
  if (findings.reasons.length > 0) throw refusal(document, findings.reasons);
  keepHeader(db, document);
  db.run('UPDATE import_batch SET videos = @videos, items = @items WHERE key = @batch', {
    batch,
    videos: videos.written,
    items,
  });
  return {
    batch,
    videos: videos.written,
    items,
    intervals,
    labels,
    notes: findings.notes,
  };
}

function refusal(document: ImportDocument, reasons: readonly string[]): CorpusError {
  const shown = reasons.slice(0, 5).join(' ');
  const more = reasons.length > 5 ? ` And ${reasons.length - 5} more.` : '';
  const count = reasons.length === 1 ? 'a fault' : `${reasons.length} faults`;
  return new CorpusError(
    'import-refused',
    `${document.file} was not imported, because it has ${count}. ${shown}${more}`,
    { reasons },
  );
}

function writeVideos(
  db: WritableDb,
  batch: number,
  projectDir: string,
  videos: readonly ImportVideo[],
  known: KnownVideos | null,
  findings: Findings,
): { readonly placed: Map<string, PlacementVideo>; readonly written: number } {
  const placed = new Map<string, PlacementVideo>();
  let written = 0;
  for (const video of videos) {
    const what = `video "${video.id}"`;
    if (placed.has(video.id)) {
      findings.refuse(what, 'its id stands twice in the document');
      continue;
    }
    const twins = known?.get(video.probe.fingerprint);
    const twin = twins?.find(({ id }) => id === video.id) ?? twins?.[0];
    if (twin !== undefined) {
      placed.set(video.id, placementOf(db, twin));
      continue;
    }
    if (findVideo(db, video.id) !== undefined) {
      const why = known === null ? '' : ', and it is another one by its content';
      findings.refuse(what, `a video with this id is in the project already${why}`);
      continue;
    }
    const key = insertVideo(db, batch, projectDir, video);
    written++;
    placed.set(video.id, {
      key,
      table: video.probe.table,
      duration: video.duration,
      group: video.group ?? '',
    });
  }
  return { placed, written };
}

type KnownVideos = ReadonlyMap<string, readonly VideoRow[]>;

/** The videos that stood before the import, by fingerprint. */
function videosByContent(db: WritableDb): KnownVideos {
  return Map.groupBy(db.all<VideoRow>('SELECT * FROM video ORDER BY key'), (row) => row.fingerprint);
}

function insertVideo(db: WritableDb, batch: number, projectDir: string, video: ImportVideo): number {
  const path = projectRelative(projectDir, video.probe.path);
  const described = {
    id: video.id,
    file: video.file,
    path,
    label_group: video.group ?? '',
    source: video.source,
  };
  const columns = {
    ...described,
    declared_duration: video.duration,
    split: video.split,
    batch,
    extra: JSON.stringify(video.extra),
    search: videoSearch(described),
    ...probeColumns(video.probe),
  };
  const names = Object.keys(columns);
  const { key } = db.run(
    `INSERT INTO video (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
    columns,
  );
  db.run('INSERT INTO frame_table (video, pts, keyframes) VALUES (@key, @pts, @keyframes)', {
    key,
    pts: packAscending(video.probe.table.pts),
    keyframes: packAscending(video.probe.keyframes),
  });
  return key;
}

/** What a probe says, as columns of the video table. */
export function probeColumns(probe: ProbedVideo): Record<string, string | number | null> {
  return {
    path_absolute: probe.path,
    fingerprint: probe.fingerprint,
    size_bytes: probe.sizeBytes,
    container: probe.container,
    timebase_num: probe.table.timebase.num,
    timebase_den: probe.table.timebase.den,
    start_tick: probe.table.pts[0] ?? 0,
    end_tick: probe.table.end,
    frame_count: probe.table.pts.length,
    width: probe.width,
    height: probe.height,
    display_width: probe.displayWidth,
    display_height: probe.displayHeight,
    rotation: probe.rotation,
    sample_aspect_num: probe.sampleAspect.num,
    sample_aspect_den: probe.sampleAspect.den,
    codec: probe.codec,
    has_audio: probe.hasAudio ? 1 : 0,
    audio: JSON.stringify(probe.audio),
    playable: probe.playableInChromium,
    warnings: JSON.stringify(probe.warnings),
  };
}

/** @returns how many items and intervals were written */
function writeItems(
  db: WritableDb,
  batch: number,
  document: ImportDocument,
  videos: Map<string, PlacementVideo>,
  findings: Findings,
): { readonly items: number; readonly intervals: number } {
  const seen = new Set<string>();
  let items = 0;
  let intervals = 0;
  let left = 0;
  for (const item of document.items) {
    const what = `item "${item.id}"`;
    if (seen.has(item.id)) {
      findings.refuse(what, 'its id stands twice in the document');
      continue;
    }
    seen.add(item.id);
    if (db.get('SELECT 1 AS here FROM item WHERE id = @id', { id: item.id }) !== undefined) {
      if (document.addItems === true) {
        left++;
        continue;
      }
      findings.refuse(what, 'an item with this id is in the project already');
      continue;
    }
    const video = videos.get(item.video) ?? videoInProject(db, item.video, videos);
    if (video === undefined) {
      findings.refuse(what, `there is no video "${item.video}"`);
      continue;
    }
    const placed = placeItem(item, video, findings);
    const label = item.prompt.task === 'TAL' ? findLabel(db, video.group, item.prompt.label) : undefined;
    if (item.prompt.task === 'TAL' && label === undefined)
      findings.refuse(
        what,
        `there is no label "${item.prompt.label}" in ${video.group === '' ? 'no group' : `the group "${video.group}"`}, which video "${item.video}" belongs to`,
      );
    // After the first fault nothing will be kept: only the checks go on.
    if (findings.reasons.length > 0) continue;
    intervals += insertItem(db, batch, item, video.key, label?.key ?? null, placed);
    items++;
  }
  if (left > 0) findings.note(say('importLeftItems', { count: left }));
  return { items, intervals };
}

/** An item may be for a video that was imported earlier. */
function videoInProject(
  db: WritableDb,
  id: string,
  videos: Map<string, PlacementVideo>,
): PlacementVideo | undefined {
  const row = findVideo(db, id);
  if (row === undefined) return undefined;
  const video = placementOf(db, row);
  videos.set(id, video);
  return video;
}

function placementOf(db: WritableDb, row: VideoRow): PlacementVideo {
  return {
    key: row.key,
    table: frameTableOfRow(db, row),
    duration: row.declared_duration,
    group: row.label_group,
  };
}

function insertItem(
  db: WritableDb,
  batch: number,
  item: DocumentItem,
  video: number,
  label: number | null,
  placed: readonly (PlacedInterval | PlacedNone)[],
): number {
  const prompt = toStored(item);
  const { key } = db.run(
    `INSERT INTO item (id, video, task, prompt, paraphrases, state, label, answer_index, saliency, batch, extra, search)
     VALUES (@id, @video, @task, @prompt, @paraphrases, 'open', @label, @answer, @saliency, @batch, @extra, @search)`,
    {
      id: item.id,
      video,
      task: prompt.task,
      prompt: promptJson(prompt),
      paraphrases: JSON.stringify(item.paraphrases),
      label,
      answer: item.answerIndex,
      saliency: item.saliency === null ? null : JSON.stringify(item.saliency),
      batch,
      extra: JSON.stringify(item.extra),
      search: itemSearch(item.id, prompt, item.paraphrases),
    },
  );
  let written = 0;
  for (const each of placed) {
    if ('start' in each) written++;
    insertInterval(db, key, each);
  }
  const state = importedState(db, key, item);
  if (state !== 'open') db.run('UPDATE item SET state = @state WHERE key = @key', { state, key });
  return written;
}

function importedState(db: WritableDb, key: number, item: DocumentItem): ItemState {
  if (item.intervals === null) return item.answerIndex === null && item.saliency === null ? 'open' : 'draft';
  return missingTruth(itemByKey(db, key), intervalsOfItem(db, key)) === null ? 'curated' : 'draft';
}

function insertInterval(db: WritableDb, item: number, placed: PlacedInterval | PlacedNone): void {
  const edges = 'start' in placed ? placed : null;
  db.run(
    `INSERT INTO interval (item, slot, start_tick, end_tick, start_frame, end_frame, start_text, end_text, start_off_grid, end_off_grid, attributes)
     VALUES (@item, @slot, @startTick, @endTick, @startFrame, @endFrame, @startText, @endText, @startOff, @endOff, @attributes)`,
    {
      item,
      slot: placed.slot,
      startTick: edges?.start.tick ?? null,
      endTick: edges?.end.tick ?? null,
      startFrame: edges?.start.frame ?? null,
      endFrame: edges?.end.frame ?? null,
      startText: edges?.start.text ?? null,
      endText: edges?.end.text ?? null,
      startOff: edges?.start.offGrid === true ? 1 : 0,
      endOff: edges?.end.offGrid === true ? 1 : 0,
      attributes: attributesJson(edges?.attributes),
    },
  );
}

function toStored(item: DocumentItem): StoredPrompt {
  const { prompt } = item;
  switch (prompt.task) {
    case 'TG':
      return prompt;
    case 'DTG':
      return { task: 'DTG', sentences: [...prompt.sentences] };
    case 'VHD':
      return { ...prompt, clipLength: item.saliency?.clipLength ?? null };
    case 'GVQA':
      return { task: 'GVQA', question: prompt.query, options: [...prompt.options] };
    case 'TAL':
      break;
  }
  return { task: 'TAL', query: prompt.query };
}

/** The first title stays; keys of the document that we do not know are kept, earlier ones first. */
function keepHeader(db: WritableDb, document: ImportDocument): void {
  const project = db.get<{ title: string | null; extra: string }>(
    'SELECT title, extra FROM project WHERE key = 1',
  );
  const extra = parseJson(project?.extra ?? '{}', jsonObject, 'the project');
  db.run('UPDATE project SET title = @title, extra = @extra WHERE key = 1', {
    title: project?.title ?? document.title,
    extra: JSON.stringify({ ...document.extra, ...extra }),
  });
}
