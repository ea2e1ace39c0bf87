import { randomInt } from 'node:crypto';
import { writeSync } from 'node:fs';
import { contentHash } from '../content-hash.ts';
import { CorpusError } from '../errors.ts';
import { openProject } from '../project.ts';
import { projectRevision } from '../queries/project.ts';
import { resolve } from './random-commands.ts';

/**
 * Run by crash.test.ts as a process of its own until it is killed: edits, undoes and redoes at random, and says after each
 * acknowledgement what the corpus then is.
 */
const project = await openProject(process.argv[2] ?? '', { worker: process.argv[3] === 'worker' });
const { writer, db } = project;
for (;;) {
  const draft = { kind: randomInt(32), a: randomInt(1000), b: randomInt(-5, 255), c: randomInt(-5, 255) };
  const way = randomInt(10);
  try {
    if (way === 0) await writer.undo();
    else if (way === 1) await writer.redo();
    else if (way === 2)
      await writer.job('addCoverage', {
        video: 'v1',
        kind: 'watched',
        ranges: [{ start: draft.a, end: draft.a + 10 }],
      });
    else await writer.executeAll([resolve(db, draft), resolve(db, { ...draft, kind: 31 })]);
  } catch (error) {
    if (!(error instanceof CorpusError) || error.code === 'internal') throw error;
    continue;
  }
  // Straight to the pipe: what the parent has read was acknowledged before.
  writeSync(1, `${JSON.stringify({ revision: projectRevision(db), hash: contentHash(db) })}\n`);
}
