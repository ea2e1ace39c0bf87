import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { english } from '../tasks/said/said.ts';
import { exportHeader, exportItems, exportVideos } from '../corpus/export.ts';
import { createProject, type Project } from '../corpus/project.ts';
import { items } from '../corpus/queries/items.ts';
import { openSample } from '../corpus/testing/open-sample.ts';
import { probe, temporaryFolder } from '../corpus/testing/sample.ts';
import type { AttributeValue } from '../tasks/label-schema.ts';
import type { CorpusDocument } from './document.ts';
import type { ExportSource } from './export-source.ts';
import { readNativeText } from './native.ts';
import { writeNative } from './native-writer.ts';
import { inPieces, refusalOf, written } from './testing/text.ts';

let project: Project;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ project, remove } = await openSample());
});
afterEach(() => remove());

function sourceOf({ db, paths }: Project): ExportSource {
  return {
    ...exportHeader(db),
    videos: function* videos() {
      for (const { end, ...each } of exportVideos(db, paths.dir)) yield { ...each, endSeconds: end };
    },
    items: () => exportItems(db),
  };
}

const textOf = async (from: Project): Promise<string> => (await written(writeNative, sourceOf(from))).text;
const read = (text: string): Promise<CorpusDocument> => readNativeText('corpus.json', inPieces(text));

async function take(into: Project, text: string): Promise<readonly string[]> {
  const { notes: _, ...document } = await read(text);
  const videos = document.videos.map((video) => ({ ...video, probe: probe(video.id) }));
  return (await into.writer.job('importDocument', { ...document, videos })).notes.map(english);
}

/** What `work` finds in a new project that took `text` in. */
async function inNewProject<Value>(text: string, work: (into: Project) => Promise<Value>): Promise<Value> {
  const folder = temporaryFolder();
  const into = await createProject(folder.dir, { title: 'Other', worker: false });
  try {
    await take(into, text);
    return await work(into);
  } finally {
    await into.close();
    folder.remove();
  }
}

const labelRows = ({ db }: Project): unknown =>
  db.all(
    'SELECT label_group, name, description, colour, hotkey, exclusive, attributes, extra FROM label ORDER BY key',
  );
const notedOn = ({ db }: Project): unknown =>
  items(db).map(({ id, intervals }) => [id, intervals.map(({ attributes }) => attributes)]);

const idOf = (name: string): number =>
  project.db.number('SELECT key FROM label WHERE name = @name', { name });

async function describeLabels(): Promise<void> {
  const { writer } = project;
  await writer.execute('editLabel', {
    label: idOf('jump'),
    description: 'off the ground',
    colour: 7,
    hotkey: 'j',
    exclusive: 'gait',
    attributes: [
      { name: 'foot', type: 'choice', options: ['left', 'right'] },
      { name: 'height', type: 'number', min: 0 },
      { name: 'seen by', type: 'text' },
      { name: 'sure', type: 'flag' },
    ],
  });
  await writer.execute('editLabel', { label: idOf('run'), exclusive: 'gait' });
  await writer.execute('addLabel', { group: null, name: 'jump', hotkey: 'j', colour: 0 });
}

const note = (values: Record<string, AttributeValue>): Promise<unknown> =>
  project.writer.execute('setIntervalAttributes', {
    intervals: [items(project.db, { id: 'tal' })[0]?.intervals[1]?.id ?? 0],
    values,
  });

