import { NATIVE_FORMAT, NATIVE_VERSION, type DocumentItem, type DocumentLabel } from './document.ts';
import type { ExportReport, ExportSource, ExportVideo, Stream, WritableSink } from './export-source.ts';
import { endOf } from './export-source.ts';
import { intervalText, json, jsonOrNull, listText, objectText } from './json-text.ts';

function videoText(video: ExportVideo): string {
  const { id, file, split, group, source, extra } = video;
  return objectText(
    [
      ['id', json(id)],
      ['file', json(file)],
      ['duration', jsonOrNull(video.duration ?? endOf(video))],
      ['split', jsonOrNull(split)],
      ['group', jsonOrNull(group)],
      ['source', jsonOrNull(source)],
    ],
    extra,
  );
}

function promptFields({ prompt }: DocumentItem): [string, string | null][] {
  switch (prompt.task) {
    case 'TG':
    case 'VHD':
      return [['query', json(prompt.query)]];
    case 'DTG':
      return [['sentences', json(prompt.sentences)]];
    case 'GVQA':
      return [
        ['query', json(prompt.query)],
        ['options', json(prompt.options)],
      ];
    case 'TAL':
      return [
        ['label', json(prompt.label)],
        ['query', jsonOrNull(prompt.query)],
      ];
  }
  throw new RangeError('An item has one of the five tasks.');
}

/** Beside the intervals of a TAL item, one entry each; null when nothing is noted on any. */
function attributesText({ prompt, intervals }: DocumentItem): string | null {
  if (prompt.task !== 'TAL' || !intervals?.some((each) => each?.attributes !== undefined)) return null;
  return json(intervals.map((each) => each?.attributes ?? null));
}

function schemaText({ schema }: DocumentLabel): string | null {
  if (schema === undefined) return null;
  const { colour, hotkey, exclusive, attributes } = schema;
  return objectText([
    ['colour', jsonOrNull(colour)],
    ['hotkey', jsonOrNull(hotkey)],
    ['exclusive', jsonOrNull(exclusive)],
    ['attributes', attributes.length === 0 ? null : JSON.stringify(attributes)],
  ]);
}

/** One item of the native document, on one line. */
export function itemText(item: DocumentItem): string {
  const { id, video, prompt, paraphrases, intervals, answerIndex, saliency, extra } = item;
  return objectText(
    [
      ['id', json(id)],
      ['video', json(video)],
      ['task', json(prompt.task)],
      ...promptFields(item),
      ['paraphrases', paraphrases.length === 0 ? null : json(paraphrases)],
      ['answer_index', jsonOrNull(answerIndex)],
      ['intervals', intervals === null ? null : listText(intervals.map(intervalText))],
      ['tempr1_attributes', attributesText(item)],
      [
        'saliency',
        saliency === null
          ? null
          : objectText(
              [
                ['clip_length', json(saliency.clipLength)],
                ['scores', json(saliency.scores)],
              ],
              saliency.extra,
            ),
      ],
    ],
    extra,
  );
}

async function writeList<Value>(
  sink: WritableSink,
  key: string,
  values: Stream<Value>,
  text: (value: Value) => string,
): Promise<number> {
  await sink.write(`${JSON.stringify(key)}: [`);
  let count = 0;
  for await (const value of values) {
    await sink.write(`${count === 0 ? '\n' : ',\n'}${text(value)}`);
    count++;
  }
  await sink.write(count === 0 ? ']' : '\n]');
  return count;
}

/**
 * Writes a `tempr1-corpus` document, version 1, one record per line. The same source gives the same bytes; keys that the
 * format does not know come back as they came, and edges in the digits that they had.
 */
export async function writeNative(source: ExportSource, sink: WritableSink): Promise<ExportReport> {
  let intervals = 0;
  await sink.write(`{\n"format": ${json(NATIVE_FORMAT)},\n"version": ${NATIVE_VERSION},\n`);
  if (source.title !== null) await sink.write(`"title": ${json(source.title)},\n`);
  for (const [key, value] of Object.entries(source.extra))
    await sink.write(`${JSON.stringify(key)}: ${json(value)},\n`);
  await writeList(sink, 'labels', source.labels, (label) =>
    objectText(
      [
        ['group', jsonOrNull(label.group)],
        ['name', json(label.name)],
        ['description', jsonOrNull(label.description)],
        ['tempr1_schema', schemaText(label)],
      ],
      label.extra,
    ),
  );
  await sink.write(',\n');
  const videos = await writeList(sink, 'videos', source.videos(), videoText);
  await sink.write(',\n');
  const items = await writeList(sink, 'items', source.items(), (item) => {
    intervals += item.intervals?.filter((each) => each !== null).length ?? 0;
    return itemText(item);
  });
  await sink.write('\n}\n');
  return { videos, items, intervals, notes: [] };
}
