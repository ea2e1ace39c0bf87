import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { resolveMediaTools } from '../../media/tools.ts';
import { english } from '../../tasks/said/said.ts';
import { probeFiles } from './probe-videos.ts';
import type { Remark } from './progress.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tempr1-probe-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('tells what is wrong with a file in a sentence that can be said in any language', async () => {
  const [text, empty] = [join(folder, 'notes.mp4'), join(folder, 'empty.mp4')];
  writeFileSync(text, 'Not a video.');
  writeFileSync(empty, '');
  const problems: Remark[] = [];
  const found = await probeFiles(
    [text, empty],
    (path) => path,
    await resolveMediaTools({ env: process.env }),
    {
      signal: new AbortController().signal,
      progress: () => undefined,
      note: () => undefined,
      problem: (each) => problems.push(each),
    },
  );
  expect(found).toEqual([]);
  expect(new Map(problems.map(({ subject, said }) => [subject, said?.key]))).toEqual(
    new Map([
      [text, 'fileIsText'],
      [empty, 'fileEmpty'],
    ]),
  );
  for (const { said, sentence } of problems) expect(said && english(said)).toBe(sentence);
});
