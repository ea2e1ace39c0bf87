import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAtomically } from './atomic-write.ts';
import { documentSource } from './export-source.ts';
import { findVideo, videoCandidates } from './find-video.ts';
import { linesOf, textOf } from './read-text.ts';
import { exportToFile, formatOf, FORMATS, readDocument } from './registry.ts';
import { content, inPieces, refusalOf } from './testing/text.ts';

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const SAMPLE = fileURLToPath(new URL('../../resources/sample/corpus.json', import.meta.url));

let folder = '';
const at = (name: string) => path.join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'exchange-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function textIn(file: string): Promise<string> {
  let all = '';
  for await (const chunk of textOf(file)) all += chunk;
  return all;
}

describe('textOf', () => {
  it('reads UTF-8 of any size, without its byte order mark', async () => {
    const text = 'é拿起🎬'.repeat(200_000);
    await writeFile(at('a.txt'), `\uFEFF${text}`);
    expect(await textIn(at('a.txt'))).toBe(text);
  });

  it('refuses what is no text file, and never waits for one', async () => {
    await writeFile(at('empty'), '');
    await writeFile(at('utf16'), Buffer.from('\uFEFF{"a": 1}', 'utf16le'));
    await writeFile(at('cut'), Buffer.from('é').subarray(0, 1));
    if (process.platform !== 'win32') execFileSync('mkfifo', [at('fifo')]);
    const refused = async (name: string) => (await refusalOf(textIn(at(name))))?.message;
    expect(await refused('empty')).toContain('is empty (0 bytes)');
    expect(await refused('utf16')).toContain('is not UTF-8');
    expect(await refused('cut')).toContain('is not UTF-8');
    expect(await refused('.')).toContain('is a folder');
    expect(await refused('nothing')).toContain('is not there');
    if (process.platform !== 'win32') expect(await refused('fifo')).toContain('is not an ordinary file');
  });
});

describe('linesOf', () => {
  it('gives the lines of a text, however it arrives', async () => {
    const lines = fc.array(
      fc.string().map((text) => text.replaceAll(/[\r\n]/gu, '')),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.array(fc.nat(), { maxLength: 6 }),
        async (texts, end, last, cuts) => {
          const whole = texts.join(end) + (last ? end : '');
          const found: string[] = [];
          for await (const line of linesOf('f', inPieces(whole, cuts))) {
            found.push(line.text);
            expect(line.number).toBe(found.length);
          }
          const expected = whole.split(end);
          if (expected.at(-1) === '') expected.pop();
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('writeAtomically', () => {
  it('replaces a file, also through a link, and leaves nothing else behind', async () => {
    await writeFile(at('old.txt'), 'old');
    await symlink(at('old.txt'), at('link.txt'));
    const result = await writeAtomically(at('link.txt'), async (sink) => {
      for (let index = 0; index < 30_000; index++) await sink.write('new line\n');
      return 7;
    });
    expect(result).toBe(7);
    expect(await readFile(at('old.txt'), 'utf8')).toBe('new line\n'.repeat(30_000));
    expect((await readdir(folder)).toSorted()).toEqual(['link.txt', 'old.txt']);
  });

  it('leaves the old file alone when the writer fails half-way', async () => {
    await writeFile(at('old.txt'), 'old');
    const failing = writeAtomically(at('old.txt'), async (sink) => {
      await sink.write('x'.repeat(200_000));
      throw new Error('the corpus went away');
    });
    await expect(failing).rejects.toThrow('the corpus went away');
    expect(await readFile(at('old.txt'), 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['old.txt']);
  });

  it('says why it cannot write', async () => {
    const refused = async (file: string) =>
      (await refusalOf(writeAtomically(file, (sink) => sink.write('x'))))?.message;
    expect(await refused(at('missing/out.json'))).toContain('the folder');
    expect(await refused(folder)).toContain('is a folder');
    await writeFile(at('file'), '');
    expect(await refused(at('file/out.json'))).toContain('is not there');
    if (process.platform !== 'win32') expect(await refused('/dev/null')).toContain('not an ordinary file');
    const asRoot = process.getuid?.() === 0;
    if (process.platform === 'win32' || asRoot) return;
    await mkdir(at('locked'));
    await chmod(at('locked'), 0o555);
    expect(await refused(at('locked/out.json'))).toContain('may not write');
  });
});

describe('the registry', () => {
  it('tells each format from its content', async () => {
    const read = async (file: string) => (await readDocument(file)).items.length;
    expect(await read(SAMPLE)).toBe(497);
    expect(await read(fixture('activitynet/gt.json'))).toBe(8);
    expect(await read(fixture('qvhighlights/highlight_val.jsonl'))).toBe(4);
    await writeFile(at('coco.json'), '{"images": [], "annotations": []}');
    expect((await refusalOf(readDocument(at('coco.json'))))?.code).toBe('unknown-format');
    await writeFile(at('notes.txt'), 'hello');
    expect((await refusalOf(readDocument(at('notes.txt'))))?.code).toBe('malformed');
  });

  it('names the formats there are when asked for another', () => {
    expect(() => formatOf('coco')).toThrow('native, activitynet, qvhighlights');
    for (const format of FORMATS) expect(formatOf(format.id)).toBe(format);
  });

  it('writes the same bytes twice in every format, which it can read again', async () => {
    const document = await readDocument(SAMPLE);
    for (const { id, extension } of FORMATS) {
      const [first, second] = [at(`a${extension}`), at(`b${extension}`)];
      const report = await exportToFile(id, documentSource(document), first);
      await exportToFile(id, documentSource(document), second);
      expect(await readFile(second)).toEqual(await readFile(first));
      const again = await readDocument(first);
      expect(again.items.length).toBe(
        { native: 497, activitynet: again.items.length, qvhighlights: report.items }[id],
      );
      const count = again.items.flatMap(({ intervals }) => intervals ?? []).length;
      expect(count).toBe(report.intervals);
      if (id === 'native') expect(content(again)).toEqual(content(document));
    }
  });

  it('writes nothing when a source breaks off, in every format', async () => {
    const document = await readDocument(SAMPLE);
    const broken = {
      ...documentSource(document),
      *items() {
        yield* document.items.slice(0, 300);
        throw new Error('the corpus went away');
      },
    };
    for (const { id } of FORMATS)
      await expect(exportToFile(id, broken, at('out'))).rejects.toThrow('the corpus went away');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('findVideo', () => {
  it('looks where the document says, then by base name, then under another ending', async () => {
    await mkdir(at('videos'));
    await writeFile(at('videos/a.mp4'), 'x');
    await writeFile(at('b.mkv'), 'x');
    await mkdir(at('c.mp4'));
    expect(await findVideo('videos/a.mp4', folder)).toBe(at('videos/a.mp4'));
    expect(await findVideo('videos\\a.mp4', folder)).toBe(at('videos/a.mp4'));
    expect(await findVideo('elsewhere/a.mp4', at('videos'))).toBe(at('videos/a.mp4'));
    expect(await findVideo('D:\\clips\\a.mp4', at('videos'))).toBe(at('videos/a.mp4'));
    expect(await findVideo('b.mp4', folder)).toBe(at('b.mkv'));
    expect(await findVideo('c.mp4', folder)).toBeNull();
    expect(await findVideo('d.mp4', folder)).toBeNull();
  });

  it('tries the written place first, and each place once', () => {
    const candidates = videoCandidates('sub/a.mp4', folder);
    expect(candidates[0]).toBe(at('sub/a.mp4'));
    expect(new Set(candidates).size).toBe(candidates.length);
  });
});