describe('an export taken into a new project', () => {
  it('brings how labels look, their sets, keys and attributes, and what is noted on instances', async () => {
    await describeLabels();
    await note({ foot: 'left', height: 0.5, sure: true, 'seen by': 'a “judge”', undefined: 'kept' });
    const text = await textOf(project);
    expect(text).toContain(
      '"tempr1_attributes": [null, {"foot": "left", "height": 0.5, "sure": true, "seen by": "a “judge”", "undefined": "kept"}]',
    );
    await inNewProject(text, async (other) => {
      expect(labelRows(other)).toEqual(labelRows(project));
      expect(notedOn(other)).toEqual(notedOn(project));
      expect((await textOf(other)).replace('"Other"', '"Sample"')).toBe(text);
    });
  });

  it('keeps the colours of labels that a removed one left behind', async () => {
    await project.writer.execute('addLabel', { group: 'cheetah', name: 'rest' });
    await project.writer.execute('removeLabel', { label: idOf('run') });
    await inNewProject(await textOf(project), async (other) =>
      expect(labelRows(other)).toEqual(labelRows(project)),
    );
  });

  it('writes nothing more where nothing was set, so that a document stays as it came', async () => {
    expect(await textOf(project)).not.toContain('tempr1_');
  });

  it('brings any values', async () => {
    const value = fc.oneof(
      fc.string({ maxLength: 30, unit: 'binary' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      fc.boolean(),
    );
    const name = fc.string({ minLength: 1, maxLength: 20 }).filter((each) => each.trim() === each);
    const values = fc.dictionary(
      name.filter((each) => each !== '__proto__'),
      value,
      { noNullPrototype: true, minKeys: 1, maxKeys: 4 },
    );
    await fc.assert(
      fc.asyncProperty(values, async (given) => {
        await note(given);
        await inNewProject(await textOf(project), async (other) =>
          expect(notedOn(other)).toEqual(notedOn(project)),
        );
        await project.writer.undo();
      }),
      { numRuns: 25 },
    );
  });
});

describe('an import into a project that has the label', () => {
  it('leaves the label as it is, with a note', async () => {
    await describeLabels();
    const stood = labelRows(project);
    const schema = '"tempr1_schema": {"hotkey": "q", "attributes": [{"name": "foot", "type": "text"}]}';
    const text = `{"format": "tempr1-corpus", "version": 1, "labels": [{"group": "cheetah", "name": "jump", "description": "off the ground", ${schema}}]}`;
    expect(await take(project, text)).toEqual([
      'label "jump" of group "cheetah": it is in the project already, so its look and its attributes there were kept.',
    ]);
    expect(labelRows(project)).toEqual(stood);
  });

  it('leaves a key to the label that holds it, with a note', async () => {
    await describeLabels();
    const text =
      '{"format": "tempr1-corpus", "version": 1, "labels": [{"group": "cheetah", "name": "jog", "tempr1_schema": {"hotkey": "J"}}]}';
    expect(await take(project, text)).toEqual([
      'label "jog" of group "cheetah": it came without its key J, which the label "jump" holds.',
    ]);
    expect(project.db.get('SELECT hotkey FROM label WHERE key = @key', { key: idOf('jog') })).toEqual({
      hotkey: null,
    });
  });
});

describe('a document that says more than it may', () => {
  const document = (labelMore: string, itemMore: string): string =>
    `{"format": "tempr1-corpus", "version": 1,
      "labels": [{"group": "g", "name": "jump"${labelMore}}], "videos": [{"id": "w", "file": "w.mp4", "group": "g"}],
      "items": [{"id": "i", "video": "w", "task": "TAL", "label": "jump", "intervals": [[1, 2], [3, 4]]${itemMore}}]}`;

  it.each<[string, string, string]>([
    ['', ', "tempr1_attributes": [{}]', 'tempr1_attributes has 1 entries for 2 intervals'],
    ['', ', "tempr1_attributes": {"foot": "left"}', 'tempr1_attributes'],
    ['', ', "tempr1_attributes": [{"foot": ["left"]}, null]', 'tempr1_attributes.0.foot'],
    ['', ', "tempr1_attributes": [{"foot": 1e999}, null]', 'tempr1_attributes.0.foot'],
    ['', ', "tempr1_attributes": [{"": 1}, null]', 'tempr1_attributes.0'],
    ['', ', "tempr1_attributes": [{"__proto__": 1}, null]', 'tempr1_attributes.0'],
    ['', ', "tempr1_attributes": [["left"], null]', 'tempr1_attributes.0'],
    ['', `, "tempr1_attributes": [{"foot": "${'x'.repeat(20_001)}"}, null]`, 'tempr1_attributes.0.foot'],
    [', "tempr1_schema": []', '', 'Label number 1 (line 2): tempr1_schema'],
    [', "tempr1_schema": {"colour": "blue"}', '', 'tempr1_schema.colour'],
    [', "tempr1_schema": {"colour": -1}', '', 'tempr1_schema.colour'],
    [', "tempr1_schema": {"hotkey": ""}', '', 'tempr1_schema.hotkey'],
    [', "tempr1_schema": {"exclusive": " "}', '', 'tempr1_schema.exclusive'],
    [', "tempr1_schema": {"attributes": [{"name": "a", "type": "dream"}]}', '', 'tempr1_schema.attributes.0'],
    [
      ', "tempr1_schema": {"attributes": [{"name": "a", "type": "text"}, {"name": "a", "type": "flag"}]}',
      '',
      'need different names',
    ],
  ])('is refused: %s%s', async (labelMore, itemMore, reason) => {
    const error = await refusalOf(read(document(labelMore, itemMore)));
    expect(error?.code).toBe('refused');
    expect(error?.reasons[0]).toContain(reason);
    expect(error?.reasons[0]).toMatch(/[^.]\.$/u);
  });

  it('is taken where the plain words mean something else to whoever wrote it', async () => {
    const more = ', "colour": "blue", "hotkey": 7, "attributes": "none"';
    const given = await read(document(more, more));
    const again = (
      await written(writeNative, {
        ...given,
        videos: () => given.videos,
        items: () => given.items,
      })
    ).text;
    expect(JSON.parse(again)).toEqual(JSON.parse(document(more, more)));
  });
});
