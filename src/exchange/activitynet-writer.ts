import { ENTRY_KEYS, ROOT } from './activitynet.ts';
import type { DocumentInterval, DocumentLabel } from './document.ts';
import {
  endOf,
  type ExportReport,
  type ExportSource,
  type ExportVideo,
  type WritableSink,
} from './export-source.ts';
import { intervalText, json, jsonOrNull, listText, objectText } from './json-text.ts';

const SUBSETS = { train: 'training', validation: 'validation', test: 'testing' } as const;

/** ActivityNet knows labels by name alone: one that stands in several groups is written with its group. */
function labelNames(labels: readonly DocumentLabel[]): (group: string | null, name: string) => string {
  const groups = new Map<string, Set<string | null>>();
  for (const { group, name } of labels) groups.set(name, (groups.get(name) ?? new Set()).add(group));
  return (group, name) => ((groups.get(name)?.size ?? 0) > 1 && group !== null ? `${group}: ${name}` : name);
}

interface Annotation {
  readonly interval: DocumentInterval;
  readonly label: string;
}

interface Gathered {
  readonly byVideo: ReadonlyMap<string, Annotation[]>;
  readonly items: number;
  readonly intervals: number;
  readonly notes: readonly string[];
}

/** Names of labels as annotations of each video write them; a label is looked up in its video's group. */
async function groupsOf(source: ExportSource): Promise<ReadonlyMap<string, string | null>> {
  const groups = new Map<string, string | null>();
  for await (const { id, group } of source.videos()) groups.set(id, group);
  return groups;
}

async function gather(source: ExportSource, nameOf: ReturnType<typeof labelNames>): Promise<Gathered> {
  const groups = await groupsOf(source);
  const byVideo = new Map<string, Annotation[]>();
  const left = { other: 0, open: 0, absent: 0 };
  let items = 0;
  let intervals = 0;
  for await (const { prompt, video, intervals: found } of source.items()) {
    if (prompt.task !== 'TAL') left.other++;
    else if (found === null) left.open++;
    else {
      items++;
      if (found.length === 0) left.absent++;
      const label = nameOf(groups.get(video) ?? null, prompt.label);
      const annotations = byVideo.get(video) ?? [];
      for (const interval of found) if (interval !== null) annotations.push({ interval, label });
      intervals += found.length;
      byVideo.set(video, annotations);
    }
  }
  const notes: string[] = [];
  if (left.other > 0)
    notes.push(`${left.other} items of other tasks were left out: ActivityNet holds localization only.`);
  if (left.open > 0) notes.push(`${left.open} open questions were left out: they have no truth yet.`);
  if (left.absent > 0)
    notes.push(`${left.absent} items say that a label does not occur, which ActivityNet cannot say.`);
  return { byVideo, items, intervals, notes };
}

function entryText(video: ExportVideo, annotations: readonly Annotation[]): string {
  const { resolution = '', url = video.file, ...rest } = video.extra;
  const others = Object.fromEntries(Object.entries(rest).filter(([key]) => !ENTRY_KEYS.has(key)));
  const inTime = annotations.toSorted(
    (a, b) =>
      a.interval.start.seconds - b.interval.start.seconds || a.interval.end.seconds - b.interval.end.seconds,
  );
  return objectText(
    [
      ['duration', jsonOrNull(endOf(video))],
      ['subset', json(video.split === null ? '' : SUBSETS[video.split])],
      ['resolution', json(resolution)],
      ['url', json(url)],
      [
        'annotations',
        listText(
          inTime.map(({ interval, label }) =>
            objectText([
              ['segment', intervalText(interval)],
              ['label', json(label)],
            ]),
          ),
        ),
      ],
    ],
    others,
  );
}

function taxonomyText(names: readonly string[]): string {
  const node = (id: number, name: string, parent: [number, string] | null) =>
    objectText([
      ['nodeId', String(id)],
      ['nodeName', json(name)],
      ['parentId', parent === null ? 'null' : String(parent[0])],
      ['parentName', parent === null ? 'null' : json(parent[1])],
    ]);
  const leaves = names.map((name, index) => node(index + 1, name, [0, ROOT]));
  return listText([node(0, ROOT, null), ...leaves]);
}

/**
 * Writes the curated TAL items as ActivityNet ground truth, annotations in order of time, every edge in its own digits. The
 * same source gives the same bytes. A video without split gets the subset "", which no reader takes for one of the three.
 */
export async function writeActivityNet(source: ExportSource, sink: WritableSink): Promise<ExportReport> {
  const nameOf = labelNames(source.labels);
  const names = source.labels.map(({ group, name }) => nameOf(group, name));
  const { byVideo, items, intervals, notes } = await gather(source, nameOf);
  await sink.write(`{"version": "VERSION 1.3",\n"taxonomy": ${taxonomyText(names)},\n"database": {`);
  let videos = 0;
  let unassigned = 0;
  for await (const video of source.videos()) {
    if (video.split === null) unassigned++;
    await sink.write(
      `${videos === 0 ? '\n' : ',\n'}${json(video.id)}: ${entryText(video, byVideo.get(video.id) ?? [])}`,
    );
    videos++;
  }
  await sink.write('\n}}\n');
  const report = notes.slice();
  if (unassigned > 0)
    report.push(
      `${unassigned} videos have no split; their subset is empty, and ActivityNet's own tools pass them over.`,
    );
  return { videos, items, intervals, notes: report };
}
